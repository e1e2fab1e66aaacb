"""What a measure is asked of, and the words of the tables it reads."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, case, cast, func, literal

from app.models.interaction import Interaction
from app.models.tables import UtcDateTime

SPOKEN = ("voice", "visit")
WRITTEN = ("sms", "whatsapp", "email", "push", "social_media")
HELD = ("refused", "cleared")
DELIVERED = ("delivered", "read", "replied")
PEOPLE = ("debtor", "third_party")
BUCKETS = ((0, "0"), (30, "1-30"), (60, "31-60"), (90, "61-90"))


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose facts, of which period: instants [`start`, `end`), days `first` to `last`, seen at `now`.

    `photo` and `after` are the days of the photographs that the period begins and ends with, where there are any.
    """

    organisation_id: int
    first: date
    last: date
    start: datetime
    end: datetime
    now: datetime
    dialect: str
    photo: date | None = None
    after: date | None = None


def one(flag: ColumnElement[bool]) -> ColumnElement[float]:
    """1 where it holds, else 0."""
    return cast(case((flag, 1), else_=0), Float)


EACH = cast(literal(1), Float)


def days(later: Any, earlier: Any, dialect: str) -> ColumnElement[float]:
    """Days between two dates, or two times, of the database."""
    if dialect == "sqlite":
        return cast(func.julianday(later) - func.julianday(earlier), Float)
    timed = isinstance(later.type, UtcDateTime)
    return cast(func.extract("epoch", later - earlier) / 86_400 if timed else later - earlier, Float)


OWN = Interaction.vendor_id.is_(None)
"""The client's own desk's: a vendor's are in its own books (`app.queries.oversight.scorecards`)."""
OUT = and_(Interaction.direction == "outbound", Interaction.state.not_in(HELD), OWN)
SPOKE = Interaction.answered_by.in_(PEOPLE)
