"""Days as they are said in Spanish: `el viernes quince`, `pasado mañana`, `la quincena`, `de mañana en ocho`."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from audit.promises import monthly
from audit.promises import spanish_day_words as words
from audit.promises.lexicon import SPANISH_TEENS
from audit.promises.misspelt import apart, sound_of
from audit.promises.spoken_days import MONTHS, WEEKDAYS, DayKind, Expression, Found, month_that_agrees

_LEAST_LETTERS, _NEAR = 4, 2
_LIKE_MONTHS = {"junio": "julio", "julio": "junio"}
Solver = Callable[[re.Match[str], date], Found | None]


def _number(text: str) -> int:
    word = re.sub(r"\s+", " ", text)
    return words.NUMBERS[word] if word in words.NUMBERS else int(re.sub(r"\D", "", word))


def _month(match: re.Match[str], today: date) -> date | None:
    """The first day of the month the words name, or None where they name none."""
    named = match.groupdict()
    if named.get("m"):
        found = monthly.dated(today, 1, MONTHS[named["m"].replace("setiembre", "septiembre")])
        same = named["m"] in {w for w, n in MONTHS.items() if n == today.month}
        return today.replace(day=1) if same else found
    if named.get("later"):
        return monthly.months_later(today.replace(day=1), 1)
    return None


def _year(match: re.Match[str], today: date) -> int | None:
    said = match.group("y")
    if said is None:
        return None
    if said.isdecimal():
        return int(said)
    if said.startswith("dos"):
        tail = said.split()[-1]
        return 2000 + SPANISH_TEENS[tail] if tail in SPANISH_TEENS else None
    return today.year + (-1 if "pasado" in said else 1)


def _on(match: re.Match[str], today: date, number: int) -> date | None:
    """Day `number` of the month the words name, or the next one."""
    month = match.group("m") or match.group("m4") or match.group("m6")
    if month:
        return monthly.dated(today, number, MONTHS[month.replace("setiembre", "septiembre")], _year(match, today))
    if match.group("later") or match.group("gone"):
        return monthly.of_month(monthly.months_later(today.replace(day=1), 1 if match.group("later") else -1), number)
    return monthly.next_numbered(today, number)


def _numbered(match: re.Match[str], today: date) -> Found | None:
    number = _number(match.group("n") or match.group("n2") or match.group("n3") or match.group("n4") or match.group("n6"))
    weekday = WEEKDAYS.get(match.group("w") or match.group("w2") or "")
    month = match.group("m") or match.group("m4") or match.group("m6")
    if match.group("lead") in {"hoy", "manana"} and not match.group("m"):
        tomorrow = today + timedelta(days=match.group("lead") == "manana")
        return Found(tomorrow, DayKind.NUMBERED, doubt=tomorrow.day != number)
    day = _on(match, today, number)
    if day is None:
        return None
    loose = match.group("w") is None and match.group("glue") is None
    if weekday is None or day.weekday() == weekday:
        return Found(day, DayKind.NUMBERED, weekday=weekday)
    if not month and (other := month_that_agrees(match.string, today, day, weekday, not loose)):
        return Found(other, DayKind.NUMBERED, weekday=weekday)
    if not loose and (misheard := _sounds_like(match, today, number, weekday)):
        return Found(misheard, DayKind.NUMBERED, doubt=True, weekday=weekday)
    return Found(day, DayKind.NUMBERED, not loose, None if loose else weekday)


def _sounds_like(match: re.Match[str], today: date, number: int, weekday: int) -> date | None:
    """`Viernes tres` where the thirteenth is a Friday: the one day that falls on the weekday ten before or after, or in July for
    June and June for July.
    """
    days = [_on(match, today, number + ten) for ten in (-10, 10) if 1 <= number + ten <= 29]
    if other := _LIKE_MONTHS.get(match.group("m") or ""):
        days.append(monthly.dated(today, number, MONTHS[other]))
    agree = [d for d in days if d is not None and d.weekday() == weekday]
    return agree[0] if len(agree) == 1 else None


def _misheard(match: re.Match[str], today: date) -> Found | None:
    """`Viernes pinche de mayo` where the fifteenth is a Friday: the Friday of that month whose number sounds most like it."""
    weekday, month = WEEKDAYS[match.group("w")], MONTHS[match.group("m").replace("setiembre", "septiembre")]
    said = sound_of(match.group("odd"))
    near = sorted(
        (far, day)
        for word, number in words.NUMBERS.items()
        if len(word) >= _LEAST_LETTERS and (far := apart(said, sound_of(word))) <= _NEAR
        if (day := monthly.dated(today, number, month)) and day.weekday() == weekday
    )
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        plain = words.WEEKDAY.match(match.string, match.start())
        return _weekday(plain, today) if plain else None
    return Found(near[0][1], DayKind.NUMBERED, doubt=True, weekday=weekday)


def _bare(match: re.Match[str], today: date) -> Found | None:
    day = monthly.next_numbered(today, _number(match.group("n")))
    return Found(day, DayKind.NUMBERED) if day else None


def _weekday(match: re.Match[str], today: date) -> Found | None:
    weekday, pre, post = WEEKDAYS[match.group("w")], match.group("pre"), match.group("post") or ""
    if pre in words.ORDINALS:
        month = _month(match, today) or today
        day = monthly.nth_weekday(month, weekday, words.ORDINALS[pre])
        if day is not None and day < today and month == today:
            day = monthly.nth_weekday(monthly.months_later(today.replace(day=1), 1), weekday, words.ORDINALS[pre])
        return Found(day, DayKind.WEEKDAY, weekday=weekday) if day else None
    coming = monthly.next_weekday(today, weekday)
    if post in {"pasado", "anterior"}:
        return Found(coming - timedelta(days=14 if coming - today == timedelta(7) else 7), DayKind.WEEKDAY, weekday=weekday)
    if post.startswith("de") and "esta" not in post:
        return Found(monthly.weekday_of_next_week(today, weekday), DayKind.WEEKDAY, weekday=weekday)
    other = words.OTHER.match(match.string, match.end()) or words.OTHER_BEFORE.search(match.string, 0, match.start())
    if other or pre == "otro" or post in {"subsiguiente", "en ocho"} or post.startswith("no"):
        return Found(coming + timedelta(days=7), DayKind.WEEKDAY, doubt=pre == "otro", weekday=weekday)
    if post == "en quince":
        return Found(coming + timedelta(days=14), DayKind.WEEKDAY, weekday=weekday)
    return Found(coming, DayKind.WEEKDAY, doubt=bool(pre == "este" and (coming - today).days == 7), weekday=weekday)


def _from(match: re.Match[str], today: date) -> Found:
    base = today + timedelta(days=match.group("base") == "manana")
    if match.group("w"):
        base = monthly.next_weekday(today, WEEKDAYS[match.group("w")])
    return Found(base + timedelta(days=7 if match.group("n") in {"ocho", "8"} else 14), DayKind.RELATIVE)


def _after(match: re.Match[str], today: date) -> Found | None:
    said, unit = match.group("n"), match.group("unit")
    count = 1 if said in {"un", "una"} else _number(said)
    if unit.startswith("dia"):
        idiom = said == "ocho"  # eight days, counted with today: one week
        return Found(today + timedelta(days=7 if idiom else count), DayKind.RELATIVE, doubt=said in {"ocho", "quince"})
    if unit.startswith("semana"):
        return Found(today + timedelta(days=7 * count), DayKind.RELATIVE)
    if unit.startswith("quincena"):
        return None
    return Found(monthly.months_later(today, count), DayKind.RELATIVE, doubt=True)


def _end(match: re.Match[str], today: date) -> Found:
    month = _month(match, today) or today
    return Found(monthly.last_of_month(month), DayKind.CUSTOM, doubt=match.group("loose") is not None)


def _ends(match: re.Match[str], today: date) -> Found:
    return Found(monthly.last_of_month(today), DayKind.CUSTOM, doubt="fin " not in f"{match.group()} ")


def _middle(match: re.Match[str], today: date) -> Found:
    month = _month(match, today)
    day = month.replace(day=15) if month else monthly.next_numbered(today, 15)
    return Found(day or today, DayKind.CUSTOM, doubt=True)


def _payday(match: re.Match[str], today: date) -> Found | None:
    number, said, month = match.group("n"), match.group(), _month(match, today)
    if number:
        last = number not in {"quince", "15"}
        if month:
            return Found(monthly.last_of_month(month) if last else month.replace(day=15), DayKind.CUSTOM)
        day = monthly.last_of_month(today) if number == "ultimo" else monthly.next_numbered(today, 30 if last else 15)
        return Found(day, DayKind.CUSTOM) if day else None
    if month:
        last = "segunda" in said
        return Found(monthly.last_of_month(month) if last else month.replace(day=15), DayKind.CUSTOM, doubt=True)
    other = "otra" in said
    return Found(monthly.next_payday(today, after_next=other), DayKind.CUSTOM, doubt=other)


def _said(match: re.Match[str], today: date) -> Found:
    ahead = {"third": 3, "second": 2, "first": 1}.get(match.lastgroup or "", 0)
    return Found(today + timedelta(days=ahead), DayKind.NOW if match.group("now") else DayKind.RELATIVE)


def _feast(match: re.Match[str], today: date) -> Found | None:
    month, number = {"eve": (12, 24), "xmas": (12, 25), "ny": (1, 1), "end": (12, 31)}[match.lastgroup or ""]
    day = monthly.dated(today, number, month)
    return Found(day, DayKind.CUSTOM, doubt=True) if day and day >= today else None


_OTHER_ONE = re.compile(r"(?:el otro|la otra)\b(?! quincena)")
_HINTS = re.compile(
    rf"\d|\b(?:{words.W}|{words.M}|hoy|manana|ahor\w+|ya\s+mism|al\s?tiro|toque|momento|inmediat|tarde|noche|quincena|fin(?:es|al"
    rf"|ales)?|cierre|termino|mes|mediados?|mitad"
    rf"|semanas?|dias?|meses|navidad|nochebuena|ano|{words.ANY})"
)
_PATTERNS: tuple[tuple[re.Pattern[str], Solver], ...] = (
    (words.FROM, _from), (words.PAYDAY, _payday), (words.END, _end), (words.NUMBERED, _numbered), (words.MISHEARD, _misheard),
    (words.WEEKDAY, _weekday), (words.AFTER, _after), (words.ENDS, _ends), (words.MIDDLE, _middle), (words.FEAST, _feast),
    (words.SAID, _said),
)  # fmt: skip


def expressions(folded: str, bare: bool = False) -> list[Expression]:
    """Every Spanish expression of a day, best pattern first; they may overlap. `bare`: a lone number answers "which day?"."""
    rows: list[Expression] = []
    if not _HINTS.search(folded):
        return rows
    for pattern, solver in (*_PATTERNS, (words.BARE, _bare)) if bare else _PATTERNS:
        for match in pattern.finditer(folded):
            if "el primero" in match.group() and words.THE_FIRST_ONE.search(
                folded[max(0, match.start() - 20) : match.end() + 14]
            ):
                continue
            if _OTHER_ONE.match(match.group()) and not words.SECOND_DAY.search(folded, 0, match.start()):
                continue
            rows.append(Expression(match.start(), match.end(), lambda today, m=match, s=solver: s(m, today)))  # type: ignore[misc]
    return rows
