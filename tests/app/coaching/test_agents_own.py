"""An agent sees their own calls and conversations, and nobody else's anything; steps are added and never changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.actors import Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import AgentCode, CoachingStep, Practice
from app.queries.oversight.coaching.desks import agent_of, own_agents
from app.queries.oversight.coaching.examples import permitted
from app.queries.rows import Role
from app.services.coaching.codes import add_code, allow_example, end_code
from app.services.coaching.open_session import Flagged, open_session
from app.services.coaching.practise import begin
from app.services.coaching.steps import accept, agree, close, reply
from app.services.users import NewUser, create_user
from tests.app.world import NOW, PASSWORD, World

SignIn = Callable[[Role], FlaskClient]


def linked(world: World) -> tuple[list[str], Actor]:
    """Two calls of two agents of Marea Sur; the first agent has an account."""
    _run, ids = world.audited("a.wav", "b.wav")
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        add_code(db, world.actors[Role.ADMIN], agent.user_id or 0, "A-118", "Marea Sur", NOW)
    return ids, agent


def opened(world: World, call: str) -> str:
    with world.database.writing() as db:
        return open_session(db, world.actors[Role.SUPERVISOR], Flagged(call, "false_legal_threat", 0), NOW).id


def test_an_agent_opens_own_calls_and_nobody_elses(world: World, signed_in: SignIn) -> None:
    (mine, other), _agent = linked(world)
    browser = signed_in(Role.AGENT)
    listed = browser.get("/my/calls").text
    assert mine in listed and other not in listed and "A-104" not in listed
    for path in (f"/my/calls/{mine}", f"/my/calls/{mine}/audio"):
        assert browser.get(path).status_code == 200, path
    for path in (
        f"/my/calls/{other}",
        f"/my/calls/{other}/audio",
        f"/calls/{mine}",
        f"/calls/{mine}/audio",
        "/team",
        "/coaching",
    ):
        assert browser.get(path).status_code in (403, 404), path


def test_without_a_code_nothing_is_there(world: World, signed_in: SignIn) -> None:
    _run, ids = world.audited("a.wav")
    browser = signed_in(Role.AGENT)
    assert ids[0] not in browser.get("/my/calls").text
    assert browser.get(f"/my/calls/{ids[0]}").status_code == 404


def test_a_code_that_was_taken_away_closes_the_calls(world: World, signed_in: SignIn) -> None:
    (mine, _other), agent = linked(world)
    with world.database.writing() as db:
        code = add_code(db, world.actors[Role.ADMIN], agent.user_id or 0, "A-999", "", NOW)
        end_code(db, world.actors[Role.ADMIN], code.id, NOW)
        assert [a.code for a in own_agents(db, agent)] == ["A-118"]
        with pytest.raises(NotFound):
            end_code(db, world.actors[Role.ADMIN], code.id, NOW)
    assert signed_in(Role.AGENT).get(f"/my/calls/{mine}").status_code == 200


def test_who_takes_over_a_code_sees_nothing_of_who_had_it(world: World, signed_in: SignIn) -> None:
    (mine, _other), _agent = linked(world)
    kept, admin = opened(world, mine), world.actors[Role.ADMIN]
    with world.database.writing() as db:
        other = create_user(db, admin, NewUser("Otra Persona", "otra@lindero.example", "agent", PASSWORD), NOW)
        end_code(db, admin, db.scalars(select(AgentCode)).one().id, NOW + timedelta(days=1))
        add_code(db, admin, other.id, "A-118", "Marea Sur", NOW + timedelta(days=2))
    browser = signed_in(Role.AGENT)
    browser.post("/sign-out")
    browser.post("/sign-in", data={"email": "otra@lindero.example", "password": PASSWORD})
    assert mine not in browser.get("/my/calls").text
    for path in (f"/my/calls/{mine}", f"/my/calls/{mine}/audio", f"/my/coaching/{kept}"):
        assert browser.get(path).status_code == 404, path


def test_one_code_has_one_person_and_only_an_administrator_gives_it(world: World) -> None:
    _ids, agent = linked(world)
    with world.database.writing() as db:
        with pytest.raises(Conflict):
            add_code(db, world.actors[Role.ADMIN], agent.user_id or 0, "A-118", "Marea Sur", NOW)
        with pytest.raises(Forbidden):
            add_code(db, world.actors[Role.SUPERVISOR], agent.user_id or 0, "A-1", "", NOW)
        with pytest.raises(BadInput, match="desk"):
            add_code(db, world.actors[Role.ADMIN], world.actors[Role.QA].user_id or 0, "A-1", "", NOW)


def test_a_conversation_of_somebody_else_is_not_there(world: World, signed_in: SignIn) -> None:
    (mine, other), _agent = linked(world)
    own, not_own = opened(world, mine), opened(world, other)
    browser = signed_in(Role.AGENT)
    assert browser.get(f"/my/coaching/{own}").status_code == 200
    assert browser.get(f"/my/coaching/{not_own}").status_code == 404
    assert browser.get(f"/my/coaching/{not_own}/example").status_code == 404
    assert browser.post(f"/my/coaching/{not_own}/reply", data={"text": "hola a todos"}).status_code == 404
    assert browser.post(f"/my/coaching/{not_own}/accept").status_code == 404
    assert browser.post("/practice", data={"coaching": not_own}).status_code == 404
    assert "A-104" not in browser.get(f"/my/coaching/{own}").text


def test_the_same_moment_is_one_conversation(world: World) -> None:
    (mine, _other), _agent = linked(world)
    assert opened(world, mine) == opened(world, mine)


def test_what_is_not_in_the_call_cannot_be_coached(world: World) -> None:
    (mine, _other), _agent = linked(world)
    with world.database.writing() as db:
        for criterion, role, error in (
            ("insult", Role.SUPERVISOR, BadInput),
            ("no_such_thing", Role.SUPERVISOR, BadInput),
            ("state_debt", Role.SUPERVISOR, BadInput),
            ("false_legal_threat", Role.QA, Forbidden),
        ):
            with pytest.raises(error):
                open_session(db, world.actors[role], Flagged(mine, criterion), NOW)


def test_steps_are_added_and_closed_is_closed(world: World) -> None:
    (mine, _other), agent = linked(world)
    kept, supervisor = opened(world, mine), world.actors[Role.SUPERVISOR]
    with world.database.writing() as db:
        with pytest.raises(Conflict):
            accept(db, agent, kept, NOW)
        reply(db, agent, kept, "No llegaba a la meta.", NOW)
        agree(db, supervisor, kept, "Pausa y pregunta", NOW.date().replace(month=6), NOW.date(), NOW)
        accept(db, agent, kept, NOW)
        agree(db, supervisor, kept, "Pausa, pregunta y ofrece", NOW.date().replace(month=7), NOW.date(), NOW)
        with pytest.raises(BadInput, match="tomorrow"):
            agree(db, supervisor, kept, "Ayer", NOW.date(), NOW.date(), NOW)
        close(db, supervisor, kept, "Cambió de mesa.", NOW)
        with pytest.raises(Conflict):
            reply(db, agent, kept, "Otra cosa", NOW)
        rows = db.scalars(select(CoachingStep).where(CoachingStep.coaching_id == kept).order_by(CoachingStep.number)).all()
    assert [s.kind for s in rows] == ["reply", "agreement", "accepted", "agreement", "closed"]
    assert [s.number for s in rows] == [1, 2, 3, 4, 5]
    assert rows[1].text == "Pausa y pregunta"


def test_only_the_person_says_whether_their_calls_are_heard(world: World) -> None:
    _ids, agent = linked(world)
    supervisor, vendor = world.actors[Role.SUPERVISOR], _vendor(world, agent)
    with world.database.writing() as db:
        own = agent_of(db, agent.organisation_id, vendor, "A-118")
        nobody = agent_of(db, agent.organisation_id, vendor, "A-104")
        with pytest.raises(Forbidden):
            allow_example(db, supervisor, own, True, NOW)
        with pytest.raises(Forbidden):
            allow_example(db, agent, nobody, True, NOW)
        allow_example(db, agent, own, True, NOW)
        allow_example(db, supervisor, nobody, True, NOW)
        assert permitted(db, agent.organisation_id, vendor) == {"A-118", "A-104"}
        allow_example(db, agent, own, False, NOW)
        assert permitted(db, agent.organisation_id, vendor) == {"A-104"}


def _vendor(world: World, agent: Actor) -> int | None:
    with world.database.reading() as db:
        return own_agents(db, agent)[0].desk.vendor_id


def test_practice_is_nobody_elses_and_changes_no_figure(world: World, signed_in: SignIn) -> None:
    (mine, _other), agent = linked(world)
    kept = opened(world, mine)
    with world.database.writing() as db:
        own = begin(db, agent, kept, "", NOW).id
    assert signed_in(Role.AGENT).get(f"/practice/{own}").status_code == 200
    assert signed_in(Role.SUPERVISOR).get(f"/practice/{own}").status_code == 404
    before = signed_in(Role.ADMIN).get("/calls").text.count("MS-")
    with world.database.reading() as db:
        assert db.scalar(select(Practice.mission).where(Practice.id == own)) == "lost_job"
    assert signed_in(Role.ADMIN).get("/calls").text.count("MS-") == before
