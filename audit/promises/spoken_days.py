"""A day as it is said: where it stands in the text and how it is worked out from the day of the call."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.promises.monthly import last_numbered, months_later, of_month

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


def month_that_agrees(text: str, today: date, day: date, weekday: int, back: bool = True) -> date | None:
    """The month meant where none is named and the weekday is not that of the next such `day`.

    The one whose name is elsewhere in the text (`La cuota de enero: el lunes once`), the one after (`el lunes dieciséis`, a month
    from now), or the one gone by (`fue el martes veinte`) unless not `back`; None where number and weekday agree in none of them.
    """
    first = day.replace(day=1)
    later = [of_month(months_later(first, months), day.day) for months in (1, 2)]
    named = [d for d in later if d and any(n == d.month and re.search(rf"\b{w}\b", text) for w, n in MONTHS.items())]
    gone = last_numbered(today, day.day) if back else None
    return next((d for d in (*named, later[0], gone) if d and (d.day, d.weekday()) == (day.day, weekday)), None)


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
