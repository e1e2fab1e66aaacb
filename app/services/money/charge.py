"""Charges within the contract and the law; waivers, credits and refunds."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict
from app.models.house import UnitValue
from app.models.ledger import Entry
from app.models.person import Person
from app.operations.interest import to_charge
from app.operations.ledger_entries import REST, Book, net_charged
from app.operations.ledger_events import Charged, Credited, Happening, Refunded, Waived
from app.operations.ledger_fees import FeeCap, fee_cap
from app.operations.money import exponent
from app.operations.stages import days_past_due
from app.services.money.books import Books, take_one, write
from app.services.money.cases import charge_off_case
from app.services.money.settle_promises import settle_debts
from app.services.money.take_payment import staff_only
from app.services.portfolio.segment import resegment
from audit.rule_params import Fees
from audit.rulebooks import rulebook


@dataclass(frozen=True, slots=True)
class NewCharge:
    """A fee for collecting. `unit_worth` is what the law's unit of account (the Chilean UF) is worth that day."""

    amount_minor: int
    reference: str
    reason: str
    unit_worth: Decimal | None = None


def open_ledger(session: Session, actor: Actor, debt_id: int, now: datetime) -> Entry:
    """Book the opening entry from the balances the file gave, where there is none yet. Commits."""
    staff_only(actor)
    books = take_one(session, actor.organisation_id, debt_id, now)
    if not books.ledger.entries:
        books.begin(actor.name, now)
        write(session, [books], now)
        session.commit()
    return books.rows[0]


def charge(session: Session, actor: Actor, debt_id: int, new: NewCharge, now: datetime) -> Entry:
    """A fee, within the lesser of the country's cap and the contract's, over the whole delinquency. Commits.

    The unit's worth is `unit_worth`, else what is kept of that day. Raises BadInput naming the limit or the missing worth,
    Conflict for a reference that is another's.
    """
    staff_only(actor)
    books = take_one(session, actor.organisation_id, debt_id, now)
    books.begin(actor.name, now)
    reference = f"fee:{new.reference.strip()}"
    if reference not in books.ledger.references:
        cap = cap_of(session, books, new.unit_worth)
        room = cap.most_minor - net_charged(books.ledger.entries, Book.FEES)
        if cap.why == "unit_unknown":
            raise _unit_unknown(books.today)
        if new.amount_minor > room:
            raise _beyond(cap, max(0, room))
    event = Charged(booked_on(books, reference), reference, Book.FEES, new.amount_minor, _oldest(books))
    return _booked(session, actor, books, event, now, new.reason)


def waive(session: Session, actor: Actor, debt_id: int, amount_minor: int, reference: str, reason: str, now: datetime) -> Entry:
    """Forgive a part: fees first, then interest, then principal. Commits. Raises BadInput beyond what is owed."""
    staff_only(actor)
    if not reason.strip():
        raise BadInput("diga por qué se perdona", "say why it is forgiven", "reason")
    books = take_one(session, actor.organisation_id, debt_id, now)
    name = f"waiver:{reference.strip()}"
    books.begin(actor.name, now)
    return _booked(session, actor, books, Waived(booked_on(books, name), name, amount_minor), now, reason)


def refund(session: Session, actor: Actor, debt_id: int, amount_minor: int, reference: str, reason: str, now: datetime) -> Entry:
    """Give unapplied money back. Commits. Raises BadInput beyond what there is."""
    staff_only(actor)
    books = take_one(session, actor.organisation_id, debt_id, now)
    name = f"refund:{reference.strip()}"
    books.begin(actor.name, now)
    return _booked(session, actor, books, Refunded(booked_on(books, name), name, amount_minor), now, reason)


def charge_off(session: Session, actor: Actor, debt_id: int, now: datetime) -> None:
    """Write the debt off: its cycle is over, and it is still owed. Commits."""
    staff_only(actor)
    books = take_one(session, actor.organisation_id, debt_id, now)
    if books.debt.state not in ("open", "charged_off"):
        raise Conflict(f"la deuda está {books.debt.state}", f"the debt is {books.debt.state}")
    charge_off_case(books.debt, books.case, books.today)
    resegment(session, [debt_id], now)
    session.commit()


def charge_interest(books: Books, who: str, now: datetime) -> bool:
    """Book the contract's interest through yesterday, or give back what was too much; whether anything was. Writes nothing."""
    if not books.terms.rate.percent_yearly or not books.ledger.entries:
        return False
    through = date.fromordinal(books.today.toordinal() - 1)
    amount = to_charge(books.ledger, books.terms.rate, through)
    reference = f"interest:{through.isoformat()}"
    if amount == 0 or reference in books.ledger.references:
        return False
    event: Happening = Charged(through, reference, Book.INTEREST, amount, _oldest(books))
    if amount < 0:
        return _give_back(books, reference, -amount, through, who, now)
    books.book(event, who, now)
    books.settle_surplus(event, who, now)
    return True


def _give_back(books: Books, reference: str, amount: int, day: date, who: str, now: datetime) -> bool:
    """Interest that a late-told payment shows to be too much: from the instalments it was charged on."""
    for n in sorted(books.ledger.dues):
        part = min(amount, net_charged(books.ledger.entries, Book.INTEREST, n))
        if part > 0:
            event = Credited(day, reference, Book.INTEREST, part, n)
            books.book(event, who, now)
            books.settle_surplus(event, who, now)
            amount, reference = amount - part, f"{reference}+"
    return True


def cap_of(session: Session, books: Books, unit_worth: Decimal | None) -> FeeCap:
    """The most that may be charged on this delinquency today."""
    country = session.scalar(select(Person.country).where(Person.id == books.debt.person_id))
    book = rulebook(country, books.today)
    law = next((r.params for r in book.rules if isinstance(r.params, Fees)), None) if book is not None else None
    fees_open = sum(v for (_, b), v in books.ledger.open.items() if b is Book.FEES)
    days = days_past_due(books.debt.oldest_due_on, books.today)
    if unit_worth is None and law is not None:
        kept = session.get(UnitValue, (books.debt.organisation_id, law.unit, books.today))
        unit_worth = kept.worth if kept else None
    worth = None if unit_worth is None else unit_worth.scaleb(exponent(books.debt.currency))
    overdue = max(0, books.ledger.overdue_minor(books.today) - fees_open)
    return fee_cap(overdue, days, law, worth, books.terms.fee_percent)


def _unit_unknown(day: date) -> BadInput:
    return BadInput(
        f"el tope legal de este cobro se cuenta en UF y falta el valor de la UF del {day:%d-%m-%Y}: "
        "cárguelo en Operación, Valores de la UF, o envíe unit_worth con ese valor en pesos (la publica el Banco Central)",
        f"the law's cap on this charge is counted in UF and the UF's worth of {day.isoformat()} is missing: "
        "load it in Operation, Values of the UF, or send unit_worth with that worth in pesos (Chile's Central Bank publishes it)",
        "unit_worth",
    )


def _beyond(cap: FeeCap, room: int) -> BadInput:
    es = {"law": "de la ley del país", "contract": "del contrato", "too_early": "de la ley: aún no pasan los días de espera"}[
        cap.why
    ]
    en = {"law": "the country's law", "contract": "the contract", "too_early": "the law: its days of waiting are not over"}[
        cap.why
    ]
    return BadInput(
        f"pasa del tope {es}: quedan {room} (unidades menores)",
        f"over the cap of {en}: {room} (minor units) are left",
        "amount",
    )


def _oldest(books: Books) -> int:
    """The oldest overdue instalment; the rest of the contract where none is."""
    late = [d for d in books.ledger.dues.values() if d.due_on and d.due_on < books.today and books.ledger.open_of(d.n)]
    return min(late, key=lambda d: (d.due_on, d.n)).n if late else REST


def booked_on(books: Books, reference: str) -> date:
    """The day of what is booked now; that of the first telling, where it was told before."""
    known = books.ledger.references.get(reference)
    return books.today if known is None else books.ledger.entries[known].booked_on


def _booked(session: Session, actor: Actor, books: Books, event: Happening, now: datetime, reason: str) -> Entry:
    if event.reference.endswith(":"):
        raise BadInput("escriba una referencia", "write a reference", "reference")
    known = event.reference in books.ledger.references
    row = books.book(event, actor.name, now, reason.strip()[:500] or None)
    if not known:
        books.settle_surplus(event, actor.name, now)
    write(session, [books], now)
    settle_debts(session, actor.name, [books.debt.id], now)
    resegment(session, [books.debt.id], now)
    session.commit()
    return row
