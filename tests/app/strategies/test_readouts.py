"""Simulation and read-out on a database: who counts, for which arm, and what is not counted."""

import secrets
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from app.errors import NotFound
from app.models import Debt, DebtCase, Enrolment, Experiment, Grievance, Interaction, Payment, Plan, Promise
from app.models.debt_day import DebtDay
from app.models.ledger import Entry
from app.operations.arms import Arm, arm_of
from app.operations.readout import Declared, Look, Outcome, Verdict
from app.queries.collections.readouts import readout_page
from app.queries.collections.readouts_before import before, declare, power_of
from app.queries.collections.readouts_outcomes import lived, samples
from app.queries.rows import Role
from app.services.outreach.house_hours import Week, set_hours
from app.services.strategies.launch import launch
from app.services.strategies.simulate_strategy import simulate_strategy
from tests.app.strategies.world import NOW, TODAY, debts, segment, step, strategy, texts
from tests.app.world import World, other_client

DECLARED = Declared(Outcome.CURED, Look.HORIZON, TODAY, 28, 30, 200, 0.1)
AFTER = NOW + timedelta(days=60)


@pytest.fixture(autouse=True)
def one_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same draw every time: one in twenty would else tell two alike apart, as it should."""
    monkeypatch.setattr(secrets, "token_hex", lambda size: "5eed" * (size // 2))


def at(days: int) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), datetime.min.time(), UTC) + timedelta(hours=15)


def pay(world: World, debt_id: int, amount: int, day: date, reversed_too: bool = False) -> None:
    with world.database.writing() as db:
        organisation = db.get_one(Debt, debt_id).organisation_id
        entry = Entry(debt_id=debt_id, kind="payment", booked_on=day, at=NOW, who="x")
        db.add(entry)
        db.flush()
        reference = f"{debt_id}-{amount}-{day}-{reversed_too}"
        row = Payment(organisation_id=organisation, debt_id=debt_id, amount_minor=amount, paid_on=day, reference=reference)
        row.entry_id, row.at, row.reversed_by = entry.id, NOW, entry.id if reversed_too else None
        db.add(row)
        db.commit()


def test_a_window_holds_what_happened_in_it_and_nothing_else(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    one, two = debts(database, actor, segment(database, actor), 2)
    pay(world, one, 1000, TODAY)
    pay(world, one, 200, TODAY + timedelta(days=29))
    pay(world, one, 50, TODAY + timedelta(days=30))
    pay(world, one, 7, TODAY - timedelta(days=1))
    pay(world, one, 9000, TODAY, reversed_too=True)
    with database.writing() as db:
        people = [db.get_one(Debt, id).person_id for id in (one, two)]
        db.add(DebtCase(debt_id=one, opened_on=TODAY - timedelta(days=4), overdue_minor=1, closed_on=TODAY, closed_as="cured"))
        db.add(
            DebtCase(debt_id=two, opened_on=TODAY - timedelta(days=4), overdue_minor=1, closed_on=TODAY, closed_as="charged_off")
        )
        kept = {"organisation_id": actor.organisation_id, "person_id": people[1], "topic": "x", "text": "x"}
        db.add(Grievance(kind="complaint", opened_at=at(3), **kept))
        db.add(Grievance(kind="dispute", opened_at=at(3), **{**kept, "person_id": people[0]}))
        plan = Plan(debt_id=one, offer="in_full", channel="voice", total_minor=9, made_at=at(1), made_by="x")
        db.add(plan)
        db.flush()
        db.add(
            Promise(
                plan_id=plan.id, debt_id=one, n=1, amount_minor=9, due_on=TODAY, state="kept", settled_on=TODAY + timedelta(2)
            )
        )
        for state, direction in (("sent", "outbound"), ("refused", "outbound"), ("done", "inbound"), ("cleared", "outbound")):
            row = Interaction(organisation_id=actor.organisation_id, person_id=people[0], channel="sms", direction=direction)
            row.state, row.at, row.changed_at, row.cost_micros = state, at(2), at(2), 35_000_000
            db.add(row)
        db.commit()
        found = lived(db, dict.fromkeys(people, TODAY), 30)
    first, second = (found[p] for p in people)
    assert first.paid == {"CLP": 1200} and second.paid == {}
    assert (first.overdue, second.overdue) == (False, True)
    assert (first.kept, first.complained, second.complained) == (True, False, True)
    assert (first.contacts, first.cost_micros) == (2, 70_000_000)
    read = samples([first, second])
    assert read[Outcome.CURED].hits == 1 and list(np.array(read[Outcome.RECOVERED].values)) == [1200.0, 0.0]
    assert list(np.array(read[Outcome.COST].values)) == [70.0, 0.0]


def test_money_in_two_currencies_is_not_added_up(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    segment_id = segment(database, actor)
    ids = [*debts(database, actor, segment_id, 1), *debts(database, actor, segment_id, 1, currency="USD")]
    with database.writing() as db:
        people = [db.get_one(Debt, id).person_id for id in ids]
        assert Outcome.RECOVERED not in samples(list(lived(db, dict.fromkeys(people, TODAY), 30).values()))


def trial(world: World, people: int, cured: dict[int, float], declared: Declared = DECLARED) -> tuple[Experiment, list[Arm]]:
    """A test whose arms cure at these rates, by strategy's place."""
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    segment_id = segment(database, actor)
    rows = [strategy(database, actor, segment_id, name, step(name, 2)) for name in ("a", "b")]
    with database.writing() as db:
        experiment = launch(db, actor, [Arm(row.id, 50) for row in rows], declared, NOW)
    arms, rng = [Arm(row.id, 50) for row in rows], np.random.default_rng(3)
    ids = debts(database, actor, segment_id, people)
    with database.writing() as db:
        for debt_id in ids:
            person = db.get_one(Debt, debt_id).person_id
            db.add(Enrolment(experiment_id=experiment.id, person_id=person, on=TODAY))
            place = [row.id for row in rows].index(arm_of(person, experiment.seed, arms).strategy)
            closed = TODAY + timedelta(days=9) if rng.random() < cured[place] else None
            case = DebtCase(debt_id=debt_id, opened_on=TODAY - timedelta(days=4), overdue_minor=1)
            case.closed_on, case.closed_as = closed, "cured" if closed else None
            db.add(case)
        db.commit()
    return experiment, arms


def test_a_real_difference_is_read_on_the_declared_day_and_not_before(world: World) -> None:
    experiment, arms = trial(world, 160, {0: 0.2, 1: 0.7})
    with world.database.reading() as db:
        page = readout_page(db, world.actors[Role.MANAGER], experiment.id, AFTER)
        assert page.read is not None and page.read.verdict is Verdict.BETTER
        assert sum(arm.enrolled for arm in page.arms) == 160 == sum(arm.samples[Outcome.CURED].n for arm in page.arms)
        assert page.name_of(arms[1].strategy) == "b v1" and page.currency == "CLP"
        early = readout_page(db, world.actors[Role.MANAGER], experiment.id, NOW + timedelta(days=40))
        assert early.read is not None and early.read.verdict is Verdict.TOO_EARLY
        unripe = readout_page(db, world.actors[Role.MANAGER], experiment.id, NOW + timedelta(days=29))
        assert unripe.arms[0].samples == {}
        with pytest.raises(NotFound):
            readout_page(db, other_client(world.database), experiment.id, AFTER)


def test_no_difference_cannot_be_told_apart(world: World) -> None:
    experiment, _ = trial(world, 80, {0: 0.5, 1: 0.5})
    with world.database.reading() as db:
        page = readout_page(db, world.actors[Role.MANAGER], experiment.id, AFTER)
        assert page.read is not None and page.read.verdict is Verdict.CANNOT_BE_TOLD_APART


def test_people_missing_from_one_arm_break_the_reading(world: World) -> None:
    experiment, arms = trial(world, 120, {0: 0.2, 1: 0.7})
    with world.database.writing() as db:
        for row in db.query(Enrolment).all():
            if arm_of(row.person_id, experiment.seed, arms) == arms[1] and row.person_id % 3:
                db.delete(row)
        db.commit()
        page = readout_page(db, world.actors[Role.MANAGER], experiment.id, AFTER)
        assert page.read is not None and page.read.verdict is Verdict.BROKEN


def test_what_can_be_seen_is_said_from_the_clients_own_photographs(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    segment_id = segment(database, actor)
    ids = debts(database, actor, segment_id, 60)
    with database.writing() as db:
        unknown = before(db, actor.organisation_id, segment_id, Outcome.CURED, 30, TODAY)
        assert (unknown.people, unknown.weekly, unknown.base, unknown.spread) == (60, None, None, 0.5)
        assert before(db, actor.organisation_id, segment_id, Outcome.RECOVERED, 30, TODAY).spread is None
        for day, some in ((TODAY - timedelta(days=42), ids[:30]), (TODAY - timedelta(days=14), ids)):
            for debt_id in some:
                debt = db.get_one(Debt, debt_id)
                row = DebtDay(on_day=day, debt_id=debt_id, organisation_id=actor.organisation_id, person_id=debt.person_id)
                row.segment_id, row.balance_minor, row.overdue_minor, row.days_overdue, row.aside = segment_id, 1, 1, 1, False
                db.add(row)
        for debt_id in ids[:24]:
            db.add(DebtCase(debt_id=debt_id, opened_on=TODAY - timedelta(days=50), overdue_minor=1))
        db.commit()
        known = before(db, actor.organisation_id, segment_id, Outcome.CURED, 30, TODAY)
    assert known.base is not None and (known.base.value, known.base.n) == (pytest.approx(6 / 30), 30)
    assert known.weekly == pytest.approx(30 * 7 / 28)
    assert known.expected(29) == 60 + 30
    power = power_of(known, 29, 0.5, Look.HORIZON, 0.05)
    assert power.detectable is not None and power.needed is not None
    assert power.detectable > 0.05 and power.needed > power.people
    assert declare(known, Outcome.CURED, Look.HORIZON, TODAY, 29, 30, 0.5).people == 90


def test_a_strategy_is_played_over_the_clients_own_weeks(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    segment_id = segment(database, actor)
    row = strategy(database, actor, segment_id, "a", step("one", 2), step("two", 4), step("mail", 9, "email"))
    ids = debts(database, actor, segment_id, 12, overdue_days=20)
    with database.writing() as db:
        paid = db.get_one(Debt, ids[0])
        opened = closed = TODAY - timedelta(days=19)
        db.add(DebtCase(debt_id=paid.id, opened_on=opened, overdue_minor=1, closed_on=closed, closed_as="cured"))
        past = Interaction(organisation_id=actor.organisation_id, person_id=paid.person_id, channel="sms", direction="outbound")
        past.state, past.at, past.changed_at, past.cost_micros = "sent", at(-90), at(-90), 40_000_000
        db.add(past)
        db.commit()
        told = simulate_strategy(db, actor, row.id, 4, NOW)
    assert (told["people"], told["sample"], told["by_photograph"]) == (12, 12, False)
    assert told["reached"] == 11 and all(r["debt"] != ids[0] for r in told["rows"])
    assert {c: p for c, _, p in told["channels"]} == {"whatsapp": None}
    assert told["unreachable"] == [["mail", 11]]
    assert all(r["rules"] for r in told["held_rows"])
    with database.reading() as db:
        assert db.get_one(type(row), row.id).simulated == told


def test_played_over_past_weeks_the_clients_own_hours_hold_as_they_do_at_the_gate(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    row = strategy(database, actor, (segment_id := segment(database, actor)), "a", step("one", 2), step("two", 4))
    debts(database, actor, segment_id, 12, overdue_days=20)
    with database.writing() as db:
        before = simulate_strategy(db, actor, row.id, 4, NOW)
        set_hours(db, actor, "CL", Week({"wed": ("14:00", "16:00")}), NOW)
        told = simulate_strategy(db, actor, row.id, 4, NOW)
    moments = {datetime.fromisoformat(r["at"]) for r in told["rows"]}
    assert moments and {(at.weekday(), at.hour) for at in moments} == {(2, 14)}
    assert "house-hours" in dict(told["held"]) and "house-hours" not in dict(before["held"])
    assert any("house-hours" in r["rules"] for r in told["held_rows"])
