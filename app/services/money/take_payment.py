"""Money came in: booked once however often it is told, allocated by the contract's rule, counted towards promises."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models.debt import Debt
from app.models.ledger import Payment
from app.models.placement import Placement
from app.operations.ledger_events import Paid
from app.queries.collections.placements_terms import contract_of
from app.queries.rows import Role
from app.services.money.books import Books, take_one, write
from app.services.money.settle_promises import settle_debts
from app.services.portfolio.segment import resegment

MOST_MINOR = 10**15
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment as told. The debt by `debt_id` or its `debt_number`; `vendor_id` None: whoever had the debt that day."""

    amount_minor: int
    paid_on: date
    reference: str
    debt_id: int | None = None
    debt_number: str | None = None
    means: str | None = None
    vendor_id: int | None = None


def take_payment(session: Session, actor: Actor, new: NewPayment, now: datetime) -> Payment:
    """Book it; the same reference with the same amount, day and debt is the same payment. Commits.

    Raises NotFound (no such debt), BadInput (amount, day, reference), Conflict (the reference is another payment's).
    """
    staff_only(actor)
    check_payment(new, now)
    books = take_one(session, actor.organisation_id, debt_of(session, actor, new).id, now)
    known = known_payment(session, actor.organisation_id, new)
    if known is not None:
        return known
    made = book_payment(session, actor, books, new, now)
    write(session, [books], now)
    session.add(finish(made, books))
    try:
        session.flush()
    except IntegrityError as cause:
        raise Conflict(
            f"la referencia {new.reference[:60]} acaba de registrarse en otra deuda",
            f"reference {new.reference[:60]} was just booked on another debt",
            "reference",
        ) from cause
    settle_debts(session, actor.name, [books.debt.id], now)
    resegment(session, [books.debt.id], now)
    session.commit()
    return made


def staff_only(actor: Actor) -> None:
    """Raises Forbidden for a vendor: what it collected comes to the client's books through the client."""
    if actor.role is Role.VENDOR:
        raise Forbidden("los libros son del cliente", "the books are the client's")


def check_payment(new: NewPayment, now: datetime) -> None:
    """Raises BadInput for what no payment can be."""
    if not 0 < new.amount_minor <= MOST_MINOR:
        raise BadInput(
            f"el monto {new.amount_minor} debe ser mayor que cero", f"the amount {new.amount_minor} must be above zero", "amount"
        )
    if new.paid_on > (now + timedelta(hours=14)).date():
        raise BadInput(f"la fecha {new.paid_on} aún no llega", f"the day {new.paid_on} has not come yet", "paid_on")
    if new.paid_on < now.date() - timedelta(days=3660):
        raise BadInput(
            f"la fecha {new.paid_on} es de hace más de diez años", f"the day {new.paid_on} is ten years ago", "paid_on"
        )
    if not new.reference.strip() or len(new.reference) > _LONGEST or not new.reference.isprintable():
        raise BadInput(
            f"escriba la referencia del banco (hasta {_LONGEST} letras)",
            f"write the bank's reference (up to {_LONGEST} letters)",
            "reference",
        )


def debt_of(session: Session, actor: Actor, new: NewPayment) -> Debt:
    """The debt a payment is of. Raises NotFound, or BadInput where none is named."""
    mine = select(Debt).where(Debt.organisation_id == actor.organisation_id)
    by_id = mine.where(Debt.id == new.debt_id) if new.debt_id is not None else mine.where(Debt.number == (new.debt_number or ""))
    found = session.scalar(by_id)
    if found is None:
        told = str(new.debt_id or new.debt_number or "")[:80]
        if not told:
            raise BadInput("diga la deuda: su número o su id", "say the debt: its number or its id", "account")
        raise NotFound(f"no hay deuda {told}", f"there is no debt {told}")
    return found


def known_payment(session: Session, organisation_id: int, new: NewPayment) -> Payment | None:
    """The payment of that reference. Raises Conflict where it was told with another debt, amount or day."""
    known = session.scalar(
        select(Payment).where(Payment.organisation_id == organisation_id, Payment.reference == new.reference.strip())
    )
    if known is not None:
        check_same(session, known, new)
    return known


def check_same(session: Session, known: Payment, new: NewPayment) -> None:
    """Raises Conflict unless the known payment is the very one that is told."""
    number = session.scalar(select(Debt.number).where(Debt.id == known.debt_id))
    same_debt = known.debt_id == new.debt_id if new.debt_id is not None else number == new.debt_number
    if not same_debt or (known.amount_minor, known.paid_on) != (new.amount_minor, new.paid_on):
        raise Conflict(
            f"la referencia {new.reference[:60]} ya es de un pago: {known.amount_minor}, {known.paid_on}, deuda {number}",
            f"reference {new.reference[:60]} is already a payment: {known.amount_minor}, {known.paid_on}, debt {number}",
            "reference",
        )


def book_payment(session: Session, actor: Actor, books: Books, new: NewPayment, now: datetime) -> Payment:
    """Book it on the debt's books; `finish` makes it a row once they are written."""
    reference = new.reference.strip()
    vendor_id = new.vendor_id if new.vendor_id is not None else vendor_at(session, books.debt, new.paid_on)
    books.book(Paid(new.paid_on, f"payment:{reference}", new.amount_minor, books.terms.rule), actor.name, now, new.means)
    return Payment(
        organisation_id=actor.organisation_id,
        debt_id=books.debt.id,
        amount_minor=new.amount_minor,
        paid_on=new.paid_on,
        means=(new.means or "").strip()[:40] or None,
        reference=reference,
        vendor_id=vendor_id,
        at=now,
    )


def finish(made: Payment, books: Books) -> Payment:
    """The payment with its entry and cycle, both written by now."""
    made.entry_id = books.rows[books.ledger.references[f"payment:{made.reference}"]].id
    made.case_id = books.case.id if books.case is not None else None
    return made


def vendor_at(session: Session, debt: Debt, day: date) -> int | None:
    """The vendor whose work a payment of that day is: it had the debt, or had it so shortly before as its contract says."""
    placed = select(Placement).where(Placement.debt_id == debt.id).order_by(Placement.placed_at.desc(), Placement.id.desc())
    for stay in session.scalars(placed):
        if day < stay.placed_at.date():
            continue
        if stay.recalled_at is None or day <= stay.recalled_at.date():
            return stay.vendor_id
        contract = contract_of(session, stay.organisation_id, stay.vendor_id, day, debt.currency)
        if contract is not None and day <= stay.recalled_at.date() + timedelta(days=contract.tail_days):
            return stay.vendor_id
    return None
