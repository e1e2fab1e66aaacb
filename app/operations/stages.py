"""How far along a debt is: the stage of delinquency, by days past due and by its state."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

_AMERICAS = timezone(timedelta(hours=-5))


class Stage(StrEnum):
    """Stages, mildest first."""

    PREVENTIVE = "preventive"
    EARLY = "early"
    LATE = "late"
    CHARGED_OFF = "charged_off"
    PRE_LEGAL = "pre_legal"
    LEGAL = "legal"


class DebtState(StrEnum):
    """What a debt is by its contract."""

    OPEN = "open"
    PAID = "paid"
    CHARGED_OFF = "charged_off"
    LEGAL = "legal"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The first day past due of each stage. Before `early` a debt is preventive; only its state makes it legal."""

    early: int = 1
    late: int = 31
    charged_off: int = 181
    pre_legal: int = 271


USUAL = Thresholds()
OVER = frozenset({DebtState.PAID, DebtState.CLOSED})


def today_of(now: datetime) -> date:
    """The day on the clock that `now` carries (`queries.collections.house_time` gives it the house's). `now` is aware.

    Where it carries only Greenwich's, nobody's place is known: the Americas, taken at five hours west of it.
    """
    return now.date() if now.tzinfo is not UTC else now.astimezone(_AMERICAS).date()


def midnight_of(day: date, now: datetime) -> datetime:
    """The first moment of a day on the clock that `today_of` reads `now` on."""
    clock = now.tzinfo if now.tzinfo is not UTC else _AMERICAS
    return datetime(day.year, day.month, day.day, tzinfo=clock)


def days_past_due(oldest_due_on: date | None, today: date) -> int:
    """Days since the oldest unpaid instalment was due; 0 where nothing is."""
    return 0 if oldest_due_on is None else max(0, (today - oldest_due_on).days)


def stage_of(state: str, days: int, limits: Thresholds = USUAL) -> Stage | None:
    """The stage; None for a debt that is over."""
    if state in OVER:
        return None
    if state == DebtState.LEGAL:
        return Stage.LEGAL
    if days >= limits.pre_legal:
        return Stage.PRE_LEGAL
    if state == DebtState.CHARGED_OFF or days >= limits.charged_off:
        return Stage.CHARGED_OFF
    if days >= limits.late:
        return Stage.LATE
    return Stage.EARLY if days >= limits.early else Stage.PREVENTIVE
