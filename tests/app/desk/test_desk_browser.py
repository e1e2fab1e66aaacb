"""In a real browser: an account worked with the keyboard alone; no barriers in either light; a phone; no scripts."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import select

from app.db import Database
from app.factory import make_app
from app.models.interaction import Interaction
from app.models.ledger import Promise
from app.served import served
from app.settings import Settings
from app.web import desk
from tests.app.desk.picture import PASSWORD, PICTURE_NOW, picture
from tests.barriers import barriers_in_both_lights

expect.set_options(timeout=20_000)
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")


@pytest.fixture
def address(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    picture(database)
    began = monotonic()

    def now() -> datetime:
        return PICTURE_NOW + timedelta(seconds=monotonic() - began)

    monkeypatch.setattr(desk, "now", now)
    with served(make_app(settings, database), threads=8) as server:
        yield server.address


@pytest.fixture
def page() -> Iterator[Page]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "no Chromium: apt-get install chromium, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        made = browser.new_page(viewport={"width": 1389, "height": 868}, locale="es-CL")
        wrong: list[str] = []
        made.on("pageerror", lambda problem: wrong.append(str(problem)))
        yield made
        browser.close()
        assert wrong == []


def press(page: Page, key: str) -> None:
    """Once the page listens."""
    expect(page.locator(".desk[data-ready]")).to_be_attached()
    page.keyboard.press(key)


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", "agent@lindero.example")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Jorge Almonacid Vera")).to_be_visible()


def test_an_account_is_worked_with_the_keyboard_alone(page: Page, address: str, database: Database) -> None:
    sign_in(page, address)
    assert barriers_in_both_lights(page) == []
    press(page, "c")
    expect(page.get_by_role("button", name="Colgar")).to_be_visible()
    press(page, "o")
    expect(page.locator("details.options")).to_have_attribute("open", "")
    press(page, "s")
    expect(page.locator(".step[aria-current]")).to_contain_text("Confirmar quién contesta")
    press(page, "1")
    expect(page.get_by_label("Monto 1")).to_have_value("123150")
    page.get_by_label("Nota de la llamada").fill("5 minutos: paga 1 hoy")
    expect(page.locator('input[value="agreed"]')).to_be_checked()
    press(page, "Escape")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Guardado: Acordó")).to_be_visible()
    press(page, "Control+z")
    expect(page.get_by_role("heading", name="Jorge Almonacid Vera")).to_be_visible()
    press(page, "1")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Guardado: Acordó")).to_be_visible()
    press(page, "n")
    expect(page.get_by_role("heading", name="Héctor Muñoz")).to_be_visible()
    with database.reading() as db:
        call = db.scalars(select(Interaction).where(Interaction.outcome == "promise").order_by(Interaction.id.desc())).first()
        assert call is not None and call.duration_s is not None and call.wrap_up_s is not None
        assert len(db.scalars(select(Promise).where(Promise.state == "open")).all()) == 2


def test_on_a_phone_nothing_spills_and_the_main_act_is_below(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, address)
    for pane in ("Historia", "Guion", "Lista", "Cuenta"):
        page.get_by_role("link", name=pane, exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth") == 390, pane
        box = page.locator(".phone-main").bounding_box()
        assert box is not None and box["y"] + box["height"] <= 844 and box["height"] >= 44, pane


def test_without_scripts_an_outcome_is_saved_in_two_clicks(address: str, database: Database) -> None:
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        plain = browser.new_context(java_script_enabled=False, locale="es-CL").new_page()
        sign_in(plain, address)
        plain.get_by_role("button", name="Llamar").first.click()
        plain.locator("label.outcome", has_text="No contesta").click()
        plain.get_by_role("button", name="Guardar").last.click()
        expect(plain.get_by_role("heading", name="Guardado: No contesta")).to_be_visible()
        browser.close()
    with database.reading() as db:
        assert db.scalars(select(Interaction).order_by(Interaction.id.desc())).first().outcome == "no_answer"  # type: ignore[union-attr]
