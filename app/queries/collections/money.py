"""A debt's money as it is read: every entry with what it did, instalments, payments, plans, and what may be offered now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.debt import Debt, DebtCase, Instalment
from app.models.ledger import Entry as EntryRow
from app.models.ledger import Payment
from app.models.organisation import Vendor
from app.models.person import Person
from app.operations.ledger_entries import RECEIVABLES, Book, Entry
from app.operations.offers import Offer, Owing, offers_for, policy
from app.queries.collections.desk_clock import day_of
from app.queries.collections.money_entries import entries_of
from app.queries.collections.promises import PlanRow, plans_of
from app.queries.collections.promises_history import history_of

REVERSIBLE = ("payment", "interest", "fee", "interest_credit", "fee_credit", "application", "refund", "waiver", "restatement")


@dataclass(frozen=True, slots=True)
class SideRow:
    """One posting."""

    book: str
    instalment: int | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry: what it changed of what is owed, and what was owed after it. `payment_id` where it is a payment."""

    id: int
    kind: str
    booked_on: date
    reference: str
    memo: str | None
    who: str
    at: datetime
    change_minor: int
    owed_minor: int
    surplus_minor: int
    sides: tuple[SideRow, ...]
    reverses: int | None
    reversed_by: int | None
    payment_id: int | None
    means: str | None
    may_reverse: bool


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """One instalment."""

    n: int
    due_on: date
    amount_minor: int
    open_minor: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class DebtMoney:
    """The page of a debt's money."""

    id: int
    number: str
    person_id: int
    person: str
    product: str | None
    currency: str
    state: str
    stage: str | None
    balance_minor: int
    overdue_minor: int
    surplus_minor: int
    oldest_due_on: date | None
    days_overdue: int
    vendor: str | None
    case_since: date | None
    today: date
    opened: bool
    entries: tuple[EntryLine, ...]
    instalments: tuple[InstalmentRow, ...]
    plans: tuple[PlanRow, ...]
    offers: tuple[Offer, ...]


def debt_money(session: Session, actor: Actor, debt_id: int, now: datetime) -> DebtMoney:
    """Everything about one debt's money. Raises NotFound."""
    wanted = select(Debt, Person).join(Person, Person.id == Debt.person_id)
    row = session.execute(wanted.where(Debt.id == debt_id, Debt.organisation_id == actor.organisation_id)).tuples().first()
    if row is None:
        raise NotFound(f"no hay deuda {debt_id}", f"there is no debt {debt_id}")
    debt, person = row
    today = day_of(person, now)
    lines = _lines(session, debt)
    owing = Owing(debt.currency, debt.balance_minor, debt.overdue_minor, debt.oldest_due_on, debt.stage)
    may_owe = debt.state not in ("paid", "closed")
    case = select(DebtCase.opened_on).where(DebtCase.debt_id == debt.id, DebtCase.closed_on.is_(None))
    return DebtMoney(
        id=debt.id,
        number=debt.number,
        person_id=person.id,
        person=person.name,
        product=debt.product,
        currency=debt.currency,
        state=debt.state,
        stage=debt.stage,
        balance_minor=debt.balance_minor,
        overdue_minor=debt.overdue_minor,
        surplus_minor=lines[0].surplus_minor if lines else 0,
        oldest_due_on=debt.oldest_due_on,
        days_overdue=owing.days_overdue(today),
        vendor=session.scalar(select(Vendor.name).where(Vendor.id == debt.placed_with)) if debt.placed_with else None,
        case_since=session.scalar(case.order_by(DebtCase.id.desc()).limit(1)),
        today=today,
        opened=bool(lines),
        entries=lines,
        instalments=_instalments(session, debt.id, today),
        plans=plans_of(session, debt.id),
        offers=offers_for(owing, policy(), today, history_of(session, debt)) if may_owe else (),
    )


def _lines(session: Session, debt: Debt) -> tuple[EntryLine, ...]:
    """The entries, newest first."""
    held = entries_of(session, [debt.id])[debt.id]
    payments = {p.entry_id: p for p in session.scalars(select(Payment).where(Payment.debt_id == debt.id))}
    back = {e.reverses: row.id for row, e in held if e.reverses is not None}
    owed = surplus = 0
    lines = []
    for at, (row, entry) in enumerate(held):
        change = entry.total(*RECEIVABLES)
        owed, surplus = owed + change, surplus - entry.total(Book.UNAPPLIED)
        lines.append(_line(row, entry, (change, owed, surplus), back.get(at), payments.get(row.id), held))
    return tuple(reversed(lines))


def _line(
    row: EntryRow,
    entry: Entry,
    sums: tuple[int, int, int],
    reversed_by: int | None,
    payment: Payment | None,
    held: list[tuple[EntryRow, Entry]],
) -> EntryLine:
    return EntryLine(
        id=row.id,
        kind=row.kind,
        booked_on=row.booked_on,
        reference=payment.reference if payment is not None else row.reference or "",
        memo=row.memo,
        who=row.who,
        at=row.at,
        change_minor=sums[0],
        owed_minor=sums[1],
        surplus_minor=sums[2],
        sides=tuple(SideRow(p.book.value, p.instalment, p.amount_minor) for p in entry.postings),
        reverses=None if entry.reverses is None else held[entry.reverses][0].id,
        reversed_by=reversed_by,
        payment_id=payment.id if payment is not None else None,
        means=payment.means if payment is not None else None,
        may_reverse=row.kind in REVERSIBLE and reversed_by is None,
    )


def _instalments(session: Session, debt_id: int, today: date) -> tuple[InstalmentRow, ...]:
    rows = session.scalars(select(Instalment).where(Instalment.debt_id == debt_id).order_by(Instalment.due_on, Instalment.n))
    return tuple(InstalmentRow(r.n, r.due_on, r.amount_minor, r.open_minor, r.due_on < today and r.open_minor > 0) for r in rows)


def debt_numbers(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """The accounts' own numbers by id; one that is not the client's is not in it."""
    wanted = select(Debt.id, Debt.number).where(Debt.organisation_id == actor.organisation_id, Debt.id.in_(set(ids)))
    return dict(session.execute(wanted).tuples().all())


def debt_by_number(session: Session, actor: Actor, number: str) -> int | None:
    """The debt of that number, or None."""
    mine = (Debt.organisation_id == actor.organisation_id, Debt.number == number.strip())
    return session.scalar(select(Debt.id).where(*mine))


@dataclass(frozen=True, slots=True)
class Received:
    """What came in over some days, in one currency; reversed payments left out."""

    currency: str
    payments: int
    amount_minor: int


def received(session: Session, actor: Actor, first: date, last: date) -> tuple[Received, ...]:
    """Payments by the day they were paid."""
    wanted = (
        select(Debt.currency, func.count(), func.sum(Payment.amount_minor))
        .join(Debt, Debt.id == Payment.debt_id)
        .where(
            Payment.organisation_id == actor.organisation_id,
            Payment.reversed_by.is_(None),
            Payment.paid_on >= first,
            Payment.paid_on <= last,
        )
        .group_by(Debt.currency)
        .order_by(Debt.currency)
    )
    return tuple(Received(*row) for row in session.execute(wanted).tuples())
