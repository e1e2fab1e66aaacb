"""Working days of a month: `el último día hábil`, `the first business day of next month`. Saturdays and Sundays are none.

Holidays are not known here, so that every one comes with doubt.
"""

import re
from datetime import date, timedelta

from audit.promises.monthly import dated, last_of_month, months_later
from audit.promises.spoken_days import MONTHS, DayKind, Expression, Found

_NTH = {
    "primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4, "quinto": 5, "ultimo": -1,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1,
}  # fmt: skip
_M = "|".join(MONTHS)
_LATER = (
    r"(?:proximo|otro|siguiente)(?:\s+mes)?|(?:mes\s+)?(?:que\s+(?:viene|entra|sigue)|entrante|proximo|siguiente)|next\s+month"
)
_DAY = re.compile(
    rf"\b(?P<nth>{'|'.join(_NTH)})\s+(?:dia\s+(?:habil|laborable|laboral)|(?:business|working|work)\s+day)\b"
    rf"(?:\s+(?:de|del|of|in)\s+(?:(?P<later>{_LATER})|(?P<m>{_M})|(?P<this>(?:este)?\s*mes|(?:the|this)\s+month))\b)?"
)
_SATURDAY = 5


def expressions(folded: str) -> list[Expression]:
    """Every working day a folded text names."""
    if "dia" not in folded and "day" not in folded:
        return []
    return [
        Expression(match.start(), match.end(), lambda today, m=match: _solve(m, today))  # type: ignore[misc]
        for match in _DAY.finditer(folded)
    ]


def _solve(match: re.Match[str], today: date) -> Found | None:
    nth, named = _NTH[match["nth"]], match["m"]
    if nth > 1 and not (named or match["later"] or match["this"]):
        return None  # `al tercer día hábil` counts from now
    month = dated(today, 1, MONTHS[named]) if named and MONTHS[named] != today.month else today
    if month is None:
        return None
    first = month.replace(day=1)
    if match["later"]:
        first = months_later(first, 1)
    found = _of_month(first, nth)
    if found < today and not (named or match["later"]):
        found = _of_month(months_later(first, 1), nth)
    return Found(found, DayKind.CUSTOM, doubt=True)


def _of_month(first: date, nth: int) -> date:
    """The `nth` working day from the first of a month on; the last one for -1."""
    step = timedelta(days=1 if nth > 0 else -1)
    day = first if nth > 0 else last_of_month(first)
    left = abs(nth)
    while True:
        left -= day.weekday() < _SATURDAY
        if not left:
            return day
        day += step
