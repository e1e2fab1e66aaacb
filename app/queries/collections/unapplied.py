"""Money that was received and pays nothing yet: debts where it waits, and where else it could go."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.debt import Debt
from app.models.ledger import Entry, Posting
from app.models.person import Person
from app.operations.ledger_entries import Book

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """Money that waits on a debt."""

    debt_id: int
    number: str
    person: str
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Other:
    """Another debt of the same person in the same currency that owes something."""

    id: int
    number: str
    product: str | None
    balance_minor: int


def waiting(session: Session, actor: Actor) -> tuple[Waiting, ...]:
    """Debts on which money waits, the most first."""
    held = -func.sum(Posting.amount_minor)
    rows = (
        select(Debt.id, Debt.number, Person.name, Debt.currency, held)
        .join(Entry, Entry.debt_id == Debt.id)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Person, Person.id == Debt.person_id)
        .where(Debt.organisation_id == actor.organisation_id, Posting.book == Book.UNAPPLIED.value)
        .group_by(Debt.id, Debt.number, Person.name, Debt.currency)
        .having(held > 0)
        .order_by(held.desc())
        .limit(_SHOWN)
    )
    return tuple(Waiting(id, number, name, currency, int(v)) for id, number, name, currency, v in session.execute(rows).tuples())


def others(session: Session, actor: Actor, debt_id: int) -> tuple[Other, ...]:
    """Where the rest of a payment of this debt could go."""
    mine = session.get(Debt, debt_id)
    if mine is None:
        return ()
    rows = select(Debt.id, Debt.number, Debt.product, Debt.balance_minor).where(
        Debt.organisation_id == actor.organisation_id,
        Debt.person_id == mine.person_id,
        Debt.currency == mine.currency,
        Debt.id != debt_id,
        Debt.balance_minor > 0,
        Debt.state.not_in(("paid", "closed")),
    )
    return tuple(Other(*row) for row in session.execute(rows.order_by(Debt.balance_minor.desc()).limit(20)).tuples())
