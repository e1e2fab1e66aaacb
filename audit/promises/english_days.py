"""Days as they are said in English: `next Friday`, `a week on Friday`, `the twenty-second`, `end of the month`."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from audit.promises import monthly
from audit.promises.lexicon import ENGLISH_TEENS, ENGLISH_UNITS
from audit.promises.spoken_days import MONTHS, WEEKDAYS, DayKind, Expression, Found, month_that_agrees

Solver = Callable[[re.Match[str], date], Found | None]

_FIRST_NINE = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ORDINALS = {
    **{w: n for n, w in enumerate(_FIRST_NINE, 1)}, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    **{f"twenty {w}": 20 + n for n, w in enumerate(_FIRST_NINE, 1)}, "thirtieth": 30, "thirty first": 31,
}  # fmt: skip
_CARDINALS = {
    **ENGLISH_UNITS, **ENGLISH_TEENS, "twenty": 20, "thirty": 30, "thirty one": 31,
    **{f"twenty {w}": 20 + n for w, n in ENGLISH_UNITS.items()},
}  # fmt: skip


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted((w.replace(" ", r"[\s-]+") for w in words), key=len, reverse=True))


_TH = rf"(?:{_any(_ORDINALS)}|[0-3]?\d(?:st|nd|rd|th))"
_DAY = (
    rf"(?:{_any(_ORDINALS)}|{_any(_CARDINALS)}|[0-3]?\d(?:st|nd|rd|th)?)"
    r"(?![\s-]+(?:hundred|thousand|grand|dollars|pounds|bucks|quid|percent))(?!\w)(?![.,]?\d)"
)
_W = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_M = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
# `in May one payment`, `in June three fifty`, `may one ask`, `you may first`: no day of that month.
_COUNT = (
    r"(?!may\s+one\s+[a-z])"
    rf"(?!{_M}\s+(?:{_any(ENGLISH_UNITS)})[\s-]+(?:(?:more\s+)?(?:of|payments?|install?ments?|weeks?|months?|days?|times?|parts?)\b"
    r"|twenty\b(?!\s+twenty)|thirty|forty|fifty|sixty|seventy|eighty|ninety))"
)
_MAY_I = "".join(rf"(?<!\b{word} )" for word in ("i", "you", "we", "they", "he", "she", "who"))
_MONTH_NAMED = rf"(?:{_MAY_I}may|(?!may){_M})"
_NOT_THE_FIRST = (
    r"(?!\w)(?![\s-]+(?:payment|installment|instalment|one|half|part|time|weeks?|months?|floor|name|grade|hundred|step"
    r"|thing|bit|two|three|is|would|letter|notice|call|missed"
    rf"|of\s+(?:two|three|four|six|the\s+(?:two|three|four|six|payments))|{_W}))"
)
_LOW = r"(?:first|second|third)\b"
_ALONE = (
    r"(?=\s*(?:[.,;:?!]|$|of\b(?!\s+(?:two|three|four|six|the\s+(?:two|three|four|six|payments)))|and\b|or\b|then\b"
    r"|at\b|for\b|if\b|when\b|because\b"
    rf"|'cause\b|by\b|with\b|through\b|too\b|each\b|every\b|works\b|would\b|please\b|but\b|so\b|in\b|on\b|next\b|{_M}|'s\b|is\s+a\s+{_W}))"
)
_YEAR = r"(?:,?\s+(?:of\s+)?(?P<y>20\d\d|last\s+year|next\s+year|twenty\s+twenty[\s-]+\w+))?"
_NUMBERED = re.compile(
    rf"(?:\b(?P<w>{_W})(?:[,\s]+(?:that's\s+|which\s+is\s+)?)(?:on\s+)?(?=the\s+|{_M}|{_TH}|[0-3]?\d\b))?"
    rf"(?:\b{_COUNT}(?P<m>{_MONTH_NAMED})\s+(?:the\s+)?(?P<n>{_DAY})|\b(?:the\s+)?(?P<n2>{_TH})\s+(?:of\s+)?(?P<m2>{_M}\b|next\s+month"
    rf"|this\s+month|last\s+month|the\s+month)"
    rf"|\b(?P<n5>[0-3]?\d)\s+(?P<m5>{_M})\b|\bthe\s+(?P<n3>(?!{_LOW}){_TH}{_NOT_THE_FIRST}|{_LOW}{_ALONE}))"
    rf"{_YEAR}(?:\s*,?\s*(?P<glue>is|which\s+is|that's|falls\s+on|being)?\s*(?:a\s+)?(?P<w2>{_W})\b"
    rf"|\s*,\s*the\s+(?P<w3>{_W})(?=\s*(?:[.;?!]|,(?!\s+(?:or|the|maybe))|$)))?"
)
_ORDINAL_ALONE = re.compile(
    rf"(?:^|[.,;?!]\s+)(?P<n3>(?:{_any({w: n for w, n in _ORDINALS.items() if n > 3})}|[0-3]?\d(?:st|nd|rd"
    rf"|th)))(?!\w)(?=\s*(?:[.,;?!]|$))"
)
_BARE = re.compile(
    rf"(?:^|[.,;?!]\s+|\b(?:no|yes|okay|yeah)\s+)(?P<n3>{_TH})(?!\w)(?=\s*(?:[.,;?!]|$|please|works|then|is\b|would))"
)
_WEEKDAY = re.compile(
    rf"(?<!every )(?<!each )(?<!that )(?:\b(?:(?P<nth>first|second|third|fourth|last)|(?P<pre>this\s+coming|this|next|coming"
    rf"|last)|(?P<week>a\s+week(?:\s+(?:on|from|this))?))\s+)?"
    rf"\b(?P<w>{_W})(?!s)\b(?:\s+(?P<post>week\b|after\s+next|after\s+that|of\s+next\s+week|next\s+week|next\b|coming\b"
    rf"|fortnight))?"
    rf"(?:\s+(?:of|in)\s+(?:the\s+month|(?P<m>{_M})|(?P<later>next\s+month)))?"
)
_SPAN = (
    r"(?P<n>a|one|two|three|four|five|six|seven|eight|nine|ten|fourteen|fifteen|thirty|\d{1,2})\s+(?P<unit>days?"
    r"|weeks?|fortnight|months?)"
)
_TAIL = rf"(?P<tail>'?\s+time|\s+from\s+(?:today|now)|\s+from\s+tomorrow|\s+from\s+(?:this\s+)?(?P<w>{_W})|\s+today|\s+tomorrow)"
_IN = re.compile(rf"\b(?P<lead>in|within)\s+{_SPAN}{_TAIL}?")
_FROM = re.compile(rf"\b{_SPAN}{_TAIL}")
_END = re.compile(
    rf"\b(?:end|back end|last day)\s+of\s+(?:the\s+|this\s+)?(?:month|(?P<later>next\s+month)|(?P<m>{_M}))"
    rf"|\bmonth'?s?[\s-]end\b"
)
_MIDDLE = re.compile(
    rf"\b(?:mid|middle\s+of|halfway\s+through)[\s-]+(?:(?P<m>{_M})|(?:the\s+|this\s+)?month|(?P<later>next\s+month))\b"
)
_SAID = re.compile(
    r"\b(?:(?P<week>(?:today|tomorrow)\s+(?:week|fortnight)\b|a\s+week\s+(?:today|tomorrow))|(?P<second>(?:the\s+)?day\s+after\s+tomorrow)|(?P<first>tomorrow)|(?P<today>today|tonight"
    r"|this\s+(?:afternoon|evening|morning))"
    r"|(?P<now>right\s+now|right\s+away|straight\s+away|on\s+this\s+call|immediately))\b"
)
_THE_LAST = re.compile(r"\bthe\s+$")
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


def _number(text: str) -> int:
    word = re.sub(r"[\s-]+", " ", text)
    return _ORDINALS.get(word) or _CARDINALS.get(word) or int(re.sub(r"\D", "", word))


def _month(match: re.Match[str], today: date) -> date | None:
    if match.group("later"):
        return monthly.months_later(today.replace(day=1), 1)
    named = match.group("m")
    if not named:
        return None
    return today.replace(day=1) if MONTHS[named] == today.month else monthly.dated(today, 1, MONTHS[named])


def _year(match: re.Match[str], today: date) -> int | None:
    said = match.group("y")
    if said is None:
        return None
    if said.isdecimal():
        return int(said)
    if said.startswith("twenty"):
        tail = _CARDINALS.get(re.split(r"[\s-]+", said)[-1], 0)
        return 2020 + tail if tail < 10 else None
    return today.year + (1 if "next" in said else -1)


def _numbered(match: re.Match[str], today: date) -> Found | None:
    number = _number(match.group("n") or match.group("n2") or match.group("n5") or match.group("n3"))
    month = match.group("m") or match.group("m2") or match.group("m5") or ""
    weekday = WEEKDAYS.get(match.group("w") or match.group("w2") or match.group("w3") or "")
    if month in MONTHS:
        day = monthly.dated(today, number, MONTHS[month], _year(match, today))
    elif month.startswith(("next", "last")):
        day = monthly.of_month(monthly.months_later(today.replace(day=1), 1 if "next" in month else -1), number)
    else:
        day = monthly.next_numbered(today, number)
    if day is None:
        return None
    loose = match.group("w") is None and match.group("glue") is None
    disagrees = weekday is not None and day.weekday() != weekday
    if (
        disagrees
        and weekday is not None
        and not month
        and (other := month_that_agrees(match.string, today, day, weekday, not loose))
    ):
        return Found(other, DayKind.NUMBERED, weekday=weekday)
    return Found(day, DayKind.NUMBERED, disagrees and not loose, None if loose and disagrees else weekday)


def _bare(match: re.Match[str], today: date) -> Found | None:
    day = monthly.next_numbered(today, _number(match.group("n3")))
    return Found(day, DayKind.NUMBERED) if day else None


def _weekday(match: re.Match[str], today: date) -> Found | None:
    weekday, pre, post = WEEKDAYS[match.group("w")], match.group("pre") or "", match.group("post") or ""
    nth = match.group("nth")
    if nth and (
        nth != "last"
        or match.group("m")
        or match.group().endswith("the month")
        or _THE_LAST.search(match.string, 0, match.start())
    ):
        month = _month(match, today)
        day = monthly.nth_weekday(month or today, weekday, _NTH[nth])
        if month is None and (day is None or day <= today):
            day = monthly.nth_weekday(monthly.months_later(today.replace(day=1), 1), weekday, _NTH[nth])
        return Found(day, DayKind.WEEKDAY, weekday=weekday) if day else None
    coming = monthly.next_weekday(today, weekday)
    if nth == "last" or pre == "last":
        return Found(coming - timedelta(days=14 if (coming - today).days == 7 else 7), DayKind.WEEKDAY, weekday=weekday)
    if match.group("week") or post in {"week", "after that"} or post.startswith("after"):
        return Found(coming + timedelta(days=7), DayKind.WEEKDAY, weekday=weekday)
    if post == "fortnight":
        return Found(coming + timedelta(days=14), DayKind.WEEKDAY, weekday=weekday)
    if "next" in pre or "next" in post:
        later = monthly.weekday_of_next_week(today, weekday)
        return Found(later, DayKind.WEEKDAY, doubt="week" not in post and later != coming, weekday=weekday)
    return Found(coming, DayKind.WEEKDAY, doubt=pre == "this" and (coming - today).days == 7, weekday=weekday)


def _after(match: re.Match[str], today: date) -> Found:
    said, unit, tail = match.group("n"), match.group("unit"), match.group("tail") or ""
    count = 1 if said == "a" else (int(said) if said.isdecimal() else _CARDINALS[said])
    base = today + timedelta(days=1) if "tomorrow" in tail else today
    if match.group("w"):
        base = monthly.next_weekday(today, WEEKDAYS[match.group("w")])
    if unit.startswith("month"):
        return Found(monthly.months_later(base, count), DayKind.RELATIVE, doubt=True)
    days = count * (14 if unit == "fortnight" else 7 if unit.startswith("week") else 1)
    return Found(base + timedelta(days=days), DayKind.RELATIVE, doubt=match.group().startswith("within"))


def _end(match: re.Match[str], today: date) -> Found:
    return Found(monthly.last_of_month(_month(match, today) or today), DayKind.CUSTOM)


def _middle(match: re.Match[str], today: date) -> Found:
    month = _month(match, today)
    return Found((month.replace(day=15) if month else monthly.next_numbered(today, 15)) or today, DayKind.CUSTOM, doubt=True)


def _said(match: re.Match[str], today: date) -> Found:
    if match.group("week"):
        start = today + timedelta(days="tomorrow" in match.group("week"))
        return Found(start + timedelta(days=14 if "fortnight" in match.group("week") else 7), DayKind.RELATIVE)
    ahead = {"second": 2, "first": 1}.get(match.lastgroup or "", 0)
    return Found(today + timedelta(days=ahead), DayKind.NOW if match.group("now") else DayKind.RELATIVE)


_HINTS = re.compile(
    rf"\d|\b(?:{_W}|{_M}|to(?:day|night|morrow)|now|away|call|immediately|month|weeks?|fortnight|days|time|afternoon"
    rf"|evening|morning|mid|end)|(?:{_any(_ORDINALS)})\b"
)
_PATTERNS: tuple[tuple[re.Pattern[str], Solver], ...] = (
    (_END, _end), (_IN, _after), (_FROM, _after), (_NUMBERED, _numbered), (_WEEKDAY, _weekday),
    (_MIDDLE, _middle), (_SAID, _said), (_ORDINAL_ALONE, _bare),
)  # fmt: skip


def expressions(folded: str, bare: bool = False) -> list[Expression]:
    """Every English expression of a day, best pattern first; they may overlap. `bare`: a lone ordinal answers "which day?"."""
    if not _HINTS.search(folded):
        return []
    return [
        Expression(match.start(), match.end(), lambda today, m=match, s=solver: s(m, today))  # type: ignore[misc]
        for pattern, solver in ((*_PATTERNS, (_BARE, _bare)) if bare else _PATTERNS)
        for match in pattern.finditer(folded)
    ]
