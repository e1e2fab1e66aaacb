"""Where the client's own operation stands, in a few figures."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.debt import Debt


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed in one currency, in minor units."""

    currency: str
    debts: int
    people: int
    balance_minor: int
    overdue_minor: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The operation's first page."""

    owed: tuple[Owed, ...]
    at: datetime


def overview(session: Session, actor: Actor, now: datetime) -> Overview:
    """Open debts by currency."""
    wanted = (
        select(
            Debt.currency,
            func.count(),
            func.count(Debt.person_id.distinct()),
            func.sum(Debt.balance_minor),
            func.sum(Debt.overdue_minor),
        )
        .where(Debt.organisation_id == actor.organisation_id, Debt.state == "open")
        .group_by(Debt.currency)
        .order_by(Debt.currency)
    )
    return Overview(tuple(Owed(*row) for row in session.execute(wanted).tuples()), now)
