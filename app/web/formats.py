"""Numbers, times and money as the reader's language writes them. None, wherever it may come, is written as a dash."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask_babel import get_locale

from app.operations.money import from_minor

NONE = "—"
_DAYS = "lun|mar|mié|jue|vie|sáb|dom|Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_WRITTEN_CLOCK = re.compile(
    rf"(?<![-\w./@«“\"'])(?:(?:{_DAYS}) )?([12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}})"
    r"(?: ([0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?+)?+(?![-\w/»”\"']|\.\w)"
)
_EXAMPLE = re.compile(r"(?:(?:\b(?:como|as|like)|así:|this:|[0-9] o) |\()$")
_WORD_FIRST = re.compile(r"[^\W\d_]+[,:;.]?(?:\s|$)")
_SYMBOLS = {
    "CLP": "$",
    "COP": "$",
    "MXN": "$",
    "ARS": "$",
    "UYU": "$",
    "PEN": "S/\u00a0",
    "BRL": "R$\u00a0",
    "USD": "US$",
    "EUR": "€",
    "GBP": "£",
}


def locale() -> Locale:
    """The reader's locale; plain Spanish is written as in Chile (decimal comma, points between thousands)."""
    found = get_locale() or Locale("es")
    return Locale("es", "CL") if str(found) == "es" else found


def num(value: float | int | Decimal | None, decimals: int = 0) -> str:
    """1241 as 1.241 or 1,241; what rounds to nothing has no sign."""
    if value is None:
        return NONE
    pattern = "#,##0" if decimals == 0 else "#,##0." + "0" * decimals
    said = format_decimal(value, pattern, locale=locale())
    return said.replace("-", "−" if re.search("[1-9]", said) else "")


def share(value: float | None) -> str:
    """A share 0–1 as a percentage; one decimal under ten per cent."""
    if value is None:
        return NONE
    return f"{_percent(value)}\u00a0%" if locale().language == "es" else f"{_percent(value)}%"


def _percent(value: float) -> str:
    return num(value * 100, 1 if value < 0.0995 else 0)


def rate(percent: float | Decimal | None) -> str:
    """A rate in per cent as 17,5 % or 17.5%, no decimal more than it has."""
    if percent is None:
        return NONE
    plain = Decimal(str(percent)).normalize()
    text = num(plain, max(0, -int(plain.as_tuple().exponent)))
    return f"{text}\u00a0%" if locale().language == "es" else f"{text}%"


def interval(low: float | None, high: float | None, kind: str = "plain") -> str:
    """`[3,2–5,6]`; `kind` share multiplies by a hundred, tone keeps one decimal. Empty when unknown."""
    if low is None or high is None:
        return ""
    if kind == "share":
        return f"[{_percent(low)}–{_percent(high)}]"
    decimals = 1 if kind == "tone" else 0
    return f"[{num(low, decimals)}–{num(high, decimals)}]"


def clock(seconds: float | None, tenths: bool = False) -> str:
    """Seconds as 2:04, 1:02:04, or 1:45,2."""
    if seconds is None:
        return NONE
    units = round(seconds * 10) if tenths else int(seconds) * 10
    whole, tenth = divmod(units, 10)
    minutes, secs = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"
    return text + ("," if locale().language == "es" else ".") + str(tenth) if tenths else text


def span(seconds: float | None) -> str:
    """A length of work: 40 s, 4 min, 2 h 30 min."""
    if seconds is None:
        return NONE
    if seconds < 60:
        return f"{round(seconds)}\u00a0s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes}\u00a0min"
    return f"{num(hours)}\u00a0h" if hours >= 10 or not rest else f"{hours}\u00a0h {rest}\u00a0min"


def day(value: date | datetime | None, form: str = "EEE d MMM") -> str:
    """`vie 15 may`."""
    return NONE if value is None else _plain(format_date(value, form, locale=locale()))


def _plain(text: str) -> str:
    """Short names without their stop; September's is as long as the others'."""
    return re.sub(r"\bsept\b", "sep", text.replace(".", ""))


def moment(value: datetime | None, form: str = "EEE d MMM, HH:mm") -> str:
    """`mar 12 may, 10:31`, in the zone the time carries."""
    if value is None:
        return NONE
    return _plain(format_datetime(value.replace(tzinfo=None), form, locale=locale()))


def plain_clocks(text: str) -> str:
    """A rule's sentence with its days and hours as people write them: `lun 2026-11-23 18:27:09.4` as `lun 23 nov, 18:27`."""
    return _WRITTEN_CLOCK.sub(_plain_clock, text)


def sentence(text: str) -> str:
    """A message as pages say it: days as people write them, and a capital unless it begins with a code or a file's name."""
    said = plain_clocks(str(text))
    return said[:1].upper() + said[1:] if _WORD_FIRST.match(said) else said


def _plain_clock(found: re.Match[str]) -> str:
    if _EXAMPLE.search(found.string, 0, found.start()):
        return found[0]
    try:
        on = datetime.fromisoformat(f"{found[1]} {found[2] or '00:00'}")
    except ValueError:
        return found[0]
    return moment(on) if found[2] else day(on, "d MMM y")


def days(first: date | None, last: date | None) -> str:
    """A stretch of days: `11–16 may 2026`, `28 abr – 3 may 2026`."""
    if first is None or last is None:
        return NONE
    if first == last:
        return day(last, "d MMM y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, 'd MMM y')}"
    return f"{day(first, 'd MMM' if first.year == last.year else 'd MMM y')} – {day(last, 'd MMM y')}"


def iso_week(name: str) -> str:
    """The Monday of a week named as 2026-W07: "9 feb"."""
    year, _, week = name.partition("-W")
    return day(date.fromisocalendar(int(year), int(week), 1), "d MMM")


def month_name(value: date | None) -> str:
    """`Mayo 2026`."""
    if value is None:
        return NONE
    text = day(value, "LLLL y")
    return text[:1].upper() + text[1:]


def days_later(first: date, count: int) -> date:
    """The day so many days after."""
    return first + timedelta(days=count)


def every_day(first: str, last: str, counts: list[list[int]]) -> list[tuple[str, int]]:
    """A count for every day from one to another, both as written in JSON; 0 where none is given."""
    known, start = {str(day): n for day, n in counts}, date.fromisoformat(first)
    length = (date.fromisoformat(last) - start).days + 1
    names = [days_later(start, n).isoformat() for n in range(length)]
    return [(name, known.get(name, 0)) for name in names]


def money(value: Decimal | None, currency: str | None = None, code: bool = False) -> str:
    """`$184.990`, with `code` `$184.990 CLP`; below zero `−$184.990`. Cents are written only where there are any."""
    if value is None:
        return NONE
    symbol = _SYMBOLS.get(currency or "", "")
    text = f"{'−' if value < 0 else ''}{symbol}{num(abs(value), 0 if value == value.to_integral_value() else 2)}"
    return f"{text}\u00a0{currency}" if currency and (code or not symbol) else text


def minor(value: int | None, currency: str, code: bool = False) -> str:
    """Minor units as money."""
    return NONE if value is None else money(from_minor(int(value), currency), currency, code)


def size(count: int | None) -> str:
    """Bytes as 512 B, 3,4 kB, 12 MB."""
    if count is None:
        return NONE
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= step:
            value = count / step
            return f"{num(value, 1 if value < 10 else 0)}\u00a0{unit}"
    return f"{count}\u00a0B"


def short_hash(value: str | None) -> str:
    """`9f3a…c21e`."""
    return NONE if not value else value if len(value) <= 12 else f"{value[:4]}…{value[-4:]}"
