"""Debts placed, recalled and rotated; commissions to the minor unit, and only on payments that are the vendor's."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.errors import BadInput, NotFound
from app.models import Account, Debt, Payment, Vendor
from app.models.organisation import Organisation
from app.models.placement import Placement
from app.queries.collections.placements import Elsewhere, handoff_file, invoice_page, placements_page, to_place
from app.queries.oversight.scorecards.cost import commission_of, rates_of, recovered_of
from app.queries.oversight.scorecards.span import books_of, span_of
from app.queries.rows import Role
from app.services.money.reverse_payment import reverse_payment
from app.services.money.take_payment import NewPayment, take_payment
from app.services.placement.contracts import set_contract
from app.services.placement.place_debts import place_debts
from app.services.placement.recall_debts import recall_debts, recall_lot, rotate_lot
from app.settings import Settings
from tests.app.money.people import DAY, NOW, TODAY, manager, owing
from tests.app.vendors.month import contact
from tests.app.wave_world import VENDOR, sealed
from tests.app.world import World, other_client

TERMS = {
    "currency": "CLP",
    "bands": [{"percent": "10.5", "stage": "early"}, {"percent": "20", "days_from": 90}],
    "tail_days": 5,
}


def vendors(world: World) -> tuple[int, int]:
    with world.database.writing() as db:
        org = db.get_one(Organisation, manager(world).organisation_id)
        for name in ("Sur Recupera", "Norte Recupera"):
            db.add(Vendor(organisation_id=org.id, name=name))
        db.commit()
        ids = dict(db.execute(select(Vendor.name, Vendor.id)).tuples().all())
    return ids["Sur Recupera"], ids["Norte Recupera"]


def test_debts_go_to_a_vendor_and_come_back(world: World) -> None:
    who, (south, north) = manager(world), vendors(world)
    ids = [owing(world.database, who, f"D-{n}") for n in range(3)]
    with world.database.writing() as db:
        assert to_place(db, who, "early", 10) == ids
        placed = place_debts(db, who, south, ids, "", NOW)
        assert (placed.batch, placed.placed, placed.refused) == ("2026-05-18", 3, ())
        assert place_debts(db, who, south, ids, "2026-05-18", NOW).placed == 0
        assert to_place(db, who, "", 10) == []
        with pytest.raises(BadInput, match="placed already"):
            place_debts(db, who, north, ids, "", NOW)
        db.rollback()
        name, content = handoff_file(db, who, south, "2026-05-18")
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert name == "2026-05-18.csv" and [r["cuenta"] for r in rows] == ["D-0", "D-1", "D-2"]
        assert rows[0]["vencido"] == "246300"
        assert recall_debts(db, who, ids[:1], "paga directo", NOW + DAY) == 1
        assert recall_debts(db, who, ids[:1], "paga directo", NOW + DAY) == 0
        moved = rotate_lot(db, who, south, "2026-05-18", north, "norte-1", NOW + 2 * DAY)
        assert moved.placed == 2
        assert {d.number: d.placed_with for d in db.scalars(select(Debt))} == {"D-0": None, "D-1": north, "D-2": north}
        accounts = db.execute(select(Account.number, Account.vendor_id, Account.recalled_at.is_(None))).tuples().all()
        assert {(n, v) for n, v, here in accounts if here} == {("D-1", north), ("D-2", north)}
        assert recall_lot(db, who, north, "norte-1", "fin", NOW + 3 * DAY) == 2
        lots = placements_page(db, who, NOW).lots
        assert [(lot.batch, lot.debts, lot.still) for lot in lots] == [("norte-1", 2, 0), ("2026-05-18", 3, 0)]
        assert place_debts(db, who, south, ids, "", NOW + 4 * DAY).placed == 3
        assert db.scalars(select(Placement)).all()[-1].recalled_at is None


def test_a_batch_that_was_not_placed_from_here_is_not_touched(world: World, settings: Settings) -> None:
    """A wave's accounts (ghosts and real ones) are another hand-over: same name refused, nothing of it recalled."""
    wave_id = sealed(world, settings)
    assert wave_id
    who, id = manager(world), owing(world.database, manager(world))
    with world.database.reading() as db:
        number = db.scalars(select(Account.number)).first() or ""
    twin = owing(world.database, who, number)
    with world.database.writing() as db:
        vendor = db.scalars(select(Vendor).where(Vendor.name == VENDOR)).one()
        batch = db.scalars(select(Account.batch)).first() or ""
        before = db.scalars(select(Account.id).where(Account.recalled_at.is_(None))).all()
        with pytest.raises(BadInput, match="another batch"):
            place_debts(db, who, vendor.id, [id], batch, NOW)
        with pytest.raises(NotFound):
            recall_lot(db, who, vendor.id, batch, "x", NOW)
        db.rollback()
        with pytest.raises(BadInput, match="recall that batch"):
            place_debts(db, who, vendor.id, [twin], "", NOW)
        db.rollback()
        assert db.scalars(select(Account.id).where(Account.recalled_at.is_(None))).all() == before


def test_the_invoice_counts_each_of_the_vendors_payments_once(world: World) -> None:
    who, (south, north) = manager(world), vendors(world)
    early = owing(world.database, who, "D-1")
    late = owing(world.database, who, "D-2", ((date(2026, 1, 8), 100_000),), stage="late")
    stranger = other_client(world.database)
    other = owing(world.database, who, "D-3", ((date(2026, 4, 8), 100_000),), stage="pre_legal")
    with world.database.writing() as db:
        set_contract(db, who, south, TERMS, date(2026, 1, 1), NOW)
        place_debts(db, who, south, [early, late, other], "", NOW)

        def pay(number: str, amount: int, day: date, reference: str) -> int:
            at = NOW + (day - TODAY)
            return take_payment(db, who, NewPayment(amount, day, reference, debt_number=number), max(at, NOW)).id

        before = pay("D-1", 1_001, TODAY - DAY, "before")
        first = pay("D-1", 12_345, TODAY + DAY, "one")
        pay("D-2", 777, TODAY + DAY, "two")
        pay("D-3", 5_000, TODAY + DAY, "no band")
        recall_debts(db, who, [early], "fin", NOW + 2 * DAY)
        pay("D-1", 100, TODAY + 7 * DAY, "tail")
        pay("D-1", 100, TODAY + 8 * DAY, "after")
        page = invoice_page(db, who, south, TODAY, TODAY + 9 * DAY, "CLP")
        lines = {line.earned.amount_minor: line.amount_minor for line in page.invoice.lines if line.earned}
        assert lines == {12_345: 1_296, 777: 155, 5_000: 0, 100: 10}
        assert [line.earned.percent for line in page.invoice.lines if line.earned] == [
            Decimal("10.5"), Decimal(20), Decimal(0), Decimal("10.5"),
        ]  # fmt: skip
        assert page.invoice.total_minor == 1_461
        reverse_payment(db, who, first, "sin fondos", NOW + 20 * DAY)
        reverse_payment(db, who, before, "sin fondos", NOW + 20 * DAY)
        assert invoice_page(db, who, south, TODAY, TODAY + 9 * DAY, "CLP").invoice.total_minor == 1_461
        back = invoice_page(db, who, south, TODAY + 10 * DAY, TODAY + 30 * DAY, "CLP").invoice
        assert [(line.kind, line.amount_minor) for line in back.lines] == [("reversal", -1_296)]
        assert invoice_page(db, who, north, TODAY, TODAY + 9 * DAY, "CLP").invoice.lines == ()
        with pytest.raises(NotFound):
            invoice_page(db, stranger, south, TODAY, TODAY, "CLP")


def test_the_invoice_and_the_months_worth_hold_payments_to_one_rule(world: World) -> None:
    who, (south, _) = manager(world), vendors(world)
    ids = [owing(world.database, who, f"D-{n}") for n in range(2)]
    with world.database.writing() as db:
        set_contract(db, who, south, {**TERMS, "began_days": 20}, date(2026, 1, 1), NOW)
        place_debts(db, who, south, ids, "", NOW)
        contact(db, db.get_one(Debt, ids[0]), NOW + timedelta(hours=1), vendor_id=south)
        db.commit()
        for n, id in enumerate(ids):
            take_payment(db, who, NewPayment(10_000, TODAY + DAY, f"p{n}", debt_id=id), NOW + DAY)
        page = invoice_page(db, who, south, TODAY, TODAY + 9 * DAY, "CLP").invoice
        assert [(line.kind, line.amount_minor) for line in page.lines] == [("payment", 1_050), ("began", 0)]
        span = span_of(books_of(db, world.actors[Role.EXECUTIVE], 90, NOW + 9 * DAY), TODAY, TODAY + 9 * DAY)
        assert (commission_of(span, south), recovered_of(span, south)) == (page.total_minor, 10_000)
        assert [(rate.unasked, rate.payments) for rate in rates_of(span, south)] == [(False, 1), (True, 1)]
        paid = db.scalars(select(Payment).where(Payment.debt_id == ids[1])).one()
        reverse_payment(db, who, paid.id, "sin fondos", NOW + 20 * DAY)
        back = invoice_page(db, who, south, TODAY + 10 * DAY, TODAY + 30 * DAY, "CLP").invoice
        assert [(line.kind, line.amount_minor) for line in back.lines] == [("reversal", 0)]


def test_what_a_batch_collected_is_counted_once(world: World) -> None:
    who, (south, north) = manager(world), vendors(world)
    id = owing(world.database, who)
    with world.database.writing() as db:
        place_debts(db, who, south, [id], "first", NOW)
        take_payment(db, who, NewPayment(1_000, TODAY + DAY, "a", debt_id=id), NOW + DAY)
        recall_debts(db, who, [id], "fin", NOW + 2 * DAY)
        place_debts(db, who, south, [id], "second", NOW + 3 * DAY)
        take_payment(db, who, NewPayment(200, TODAY + 4 * DAY, "b", debt_id=id), NOW + 4 * DAY)
        recall_debts(db, who, [id], "fin", NOW + 5 * DAY)
        place_debts(db, who, north, [id], "third", NOW + 6 * DAY)
        lots = {lot.batch: (lot.still, lot.debts, lot.collected_minor) for lot in placements_page(db, who, TODAY).lots}
        assert lots == {"first": (0, 1, 1_000), "second": (0, 1, 200), "third": (1, 1, 0)}


def test_payments_booked_on_other_days_are_told(world: World) -> None:
    who, (south, _) = manager(world), vendors(world)
    id = owing(world.database, who)
    with world.database.writing() as db:
        set_contract(db, who, south, TERMS, date(2026, 1, 1), NOW)
        place_debts(db, who, south, [id], "", NOW)
        take_payment(db, who, NewPayment(1_000, TODAY + DAY, "late news", debt_id=id), NOW + 9 * DAY)
        page = invoice_page(db, who, south, TODAY, TODAY + 2 * DAY, "CLP")
        assert page.invoice.lines == () and page.elsewhere == Elsewhere(1, 1_000, TODAY + 9 * DAY, TODAY + 9 * DAY)
        assert invoice_page(db, who, south, TODAY, TODAY + 9 * DAY, "CLP").elsewhere is None


def test_new_terms_hold_from_their_day_and_old_invoices_stay(world: World) -> None:
    who, (south, _) = manager(world), vendors(world)
    id = owing(world.database, who)
    with world.database.writing() as db:
        set_contract(db, who, south, TERMS, date(2026, 1, 1), NOW)
        place_debts(db, who, south, [id], "", NOW)
        take_payment(db, who, NewPayment(1000, TODAY, "a", debt_id=id), NOW + timedelta(hours=1))
        more = {**TERMS, "bands": [{"percent": "50"}], "minimum_minor": 900, "cap_minor": 1_000}
        set_contract(db, who, south, more, TODAY + DAY, NOW)
        set_contract(db, who, south, more, TODAY + DAY, NOW)
        take_payment(db, who, NewPayment(1000, TODAY + DAY, "b", debt_id=id), NOW + DAY)
        assert invoice_page(db, who, south, TODAY, TODAY, "CLP").invoice.total_minor == 105
        tomorrow = invoice_page(db, who, south, TODAY + DAY, TODAY + DAY, "CLP").invoice
        assert [(line.kind, line.amount_minor) for line in tomorrow.lines] == [("payment", 500), ("minimum", 400)]
        take_payment(db, who, NewPayment(2000, TODAY + DAY, "c", debt_id=id), NOW + DAY)
        capped = invoice_page(db, who, south, TODAY + DAY, TODAY + DAY, "CLP").invoice
        assert [(line.kind, line.amount_minor) for line in capped.lines] == [("payment", 500), ("payment", 1000), ("cap", -500)]


@pytest.mark.parametrize(
    "change",
    [
        {"bands": []},
        {"bands": [{"percent": "101"}]},
        {"bands": [{"percent": "NaN"}]},
        {"bands": [{"percent": "5", "days_from": 9, "days_to": 3}]},
        {"bands": [{"rate": "5"}]},
        {"bands": [{"percent": "5", "days_from": 1.5}]},
        {"minimum_minor": 5, "cap_minor": 1},
        {"tail_days": -1},
        {"currency": None, "bands": "x"},
    ],
)
def test_terms_that_make_no_sense_are_refused(world: World, change: dict[str, object]) -> None:
    with world.database.writing() as db, pytest.raises(BadInput):
        set_contract(db, manager(world), vendors(world)[0], {**TERMS, **change}, TODAY, NOW)


def test_nobody_elses_vendor(world: World) -> None:
    id = owing(world.database, manager(world))
    with world.database.writing() as db:
        with pytest.raises(NotFound):
            place_debts(db, other_client(world.database), vendors(world)[0], [id], "", NOW)
        with pytest.raises(NotFound):
            place_debts(db, replace(manager(world), role=Role.MANAGER), 999, [id], "", NOW)
