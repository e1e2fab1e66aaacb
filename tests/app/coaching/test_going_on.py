"""A conversation goes on until its day or until something can be said; its pages lead to the calls behind their figures."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from app.errors import Conflict
from app.models import CoachingStep, Finding, Recording
from app.queries.coaching_rows import CoachingState
from app.queries.oversight.coaching.cards import window
from app.queries.oversight.coaching.desks import agent_of
from app.queries.oversight.coaching.sessions import state_of, steps_of
from app.queries.oversight.coaching.team import agent_page
from app.queries.rows import Role
from app.services.coaching.codes import add_code
from app.services.coaching.measure import measure
from app.services.coaching.open_session import Flagged, open_session
from app.services.coaching.steps import accept, agree, close
from tests.app.coaching.desk import COACHED, desk
from tests.app.world import World

SignIn = Callable[[Role], FlaskClient]
ZONE = ZoneInfo("America/Santiago")
NOW = datetime.now(UTC)
TALKED = NOW - timedelta(weeks=8)


@pytest.fixture
def kept(world: World) -> str:
    """A conversation eight weeks ago about a dismissed hardship, agreed on until next week."""
    desk(world, NOW - timedelta(days=1), TALKED)
    supervisor = world.actors[Role.SUPERVISOR]
    with world.database.writing() as db:
        call = db.scalars(
            select(Recording.id)
            .join(Finding, Finding.recording_id == Recording.id)
            .where(Recording.agent == COACHED, Recording.called_at < TALKED)
            .order_by(Recording.called_at.desc())
        ).first()
        assert call is not None
        made = open_session(db, supervisor, Flagged(call, "dismiss_hardship", 0), TALKED).id
        agree(db, supervisor, made, "Pausa y pregunta", NOW.date() + timedelta(days=7), TALKED.date(), TALKED)
    return made


def measured(world: World, kept: str, now: datetime) -> CoachingState:
    with world.database.writing() as db:
        measure(db, world.actors[Role.SUPERVISOR], kept, ZONE, now)
        return state_of(steps_of(db, kept))


def test_without_a_call_since_the_agreement_nothing_is_measured(world: World, kept: str) -> None:
    with world.database.writing() as db, pytest.raises(Conflict, match="no call to measure with"):
        measure(db, world.actors[Role.SUPERVISOR], kept, ZONE, TALKED + timedelta(hours=1))
    with world.database.reading() as db:
        assert state_of(steps_of(db, kept)) is CoachingState.AGREED


def test_with_few_calls_before_its_day_it_stays_agreed_and_is_measured_later(world: World, kept: str, signed_in: SignIn) -> None:
    assert measured(world, kept, TALKED + timedelta(days=4)) is CoachingState.AGREED
    assert "Acordado, hasta el" in unescape(signed_in(Role.SUPERVISOR).get("/coaching").text)
    assert measured(world, kept, NOW) is CoachingState.MEASURED


def test_with_few_calls_once_its_day_is_over_that_is_the_result(world: World, kept: str) -> None:
    supervisor, soon = world.actors[Role.SUPERVISOR], TALKED + timedelta(days=3)
    with world.database.writing() as db:
        db.execute(delete(CoachingStep).where(CoachingStep.coaching_id == kept))
        agree(db, supervisor, kept, "Pausa y pregunta", soon.date(), TALKED.date(), TALKED)
    assert measured(world, kept, NOW) is CoachingState.MEASURED


def test_agreed_anew_it_waits_for_its_calls_again(world: World, kept: str) -> None:
    assert measured(world, kept, NOW) is CoachingState.MEASURED
    with world.database.writing() as db:
        supervisor, later = world.actors[Role.SUPERVISOR], NOW + timedelta(hours=1)
        agree(db, supervisor, kept, "Otra cosa", later.date() + timedelta(days=20), later.date(), later)
        assert state_of(steps_of(db, kept)) is CoachingState.AGREED


def test_a_measured_conversation_is_not_closed_without_measuring(world: World, kept: str, signed_in: SignIn) -> None:
    browser = signed_in(Role.SUPERVISOR)
    assert "Cerrar sin medir" in browser.get(f"/coaching/{kept}").text
    measured(world, kept, NOW)
    assert "Cerrar sin medir" not in browser.get(f"/coaching/{kept}").text


def test_one_closed_without_a_word_says_so(world: World, kept: str, signed_in: SignIn) -> None:
    with world.database.writing() as db:
        db.execute(delete(CoachingStep).where(CoachingStep.coaching_id == kept))
        close(db, world.actors[Role.SUPERVISOR], kept, "Ya no trabaja aquí", NOW)
    shown = signed_in(Role.SUPERVISOR).get(f"/coaching/{kept}").text
    assert "No dijo nada al respecto." in shown and "No se acordó nada." in shown


def test_a_rate_leads_to_the_calls_where_it_was_missing(world: World, kept: str, signed_in: SignIn) -> None:
    with world.database.reading() as db:
        supervisor = world.actors[Role.SUPERVISOR]
        agent = agent_of(db, supervisor.organisation_id, None, COACHED)
        page = agent_page(db, supervisor, agent, window(NOW, ZONE), ZONE)
    (mark,) = [m for m in page.marks if m.criterion == "acknowledge_hardship"]
    assert mark.own.value is not None
    browser = signed_in(Role.SUPERVISOR)
    for path in (f"/team/{agent.key}", "/team?criterion=acknowledge_hardship"):
        links = [unescape(a) for a in re.findall(r'class="misses" href="([^"]+)"', browser.get(path).text)]
        wanted = {"agent": [COACHED], "criterion": ["acknowledge_hardship"], "has": ["no_vendor"]}
        (link,) = [a for a in links if wanted.items() <= parse_qs(urlsplit(a).query).items()]
        shown = re.search(r'role="status"><b class="t-ink">(\d+)</b>', browser.get(link).text)
        assert shown and int(shown[1]) == mark.own.n - round(mark.own.n * mark.own.value) > 0


def test_a_finding_that_became_a_conversation_opens_it(world: World, kept: str, signed_in: SignIn) -> None:
    browser = signed_in(Role.SUPERVISOR)
    with world.database.reading() as db:
        key = agent_of(db, world.actors[Role.SUPERVISOR].organisation_id, None, COACHED).key
    assert f'class="btn" href="/coaching/{kept}"' in browser.get(f"/team/{key}").text


def test_what_is_forbidden_is_counted_without_and_says_so(world: World, kept: str, signed_in: SignIn) -> None:
    shown = unescape(signed_in(Role.SUPERVISOR).get("/team?criterion=harassment").text)
    assert '<h2 id="list-title">Sin: Hostigamiento</h2>' in shown


def test_a_missing_duty_is_named_and_nobody_without_an_account_is_said_to_see_it(
    world: World, kept: str, signed_in: SignIn
) -> None:
    with world.database.writing() as db:
        call = db.scalars(select(Recording.id).where(Recording.agent == COACHED).order_by(Recording.called_at)).first()
        assert call is not None
        made = open_session(db, world.actors[Role.SUPERVISOR], Flagged(call, "recap_agreement", source="duty"), NOW).id
    browser = signed_in(Role.SUPERVISOR)
    assert "Falta en esta llamada: Repite lo acordado" in browser.get(f"/coaching/{made}").text
    assert "Lo que vería" in browser.get(f"/coaching/{made}").text
    assert "todavía no tiene cuenta" in browser.get(f"/coaching/{made}/preview").text


def test_the_agent_is_led_to_what_waits_for_their_word_and_to_nothing_else(world: World, kept: str, signed_in: SignIn) -> None:
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        add_code(db, world.actors[Role.ADMIN], agent.user_id or 0, COACHED, "", TALKED)
    browser = signed_in(Role.AGENT)
    waits = f'class="btn primary" href="/my/coaching/{kept}"'
    assert waits in browser.get("/my/calls").text
    with world.database.writing() as db:
        accept(db, agent, kept, NOW)
    assert waits not in browser.get("/my/calls").text


def test_a_supervisor_begins_on_the_floor(signed_in: SignIn) -> None:
    answer = signed_in(Role.SUPERVISOR).get("/")
    assert answer.status_code == 303 and answer.location == "/floor"
