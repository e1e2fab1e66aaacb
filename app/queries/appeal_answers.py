"""What whoever appealed reads of it: how it stands and the answer, nobody's name. Agents and vendors alike."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.appeal import Appeal, AppealDecision

MOST_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class AppealAnswer:
    """One appeal; `outcome` None while it waits, else upheld, overturned or cannot_tell."""

    at: datetime
    round: int
    reason: str
    criterion: str | None = None
    instance: int | None = None
    start_s: float | None = None
    outcome: str | None = None
    answer: str = ""
    decided_at: datetime | None = None


def answers(session: Session, where: ColumnElement[bool]) -> tuple[AppealAnswer, ...]:
    """Oldest first."""
    rows = session.execute(
        select(
            Appeal.at,
            Appeal.round,
            Appeal.reason,
            Appeal.criterion,
            Appeal.instance,
            Appeal.start_s,
            AppealDecision.outcome,
            func.coalesce(AppealDecision.answer, ""),
            AppealDecision.at,
        )
        .outerjoin(AppealDecision, AppealDecision.appeal_id == Appeal.id)
        .where(where)
        .order_by(Appeal.at, Appeal.round)
    )
    return tuple(AppealAnswer(*row) for row in rows.tuples())


def may_appeal(known: Collection[AppealAnswer]) -> bool:
    """Whether none of these waits and there are not as many as may be."""
    return len(known) < MOST_ROUNDS and all(a.outcome is not None for a in known)
