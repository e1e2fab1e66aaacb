"""What the UF was worth on the days around today, and which of them nobody told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.house import UnitValue

UNIT = "UF"
SHOWN_DAYS = 45


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A day's worth in pesos, with who told it."""

    on: date
    worth: Decimal
    told_at: datetime
    told_by: str


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """`rows` newest first; `missing` days of the last month, today among them; how many days are kept in all, and from when."""

    rows: tuple[ValueRow, ...]
    missing: tuple[date, ...]
    kept: int
    first: date | None
    last: date | None
    today_known: bool


def units_page(session: Session, actor: Actor, today: date) -> UnitsPage:
    """The days told, newest first."""
    mine = (UnitValue.organisation_id == actor.organisation_id, UnitValue.unit == UNIT)
    wanted = select(UnitValue).where(*mine, UnitValue.on > today - timedelta(days=SHOWN_DAYS)).order_by(UnitValue.on.desc())
    rows = tuple(ValueRow(r.on, r.worth, r.told_at, r.told_by) for r in session.scalars(wanted))
    told = {row.on for row in rows}
    count, first, last = session.execute(select(func.count(), func.min(UnitValue.on), func.max(UnitValue.on)).where(*mine)).one()
    month = [today - timedelta(days=n) for n in range(30)]
    missing = tuple(day for day in reversed(month) if day not in told)
    return UnitsPage(rows, missing, count, first, last, today in told)
