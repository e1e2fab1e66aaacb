"""An appeal in a real browser, in Spanish and English: the agent contests a mark, somebody else decides it, the agent reads why.

The agent ends with an answer on their own call, the analyst with a mark that was taken back. Every page is looked at for
barriers in both themes and on a phone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import AgentCode, Appeal, Finding, Vendor
from app.queries.rows import Role
from app.served import served
from app.settings import Settings
from tests.app.fakes import fake_tools
from tests.app.world import NOW, World, make_world
from tests.journeys.visitor import visitor

REASON = "Leí el guion aprobado; no dije que irían hoy."
ANSWER = "Se oye dicho como algo que ocurrirá mañana."
SPANISH: Mapping[str, str] = {
    "appeal": "Apelar",
    "waits": "En apelación",
    "answer": "Responder",
    "mark": "no ocurrió",
    "keep": "Guardar mi marca y ver la apelada",
    "taken": "La marca se retira",
    "decide": "Decidir",
    "told": "La marca se retiró",
    "again": "Juzgar de nuevo",
}
ENGLISH: Mapping[str, str] = {
    "appeal": "Appeal",
    "waits": "Under appeal",
    "answer": "Answer",
    "mark": "did not happen",
    "keep": "Keep my mark and go on",
    "taken": "The mark is taken back",
    "decide": "Decide",
    "told": "The mark was taken back",
    "again": "Judge again",
}
WORDS = {"es": SPANISH, "en": ENGLISH}


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is served, its world, and the agent's own call with a mark against them."""

    address: str
    world: World
    call: str


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = Settings(home=tmp_path, secret_key="x" * 32, database_url=f"sqlite:///{tmp_path / 'trasluz.db'}")
    database = Database(settings.database_url)
    upgrade(database)
    world = make_world(database, tmp_path, fake_tools())
    _run, (call,) = world.audited("a.wav")
    agent = world.actors[Role.AGENT]
    with database.writing() as db:
        vendor = db.scalars(select(Vendor.id).where(Vendor.name == "Marea Sur")).one()
        own = {"organisation_id": agent.organisation_id, "user_id": agent.user_id or 0, "vendor_id": vendor, "code": "A-118"}
        db.add(AgentCode(**own, added_at=NOW))
        db.commit()
    with served(make_app(settings, database), threads=8) as server:
        yield Site(server.address, world, call)
    database.dispose()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_agent_appeals_and_reads_what_a_second_person_decided(site: Site, browser: Browser, lang: str) -> None:
    said, agent = WORDS[lang], visitor(browser, site.address, Role.AGENT, lang)
    agent.go("/my/calls")
    agent.go(f"/my/calls/{site.call}")
    page = agent.page
    page.locator("summary", has_text=said["appeal"]).first.click()
    page.locator("form[action$='/appeal'] [name=reason]").first.fill(REASON)
    agent.look()
    page.locator("form[action$='/appeal'] button[type=submit]").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(said["waits"])
    decided(browser, site, lang)
    agent.go(f"/my/calls/{site.call}")
    expect(page.locator("main")).to_contain_text(said["told"])
    expect(page.locator("main")).to_contain_text(ANSWER)
    assert agent.wrong == []


def decided(browser: Browser, site: Site, lang: str) -> None:
    """The analyst marks first, then reads the reason and answers."""
    said, analyst = WORDS[lang], visitor(browser, site.address, Role.QA, lang)
    page = analyst.page
    analyst.go("/appeals")
    page.locator(".attention, main").get_by_role("button", name=said["answer"]).first.click()
    page.wait_for_url("**/appeals/*")
    expect(page.locator("main")).not_to_contain_text(REASON)
    address = page.url
    analyst.go(f"/calls/{site.call}")
    assert page.url == address, "its marks are closed until the own one is given"
    analyst.look()
    page.get_by_label(said["mark"], exact=True).check()
    analyst.press(said["keep"])
    expect(page.locator("main")).to_contain_text(REASON)
    page.get_by_label(said["taken"], exact=True).check()
    page.locator("[name=answer]").fill(ANSWER)
    analyst.look()
    analyst.press(said["decide"])
    expect(page.locator("main")).to_contain_text(said["told"])
    analyst.look()
    with site.world.database.reading() as db:
        assert db.scalars(select(Finding.standing).where(Finding.instance == 0)).one() == "not_happened"
        assert db.scalars(select(Appeal)).one().reason == REASON
    analyst.go(f"/calls/{site.call}")
    page.locator("details.again summary").click()
    expect(page.locator("details.again button")).to_have_text(said["again"])
    assert analyst.wrong == []
