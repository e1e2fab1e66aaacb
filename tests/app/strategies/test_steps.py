"""What live strategies ask today, what the gate lets out, and what is never done twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.models import Consent, Debt, Enrolment, Grievance, Interaction, Person, StepTaken, Strategy
from app.operations.arms import Arm, arm_of
from app.operations.readout import Declared, Look, Outcome
from app.queries.collections.message_values import first_name
from app.queries.rows import Role
from app.services.strategies.do_steps import do_steps
from app.services.strategies.due_steps import due_steps
from app.services.strategies.launch import launch
from app.settings import Settings
from app.tasks.strategies import run as round_of_strategies
from app.tasks.workshop import AuditTask
from app.worker import SEND, make_celery
from tests.app.strategies.world import NOW, TODAY, debts, segment, step, strategy, texts
from tests.app.world import World

DECLARED = Declared(Outcome.CURED, Look.HORIZON, TODAY, 28, 30, 2000, 0.06)


def live(world: World, *steps: dict[str, object]) -> int:
    """A segment where one strategy is live for everybody."""
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    segment_id = segment(database, actor)
    row = strategy(database, actor, segment_id, "A", *steps)
    with database.writing() as db:
        launch(db, actor, [Arm(row.id, 100)], None, NOW)
    return segment_id


def sent(world: World) -> list[Interaction]:
    with world.database.reading() as db:
        return list(db.scalars(select(Interaction).order_by(Interaction.id)))


def work(world: World, days: float = 0.0) -> Counter[str]:
    with world.database.writing() as db:
        done = do_steps(db, world.actors[Role.MANAGER].organisation_id, NOW + timedelta(days=days))
        return done.counts + Counter({"cleared": len(done.cleared), "calls": done.calls})


def test_a_message_goes_to_the_gate_filled_for_its_person_and_only_once(world: World) -> None:
    segment_id = live(world)
    debts(world.database, world.actors[Role.MANAGER], segment_id, 3)
    assert work(world)["cleared"] == 3
    row = sent(world)[0]
    assert (row.channel, row.state, row.strategy_id is not None, row.template_id is not None) == (
        "whatsapp",
        "cleared",
        True,
        True,
    )
    assert "Hola Ana, somos Crédito Lindero. Tu cuota de $46.300 del miércoles 13 de mayo" in (row.text or "")
    assert "{" not in (row.text or "")
    assert work(world) == work(world, 0.1) == Counter({"cleared": 0, "calls": 0})
    assert len(sent(world)) == 3


@pytest.mark.parametrize("fact", ["paid", "promised", "disputed", "hardship", "cease", "placed", "closed"])
def test_what_stops_a_strategy_stops_it(world: World, fact: str) -> None:
    actor = world.actors[Role.MANAGER]
    segment_id = live(world)
    (debt_id,) = debts(world.database, actor, segment_id, 1)
    _happen(world, debt_id, fact)
    with world.database.writing() as db:
        assert list(due_steps(db, actor.organisation_id, NOW)) == []


def _happen(world: World, debt_id: int, fact: str) -> None:
    from app.models import Plan, Promise

    with world.database.writing() as db:
        debt = db.get_one(Debt, debt_id)
        person = db.get_one(Person, debt.person_id)
        vendor = world.actors[Role.VENDOR].vendor_id
        if fact == "paid":
            debt.balance_minor = debt.overdue_minor = 0
        elif fact == "promised":
            plan = Plan(debt_id=debt_id, offer="in_full", channel="voice", total_minor=9, made_at=NOW, made_by="x")
            db.add(plan)
            db.flush()
            db.add(Promise(plan_id=plan.id, debt_id=debt_id, n=1, amount_minor=9, due_on=TODAY))
        elif fact == "disputed":
            kept = {"organisation_id": debt.organisation_id, "person_id": person.id, "topic": "amount", "text": "x"}
            db.add(Grievance(kind="dispute", opened_at=NOW, **kept))
        elif fact == "hardship":
            person.vulnerable = True
        elif fact == "cease":
            for hours, granted in ((3, False), (2, True), (1, False)):
                at = NOW - timedelta(hours=hours)
                db.add(Consent(person_id=person.id, channel="all", granted=granted, source="call", at=at))
        elif fact == "placed":
            debt.placed_with = vendor
        else:
            debt.state = "closed"
        db.commit()


def test_someone_who_allowed_it_again_is_reached_again(world: World) -> None:
    actor = world.actors[Role.MANAGER]
    (debt_id,) = debts(world.database, actor, live(world), 1)
    with world.database.writing() as db:
        person = db.get_one(Debt, debt_id).person_id
        for hours, granted in ((3, False), (2, True)):
            at = NOW - timedelta(hours=hours)
            db.add(Consent(person_id=person, channel="all", granted=granted, source="call", at=at))
        db.commit()
        assert len(list(due_steps(db, actor.organisation_id, NOW))) == 1


def test_the_cheapest_channel_that_works_is_used(world: World) -> None:
    actor, segment_id = world.actors[Role.MANAGER], live(world, step("friendly", 2, "whatsapp", "sms", "email"))
    (no_whatsapp,) = debts(world.database, actor, segment_id, 1)
    debts(world.database, actor, segment_id, 1, points=[("email", "ana*@lindero.example")])
    with world.database.writing() as db:
        person = db.get_one(Debt, no_whatsapp).person_id
        db.add(Consent(person_id=person, channel="whatsapp", granted=False, source="message", at=NOW - timedelta(days=1)))
        db.commit()
    assert work(world)["cleared"] == 2
    assert sorted(row.channel for row in sent(world) if row.state == "cleared") == ["email", "sms"]


def test_what_the_rulebook_refuses_now_waits_and_goes_out_when_it_may(world: World) -> None:
    debts(world.database, world.actors[Role.MANAGER], live(world), 1)
    night = 12 / 24  # 23:00 in Santiago
    assert work(world, night)["refused"] == 1
    refused = sent(world)[0]
    assert refused.state == "refused" and refused.refused is not None and refused.refused["may_go_at"]
    with world.database.reading() as db:
        assert db.scalars(select(StepTaken)).all() == []
    assert work(world, 1)["cleared"] == 1
    assert [row.state for row in sent(world)] == ["cleared"]


def test_a_client_that_did_not_say_how_it_is_reached_sends_nothing(world: World) -> None:
    actor, segment_id = world.actors[Role.MANAGER], live(world)
    debts(world.database, actor, segment_id, 1, country="PE", zone="America/Lima", currency="PEN")
    assert work(world)["not_fillable"] == 1
    assert sent(world) == []


def test_calls_go_to_the_worklist_and_wait_where_there_is_none(world: World) -> None:
    actor = world.actors[Role.MANAGER]
    call = step("call", 2, "voice", dialling="preview", template="call-early")
    segment_id = live(world, call)
    (debt_id,) = debts(world.database, actor, segment_id, 1)
    assert work(world)["not_on_worklist"] == 1
    from app.models import WorkItem

    with world.database.writing() as db:
        later = NOW + timedelta(days=3)
        db.add(
            WorkItem(
                debt_id=debt_id,
                organisation_id=actor.organisation_id,
                desk="temprana",
                level=0,
                priority=1.0,
                expected_minor=1,
                stands="waits",
                ready_at=later,
                built_at=NOW,
            )
        )
        db.commit()
    assert work(world)["calls"] == 1
    with world.database.reading() as db:
        item = db.get_one(WorkItem, debt_id)
        assert (item.stands, item.ready_at) == ("ready", NOW)
    assert work(world)["calls"] == 0


def test_each_person_gets_the_arm_they_fell_into_on_every_debt_and_is_enrolled_once(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    segment_id = segment(database, actor)
    a, b = strategy(database, actor, segment_id, "A"), strategy(database, actor, segment_id, "B", step("other", 3))
    ids = debts(database, actor, segment_id, 40)
    with database.writing() as db:
        twin = db.get_one(Debt, ids[0])
        copy = {c.key: getattr(twin, c.key) for c in Debt.__table__.columns if c.key not in ("id", "number")}
        db.add(Debt(number="S-twin", **copy))
        arms = [Arm(a.id, 50), Arm(b.id, 50)]
        seed = launch(db, actor, arms, DECLARED, NOW).seed
        for days in (0, 1):
            due = list(due_steps(db, actor.organisation_id, NOW + timedelta(days=days)))
            db.commit()
            assert len(due) == 41
            assert all(d.strategy_id == arm_of(d.person_id, seed, arms).strategy for d in due)
            assert {(d.strategy_id, d.step.key) for d in due} == {(a.id, "friendly"), (b.id, "other")}
        assert {on for (on,) in db.execute(select(Enrolment.on)).tuples()} == {TODAY}
        assert len(db.scalars(select(Enrolment.person_id)).all()) == 40


def test_after_the_last_day_to_enrol_newcomers_get_the_champion_and_count_for_nobody(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    segment_id = segment(database, actor)
    a, b = strategy(database, actor, segment_id, "A"), strategy(database, actor, segment_id, "B")
    with database.writing() as db:
        launch(db, actor, [Arm(a.id, 1), Arm(b.id, 99)], Declared(Outcome.CURED, Look.HORIZON, TODAY, 2, 30, 10, None), NOW)
    debts(database, actor, segment_id, 10)
    with database.writing() as db:
        due = list(due_steps(db, actor.organisation_id, NOW + timedelta(days=2)))
        assert {d.strategy_id for d in due} == {a.id}
        assert db.scalars(select(Enrolment.person_id)).all() == []


def test_a_new_version_does_not_repeat_what_the_old_one_did(world: World) -> None:
    actor, segment_id = world.actors[Role.MANAGER], live(world)
    debts(world.database, actor, segment_id, 2)
    assert work(world)["cleared"] == 2
    with world.database.writing() as db:
        row = db.scalars(select(Strategy).where(Strategy.state == "live")).one()
        launch(db, actor, [Arm(row.id, 100)], None, NOW)
    assert work(world, 1) == Counter({"cleared": 0, "calls": 0})


def test_another_cycle_begins_anew(world: World) -> None:
    actor = world.actors[Role.MANAGER]
    (debt_id,) = debts(world.database, actor, live(world), 1)
    assert work(world)["cleared"] == 1
    with world.database.writing() as db:
        db.get_one(Debt, debt_id).oldest_due_on = TODAY + timedelta(days=26)
        db.commit()
    assert work(world, 28)["cleared"] == 1


def test_the_round_asks_the_gate_and_hands_on_what_it_lets_out(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    debts(world.database, world.actors[Role.MANAGER], live(world), 2)
    celery, handed_on = make_celery(settings), []
    monkeypatch.setattr(AuditTask, "workshop", property(lambda _task: replace(world.shop, clock=lambda: NOW)))
    monkeypatch.setattr(celery, "send_task", lambda name, args: handed_on.append(f"{name} {args[0]}"))
    for _ in range(2):
        celery.tasks[round_of_strategies.name].run()
        assert handed_on == [f"{SEND} {row.id}" for row in sent(world)]
    assert len(handed_on) == 2


def test_who_owes_twice_gets_one_message_a_day(world: World) -> None:
    actor, segment_id = world.actors[Role.MANAGER], live(world)
    (debt_id,) = debts(world.database, actor, segment_id, 1)
    with world.database.writing() as db:
        first = db.get_one(Debt, debt_id)
        copy = {c.key: getattr(first, c.key) for c in Debt.__table__.columns if c.key not in ("id", "number")}
        db.add(Debt(number="S-second", **copy))
        db.commit()
    done = work(world)
    assert (done["cleared"], done["another_today"]) == (1, 1)
    assert work(world, 0.2)["another_today"] == 1
    assert work(world, 4)["cleared"] == 1
    assert len({row.debt_id for row in sent(world) if row.state == "cleared"}) == 2


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("ANA ROJAS", "Ana"),
        ("Rojas Vera, Ana María", "Ana"),
        ("McKenna O'Neil", "McKenna"),
        ("josé", "José"),
        ("  ", ""),
        (",", ""),
    ],
)
def test_first_names(name: str, first: str) -> None:
    assert first_name(name) == first


def test_a_zone_nobody_knows_is_no_error(world: World) -> None:
    debts(world.database, world.actors[Role.MANAGER], live(world), 1, zone="America/Nowhere")
    assert work(world)["cleared"] == 1
