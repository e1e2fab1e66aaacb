"""A day as it is said: where it stands in the text and how it is worked out from the day of the call."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.promises.monthly import months_later, of_month

WEEKDAYS = {
    "lunes": 0, "martes": 1, "miercoles": 2, "jueves": 3, "viernes": 4, "sabado": 5, "domingo": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
MONTHS = {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9,
    "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
}  # fmt: skip


class DayKind(StrEnum):
    """How a day was named. `NOW` words (`ahora`, `ya mismo`) mean today only beside an amount."""

    NUMBERED = "numbered"
    WEEKDAY = "weekday"
    RELATIVE = "relative"
    CUSTOM = "custom"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Found:
    """What an expression comes to. `doubt`: weekday and number disagree, or custom leaves more than one reading."""

    day: date
    kind: DayKind
    doubt: bool = False
    weekday: int | None = None


def month_named_elsewhere(text: str, day: date, weekday: int) -> date | None:
    """`La cuota de enero: el lunes once`: the later month whose name is in the text and in which number and weekday agree."""
    for months in (1, 2):
        later = of_month(months_later(day.replace(day=1), months), day.day)
        if (
            later
            and later.weekday() == weekday
            and any(n == later.month and re.search(rf"\b{w}\b", text) for w, n in MONTHS.items())
        ):
            return later
    return None


@dataclass(frozen=True, slots=True)
class Expression:
    """Words at `start:end` that name a day; `solve(today)` gives the day, or None where no calendar has it."""

    start: int
    end: int
    solve: Callable[[date], Found | None]


@dataclass(frozen=True, slots=True)
class Day:
    """A day named in a turn. `past`: the words or the calendar put it before the call, so nobody can promise it."""

    day: date
    start: int
    end: int
    kind: DayKind
    doubt: bool = False
    past: bool = False
    weekday: int | None = None
