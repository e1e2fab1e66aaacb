"""In a real browser, in Spanish and English: a flagged moment becomes an agreement, and the agent answers and practises.

The supervisor goes from a call's finding to a saved agreement and a measured effect; the agent reads, replies, accepts, goes
to an own call and tries again with a made-up debtor. Every page on the way is looked at for barriers, on a phone too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import Finding, Recording
from app.queries.oversight.coaching.desks import agent_of
from app.queries.rows import Role
from app.served import served
from app.services.coaching.codes import add_code, allow_example
from app.services.coaching.measure import measure
from app.services.coaching.open_session import Flagged, open_session
from app.services.coaching.steps import agree
from app.services.examine import Tools
from app.settings import Settings
from tests.app.coaching.desk import COACHED, SOFT, DeskAssessor, desk
from tests.app.fakes import FakeEar, fake_tools
from tests.app.world import World, make_world
from tests.journeys.visitor import visitor

ZONE = ZoneInfo("America/Santiago")
AGREED = "Si hay dificultad: pausa, reconoce, pregunta"


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is served, its world, and the call with the moment to coach."""

    address: str
    world: World
    call: str


SPANISH: Mapping[str, str] = {
    "coach": "Conversar este momento",
    "what": "Qué hará distinto",
    "when": "Lo vemos el",
    "save": "Guardar acuerdo",
    "preview": "Lo que verá",
    "well": "Lo que hace bien",
    "helped": "Mejoró",
    "table": "Ver como tabla",
    "team": "Equipo",
    "mine": "Mis llamadas",
    "see": "Ver",
    "send": "Enviar",
    "accept": "Aceptar",
    "accepted": "Aceptado",
    "practise": "Practicar con «Perdió el trabajo»",
    "say": "Decirlo",
    "end": "Terminar",
    "done": "Logrado: Acoge la dificultad",
    "hard": "Desprecia la dificultad",
}
ENGLISH: Mapping[str, str] = {
    "coach": "Coach this moment",
    "what": "What will be different",
    "when": "We look at it on",
    "save": "Save agreement",
    "preview": "What they will see",
    "well": "What they do well",
    "helped": "Improved",
    "table": "See as a table",
    "team": "Team",
    "mine": "My calls",
    "see": "See",
    "send": "Send",
    "accept": "Accept",
    "accepted": "Accepted",
    "practise": "Practise with “Lost the job”",
    "say": "Say it",
    "end": "End",
    "done": "Done: Acknowledges hardship",
    "hard": "Dismisses hardship",
}
WORDS = {"es": SPANISH, "en": ENGLISH}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    settings = Settings(home=tmp_path, secret_key="x" * 32, database_url=f"sqlite:///{tmp_path / 'trasluz.db'}")
    database = Database(settings.database_url)
    upgrade(database)
    world = make_world(database, tmp_path, fake_tools())
    monkeypatch.setattr("app.web.session.build_tools", lambda _settings: Tools(FakeEar(), DeskAssessor()))
    call = coached_before(world)
    app = make_app(settings, database)
    with served(app, threads=8) as server:
        yield Site(server.address, world, call)
    database.dispose()


def coached_before(world: World) -> str:
    """A desk with a coaching that was measured; the newest call with a finding of the same agent is the moment to come."""
    now = datetime.now(UTC)
    talked = now - timedelta(weeks=6)
    desk(world, now - timedelta(days=1), talked)
    supervisor, agent = world.actors[Role.SUPERVISOR], world.actors[Role.AGENT]
    with world.database.writing() as db:
        for code in ("A-101", "A-104"):
            allow_example(db, supervisor, agent_of(db, supervisor.organisation_id, None, code), True, talked)
        add_code(db, world.actors[Role.ADMIN], agent.user_id or 0, COACHED, "", now)
        wanted = (
            select(Recording.id)
            .join(Finding, Finding.recording_id == Recording.id)
            .where(Recording.agent == COACHED, Recording.called_at < talked)
            .order_by(Recording.called_at.desc())
        )
        newest, older = db.scalars(wanted.limit(2)).all()
        kept = open_session(db, supervisor, Flagged(older, "dismiss_hardship", 0), talked)
        agree(db, supervisor, kept.id, AGREED, (now - timedelta(days=2)).date(), talked.date(), talked)
        measure(db, supervisor, kept.id, ZONE, now)
    return newest


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_moment_becomes_an_agreement_and_the_agent_answers(site: Site, browser: Browser, lang: str) -> None:
    said, supervisor = WORDS[lang], visitor(browser, site.address, Role.SUPERVISOR, lang)
    page = supervisor.page
    supervisor.go(f"/calls/{site.call}", look=False)
    page.locator(".crits summary").first.click()
    page.get_by_role("button", name=said["coach"]).first.click()
    page.wait_for_url("**/coaching/*")
    expect(page.locator("main")).to_contain_text(SOFT)
    expect(page.locator(".co-right")).to_contain_text(said["well"])
    expect(page.locator(".effect-said")).to_contain_text(said["helped"])
    page.get_by_text(said["table"]).click()
    expect(page.locator(".co-right table")).to_be_visible()
    supervisor.look()
    page.get_by_label(said["what"]).fill(AGREED)
    page.get_by_label(said["when"]).fill((datetime.now(UTC) + timedelta(days=14)).date().isoformat())
    page.get_by_role("button", name=said["save"]).click()
    page.wait_for_load_state()
    expect(page.locator("main .said").last).to_contain_text(AGREED)
    session = page.url
    page.get_by_role("link", name=said["preview"]).click()
    page.wait_for_url("**/preview")
    supervisor.look()
    page.locator(".side-nav").get_by_role("link", name=said["team"], exact=True).click()
    page.wait_for_url("**/team")
    expect(page.locator("table.team tbody tr")).to_have_count(6)
    supervisor.look()
    page.locator("table.team a.code").first.click()
    page.wait_for_url("**/team/*")
    supervisor.look()
    supervisor.go("/coaching")
    assert supervisor.wrong == []
    answers(browser, site, lang, session.rsplit("/", 1)[1])


def answers(browser: Browser, site: Site, lang: str, session: str) -> None:
    """The agent: own calls, the conversation, a reply, the agreement, practice."""
    said, agent = WORDS[lang], visitor(browser, site.address, Role.AGENT, lang)
    page = agent.page
    agent.go("/my/calls")
    expect(page.locator(".side-nav").get_by_role("link", name=said["mine"])).to_be_visible()
    page.locator(f"a.btn[href$='/my/coaching/{session}']").click()
    page.wait_for_url(f"**/my/coaching/{session}")
    agent.look()
    page.locator("#f-text").fill("No llegaba a la meta; escuchándolo, me pasé.")
    page.get_by_role("button", name=said["send"]).click()
    page.wait_for_load_state()
    expect(page.locator("blockquote.said")).to_contain_text("me pasé")
    page.get_by_role("button", name=said["accept"]).click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(said["accepted"])
    page.get_by_role("button", name=said["practise"]).click()
    page.wait_for_url("**/practice/*")
    page.locator("#f-text").fill("Buenas tardes, habla la mesa de Banco Lindero, esta llamada se graba.")
    page.get_by_role("button", name=said["say"]).click()
    page.wait_for_load_state()
    expect(page.locator(".bubble.debtor")).to_have_count(2)
    page.locator("#f-text").fill(SOFT)
    page.get_by_role("button", name=said["say"]).click()
    page.wait_for_load_state()
    expect(page.locator(".bubble.agent").last).to_contain_text(re.compile("Acoge|Acknowledges"))
    agent.look()
    page.get_by_role("button", name=said["end"], exact=True).click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(said["done"])
    agent.look()
    agent.go(f"/my/calls/{site.call}")
    expect(page.locator("main")).to_contain_text(said["hard"])
    assert agent.wrong == []
