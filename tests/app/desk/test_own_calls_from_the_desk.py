"""From the desk an agent comes to their own calls, and sees there how many conversations wait for their word."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.actors import Actor
from app.models.desk import DeskAgent
from app.queries.oversight.coaching.sessions import words_awaited
from app.queries.rows import Role
from app.services.coaching.codes import add_code
from app.services.coaching.open_session import Flagged, open_session
from app.services.coaching.steps import accept, agree, close, reply
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
DUE = NOW.date() + timedelta(days=28)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def talk(world: World) -> str:
    """A conversation about a call of the agent, who sits at a desk; another is about a colleague's."""
    _run, (mine, other) = world.audited("a.wav", "b.wav")
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        db.add(DeskAgent(user_id=agent.user_id, desk="Temprana", level=2, skills=[], available=False, changed_at=NOW))
        add_code(db, world.actors[Role.ADMIN], agent.user_id or 0, "A-118", "Marea Sur", NOW)
        open_session(db, world.actors[Role.SUPERVISOR], Flagged(other, "false_legal_threat", 0), NOW)
        return open_session(db, world.actors[Role.SUPERVISOR], Flagged(mine, "false_legal_threat", 0), NOW).id


def awaited(world: World, actor: Actor) -> int:
    with world.database.reading() as db:
        return words_awaited(db, actor)


def test_what_waits_for_the_agent_is_counted_until_they_gave_their_word(world: World, talk: str) -> None:
    agent, supervisor = world.actors[Role.AGENT], world.actors[Role.SUPERVISOR]
    assert (awaited(world, agent), awaited(world, world.actors[Role.MANAGER])) == (1, 0)
    with world.database.writing() as db:
        reply(db, agent, talk, "Así lo dije.", NOW + MINUTE)
    assert awaited(world, agent) == 0, "it is the supervisor's turn"
    with world.database.writing() as db:
        agree(db, supervisor, talk, "Acoger antes de pedir.", DUE, NOW.date(), NOW + 2 * MINUTE)
    assert awaited(world, agent) == 1, "an agreement to read"
    with world.database.writing() as db:
        accept(db, agent, talk, NOW + 3 * MINUTE)
    assert awaited(world, agent) == 0
    with world.database.writing() as db:
        agree(db, supervisor, talk, "Acoger y ofrecer opciones.", DUE, NOW.date(), NOW + 4 * MINUTE)
    assert awaited(world, agent) == 1, "the newer agreement was not accepted"
    with world.database.writing() as db:
        close(db, supervisor, talk, "Cambió de equipo.", NOW + 5 * MINUTE)
    assert awaited(world, agent) == 0


def test_the_desk_leads_the_agent_to_their_own_calls_with_what_waits(world: World, talk: str, signed_in: SignIn) -> None:
    browser = signed_in(Role.AGENT)
    page = browser.get("/desk").text
    assert page.count('href="/my/calls"') == 2 and "1 conversación espera su respuesta" in page
    with world.database.writing() as db:
        reply(db, world.actors[Role.AGENT], talk, "Así lo dije.", NOW + MINUTE)
    page = browser.get("/desk").text
    assert page.count('href="/my/calls"') == 2 and "su respuesta" not in page
    assert "Falta el acuerdo" in browser.get("/my/calls").text
