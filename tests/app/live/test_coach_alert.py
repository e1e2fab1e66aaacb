"""From a live alert to a conversation at the right second of the recording: at once, or when the recording comes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Coaching, LiveAlert, LiveCall, Recording
from app.queries.oversight.coaching.kept import kept_alerts
from app.queries.rows import Role
from app.services.coaching.from_alert import coach_alert
from tests.app.world import CALLS_CSV, NOW, World, given, wav

SignIn = Callable[[Role], FlaskClient]
LIVE_ID = "e" * 32


def alerted(world: World, at_s: float = 21.0, criterion: str = "false_legal_threat", kind: str = "conduct") -> int:
    """An alert in the live call of the code under which a.wav is recorded; the threat is at 20 s there."""
    actor = world.actors[Role.SUPERVISOR]
    with world.database.writing() as db:
        if db.get(LiveCall, LIVE_ID) is None:
            db.add(
                LiveCall(
                    id=LIVE_ID, organisation_id=actor.organisation_id, code="MS-1", agent="A-118", lang="es", lanes=2,
                    agent_lane=0, started_at=NOW - timedelta(hours=1), last_at=NOW, ended_at=NOW,
                )
            )  # fmt: skip
            db.flush()
        alert = LiveAlert(
            organisation_id=actor.organisation_id, live_call_id=LIVE_ID, agent="A-118", kind=kind, criterion=criterion,
            at_s=at_s, end_s=at_s + 3, quote="mañana mandamos a embargarle", confidence=0.9, made_at=NOW,
        )  # fmt: skip
        db.add(alert)
        db.commit()
        return alert.id


def _made(world: World) -> Coaching:
    with world.database.reading() as db:
        return db.scalars(select(Coaching)).one()


def test_where_the_call_is_recorded_it_begins_at_once_where_the_act_is(world: World) -> None:
    _run, (call,) = world.audited("a.wav")
    alert, actor = alerted(world), world.actors[Role.SUPERVISOR]
    with world.database.writing() as db:
        first = coach_alert(db, actor, alert, NOW)
        assert first is not None and coach_alert(db, actor, alert, NOW) == first
    made = _made(world)
    assert (made.recording_id, made.source, made.criterion, made.instance) == (call, "alert", "false_legal_threat", 0)
    assert made.turn == 2 and abs((made.start_s or 0.0) - 20.0) < 5.0 and "embargarle" in made.quote


def test_kept_before_the_recording_it_begins_when_that_was_judged(world: World, signed_in: SignIn) -> None:
    alert, actor = alerted(world), world.actors[Role.SUPERVISOR]
    with world.database.writing() as db:
        assert coach_alert(db, actor, alert, NOW) is None
        assert [(k.id, k.judged) for k in kept_alerts(db, actor)] == [(alert, False)]
    assert "MS-1" in signed_in(Role.SUPERVISOR).get("/coaching").text
    _run, (call,) = world.audited("a.wav")
    made = _made(world)
    assert (made.recording_id, made.opened_by, made.turn) == (call, actor.user_id, 2)
    with world.database.reading() as db:
        assert db.get_one(LiveAlert, alert).coaching_id == made.id and kept_alerts(db, actor) == ()


def test_what_the_recording_does_not_hold_lands_on_the_second_that_was_heard(world: World) -> None:
    world.audited("a.wav")
    alert = alerted(world, at_s=41.0, criterion="insult")
    with world.database.writing() as db:
        coach_alert(db, world.actors[Role.SUPERVISOR], alert, NOW)
    made = _made(world)
    assert (made.turn, made.start_s, made.end_s, made.instance) == (4, 41.0, 44.0, None)
    assert made.quote == "mañana mandamos a embargarle"


def test_a_recording_that_names_nobody_fails_nothing_and_waits_for_a_person(world: World) -> None:
    alert, actor = alerted(world), world.actors[Role.SUPERVISOR]
    with world.database.writing() as db:
        coach_alert(db, actor, alert, NOW)
    run, ids = world.upload([given("a.wav", wav()), given("calls.csv", CALLS_CSV.replace("A-118", "").encode())])
    world.audit(ids)
    with world.database.writing() as db:
        assert db.scalars(select(Recording.state).where(Recording.run_id == run.id)).all() == ["done"]
        assert [(k.id, k.judged) for k in kept_alerts(db, actor)] == [(alert, True)]
        with pytest.raises(Conflict):
            coach_alert(db, actor, alert, NOW)
        db.rollback()
        db.execute(update(Recording).values(agent="A-118"))
        assert coach_alert(db, actor, alert, NOW) is not None


def test_who_may_and_what_may_be_coached(world: World, signed_in: SignIn) -> None:
    alert, tension = alerted(world), alerted(world, criterion="", kind="tension")
    with world.database.writing() as db:
        with pytest.raises(Forbidden):
            coach_alert(db, world.actors[Role.AUDITOR], alert, NOW)
        with pytest.raises(NotFound):
            coach_alert(db, world.actors[Role.SUPERVISOR], alert + 99, NOW)
        with pytest.raises(BadInput):
            coach_alert(db, world.actors[Role.SUPERVISOR], tension, NOW)
    page = signed_in(Role.SUPERVISOR).get(f"/floor/calls/{LIVE_ID}").text
    assert f"/floor/alerts/{alert}/coach" in page and f"/floor/alerts/{tension}/coach" not in page
    assert f"/floor/alerts/{alert}/coach" not in signed_in(Role.AUDITOR).get(f"/floor/calls/{LIVE_ID}").text
