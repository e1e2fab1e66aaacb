"""The month a bare day of the month belongs to where the talk has named it: `¿qué día de febrero?` - `El lunes dieciséis`."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from audit.promises import monthly
from audit.promises.spoken_days import MONTHS, Day, DayKind

_M = "|".join(MONTHS)
_NAMES_MONTH = re.compile(rf"\b(?:{_M}|mes|month)\b|\d[/-]\d|\bhoy\b|\bmanana\b")
_ASKED = re.compile(rf"\b(?:de|del|en|para|of|in|for)\s+(?P<m>{_M})\b(?!\s+(?:\d|the\b|el\b))[^.?!]{{0,16}}\?")
_FROM = re.compile(rf"\b(?:desde|a\s+partir\s+de|empezando\s+en|arrancando\s+en|starting\s+in|from)\s+(?P<m>{_M})\b(?!\s+\d)")


def in_talked_month(days: Sequence[Day], text: str, asked: str, asked_days: Sequence[Day], today: date) -> list[Day]:
    """The days of a turn, each bare number moved to the month the talk is at. `asked`: the folded question before the turn.

    A bare number repeats the same number of the question's days; else it belongs to the month the question asks about, or
    to the one the turn itself starts from (`desde mayo... el quince`). A day whose weekday fits stays; none is moved
    behind `today`.
    """
    return [_placed(d, text, asked, asked_days, today) if is_bare(d, text) else d for d in days]


def is_bare(day: Day, text: str) -> bool:
    """A number without its month, nor a weekday that tells it."""
    agrees = day.weekday is not None and day.weekday == day.day.weekday()
    return not agrees and day.kind is DayKind.NUMBERED and not names_month(day, text)


def names_month(day: Day, text: str) -> bool:
    """Whether the words of the day, in the folded text it stands in, say the month."""
    return _NAMES_MONTH.search(text, day.start, day.end) is not None


def _placed(day: Day, text: str, asked: str, asked_days: Sequence[Day], today: date) -> Day:
    same = {d.day for d in asked_days if d.kind is DayKind.NUMBERED and not d.doubt and d.day.day == day.day.day}
    named = _ASKED.search(asked) or _FROM.search(text, 0, day.start)
    moved = monthly.dated(today, day.day.day, MONTHS[named["m"]]) if named else None
    if len(same) == 1:
        moved = same.pop()
    if moved is None or moved < today or (day.weekday is not None and moved.weekday() != day.weekday):
        return day
    return replace(day, day=moved, doubt=False, past=False)
