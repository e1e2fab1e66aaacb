"""More was paid than is owed: nothing is booked until somebody says where the rest goes; what came by file waits for it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.debt import Debt
from app.models.ledger import Payment
from app.operations.money import from_minor
from app.queries.collections.message_values import amount as money_said
from app.services.money.books import take_one
from app.services.money.charge import refund
from app.services.money.reverse_payment import reverse_payment
from app.services.money.take_payment import NewPayment, check_payment, debt_of, known_payment, staff_only, take_payment

_REST = "/resto"


class Rest(StrEnum):
    """Where what is over goes: kept for this debt's next instalment or charge, given back, or to another debt of the person."""

    KEEP = "keep"
    RETURN = "return"
    OTHER = "other"


class Overpaid(BadInput):
    """More than is owed, and nobody said where the rest goes."""

    code = "overpaid"


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the rest goes; `other_id` the debt it goes to."""

    rest: Rest
    other_id: int | None = None


def pay_and_ask(session: Session, actor: Actor, new: NewPayment, answer: Answer | None, now: datetime) -> Payment:
    """Book a payment; one that is over what is owed only with an answer. Told twice, it is one. Commits.

    Raises what `take_payment` raises, and Overpaid with the excess where no answer came.
    """
    staff_only(actor)
    check_payment(new, now)
    debt = debt_of(session, actor, new)
    books = take_one(session, actor.organisation_id, debt.id, now)
    owed = books.ledger.receivable_minor if books.ledger.entries else max(0, debt.balance_minor)
    over = new.amount_minor - owed
    if answer is not None and answer.rest is Rest.OTHER:
        before = _told_before(session, actor, new)
        if before is not None:
            return before
    elif over <= 0 or known_payment(session, actor.organisation_id, new) is not None:
        return take_payment(session, actor, new, now)
    if over <= 0:
        return take_payment(session, actor, new, now)
    if answer is None:
        raise _overpaid(debt, new.amount_minor, owed)
    if answer.rest is Rest.OTHER:
        other = other_debt(session, actor, debt, answer.other_id, over)
        return _split(session, actor, new, debt, other, over, now)
    made = take_payment(session, actor, new, now)
    if answer.rest is Rest.RETURN:
        refund(session, actor, debt.id, over, f"{new.reference.strip()}{_REST}", "pagó de más / paid too much", now)
    return made


def move_rest(session: Session, actor: Actor, debt_id: int, other_id: int, now: datetime) -> Payment:
    """Money that waits on one debt goes to another of the same person: its payment is taken back and booked in two. Commits.

    Raises Conflict where nothing waits or no single payment brought it, and what `other_debt` raises.
    """
    staff_only(actor)
    books = take_one(session, actor.organisation_id, debt_id, now)
    over = books.ledger.surplus_minor
    if over <= 0:
        raise Conflict("aquí no hay dinero por aplicar", "no money waits here")
    other = other_debt(session, actor, books.debt, other_id, over)
    standing = (Payment.debt_id == debt_id, Payment.reversed_by.is_(None), Payment.amount_minor >= over)
    paid = session.scalars(select(Payment).where(*standing).order_by(Payment.paid_on.desc(), Payment.id.desc()).limit(1)).first()
    if paid is None:
        raise Conflict(
            "el excedente viene de varios pagos: devuélvalo o revierta uno", "it comes from several payments: give it back"
        )
    told = NewPayment(paid.amount_minor, paid.paid_on, f"{paid.reference[:80]}/2", debt_id, None, paid.means, paid.vendor_id)
    reverse_payment(session, actor, paid.id, f"{from_minor(over, books.debt.currency)} → {other.number}", now)
    return _split(session, actor, told, books.debt, other, over, now)


def other_debt(session: Session, actor: Actor, debt: Debt, other_id: int | None, over: int) -> Debt:
    """The debt that takes the rest. Raises NotFound, BadInput for another person's, another currency's or one that owes less."""
    other = session.get(Debt, other_id) if other_id is not None else None
    if other is None or other.organisation_id != actor.organisation_id or other.id == debt.id:
        raise NotFound(f"no hay deuda {other_id}", f"there is no debt {other_id}", "other")
    if other.person_id != debt.person_id or other.currency != debt.currency:
        raise BadInput(
            f"{other.number} no es de la misma persona y moneda", f"{other.number} is not of this person and currency", "other"
        )
    if over > other.balance_minor:
        raise BadInput(
            f"{other.number} debe solo {from_minor(other.balance_minor, other.currency)}: quedaría otro excedente",
            f"{other.number} owes only {from_minor(other.balance_minor, other.currency)}: money would be over again",
            "other",
        )
    return other


def _split(session: Session, actor: Actor, new: NewPayment, debt: Debt, other: Debt, over: int, now: datetime) -> Payment:
    rest = replace(new, amount_minor=over, reference=f"{new.reference.strip()[:90]}{_REST}", debt_id=other.id, debt_number=None)
    made = take_payment(session, actor, rest, now)
    kept = new.amount_minor - over
    return take_payment(session, actor, replace(new, amount_minor=kept, debt_id=debt.id), now) if kept else made


def _told_before(session: Session, actor: Actor, new: NewPayment) -> Payment | None:
    """The payment that was split already, told again."""
    reference = new.reference.strip()
    both = select(Payment).where(
        Payment.organisation_id == actor.organisation_id, Payment.reference.in_((reference, f"{reference[:90]}{_REST}"))
    )
    found = session.scalars(both.order_by(Payment.id)).all()
    same = found and sum(p.amount_minor for p in found) == new.amount_minor and all(p.paid_on == new.paid_on for p in found)
    return found[-1] if same else None


def _overpaid(debt: Debt, amount: int, owed: int) -> Overpaid:
    (over_es, total_es), (over, total) = (
        [money_said(minor, debt.currency, debt.currency[:2], lang) for minor in (amount - owed, owed)] for lang in ("es", "en")
    )
    return Overpaid(
        f"paga {over_es} {debt.currency} más de lo que debe ({total_es}): diga si se guarda, se devuelve o va a otra deuda",
        f"this is {over} {debt.currency} over what is owed ({total}): say whether it is kept, given back or goes to another debt",
        "rest",
    )
