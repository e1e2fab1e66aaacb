"""In a real browser, in Spanish and English: from the balance to the thing each came for.

The auditor goes down from a vendor's measure to the second of a call, decides, and sends the finding with its evidence; the
vendor reads it. The executive asks what would come of moving accounts and keeps a decision; the operation sees it. The
comparison is a kept one (`tests.web.scorecard_samples`), so that nothing asserted hangs on a model; everything else is real.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import Vendor
from app.models.comparison import Comparison as Kept
from app.queries.rows import Role
from app.served import served
from app.settings import Settings
from reports.scorecards.as_json import comparison_dict
from tests.app.fakes import fake_tools
from tests.app.world import CALLS_CSV, World, given, make_world, wav
from tests.journeys.visitor import Visitor, visitor
from tests.web import scorecard_samples

CARELESS = "Marea Sur Cobranzas"
MONTH = "2026-05"
MADE = datetime(2026, 6, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is served, and its world."""

    address: str
    world: World


SPANISH: Mapping[str, str] = {
    "apart": "no se distinguen",
    "balance": "Balance",
    "table": "Ver como tabla",
    "critical": "Llamadas con falta crítica",
    "machine": "Palabra de la máquina",
    "happened": "Ocurrió",
    "why": "Por qué",
    "decide": "Decidir",
    "sent": "Enviado al proveedor, con su prueba.",
    "send": "Enviar al proveedor",
    "send_to": f"Enviar a {CARELESS}",
    "around": "Lo que se dijo alrededor",
    "tested": "Probado hacia atrás",
    "keep": "Guardar la decisión",
    "text": "Por qué, con palabras propias",
    "waits": "Espera a la operación",
    "to_do": "Decidido, por ejecutar",
    "nothing": "Los libros no muestran nada",
    "done": "Marcar solo de palabra",
    "by_word": "solo de palabra",
}
ENGLISH: Mapping[str, str] = {
    "apart": "cannot be told apart",
    "balance": "The balance",
    "table": "See as a table",
    "critical": "Calls with a critical breach",
    "machine": "The machine’s word",
    "happened": "It happened",
    "why": "Why",
    "decide": "Decide",
    "sent": "Sent to the vendor, with its evidence.",
    "send": "Send to the vendor",
    "send_to": f"Send it to {CARELESS}",
    "around": "What was said around it",
    "tested": "Tested backwards",
    "keep": "Keep the decision",
    "text": "Why, in your words",
    "waits": "Waits for the operation",
    "to_do": "Decided, to be carried out",
    "nothing": "The books show nothing of it",
    "done": "Mark by word only",
    "by_word": "by word only",
}
WORDS = {"es": SPANISH, "en": ENGLISH}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = Settings(home=tmp_path, secret_key="x" * 32, database_url=f"sqlite:///{tmp_path / 'trasluz.db'}")
    database = Database(settings.database_url)
    upgrade(database)
    world = make_world(database, tmp_path, fake_tools())
    kept(world)
    calls = CALLS_CSV.replace("Marea Sur,", f"{CARELESS},")
    _run, ids = world.upload([given("a.wav", wav(1)), given("b.wav", wav(2)), given("calls.csv", calls.encode())])
    world.audit(ids)
    app = make_app(settings, database)
    with served(app, threads=8) as server:
        yield Site(server.address, world)
    database.dispose()


def kept(world: World) -> None:
    """The sample's comparison, of vendors that are in the database."""
    made = replace(scorecard_samples.comparison(), outlook=scorecard_samples.outlook())
    organisation = world.actors[Role.ADMIN].organisation_id
    with world.database.writing() as db:
        known = db.query(Vendor).filter_by(organisation_id=organisation).all()
        for found, name in zip(known, [CARELESS], strict=False):
            found.name = name
        for vendor in made.vendors:
            if vendor.name != CARELESS:
                db.add(Vendor(organisation_id=organisation, name=vendor.name))
        db.flush()
        keys = {v.name: str(v.id) for v in db.query(Vendor).filter_by(organisation_id=organisation)}
        db.add(
            Kept(
                id="a" * 32,
                organisation_id=organisation,
                fingerprint="f" * 64,
                first=made.period.first,
                last=made.period.last,
                segment="",
                horizon_days=made.horizon_days,
                months=6,
                state="made",
                share_done=100,
                told=comparison_dict(scorecard_samples.keyed(made, {v.key: keys[v.name] for v in made.vendors})),
                asked_at=MADE,
                made_at=MADE,
            )
        )
        db.commit()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_auditor_sends_a_finding_with_its_evidence(site: Site, browser: Browser, lang: str) -> None:
    said, auditor = WORDS[lang], visitor(browser, site.address, Role.AUDITOR, lang)
    page = auditor.page
    auditor.go(f"/balance?month={MONTH}")
    expect(page.locator(".conclusion")).to_contain_text(said["apart"])
    page.get_by_role("link", name=said["table"]).click()
    expect(page.locator("#plot table")).to_contain_text(CARELESS)
    page.locator("#plot table").get_by_role("link", name=CARELESS).click()
    page.wait_for_url("**/vendors/**")
    auditor.look()
    page.get_by_role("link", name=said["critical"]).click()
    expect(page.locator("#pane")).to_contain_text(said["machine"])
    page.locator("#pane .proofs .hear").first.click()
    page.wait_for_url("**/calls/**t=20**")
    confirmed(auditor, said)
    auditor.go("/vendors", look=True)
    page.get_by_role("link", name=CARELESS).first.click()
    page.get_by_role("link", name=said["send"]).first.click()
    page.wait_for_url("**/send**")
    expect(page.locator(".seen-by-vendor")).to_contain_text("mañana mandamos a embargarle la casa")
    auditor.look()
    page.get_by_role("button", name=said["send_to"]).click()
    expect(page.locator(".flashes")).to_contain_text(said["sent"])
    assert auditor.wrong == []
    vendor = visitor(browser, site.address, Role.VENDOR, lang)
    vendor.go("/portal/findings")
    vendor.page.locator("main table a").first.click()
    expect(vendor.page.locator("main")).to_contain_text(said["around"])
    expect(vendor.page.locator("main")).to_contain_text(re.compile(r"MS-[12]"))
    vendor.look()
    assert vendor.wrong == []


def confirmed(auditor: Visitor, said: Mapping[str, str]) -> None:
    """A person hears the second and decides that it happened."""
    page = auditor.page
    box = page.locator(".crits details:has(input[value=happened])").first
    if box.get_attribute("open") is None:
        box.locator("summary").first.click()
    box.locator("input[value=happened]").check()
    box.locator("input[name=reason]").fill("Se oye en el audio.")
    box.locator("form button[type=submit], form button.primary").first.click()
    page.wait_for_load_state()
    expect(page.locator(".crits")).to_contain_text("Se oye en el audio.")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_executive_decides_on_the_next_accounts(site: Site, browser: Browser, lang: str) -> None:
    said, executive = WORDS[lang], visitor(browser, site.address, Role.EXECUTIVE, lang)
    page = executive.page
    executive.go("/")
    page.locator(".side-nav").get_by_role("link", name=said["balance"]).click()
    page.wait_for_url("**/balance**")
    executive.go(f"/balance?month={MONTH}")
    card = page.locator("#what-if")
    expect(card).to_contain_text(said["tested"])
    projected = card.locator(".projected li b").first
    before = projected.inner_text()
    card.locator("select[name=move]").select_option("20")
    expect(projected).not_to_have_text(before)
    told = projected.inner_text()
    card.get_by_role("link", name=said["decide"]).click()
    page.wait_for_url("**/balance/decide**")
    expect(page.locator(".projected li b").first).to_have_text(told)
    executive.look()
    page.get_by_label(said["text"]).fill("El trato pesa más que medio punto.")
    page.get_by_role("button", name=said["keep"]).click()
    expect(page.locator("#past-title ~ *, .list").first).to_be_visible()
    expect(page.locator("main")).to_contain_text(said["waits"])
    expect(page.locator("main")).to_contain_text(told)
    executive.go("/vendors")
    executive.go("/reports")
    assert executive.wrong == []
    manager = visitor(browser, site.address, Role.MANAGER, lang)
    manager.go("/placements", look=False)
    expect(manager.page.locator("main")).to_contain_text(said["to_do"])
    expect(manager.page.locator("main")).to_contain_text(said["nothing"])
    manager.look()
    manager.page.locator("input[name=why]").fill("Se acordó por carta con los dos.")
    manager.page.get_by_role("button", name=said["done"]).click()
    manager.page.wait_for_load_state()
    expect(manager.page.locator("main")).not_to_contain_text(said["to_do"])
    executive.go("/")
    expect(page.locator("main")).to_contain_text(said["by_word"])
    expect(page.locator("main")).to_contain_text("Se acordó por carta con los dos.")
    assert executive.wrong == []
