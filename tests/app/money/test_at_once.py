"""Two tellers at once: every payment is booked once, and the balance is what is left."""

from concurrent.futures import ThreadPoolExecutor

from app.actors import Actor
from app.db import Database
from app.errors import Conflict
from app.models import Debt
from app.models.ledger import Plan
from app.queries.collections.money import debt_money
from app.services.money.make_plan import NewPlan, make_plan
from app.services.money.settle_promises import settle_promises
from app.services.money.take_payment import NewPayment, take_payment
from tests.app.money.people import DAY, NOW, TODAY, holds, owing
from tests.app.money.test_new_day import books, server
from tests.app.money.test_plans import IN_TWO

__all__ = ["books", "server"]


def test_payments_told_at_once_and_twice_are_each_booked_once(books: tuple[Database, Actor]) -> None:
    database, who = books
    one, other = owing(database, who, "D-1"), owing(database, who, "D-2")

    def tell(told: tuple[int, str]) -> str:
        with database.writing() as db:
            try:
                take_payment(db, who, NewPayment(1000, TODAY, told[1], debt_id=told[0]), NOW)
            except Conflict:
                return "conflict"
        return "booked"

    orders = [(one, f"r{n}") for n in range(10)] * 2 + [(one, "same"), (other, "same")]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(tell, orders))
    assert sorted(told[-2:]) == ["booked", "conflict"] and set(told[:-2]) == {"booked"}
    with database.writing() as db:
        holds(db, who, one)
        owed = [db.get_one(Debt, id).balance_minor for id in (one, other)]
    assert sum(owed) == 2 * 369_450 - 11_000 and owed[0] in (359_450, 358_450)


def test_what_became_of_plans_alike_is_told_by_the_stage_they_were_made_at(books: tuple[Database, Actor]) -> None:
    """Of three made early one is kept, which cures its debt: it is still counted; a late one is another kind."""
    database, who = books
    ids = [owing(database, who, f"D-{n}", stage="late" if n == 4 else "early") for n in range(5)]
    with database.writing() as db:
        for id in (*ids[:3], ids[4]):
            make_plan(db, who, NewPlan(id, "in_parts", IN_TWO, "voice"), NOW)
        for n, day in enumerate((2, 12)):
            take_payment(db, who, NewPayment(123_150, TODAY + day * DAY, f"p{n}", debt_id=ids[0]), NOW + day * DAY)
        settle_promises(db, who.organisation_id, TODAY + 15 * DAY)
        made = {plan.debt_id: plan for plan in db.query(Plan)}
        assert [made[i].state for i in (*ids[:3], ids[4])] == ["kept", "broken", "broken", "broken"]
        page = debt_money(db, who, ids[3], NOW)
        of_two = next(o for o in page.offers if (o.key, len(o.slices)) == ("in_parts", 2))
        known = of_two.history
    assert known is not None
    assert (known.n, known.kept) == (3, 1)
    assert known.low < known.share < known.high
