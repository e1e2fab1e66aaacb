"""What is known of a segment before a test begins: how many people come, and how they fared when nobody was testing."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.debt_day import DebtDay
from app.operations.readout import SHARES, Declared, Look, Outcome
from app.operations.readout_intervals import Interval
from app.operations.readout_power import detectable, needed
from app.queries.collections.readouts_outcomes import lived, samples

LOOK_BACK_DAYS = 180
NEWCOMERS_DAYS = 56


@dataclass(frozen=True, slots=True)
class Before:
    """`people` are in the segment now; `weekly` newcomers, None where no photographs tell. `base` is the outcome's past figure.

    `spread` is one person's, in the outcome's unit; of a share without history the widest there is, of an amount None.
    """

    people: int
    weekly: float | None
    base: Interval | None
    base_on: date | None
    spread: float | None

    def expected(self, enrol_days: int) -> int:
        """How many enrol within so many days."""
        return round(self.people + (self.weekly or 0.0) * max(0, enrol_days - 1) / 7)


@dataclass(frozen=True, slots=True)
class Power:
    """What `people` can show at `power`: a true difference of `detectable`; and how many would show `least`."""

    people: int
    detectable: float | None
    least: float | None
    needed: int | None


def before(session: Session, organisation_id: int, segment_id: int, outcome: Outcome, window_days: int, today: date) -> Before:
    """From the photographs of the portfolio: people who were in the segment then, and what became of them in a whole window."""
    wanted = select(func.count(Debt.person_id.distinct())).where(Debt.segment_id == segment_id, Debt.state == "open")
    people = session.scalar(wanted) or 0
    mine = (DebtDay.organisation_id == organisation_id, DebtDay.segment_id == segment_id)
    last = today - timedelta(days=window_days)
    day = session.scalar(
        select(func.max(DebtDay.on_day)).where(*mine, DebtDay.on_day <= last, DebtDay.on_day >= last - timedelta(LOOK_BACK_DAYS))
    )
    weekly = _weekly(session, segment_id, organisation_id, today)
    worst = 0.5 if outcome in SHARES else None
    if day is None:
        return Before(people, weekly, None, None, worst)
    then = session.scalars(select(DebtDay.person_id).where(*mine, DebtDay.on_day == day).distinct()).all()
    sample = samples(list(lived(session, dict.fromkeys(then, day), window_days).values())).get(outcome)
    if sample is None or not sample.n:
        return Before(people, weekly, None, None, worst)
    return Before(people, weekly, sample.alone(), day, sample.sd or worst)


def _weekly(session: Session, segment_id: int, organisation_id: int, today: date) -> float | None:
    """People a week who were not in the segment in the first photograph of the last weeks and were in a later one."""
    since = today - timedelta(days=NEWCOMERS_DAYS)
    seen = (
        select(DebtDay.person_id, func.min(DebtDay.on_day).label("first"))
        .where(DebtDay.organisation_id == organisation_id, DebtDay.segment_id == segment_id, DebtDay.on_day >= since)
        .group_by(DebtDay.person_id)
        .subquery()
    )
    taken = select(func.min(DebtDay.on_day), func.max(DebtDay.on_day)).where(
        DebtDay.organisation_id == organisation_id, DebtDay.on_day >= since
    )
    first, last = session.execute(taken).tuples().one()
    if first is None or last is None or (last - first).days < 7:
        return None
    new = session.scalar(select(func.count()).select_from(seen).where(seen.c.first > first)) or 0
    return new * 7 / (last - first).days


def power_of(known: Before, enrol_days: int, share: float, look: Look, least: float | None) -> Power:
    """What a test of this size can show; nothing where an amount's spread is not known."""
    people = known.expected(enrol_days)
    if known.spread is None:
        return Power(people, None, least, None)
    can = detectable(people, share, known.spread, look)
    return Power(people, can, least, needed(least, share, known.spread, look) if least else None)


def declare(
    known: Before, outcome: Outcome, look: Look, begins_on: date, enrol_days: int, window_days: int, share: float
) -> Declared:
    """The declaration, with what it will be able to show."""
    power = power_of(known, enrol_days, share, look, None)
    return Declared(outcome, look, begins_on, enrol_days, window_days, max(power.people, 1), power.detectable)
