"""How many days overdue an account is: the same wherever it is said, by one function on one clock, the person's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.actors import Actor
from app.db import Database
from app.models.debt import Debt
from app.models.desk import WorkItem
from app.models.interaction import Interaction
from app.models.organisation import Vendor
from app.models.person import Person
from app.models.placement import Placement
from app.operations.offers import Offer, Slice
from app.operations.seek import Sought
from app.operations.stages import days_past_due
from app.queries.collections.desk import _spoken
from app.queries.collections.desk_hand import week
from app.queries.collections.desk_list import line
from app.queries.collections.message_values import values_for
from app.queries.collections.money import debt_money
from app.queries.collections.person import person_page
from app.queries.rows import Role
from app.services.money.books import take_one
from app.services.placement.place_debts import place_debts
from app.services.portfolio.prioritise import prioritise
from audit.data_file import Words
from tests.app.desk.world import NOW, client, owed

EVENING = datetime(2026, 5, 20, 1, 30, tzinfo=UTC)
"""Tuesday the 19th, 21:30, in Santiago; Wednesday in Greenwich. 41 days after 8 April; the list was ordered on the 18th."""


@pytest.mark.parametrize("zone", ["America/Santiago", None, "Nowhere/Known"])
def test_every_place_says_the_same_days(on_sqlite: Database, zone: str | None) -> None:
    house = client(on_sqlite)
    actor = Actor(None, "Marta Gil", house, Role.MANAGER)
    (debt_id,) = owed(on_sqlite, house, [1.0])
    with on_sqlite.writing() as db:
        debt = db.get_one(Debt, debt_id)
        person = db.get_one(Person, debt.person_id)
        person.zone = zone
        db.commit()
        prioritise(db, house, NOW)
        db.commit()
        item = db.get_one(WorkItem, debt_id)
        assert {"kind": "late", "es": "40 días de mora", "en": "40 days past due"} in item.reasons
        waiting = line(item, debt, person, EVENING)
        assert [r["es"] for r in waiting.reasons if r["kind"] == "late"] == ["41 días de mora"]
        assert [r["kind"] for r in waiting.reasons] == [r["kind"] for r in item.reasons]
        said = {
            "list": waiting.days_overdue,
            "money": debt_money(db, actor, debt_id, EVENING).days_overdue,
            "person": person_page(db, actor, person.id, EVENING).debts[0].days_overdue,
            "message": int(values_for(db, person, debt, debt_money(db, actor, debt_id, EVENING).today)["days"]),
            "books": days_past_due(debt.oldest_due_on, take_one(db, house, debt_id, EVENING).today),
        }
        vendor = Vendor(organisation_id=house, name="Cobros Marisma")
        db.add(vendor)
        db.commit()
        place_debts(db, actor, vendor.id, [debt_id], "lote", EVENING)
        said["placed"] = db.query(Placement).one().days_overdue
    assert said == dict.fromkeys(said, 41)


def test_what_was_paid_meanwhile_is_no_reason(on_sqlite: Database) -> None:
    house = client(on_sqlite)
    (debt_id,) = owed(on_sqlite, house, [1.0])
    with on_sqlite.writing() as db:
        prioritise(db, house, NOW)
        db.commit()
        debt, item = db.get_one(Debt, debt_id), db.get_one(WorkItem, debt_id)
        debt.oldest_due_on = None
        waiting = line(item, debt, db.get_one(Person, debt.person_id), NOW + timedelta(days=1))
    assert waiting.days_overdue == 0 and "late" not in [r["kind"] for r in waiting.reasons]


def test_the_weeks_meter_counts_whole_days_as_the_law_does(on_sqlite: Database) -> None:
    """A call of Monday at 10:06 is not of the seven days that end the next Monday at 10:05, though 168 hours are not over."""
    house = client(on_sqlite)
    (debt_id,) = owed(on_sqlite, house, [1.0])
    with on_sqlite.writing() as db:
        person = db.get_one(Person, db.get_one(Debt, debt_id).person_id)
        for at in (NOW + timedelta(minutes=1), NOW + timedelta(days=1)):
            call = Interaction(organisation_id=house, person_id=person.id, channel="voice", direction="outbound", state="done")
            call.at = call.changed_at = at
            db.add(call)
        db.commit()
        assert [week(db, person, NOW + timedelta(days=n)).calls for n in (1, 6, 7, 8)] == [2, 2, 1, 0]


def test_the_script_is_said_in_the_persons_language_and_never_of_one_part() -> None:
    person, debt = Person(country="CL", language="es"), Debt(currency="CLP")
    policy = {"part": "$165.721", "parts": "2", "new_date": "lunes 30 de noviembre", "overdue": "$331.441", "agent": "Tamara"}
    mine = {
        "part": "$331,441",
        "parts": "1",
        "new_date": "Mon 30 Nov",
        "overdue": "$331,441",
        "agent": "Tamara Cid",
        "days": "19",
    }

    def sought(*amounts: int) -> Sought:
        slices = tuple(Slice(amount, date(2026, 11, 24)) for amount in amounts)
        return Sought(Offer("in_parts", Words("x", "x"), slices, 0, None), ())

    assert _spoken(policy, mine, person, debt, sought(331_441)) == policy | {"agent": "Tamara Cid", "days": "19"}
    thirds = _spoken(policy, mine, person, debt, sought(110_481, 110_480, 110_480))
    assert (thirds["part"], thirds["parts"], thirds["new_date"]) == ("$110.481", "3", "martes 24 de noviembre")
    assert _spoken({}, mine, person, debt, None) == mine
