"""Payments, their reversal and what is kept beside the ledger, on a real database."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Debt, DebtCase
from app.models.house import UnitValue
from app.models.ledger import Entry, Payment
from app.operations.ledger_entries import Book
from app.queries.rows import Role
from app.services.money.charge import NewCharge, charge, open_ledger, refund, waive
from app.services.money.load_payments import load_payments
from app.services.money.restate import NewBalance, restate
from app.services.money.reverse_payment import reverse_entry, reverse_payment
from app.services.money.take_payment import NewPayment, take_payment
from app.services.unpack import Given
from tests.app.money.people import DAY, NOW, TODAY, holds, manager, owing
from tests.app.world import World, other_client

PAID = NewPayment(100_000, TODAY, "B-1", debt_number="D-1", means="transferencia")


def test_a_payment_goes_to_the_oldest_instalment_and_is_told_twice_without_harm(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.writing() as db:
        first = take_payment(db, who, PAID, NOW)
        again = take_payment(db, who, PAID, NOW)
        assert first.id == again.id
        assert [e.kind for e in holds(db, who, id).entries] == ["opening", "payment"]
        debt = db.get_one(Debt, id)
        assert (debt.balance_minor, debt.overdue_minor, debt.oldest_due_on) == (269_450, 146_300, date(2026, 4, 8))
        for other in (replace(PAID, amount_minor=1), replace(PAID, paid_on=TODAY - DAY), replace(PAID, debt_number="D-2")):
            with pytest.raises((Conflict, NotFound)):
                take_payment(db, who, other, NOW)
            db.rollback()
        assert holds(db, who, id).receivable_minor == 269_450


def test_paying_everything_closes_the_cycle_and_a_bounced_payment_goes_on_with_the_same(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.writing() as db:
        paid = take_payment(db, who, replace(PAID, amount_minor=246_300), NOW)
        case = db.scalars(select(DebtCase).where(DebtCase.debt_id == id)).one()
        assert (case.opened_on, case.closed_on, case.closed_as) == (date(2026, 4, 9), TODAY, "cured")
        assert paid.case_id == case.id
        rest = take_payment(db, who, replace(PAID, amount_minor=200_000, reference="B-2"), NOW)
        ledger = holds(db, who, id)
        assert db.get_one(Debt, id).state == "paid" and ledger.surplus_minor == 76_850
        reverse_payment(db, who, paid.id, "cheque devuelto", NOW + DAY)
        reverse_payment(db, who, paid.id, "otra vez", NOW + DAY)
        ledger = holds(db, who, id, NOW + DAY)
        assert (ledger.receivable_minor, ledger.surplus_minor) == (169_450, 0)
        cases = db.scalars(select(DebtCase).where(DebtCase.debt_id == id)).all()
        assert [(c.closed_on, c.closed_as) for c in cases] == [(None, None)]
        reverse_payment(db, who, rest.id, "error", NOW + DAY)
        assert holds(db, who, id, NOW + DAY).receivable_minor == 369_450
        assert db.get_one(Debt, id).state == "open"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount_minor": 0}, "amount"),
        ({"amount_minor": -5}, "amount"),
        ({"paid_on": TODAY + 2 * DAY}, "paid_on"),
        ({"paid_on": date(1999, 1, 1)}, "paid_on"),
        ({"reference": " "}, "reference"),
        ({"reference": "x" * 101}, "reference"),
    ],
)
def test_what_no_payment_can_be_is_refused_by_its_field(world: World, change: dict[str, object], field: str) -> None:
    owing(world.database, manager(world))
    with world.database.writing() as db, pytest.raises(BadInput) as told:
        take_payment(db, manager(world), replace(PAID, **change), NOW)  # type: ignore[arg-type]
    assert told.value.field == field


def test_nobody_elses_debt_and_no_vendor(world: World) -> None:
    id = owing(world.database, manager(world))
    with world.database.writing() as db:
        with pytest.raises(NotFound):
            take_payment(db, other_client(world.database), PAID, NOW)
        with pytest.raises(Forbidden):
            take_payment(db, world.actors[Role.VENDOR], PAID, NOW)
        db.rollback()
        assert db.scalar(select(func.count()).select_from(Entry).where(Entry.debt_id == id)) == 0


def test_a_debt_without_instalments_opens_with_one_for_what_is_overdue(world: World) -> None:
    who = manager(world)
    id = owing(world.database, who, instalments=(), balance=5000, fees_minor=300, interest_minor=200)
    with world.database.writing() as db:
        open_ledger(db, who, id, NOW)
        open_ledger(db, who, id, NOW)
        books = holds(db, who, id).books
        assert (books[Book.FEES], books[Book.INTEREST], books[Book.PRINCIPAL]) == (300, 200, 4500)
        take_payment(db, who, replace(PAID, amount_minor=400), NOW)
        books = holds(db, who, id).books
        assert (books[Book.FEES], books[Book.INTEREST], books[Book.PRINCIPAL]) == (0, 100, 4500)


def test_a_fee_whose_cap_needs_the_ufs_worth_says_which_day_is_missing_and_takes_a_kept_one(world: World) -> None:
    who = manager(world)
    id = owing(world.database, who, contract="simple_18_365")
    new = NewCharge(200_000 * 9 // 100 + 46_300 * 6 // 100, "g-1", "carta")
    with world.database.writing() as db:
        with pytest.raises(BadInput) as missing:
            charge(db, who, id, new, NOW)
        assert missing.value.field == "unit_worth"
        assert "UF del 18-05-2026" in missing.value.say("es") and "2026-05-18" in missing.value.say("en")
        db.rollback()
        told = {"organisation_id": who.organisation_id, "unit": "UF", "told_at": NOW, "told_by": who.name}
        db.add(UnitValue(on=date(2026, 5, 17), worth=Decimal(99_000), **told))
        db.commit()
        with pytest.raises(BadInput):
            charge(db, who, id, new, NOW)
        db.rollback()
        db.add(UnitValue(on=date(2026, 5, 18), worth=Decimal(20_000), **told))
        db.commit()
        charge(db, who, id, new, NOW)
        assert holds(db, who, id).books[Book.FEES] == new.amount_minor


def test_fees_stop_at_the_law_and_the_contract(world: World) -> None:
    """Chile: 9 % to 10 UF after 20 days; the contract of the debt allows 9 %, the plain one none."""
    who = manager(world)
    plain, id = owing(world.database, who, "D-0"), owing(world.database, who, contract="simple_18_365")
    with world.database.writing() as db:
        for debt, worth in ((plain, Decimal(39_000)), (id, None)):
            with pytest.raises(BadInput):
                charge(db, who, debt, NewCharge(1, "g-0", "carta", worth), NOW)
            db.rollback()
        uf = Decimal(20_000)
        most = 200_000 * 9 // 100 + 46_300 * 6 // 100
        with pytest.raises(BadInput, match=f"{most} "):
            charge(db, who, id, NewCharge(most + 1, "g-1", "carta", uf), NOW)
        db.rollback()
        entry = charge(db, who, id, NewCharge(most, "g-1", "carta", uf), NOW)
        assert charge(db, who, id, NewCharge(most, "g-1", "carta", uf), NOW).id == entry.id
        with pytest.raises(BadInput):
            charge(db, who, id, NewCharge(1, "g-2", "otra", uf), NOW)
        db.rollback()
        assert holds(db, who, id).books[Book.FEES] == most
        reverse_entry(db, who, entry.id, "mal cobrado", NOW)
        assert holds(db, who, id).books[Book.FEES] == 0


def test_waivers_and_refunds_stay_within_what_there_is(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.writing() as db:
        with pytest.raises(BadInput):
            waive(db, who, id, 369_451, "w1", "rebaja", NOW)
        db.rollback()
        waive(db, who, id, 69_450, "w1", "rebaja", NOW)
        assert holds(db, who, id).receivable_minor == 300_000
        take_payment(db, who, replace(PAID, amount_minor=300_100), NOW)
        with pytest.raises(BadInput):
            refund(db, who, id, 101, "r1", "pagó de más", NOW)
        db.rollback()
        refund(db, who, id, 100, "r1", "pagó de más", NOW)
        assert holds(db, who, id).surplus_minor == 0


FILE = """cuenta;monto;fecha;referencia
D-1;100.000;17/05/2026;T-1
D-1;23.150;18/05/2026;T-2
D-9;5;18/05/2026;T-3
D-1;abc;18/05/2026;T-4
D-1;12,5;18/05/2026;T-5
D-1;100.000;17/05/2026;T-1
D-1;99;17/05/2026;T-1
D-1;5;18/05/2030;T-6
D-1;5;18/05/2026;
"""


def _file(text: str) -> Given:
    return Given("pagos.csv", io.BytesIO(text.encode()))


def test_a_file_is_tried_then_loaded_and_loading_it_again_changes_nothing(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.writing() as db:
        tried = load_payments(db, who, _file(FILE), NOW, dry=True)
        assert db.scalar(select(func.count()).select_from(Payment)) == 0
        loaded = load_payments(db, who, _file(FILE), NOW)
        assert replace(tried, dry=False) == loaded
        assert (loaded.booked, loaded.known, loaded.rows) == (2, 1, 9)
        assert [r.line for r in loaded.rejected] == [4, 5, 6, 8, 9, 10]
        assert all(r.why.es and r.why.en and r.why.es != r.why.en for r in loaded.rejected)
        again = load_payments(db, who, _file(FILE), NOW)
        assert (again.booked, again.known, again.rejected[0].line) == (0, 3, 4)
        assert holds(db, who, id).receivable_minor == 246_300


def test_a_file_that_is_no_table_of_payments_is_refused(world: World) -> None:
    with world.database.writing() as db:
        for text in ("", "a,b\n1,2\n", "cuenta;monto\nD-1;5\n", "\x00\x01"):
            with pytest.raises(BadInput):
                load_payments(db, manager(world), _file(text), NOW)


def test_a_reload_books_the_difference_once(world: World) -> None:
    who, id = manager(world), owing(world.database, manager(world))
    other = owing(world.database, who, "D-2")
    with world.database.writing() as db:
        take_payment(db, who, PAID, NOW)
        news = [
            NewBalance(id, 300_000, 200_000, date(2026, 4, 8), ()),
            NewBalance(other, 1, 1, date(2026, 4, 8), ()),
        ]
        assert restate(db, who.organisation_id, news, "L-1", "carga", NOW) == 1
        assert restate(db, who.organisation_id, news, "L-1", "carga", NOW) == 0
        db.commit()
        ledger = holds(db, who, id)
        assert (ledger.receivable_minor, ledger.overdue_minor(TODAY)) == (300_000, 176_850)
        assert db.get_one(Debt, other).balance_minor == 369_450
        less = [NewBalance(id, 150_000, 26_850, date(2026, 5, 8), ())]
        assert restate(db, who.organisation_id, less, "L-2", "carga", NOW) == 1
        db.commit()
        assert holds(db, who, id).receivable_minor == 150_000
        by_row = [
            NewBalance(id, 200_000, 80_000, None, ((2, date(2026, 5, 8), 123150, 80_000), (3, date(2026, 6, 8), 123150, 120_000)))
        ]
        assert restate(db, who.organisation_id, by_row, "L-3", "carga", NOW) == 1
        db.commit()
        ledger = holds(db, who, id)
        assert (ledger.open_of(2), ledger.open_of(3), ledger.open_of(1)) == (80_000, 120_000, 0)
