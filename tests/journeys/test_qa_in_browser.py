"""The quality analyst in a real browser, in Spanish and English: score blind by keys, compare, correct; calibrate.

Each ends with the thing they came for: a call that stands corrected under their name, and a calibration in which their marks
stand beside the others. Every page is looked at for barriers in both themes and on a phone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from app.actors import Actor
from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import CalibrationCall, Finding, ScoreSheet
from app.queries.rows import Role
from app.served import served
from app.services.qa.draw_plan import Asked, draw_plan
from app.services.qa.open_sheet import Reason, open_sheet
from app.services.qa.sessions import NewSession, make_session
from app.settings import Settings
from audit.calibration.sheet import Mode, Purpose
from tests.app.fakes import fake_tools
from tests.app.qa.desk import KEY, MAY, analyst, fill, judged
from tests.app.world import World, make_world
from tests.journeys.visitor import Visitor, visitor

SPANISH: Mapping[str, str] = {
    "next": "Evaluar la siguiente",
    "blind": "A ciegas",
    "rest": "Marcar el resto",
    "close": "Cerrar la hoja",
    "closed": "Hoja cerrada.",
    "both": "La persona y la máquina",
    "insult": "Insulto",
    "add": "Agregar a la llamada: Insulto",
    "why": "Motivo (obligatorio): Insulto",
    "saved": "Corrección guardada",
    "calibration": "Calibración",
    "wait": "Nadie ve las marcas de otros",
    "apart": "1 criterio distinto",
    "agree": "Acordar: Insulto",
    "agreed": "Marca acordada guardada",
    "figures": "Acuerdo en cifras",
    "pairs": "Pares de marcas que coinciden",
}
ENGLISH: Mapping[str, str] = {
    "next": "Score the next",
    "blind": "Blind",
    "rest": "Mark the rest",
    "close": "Close the sheet",
    "closed": "Sheet closed.",
    "both": "You and the machine",
    "insult": "Insult",
    "add": "Add to the call: Insult",
    "why": "Reason (required): Insult",
    "saved": "Correction saved",
    "calibration": "Calibration",
    "wait": "Nobody sees the marks of others",
    "apart": "1 criterion apart",
    "agree": "Agree: Insult",
    "agreed": "Agreed mark saved",
    "figures": "Agreement in figures",
    "pairs": "Pairs of marks that agree",
}
WORDS = {"es": SPANISH, "en": ENGLISH}


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is served, its world, and somebody who scores as well."""

    address: str
    world: World
    other: Actor


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = Settings(home=tmp_path, secret_key="x" * 32, database_url=f"sqlite:///{tmp_path / 'trasluz.db'}")
    database = Database(settings.database_url)
    upgrade(database)
    world = make_world(database, tmp_path, fake_tools())
    judged(world, 8, seconds=50.0)
    with database.writing() as db:
        draw_plan(db, world.actors[Role.AUDITOR], Asked(0.3, 0.1, MAY.first_day, MAY.last_day), KEY, datetime.now(UTC))
    other = analyst(world, 1)
    with served(make_app(settings, database), threads=8) as server:
        yield Site(server.address, world, other)
    database.dispose()


def _analyst(site: Site, browser: Browser, lang: str) -> Visitor:
    found = visitor(browser, site.address, Role.QA, lang)
    found.go("/queue")
    return found


def _named(name: str) -> re.Pattern[str]:
    """A button by its name; what is said to screen readers alone may stand apart."""
    return re.compile(re.escape(name).replace(":", r"\s*:"))


def _left(page: Page) -> str:
    return str(page.evaluate("document.getElementById('sheet-state').dataset.left"))


def _fill_by_keys(page: Page, words: Mapping[str, str]) -> None:
    """An insult at the second that plays, no threat, the rest by one key, and what is always owed one by one."""
    page.locator("#row-false_legal_threat input[type=radio]").first.focus()
    page.keyboard.press("2")
    page.locator("#turn-2 .at").click()
    page.locator("#row-insult input[type=radio]").first.focus()
    page.keyboard.press("1")
    expect(page.locator("#more-insult select")).to_have_value("2")
    page.keyboard.press("0")
    page.get_by_role("button", name=words["rest"], exact=True).press("Enter")
    page.wait_for_load_state()
    while _left(page) != "0":
        before = _left(page)
        page.locator(".score-row:not(.marked) input[type=radio]").first.focus()
        page.keyboard.press("1")
        expect(page.locator("#sheet-state")).not_to_have_attribute("data-left", before)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_analyst_scores_blind_compares_and_corrects(site: Site, browser: Browser, lang: str) -> None:
    words, visitor = WORDS[lang], _analyst(site, browser, lang)
    page = visitor.page
    visitor.press(words["next"])
    expect(page.locator("main")).to_contain_text(words["blind"])
    assert page.locator(".flag, .m-critical, .verdict-strip").count() == 0
    address = page.url
    visitor.look()
    page.keyboard.press("ArrowDown")
    _fill_by_keys(page, words)
    page.reload()
    assert _left(page) == "0", "nothing is lost on reload"
    visitor.look()
    page.locator("h2").first.click()
    page.keyboard.press("Shift+S")
    expect(page.locator("main")).to_contain_text(words["closed"])
    expect(page.locator("main")).to_contain_text(words["both"])
    visitor.look()
    page.get_by_label(words["why"]).fill("Lo llama ratero en ese turno.")
    visitor.press(_named(words["add"]), exact=False)
    expect(page.locator("#notices")).to_contain_text(words["saved"])
    call = re.search(r"/calls/(\w+)/score", address)
    assert call is not None
    visitor.go(f"/calls/{call[1]}")
    expect(page.locator("#conduct")).to_contain_text(words["insult"])
    with site.world.database.reading() as db:
        added = db.scalars(select(Finding).where(Finding.recording_id == call[1], Finding.decision == "person")).one()
        assert (added.criterion, added.turn, added.standing) == ("insult", 2, "happened")
        sheet = db.scalars(select(ScoreSheet).where(ScoreSheet.recording_id == call[1])).one()
        assert sheet.closed_at is not None and 0 < sheet.spent_s < 600
    assert visitor.wrong == []


def _press_slowly(page: Page, criterion: str, number: int) -> None:
    """As a hand does it: down, a moment, up, wherever the answer was when the hand went down."""
    answer = page.locator(f"#row-{criterion} .pick").nth(number)
    answer.scroll_into_view_if_needed()
    box = answer.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.mouse.up()


def test_one_press_of_the_mouse_marks_a_row_below_the_open_one(site: Site, browser: Browser) -> None:
    visitor = _analyst(site, browser, "es")
    page = visitor.page
    visitor.press(SPANISH["next"])
    page.wait_for_function("document.querySelector('.score-row.current')")
    for criterion in ("insult", "harassment", "undue_charge"):
        before = _left(page)
        _press_slowly(page, criterion, 1)
        expect(page.locator(f"#row-{criterion}")).to_have_class(re.compile("current"))
        expect(page.locator("#sheet-state")).not_to_have_attribute("data-left", before)
        expect(page.locator(f"#row-{criterion} input[value=not_happened]")).to_be_checked()
    assert visitor.wrong == []


def test_what_a_sheet_lacks_is_said_where_one_looks_on_a_phone_and_on_a_laptop(site: Site, browser: Browser) -> None:
    visitor = _analyst(site, browser, "es")
    page = visitor.page
    visitor.press(SPANISH["next"])
    page.wait_for_function("document.querySelector('.score-row.current')")
    page.keyboard.press("2")
    expect(page.locator("#sheet-state")).to_have_attribute("data-left", "25")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("0")
    expect(page.get_by_text("Lo que aún no tiene marca")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#score").get_by_role("button", name="Cerrar la hoja").click()
    page.wait_for_load_state()
    expect(page.locator("#sheet-refused")).to_contain_text("Faltan 25 criterios")
    expect(page.locator("#sheet-refused")).to_be_in_viewport(ratio=1)
    expect(page.locator("#row-false_authority")).to_be_in_viewport()
    assert visitor.wrong == []


def _inside_on_a_phone(page: Page, what: Locator) -> bool:
    before = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    box = what.bounding_box()
    assert box is not None and before is not None
    page.set_viewport_size(before)
    return box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_codes_are_asked_for_only_where_calls_are_chosen_by_code(site: Site, browser: Browser) -> None:
    visitor = _analyst(site, browser, "es")
    visitor.go("/calibration")
    codes, count = visitor.page.locator("#f-codes"), visitor.page.locator("#f-count")
    for way, picked in (("random", False), ("picked", True), ("stratified", False)):
        visitor.page.locator("#f-way").select_option(way)
        expect(codes).to_be_visible(visible=picked)
        expect(count).to_be_visible(visible=not picked)


def test_a_refused_session_is_answered_where_it_is_wrong_even_below_what_is_seen(site: Site, browser: Browser) -> None:
    visitor = _analyst(site, browser, "es")
    page = visitor.page
    page.set_viewport_size({"width": 390, "height": 500})
    visitor.go("/calibration")
    page.get_by_label("Título").fill("Mayo")
    page.get_by_label("Hasta").fill("2001-01-01")
    page.get_by_role("button", name="Crear la sesión").click()
    expect(page.get_by_label("Hasta")).to_be_focused()
    expect(page.locator("#e-due_on")).to_be_in_viewport()
    for box in page.locator("input[name=people]").all():
        box.uncheck()
    page.get_by_role("button", name="Crear la sesión").click()
    expect(page.locator("input[name=people]").first).to_be_focused()
    expect(page.locator("#e-people")).to_be_in_viewport()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_analyst_calibrates_with_others_and_agrees(site: Site, browser: Browser, lang: str) -> None:
    world, now = site.world, datetime.now(UTC)
    people = (world.actors[Role.QA].user_id or 0, site.other.user_id or 0)
    new = NewSession("Trato", "random", (), 1, people, (now + timedelta(days=2)).date())
    with world.database.writing() as db:
        held = make_session(db, world.actors[Role.AUDITOR], new, KEY, now)
        call = db.scalars(select(CalibrationCall.recording_id).where(CalibrationCall.session_id == held.id)).one()
        sheet = open_sheet(db, site.other, call, Reason(Purpose.CALIBRATION, Mode.BLIND, held.id), now)
        db.commit()
    fill(world, site.other, sheet, at=now + timedelta(minutes=4))
    words, visitor = WORDS[lang], _analyst(site, browser, lang)
    page = visitor.page
    visitor.press(words["calibration"])
    visitor.look()
    page.get_by_role("link", name="Trato").first.click()
    expect(page.locator("main")).to_contain_text(words["wait"])
    visitor.look()
    visitor.press(words["next"])
    _fill_by_keys(page, words)
    page.locator("h2").first.click()
    page.keyboard.press("Shift+S")
    expect(page.locator("main")).to_contain_text(words["closed"])
    visitor.go(f"/calibration/{held.id}")
    expect(page.locator("main")).to_contain_text(words["insult"])
    row = page.locator("#g-insult")
    assert _inside_on_a_phone(page, row.get_by_role("button"))
    row.locator("select").select_option("happened")
    row.locator("input[name=reason]").fill("Es insulto aunque lo diga riendo.")
    visitor.press(_named(words["agree"]), exact=False)
    expect(page.locator("main")).to_contain_text(words["agreed"])
    visitor.look()
    visitor.press(words["figures"])
    expect(page.locator(".fig-row").first).to_contain_text(words["pairs"])
    expect(page.locator(".fig-row").first).to_contain_text(re.compile(r"96\s?%.*n = 26", re.S))
    visitor.look()
    assert visitor.wrong == []
