"""Photograph the portfolio at the start of a day: what later measures are held against. Taken twice, it is one."""

from datetime import date

from sqlalchemy import ColumnElement, Float, Integer, case, cast, exists, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.debt_day import DebtDay
from app.models.interaction import Grievance

_COLUMNS = (
    "on_day",
    "debt_id",
    "organisation_id",
    "person_id",
    "segment_id",
    "balance_minor",
    "overdue_minor",
    "days_overdue",
    "aside",
)


def photograph(session: Session, organisation_id: int, day: date) -> int:
    """Write the day's row of every debt that is not closed; how many debts the photograph holds. Commits."""
    mine = (DebtDay.organisation_id == organisation_id, DebtDay.on_day == day)
    taken = session.scalar(select(func.count()).select_from(DebtDay).where(*mine)) or 0
    if taken:
        return taken
    days = _days_since(session, day)
    disputed = exists().where(Grievance.debt_id == Debt.id, Grievance.kind == "dispute", Grievance.state == "open")
    rows = select(
        literal(day),
        Debt.id,
        Debt.organisation_id,
        Debt.person_id,
        Debt.segment_id,
        Debt.balance_minor,
        Debt.overdue_minor,
        case((Debt.oldest_due_on.is_(None), 0), (Debt.overdue_minor <= 0, 0), (days < 0, 0), else_=days),
        or_(Debt.placed_with.is_not(None), disputed),
    ).where(Debt.organisation_id == organisation_id, Debt.state != "closed")
    session.execute(insert(DebtDay).from_select(_COLUMNS, rows))
    session.commit()
    return session.scalar(select(func.count()).select_from(DebtDay).where(*mine)) or 0


def _days_since(session: Session, day: date) -> ColumnElement[int]:
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.julianday(day) - func.julianday(Debt.oldest_due_on), Integer)
    return cast(cast(literal(day) - Debt.oldest_due_on, Float), Integer)
