"""Plans within policy, promises kept and broken by rule, follow-ups, re-planning: on a real database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.errors import BadInput, Conflict
from app.models import Debt, Grievance
from app.models.ledger import Entry, Plan, Promise
from app.operations.offers import Slice
from app.services.money.follow_ups import Moment, follow_ups
from app.services.money.make_plan import NewPlan, cancel_plan, make_plan
from app.services.money.reverse_payment import reverse_payment
from app.services.money.settle_promises import settle_promises
from app.services.money.take_payment import NewPayment, take_payment
from tests.app.money.people import DAY, NOW, TODAY, holds, manager, owing, states
from tests.app.world import World

HALF = 123_150
IN_TWO = (Slice(HALF, TODAY + 2 * DAY), Slice(HALF, TODAY + 12 * DAY))
PAID = NewPayment(HALF, TODAY + 2 * DAY, "B-1", debt_number="D-1")


def _plan(id: int, slices: tuple[Slice, ...] = IN_TWO, offer: str = "in_parts") -> NewPlan:
    return NewPlan(id, offer, slices, "call")


@pytest.mark.parametrize(
    ("slices", "offer", "words"),
    [
        (IN_TWO, "gift", "has no gift"),
        ((Slice(HALF, TODAY + 8 * DAY), Slice(HALF, TODAY + 20 * DAY)), "in_parts", "first instalment by"),
        ((Slice(HALF, TODAY), Slice(HALF - 1, TODAY + DAY)), "in_parts", "short of the least"),
        ((Slice(HALF, TODAY), Slice(HALF, TODAY)), "in_parts", "its own day"),
        ((Slice(HALF, TODAY - DAY), Slice(HALF, TODAY)), "in_parts", "has passed"),
        ((Slice(4_000, TODAY), Slice(246_300, TODAY + DAY)), "in_parts", "no instalment under"),
        ((Slice(HALF, TODAY), Slice(HALF, TODAY + 200 * DAY)), "in_parts", "last one by"),
        ((Slice(369_451, TODAY),), "in_full", "over the balance"),
        ((Slice(197_040, TODAY),), "settle", "not for stage"),
        ((), "in_full", "from 1 to 1"),
        ((Slice(-5, TODAY), Slice(246_305, TODAY + DAY)), "in_parts", "no instalment under"),
    ],
)
def test_a_plan_beyond_policy_is_refused_with_its_limit(world: World, slices: tuple[Slice, ...], offer: str, words: str) -> None:
    id = owing(world.database, manager(world))
    with world.database.writing() as db:
        with pytest.raises(BadInput, match=words):
            make_plan(db, manager(world), _plan(id, slices, offer), NOW)
        db.rollback()
        assert db.scalars(select(Plan)).all() == []


def test_a_plan_is_kept_payment_by_payment(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.writing() as db:
        plan = make_plan(db, who, _plan(id), NOW)
        assert make_plan(db, who, _plan(id), NOW + timedelta(hours=1)).id == plan.id
        assert [f.moment for f in follow_ups(db, who.organisation_id, TODAY)] == [Moment.BEFORE]
        take_payment(db, who, PAID, NOW + 2 * DAY)
        assert states(db, id) == ["kept", "open"]
        assert follow_ups(db, who.organisation_id, TODAY + 2 * DAY) == []
        take_payment(db, who, replace(PAID, reference="B-2", paid_on=TODAY + 14 * DAY), NOW + 14 * DAY)
        assert states(db, id) == ["kept", "kept"]
        assert db.get_one(Plan, plan.id).state == "kept"


def test_grace_ends_by_itself_and_a_bounced_payment_breaks_a_kept_promise(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.writing() as db:
        plan = make_plan(db, who, _plan(id), NOW)
        paid = take_payment(db, who, PAID, NOW + 2 * DAY)
        settle_promises(db, who.organisation_id, TODAY + 4 * DAY)
        assert states(db, id) == ["kept", "open"]
        reverse_payment(db, who, paid.id, "sin fondos", NOW + 5 * DAY)
        assert states(db, id) == ["broken", "open"]
        assert db.get_one(Plan, plan.id).state == "broken"
        assert db.scalars(select(Promise)).first().settled_on == TODAY + 5 * DAY  # type: ignore[union-attr]
        assert [f.moment for f in follow_ups(db, who.organisation_id, TODAY + 5 * DAY)] == [Moment.BROKEN]
        assert settle_promises(db, who.organisation_id, TODAY + 14 * DAY) == 0
        assert settle_promises(db, who.organisation_id, TODAY + 15 * DAY) == 1
        assert states(db, id) == ["broken", "broken"]


def test_what_was_paid_before_the_promise_keeps_nothing(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.writing() as db:
        take_payment(db, who, replace(PAID, amount_minor=1000, paid_on=TODAY), NOW - timedelta(hours=2))
        make_plan(db, who, _plan(id, (Slice(245_300, TODAY),), "in_full"), NOW)
        assert db.scalars(select(Promise)).one().paid_minor == 0
        take_payment(db, who, replace(PAID, reference="late told", amount_minor=500, paid_on=TODAY - DAY), NOW + DAY)
        assert db.scalars(select(Promise)).one().paid_minor == 0
        take_payment(db, who, replace(PAID, reference="same day", amount_minor=245_300, paid_on=TODAY), NOW + DAY)
        assert states(db, id) == ["kept"]


def test_a_broken_plan_stays_broken_when_another_is_made(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.writing() as db:
        first = make_plan(db, who, _plan(id), NOW)
        settle_promises(db, who.organisation_id, TODAY + 6 * DAY)
        later = NOW + 6 * DAY
        day = TODAY + 6 * DAY
        again = make_plan(db, who, _plan(id, (Slice(HALF, day), Slice(HALF, day + 9 * DAY))), later)
        assert (again.replaces_id, db.get_one(Plan, first.id).state) == (first.id, "broken")
        assert states(db, id) == ["broken", "replaced", "open", "open"]
        take_payment(db, who, replace(PAID, paid_on=day), later + timedelta(hours=1))
        assert states(db, id) == ["broken", "replaced", "kept", "open"]
        cancel_plan(db, who, again.id, later + timedelta(hours=2))
        assert states(db, id) == ["broken", "replaced", "kept", "cancelled"]


def test_a_settlement_is_forgiven_its_rest_when_kept_and_owed_again_when_it_bounces(world: World) -> None:
    who = manager(world)
    id = owing(world.database, who, instalments=((date(2026, 1, 8), 100_000),), stage="charged_off")
    with world.database.writing() as db:
        plan = make_plan(db, who, _plan(id, (Slice(80_000, TODAY + 3 * DAY),), "settle"), NOW)
        assert plan.waives_minor == 20_000
        paid = take_payment(db, who, replace(PAID, amount_minor=80_000, paid_on=TODAY + DAY), NOW + DAY)
        assert holds(db, who, id, NOW + DAY).receivable_minor == 0
        assert db.get_one(Debt, id).state == "paid"
        reverse_payment(db, who, paid.id, "sin fondos", NOW + 2 * DAY)
        assert holds(db, who, id, NOW + 2 * DAY).receivable_minor == 100_000
        take_payment(db, who, replace(PAID, reference="B-2", amount_minor=80_000, paid_on=TODAY + 2 * DAY), NOW + 2 * DAY)
        assert holds(db, who, id, NOW + 2 * DAY).receivable_minor == 0
        kinds = [e.kind for e in db.scalars(select(Entry).where(Entry.debt_id == id).order_by(Entry.id))]
        assert kinds == ["opening", "payment", "waiver", "reversal", "reversal", "payment", "waiver"]


def test_nobody_is_asked_to_promise_what_is_disputed_or_paid(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.writing() as db:
        person = db.get_one(Debt, id).person_id
        db.add(
            Grievance(
                organisation_id=who.organisation_id,
                person_id=person,
                debt_id=id,
                kind="dispute",
                topic="x",
                text="y",
                opened_at=NOW,
            )
        )
        db.commit()
        with pytest.raises(Conflict):
            make_plan(db, who, _plan(id), NOW)
