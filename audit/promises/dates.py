"""Days named in a turn as calendar dates, worked out from the day of the call."""

import re
from datetime import date, datetime
from functools import lru_cache

from audit.promises import english_days, monthly, spanish_days, working_days
from audit.promises.numbers import composed
from audit.promises.ordinals import without_firsts
from audit.promises.parts import COUNT
from audit.promises.spoken_days import Day, DayKind, Expression, Found
from audit.promises.tokens import ENGLISH_COUNTRIES, fold

_MONTH_FIRST = frozenset({"US", "PH", "BZ", "CA"})
_WRITTEN = re.compile(
    r"(?<![\d/-])(?:(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)"
    r"|(?P<a>\d{1,2})(?P<mark>[/-])(?P<b>\d{1,2})(?:(?P=mark)(?P<y2>(?:20)?\d\d))?)(?![\d/]|-\d)"
)
_BEHIND = re.compile(
    r"\b(?:desde|vencio|vencieron|vencid[oa]s?|vencimiento|vencia|era|eran|fue|fueron|pague|deposite|consigne|abone"
    r"|pago hecho|tenia|corte|ayer"
    r"|since|was|were|past due|dated|(?<!get )(?<!gets )(?<!getting )(?<!be )(?<!'m )(?<!am )(?<!'re )(?<!are )(?<!is )paid"
    r"|went out|back|open since|due back)"
    r"(?:\s+(?:el|la|las|los|del?|que|dia|cuota|con|on|the|from|of|una|un|ya|desde|hace|this|last|pasado|ese|open|in"
    r"|this|past))*\s*,?\s*$"
)
_BEHIND_AFTER = re.compile(r"\s+(?:pasado|pasada|del\s+mes\s+pasado|del\s+ano\s+pasado|de\s+este\s+ano\s+que\s+paso|last)\b")
_SINCE = re.compile(r"desde|since")
# `¿Desde el lunes puede?` asks for the first day of a plan.
_ASKS_TO_BEGIN = re.compile(
    r"^(?!.*\b(?:no|venc\w+|deb\w+|atras\w+|mora|pendiente)\b).*\b(?:pod[ea]s|puede|puedes|podrias?|arranca\w*|arranquemos"
    r"|empezar\w*|empezamos|empiez\w+|comenzar\w*|comenzamos|comienz\w+)\b[^.;]*\?$"
)
_BEGINS = re.compile(
    r"\b(?:pued[ae] ser|podria ser|seria|empezar|empezamos|empiezo|empezaria|arrancar|arranco|arrancamos|comenzar|comienzo)\s+$"
)
# `Doce, ya. Desde el dieciocho.`: the first of twelve payments, where nothing is said to be owed.
_COUNTS_ON = re.compile(
    rf"^(?!.*\b(?:venc\w+|deb\w+|atras\w+|mora|pendiente))\W*(?:(?:en|a|los|las|si|dale|ya|bueno),?\s+)*{COUNT}\b[^?]*[.,;!]\s*$"
)
_STOP = re.compile(r"[.?!;¿¡…]")
# `la del quince`, `tres mil ochocientos del quince`: the day a debt was due, not the day of a promise.
_OF_THE = re.compile(r"del\s+(?:dia\s+)?\w+(?!\s+(?:de|del)\b)(?:\s+y\s+un[oa]?)?")
_FROM_THE = re.compile(
    r"\b(?:(?:partir|antes|despues|quincena|alrededor|cerca|lugar|vez)|en\s+la(?:\s+otra|\s+que\s+(?:viene|sigue))?(?:\s*,\s*la)?)\s+$"
)
_CONTEXT = 32
_NEAR = 24
_NAMED_NEXT = re.compile(r"\s*,\s*(?:(?:o\s+sea|es\s+decir),?\s+)?(?:el\s+)?(?:dia\s+)?")
_ABOUT_THE_SAME_DAYS = 3


def dates_in(text: str, called_at: datetime | date, country: str | None = None, bare: bool = False) -> list[Day]:
    """Every day named in `text`, in order, as a date. Days before the call, or spoken of as gone by, come with `past`.

    A weekday and a number that disagree give the number's day with `doubt`. `7/8` is the eighth of July where the
    month is written first (US), else the seventh of August. `bare`: the turn answers "which day?", so that a lone
    number (`dieciocho`) is one.
    """
    today = called_at.date() if isinstance(called_at, datetime) else called_at
    folded = fold(composed(text))
    days: list[Day] = []
    for expression in day_expressions(folded, country, bare):
        found = expression.solve(today)
        if found is None:
            continue
        day, past = _placed(found, folded, expression, today)
        days.append(Day(day, expression.start, expression.end, found.kind, found.doubt, past, found.weekday))
    return _without_echoes(days, folded)


def _without_echoes(days: list[Day], folded: str) -> list[Day]:
    """What a numbered day of the same turn says better goes: the weekday of `el quince... cae viernes`, the payday of `la
    quincena, el viernes treinta`."""
    numbered = [d for d in days if d.kind is DayKind.NUMBERED]
    weekdays = {d.day.weekday() for d in numbered}
    return [
        d
        for d in days
        if not (d.kind is DayKind.WEEKDAY and d.weekday in weekdays)
        and not (d.kind is DayKind.CUSTOM and any(_same_time(d, n, folded) for n in numbered))
    ]


def _same_time(loose: Day, numbered: Day, folded: str) -> bool:
    if _NAMED_NEXT.fullmatch(folded, loose.end, numbered.start):
        return True
    near = max(loose.start, numbered.start) - min(loose.end, numbered.end) <= _NEAR
    return near and abs((loose.day - numbered.day).days) <= _ABOUT_THE_SAME_DAYS


@lru_cache(maxsize=512)
def day_expressions(folded: str, country: str | None = None, bare: bool = False) -> tuple[Expression, ...]:
    """The expressions of a folded text that name a day, in order, not overlapping."""
    rows = [*_written(folded, country), *working_days.expressions(folded)]
    by_language = [spanish_days.expressions, english_days.expressions]
    for expressions in reversed(by_language) if country in ENGLISH_COUNTRIES else by_language:
        rows += expressions(folded, bare)
    kept: list[Expression] = []
    for row in rows:
        if all(row.end <= k.start or row.start >= k.end for k in kept):
            kept.append(row)
    return tuple(without_firsts(folded, sorted(kept, key=lambda e: e.start)))


def _begins(folded: str, at: int, since: int) -> bool:
    """Whether `desde` tells when a plan begins, and not since when something is so."""
    asked = _ASKS_TO_BEGIN.search(_sentence(folded, at)) or _BEGINS.search(folded, max(0, since - _CONTEXT), since)
    return bool(asked or _COUNTS_ON.search(folded[:since]))


def _sentence(folded: str, at: int) -> str:
    """The words around a place, with the mark that ends them."""
    start = max((m.end() for m in _STOP.finditer(folded, 0, at)), default=0)
    stop = _STOP.search(folded, at)
    return folded[start : stop.end() if stop else len(folded)]


def _written(folded: str, country: str | None) -> list[Expression]:
    return [
        Expression(m.start(), m.end(), lambda today, m=m: _solve_written(m, today, country))  # type: ignore[misc]
        for m in _WRITTEN.finditer(folded)
    ]


def _solve_written(match: re.Match[str], today: date, country: str | None) -> Found | None:
    if match.group("y"):
        year, month, number = int(match.group("y")), int(match.group("m")), int(match.group("d"))
    else:
        first, second = int(match.group("a")), int(match.group("b"))
        month, number = (first, second) if country in _MONTH_FIRST else (second, first)
        if month > 12 >= number:
            month, number = number, month
        short = match.group("y2")
        year = int(short) + (2000 if len(short) == 2 else 0) if short else 0
    if not (1 <= month <= 12 and 1 <= number <= 31):
        return None
    day = monthly.dated(today, number, month, year or None)
    return Found(day, DayKind.NUMBERED) if day else None


def _placed(found: Found, folded: str, expression: Expression, today: date) -> tuple[date, bool]:
    """The day and whether it is gone by; `venció el cinco` said on the tenth means this month's fifth, not the next."""
    if found.day < today:
        return found.day, True
    behind = _BEHIND.search(folded, max(0, expression.start - _CONTEXT), expression.start)
    lead = max(0, expression.start - _CONTEXT)
    due = _OF_THE.match(folded, expression.start) and not _FROM_THE.search(folded, lead, expression.start)
    if not behind and not due and not _BEHIND_AFTER.match(folded, expression.end):
        return found.day, False
    if behind and _SINCE.match(behind.group()) and _begins(folded, expression.start, behind.start()):
        return found.day, False
    if found.kind is DayKind.NUMBERED and (found.day - today).days <= 31:
        return monthly.last_numbered(today, found.day.day) or found.day, True
    from_then_on = behind is not None and _SINCE.match(behind.group())
    return found.day, found.kind is not DayKind.RELATIVE and not (from_then_on and found.kind is DayKind.WEEKDAY)
