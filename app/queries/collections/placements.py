"""Placements as the manager reads them: who has what, the vendors' invoices with every line, the hand-off file."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Subquery, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.actors import Actor
from app.errors import NotFound
from app.models.account import Account
from app.models.debt import Debt
from app.models.ledger import Entry, Payment
from app.models.organisation import Vendor
from app.models.placement import Placement
from app.models.portfolio import Segment
from app.operations.commission import Contract, Earned, Invoice, invoice
from app.queries.collections.earning import Earning, Earnings, Paid
from app.queries.collections.placements_terms import contract_of
from app.queries.oversight.scorecards.span import day_of
from audit.spreadsheet import TableWriter


@dataclass(frozen=True, slots=True)
class Lot:
    """A batch with a vendor, in one currency: debts of the client's books (what was handed over by other files is in no batch).

    `still` are with the vendor by this batch now; `collected_minor` is what was paid under it.
    """

    vendor_id: int
    vendor: str
    batch: str
    currency: str
    placed_at: datetime
    debts: int
    still: int
    placed_minor: int
    owed_minor: int
    collected_minor: int


@dataclass(frozen=True, slots=True)
class VendorCard:
    """A vendor and its terms today."""

    id: int
    name: str
    contract: Contract | None
    country: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class PlacementsPage:
    """Every batch, newest first, every vendor, and how many debts could be placed by stage and by segment (id, name, count)."""

    lots: tuple[Lot, ...]
    vendors: tuple[VendorCard, ...]
    free: tuple[tuple[str | None, int], ...]
    segments: tuple[tuple[int, str, int], ...]


def placements_page(session: Session, actor: Actor, today: date) -> PlacementsPage:
    """Where every debt is, and the terms that hold `today`, the day at the client's."""
    vendors = session.scalars(select(Vendor).where(Vendor.organisation_id == actor.organisation_id).order_by(Vendor.name)).all()
    terms = tuple(_card(session, v, today) for v in vendors)
    free = select(Debt.stage, func.count()).where(*_free(actor)).group_by(Debt.stage).order_by(Debt.stage)
    by_segment = (
        select(Segment.id, Segment.name, func.count())
        .join(Debt, Debt.segment_id == Segment.id)
        .where(*_free(actor))
        .group_by(Segment.id, Segment.name, Segment.position)
        .order_by(Segment.position)
    )
    stages = tuple((s, n) for s, n in session.execute(free).tuples())
    return PlacementsPage(_lots(session, actor), terms, stages, tuple(session.execute(by_segment).tuples()))


def _card(session: Session, vendor: Vendor, today: date) -> VendorCard:
    contract = contract_of(session, vendor.organisation_id, vendor.id, today)
    return VendorCard(vendor.id, vendor.name, contract, vendor.country, vendor.contact)


def _free(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        Debt.organisation_id == actor.organisation_id,
        Debt.placed_with.is_(None),
        Debt.state.notin_(("paid", "closed")),
        Debt.overdue_minor > 0,
    )


def to_place(session: Session, actor: Actor, stage: str | None, at_most: int, segment_id: int | None = None) -> list[int]:
    """Ids of overdue debts of a stage, a segment or both that nobody outside has, the oldest first."""
    wanted = select(Debt.id).where(*_free(actor))
    if stage:
        wanted = wanted.where(Debt.stage == stage)
    if segment_id is not None:
        wanted = wanted.where(Debt.segment_id == segment_id)
    return list(session.scalars(wanted.order_by(Debt.oldest_due_on, Debt.id).limit(at_most)))


def _collected(session: Session, actor: Actor) -> Subquery:
    """What was paid under each stay: a payment is of the vendor's last stay that had begun by its day, and of no other."""
    stay = aliased(Placement)
    begun = day_of(stay.placed_at, session.get_bind().dialect.name) <= Payment.paid_on
    last = (
        select(stay.id)
        .where(stay.debt_id == Payment.debt_id, stay.vendor_id == Payment.vendor_id, begun)
        .order_by(stay.placed_at.desc(), stay.id.desc())
        .limit(1)
        .correlate(Payment)
        .scalar_subquery()
    )
    mine = (Payment.organisation_id == actor.organisation_id, Payment.vendor_id.is_not(None), Payment.reversed_by.is_(None))
    paid = select(last.label("stay_id"), Payment.amount_minor).where(*mine).subquery()
    return select(paid.c.stay_id, func.sum(paid.c.amount_minor).label("minor")).group_by(paid.c.stay_id).subquery()


def _lots(session: Session, actor: Actor) -> tuple[Lot, ...]:
    collected = _collected(session, actor)
    wanted = (
        select(
            Placement.vendor_id,
            Vendor.name,
            Placement.batch,
            Debt.currency,
            func.min(Placement.placed_at),
            func.count(),
            func.count().filter(Placement.recalled_at.is_(None)),
            func.sum(Placement.balance_minor),
            func.sum(Debt.balance_minor),
            func.coalesce(func.sum(collected.c.minor), 0),
        )
        .join(Debt, Debt.id == Placement.debt_id)
        .join(Vendor, Vendor.id == Placement.vendor_id)
        .outerjoin(collected, collected.c.stay_id == Placement.id)
        .where(Placement.organisation_id == actor.organisation_id)
        .group_by(Placement.vendor_id, Vendor.name, Placement.batch, Debt.currency)
        .order_by(func.min(Placement.placed_at).desc(), Placement.batch)
    )
    return tuple(Lot(*row) for row in session.execute(wanted).tuples())


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Payments made in some days and booked on others, from `first` to `last`: they are in the invoice of those."""

    payments: int
    amount_minor: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """What a vendor earned from `first` to `last` in one currency, line by line, by the day it was booked."""

    vendor_id: int
    vendor: str
    currency: str
    first: date
    last: date
    contract: Contract | None
    invoice: Invoice
    elsewhere: Elsewhere | None = None


def invoice_page(session: Session, actor: Actor, vendor_id: int, first: date, last: date, currency: str) -> InvoicePage:
    """The invoice of what was booked in these days (UTC): late news of a payment comes into the next invoice, never into none.

    Raises NotFound for another client's vendor.
    """
    vendor = session.get(Vendor, vendor_id)
    if vendor is None or vendor.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay proveedor {vendor_id}", f"there is no vendor {vendor_id}")
    contract = contract_of(session, actor.organisation_id, vendor_id, last, currency)
    earned = _earned(session, actor, vendor_id, first, last, currency)
    made = invoice(contract, earned) if contract is not None else Invoice(())
    elsewhere = _elsewhere(session, actor, vendor_id, first, last, currency)
    return InvoicePage(vendor.id, vendor.name, currency, first, last, contract, made, elsewhere)


def _instants(first: date, last: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), UTC), datetime.combine(last + timedelta(days=1), time(), UTC)


def _elsewhere(session: Session, actor: Actor, vendor_id: int, first: date, last: date, currency: str) -> Elsewhere | None:
    begin, end = _instants(first, last)
    mine = (Payment.organisation_id == actor.organisation_id, Payment.vendor_id == vendor_id, Debt.currency == currency)
    wanted = select(func.count(), func.sum(Payment.amount_minor), func.min(Payment.at), func.max(Payment.at))
    wanted = wanted.join(Debt, Debt.id == Payment.debt_id).where(*mine, Payment.paid_on >= first, Payment.paid_on <= last)
    n, minor, since, until = session.execute(wanted.where(or_(Payment.at < begin, Payment.at >= end))).one()
    return Elsewhere(n, minor, since.date(), until.date()) if n else None


def _earned(session: Session, actor: Actor, vendor_id: int, first: date, last: date, currency: str) -> list[Earned]:
    begin, end = _instants(first, last)
    mine = (Payment.organisation_id == actor.organisation_id, Payment.vendor_id == vendor_id, Debt.currency == currency)
    rows = select(Payment, Debt.number, Debt.person_id).join(Debt, Debt.id == Payment.debt_id).where(*mine)
    booked = session.execute(rows.where(Payment.at >= begin, Payment.at < end)).tuples().all()
    back = session.execute(
        rows.add_columns(Entry.booked_on).join(Entry, Entry.id == Payment.reversed_by).where(Entry.at >= begin, Entry.at < end)
    ).tuples()
    lines = [(payment, number, person, payment.paid_on, False) for payment, number, person in booked]
    lines += [(payment, number, person, on, True) for payment, number, person, on in back]
    every = (Paid(p.id, p.debt_id, person, p.amount_minor, p.paid_on) for p, _, person, _, _ in lines)
    earnings = Earnings(session, actor.organisation_id, vendor_id, currency).of(every)
    return [_one(payment, number, on, reversal, earnings[payment.id]) for payment, number, _, on, reversal in lines]


def _one(payment: Payment, number: str, on: date, reversal: bool, earning: Earning) -> Earned:
    """The payment with the placement it was made under and the rate of the contract that held that day."""
    stage, days = (earning.stay.stage, earning.stay.days_overdue) if earning.stay else (None, 0)
    return Earned(payment.id, number, payment.amount_minor, on, stage, days, earning.percent, reversal, earning.began)


def handoff_file(session: Session, actor: Actor, vendor_id: int, batch: str) -> tuple[str, bytes]:
    """The accounts of a batch that are with the vendor now, as CSV in their own layout, in the order of their numbers.

    Read from what was placed and nothing else, so that every account of the batch is a line like any other. Raises NotFound.
    """
    mine = (Account.organisation_id == actor.organisation_id, Account.vendor_id == vendor_id, Account.batch == batch)
    rows = session.scalars(select(Account.row).where(*mine, Account.recalled_at.is_(None)).order_by(Account.number)).all()
    if not rows:
        raise NotFound("ese lote no tiene cuentas asignadas", "that batch has no accounts placed")
    header = tuple(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO(newline="")
    writer = TableWriter(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(["" if row.get(name) is None else str(row[name]) for name in header] for row in rows)
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in batch)
    return f"{safe}.csv", out.getvalue().encode("utf-8-sig")
