"""A payment bounced: taken back, never deleted. Instalments open again, promises it kept may break."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.ledger import Entry, Payment
from app.operations.ledger_events import Reversed
from app.services.money.books import Books, take_one, write
from app.services.money.settle_promises import settle_debts
from app.services.money.take_payment import staff_only
from app.services.portfolio.segment import resegment


def reverse_payment(session: Session, actor: Actor, payment_id: int, reason: str, now: datetime) -> Payment:
    """Take it back, with the reason; twice is once. Commits. Raises NotFound, BadInput without a reason."""
    staff_only(actor)
    payment = session.scalar(select(Payment).where(Payment.id == payment_id, Payment.organisation_id == actor.organisation_id))
    if payment is None:
        raise NotFound(f"no hay pago {payment_id}", f"there is no payment {payment_id}")
    books = take_one(session, actor.organisation_id, payment.debt_id, now)
    session.refresh(payment)
    if payment.reversed_by is not None:
        return payment
    row = reverse_on(books, payment.entry_id, actor.name, reason, now)
    write(session, [books], now)
    payment.reversed_by = row.id
    _after(session, actor, books, now)
    return payment


def reverse_entry(session: Session, actor: Actor, entry_id: int, reason: str, now: datetime) -> Entry:
    """Take another entry back: a charge, a waiver, a refund. Commits. Raises NotFound, Conflict for one taken back already."""
    staff_only(actor)
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound(f"no hay asiento {entry_id}", f"there is no entry {entry_id}")
    books = take_one(session, actor.organisation_id, entry.debt_id, now)
    if session.scalar(select(Payment.id).where(Payment.entry_id == entry_id)) is not None:
        raise Conflict("este asiento es un pago; revierta el pago", "this entry is a payment; reverse the payment")
    row = reverse_on(books, entry_id, actor.name, reason, now)
    write(session, [books], now)
    _after(session, actor, books, now)
    return row


def reverse_on(books: Books, entry_id: int, who: str, reason: str, now: datetime) -> Entry:
    """Book the reversal of one entry and set what unapplied money is left against what is owed."""
    said = reason.strip()
    if not said or len(said) > 500:
        raise BadInput("diga por qué se revierte (hasta 500 letras)", "say why it is reversed (up to 500 letters)", "reason")
    target = next((row for row in books.rows if row.id == entry_id), None)
    if target is None:
        raise NotFound(f"no hay asiento {entry_id} en esta deuda", f"this debt has no entry {entry_id}")
    event = Reversed(books.today, f"reversal:{entry_id}", target.reference or str(target.id))
    row = books.book(event, who, now, said)
    books.settle_surplus(event, who, now)
    return row


def _after(session: Session, actor: Actor, books: Books, now: datetime) -> None:
    session.flush()
    settle_debts(session, actor.name, [books.debt.id], now)
    resegment(session, [books.debt.id], now)
    session.commit()
