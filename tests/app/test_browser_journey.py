"""In a real browser, with the real ear and the real judge: sign in, hand over a call, watch it, hear a fault, decide, download.

Chromium must be installed (`apt-get install chromium`, or CHROMIUM with its path). With SCREENSHOTS=FOLDER the pages are kept
as pictures.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import select

from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import Act, Finding, Run
from app.served import served
from app.services.users import NewUser, first_admin
from app.settings import Settings
from app.wiring import embedded_worker
from synthetic.world import CLIENT, demo_folder
from tests.app.world import NOW, PASSWORD

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--autoplay-policy=no-user-gesture-required")
AUDIT_MS = 600_000
CALL = "cl-amenaza"
REASON = "La grabación muestra que lo dice como hecho consumado"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Database]]:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, secret_key="x" * 32, database_url=f"sqlite:///{home / 'trasluz.db'}")
    database = Database(settings.database_url)
    upgrade(database)
    with database.writing() as db:
        first_admin(db, CLIENT, NewUser("Valentina Neira", "auditora@lindero.example", "auditor", PASSWORD), NOW)
    app = make_app(settings, database)
    with embedded_worker(app, settings, database), served(app, threads=16) as server:
        yield server.address, database
    database.dispose()


@pytest.fixture
def page() -> Iterator[Page]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "no Chromium: apt-get install chromium, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        made = browser.new_page(viewport={"width": 1440, "height": 900}, locale="es-CL")
        wrong: list[str] = []
        made.on("pageerror", lambda error: wrong.append(str(error)))
        made.on("console", lambda said: wrong.append(f"{said.text} {said.location}") if said.type == "error" else None)
        yield made
        browser.close()
        if "SCREENSHOTS" in os.environ:  # taking a picture, the driver tries to add a style of its own
            wrong = [text for text in wrong if "inline style" not in text]
        assert wrong == []


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_a_call_from_the_upload_to_the_report(site: tuple[str, Database], page: Page, tmp_path: Path) -> None:
    address, database = site
    page.goto(address)
    page.get_by_label("Correo").fill("auditora@lindero.example")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    picture(page, "inicio-vacio")

    page.goto(f"{address}/upload")
    broken = tmp_path / "cortada.wav"
    broken.write_bytes((demo_folder() / "cl-cortada.wav").read_bytes())
    page.set_input_files("#files", [demo_folder() / f"{CALL}.opus", demo_folder() / "calls.csv", broken])
    page.locator("form[enctype] button[type=submit]").click()
    page.wait_for_url("**/runs/*")
    picture(page, "corrida-en-curso")
    expect(page.locator("#progress[data-state=done]")).to_be_attached(timeout=AUDIT_MS)
    expect(page.locator("#failed")).to_contain_text("cortada.wav")
    picture(page, "corrida")

    page.get_by_role("link", name=CALL, exact=True).click()
    audio = page.locator("#audio")
    finding = page.locator("#conduct li.crit").first
    if finding.locator("details").get_attribute("open") is None:
        finding.locator("summary").click()
    picture(page, "revision")
    finding.locator("a.hear").first.click()
    page.wait_for_function("() => document.querySelector('#audio').currentTime > 0.2")
    start = float(finding.locator("details").get_attribute("data-hear") or "nan")
    assert abs(float(audio.evaluate("a => a.currentTime")) - start) < 20

    finding.locator("input[value=happened]").check(force=True)
    finding.locator("input[name=reason]").fill(REASON)
    finding.locator(".decision button[type=submit]").click()
    expect(page.locator("#work")).to_contain_text("Valentina Neira")
    expect(page.locator("#work")).to_contain_text(REASON)
    picture(page, "decision")

    page.locator(".report-menu summary").click()
    with page.expect_download() as caught:
        page.locator(".report-menu a[href$='/report/json']").click()
    report = json.loads(Path(caught.value.path()).read_text(encoding="utf-8"))
    assert report["id"] == CALL and REASON in json.dumps(report, ensure_ascii=False)

    with database.reading() as db:
        act = db.scalars(select(Act)).one()
        assert (act.who, act.reason, act.after) == ("Valentina Neira", REASON, "happened")
        assert db.scalars(select(Finding).where(Finding.standing == "happened")).first() is not None
        assert db.scalars(select(Run)).one().seal_head is not None
    page.goto(address)
    picture(page, "inicio")
