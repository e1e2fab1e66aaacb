"""Times as vendors write them: ISO, day or month first, names of months, 12-hour clocks, Excel serials, epochs, split columns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Final

from audit.ghosts.vendor_log_words import plain

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan ene enero january janeiro", "feb febrero february fev fevereiro", "mar marzo march marco", "apr abr abril april",
            "may mayo mai maio", "jun junio june junho", "jul julio july julho", "aug ago agosto august",
            "sep sept septiembre setiembre september set setembro", "oct octubre october out outubro",
            "nov noviembre november novembro", "dec dic diciembre december dez dezembro",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_EXCEL_ZERO = datetime(1899, 12, 30)
_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})\s*[:hH]\s*(\d{2})(?:\s*[:m]\s*(\d{2})(?:[.,]\d+)?)?\s*s?\s*(a\.?\s?m\.?|p\.?\s?m\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?![\d:])",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(r"(?<!\d)(\d{1,2})\s*(a\.?\s?m\.?|p\.?\s?m\.?)(?!\w)", re.IGNORECASE)
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"(?<!\d)(\d{1,2})[-/ .]*(?:de )?([a-z]{3,10})[-/ .,]*(?:de )?(\d{4}|\d{2})(?!\d)")
_NAMED_FIRST = re.compile(r"\b([a-z]{3,10}) (\d{1,2})(?:st|nd|rd|th)? (\d{4})\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class Order(StrEnum):
    """Which comes first in 05/06/2026."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as written; `day_only` where there was no clock, `halved` where the clock may be 12-hour without saying am or pm."""

    wall: datetime
    day_only: bool
    halved: bool


def order_of(cells: Iterable[str]) -> tuple[Order | None, int, int]:
    """Day or month first, by the cells that can only be one of them (None where no cell tells), with the votes for each."""
    day = month = 0
    for cell in cells:
        found = None if _ISO_DAY.search(cell) else _DAY.search(cell)
        if found:
            first, second = int(found[1]), int(found[2])
            day += first > 12 >= second
            month += second > 12 >= first
    if not day and not month:
        return None, 0, 0
    return (Order.DAY_FIRST if day >= month else Order.MONTH_FIRST), day, month


def moment(day_cell: str, clock_cell: str, order: Order) -> Moment | None:
    """A cell with date and clock, or two; None where it cannot be read as a time between 1990 and 2099."""
    found = _moment(day_cell.strip(), clock_cell.strip(), order)
    return found if found and _FIRST_YEAR <= found.wall.year <= _LAST_YEAR else None


def _moment(day_cell: str, clock_cell: str, order: Order) -> Moment | None:
    if not clock_cell and len(day_cell) == 19 and day_cell[4] == "-" == day_cell[7] and (whole := _iso(day_cell)):
        return whole
    if not clock_cell and (whole := _from_number(day_cell)):
        return whole
    found = _day(day_cell, order)
    if found is None or found.year > _LAST_YEAR:
        return None
    clock = _clock(clock_cell) if clock_cell else _clock(_without_day(day_cell))
    if clock is None:
        return None if clock_cell or ":" in day_cell else Moment(datetime.combine(found, time()), day_only=True, halved=False)
    at, zone, halved, extra_days = clock
    return Moment(datetime.combine(found, at, zone) + timedelta(days=extra_days), day_only=False, halved=halved)


def _iso(cell: str) -> Moment | None:
    """`2026-05-12 10:31:00`, by far the most usual."""
    try:
        wall = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return Moment(wall, day_only=False, halved=1 <= wall.hour <= 12)


def _from_number(cell: str) -> Moment | None:
    """Excel serials, seconds or milliseconds since 1970, 20260512 with or without 103100."""
    if not _NUMBER.fullmatch(cell):
        return None
    whole, _, fraction = cell.replace(",", ".").partition(".")
    digits = len(whole)
    if digits == 5:
        days = float(f"{whole}.{fraction or 0}")
        wall = _EXCEL_ZERO + timedelta(seconds=round(days * 86400))
        return Moment(wall, day_only=not fraction.strip("0"), halved=False)
    if digits in (10, 13) and whole[0] == "1":
        return Moment(datetime.fromtimestamp(int(whole) / (1 if digits == 10 else 1000), UTC), day_only=False, halved=False)
    formats = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    if digits not in formats or fraction:
        return None
    try:
        return Moment(datetime.strptime(whole, formats[digits]), day_only=digits == 8, halved=False)
    except ValueError:
        return None


def day_of(cell: str, order: Order) -> date | None:
    """The date in a cell, such as a promise's; None where there is none."""
    number = _from_number(cell.strip())
    return number.wall.date() if number else _day(cell, order)


def _day(cell: str, order: Order) -> date | None:
    if number := _from_number(cell):
        return number.wall.date()
    try:
        if found := _ISO_DAY.search(cell):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY.search(cell):
            first, second = int(found[1]), int(found[2])
            if (order is Order.MONTH_FIRST and first <= 12) or second > 12:
                first, second = second, first
            return date(_year(found[3]), second, first)
        text = plain(cell)
        if (found := _NAMED.search(text)) and found[2] in _MONTHS:
            return date(_year(found[3]), _MONTHS[found[2]], int(found[1]))
        if (found := _NAMED_FIRST.search(text)) and found[1] in _MONTHS:
            return date(int(found[3]), _MONTHS[found[1]], int(found[2]))
    except ValueError:
        return None
    return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _without_day(cell: str) -> str:
    """The cell with its date taken out, so that 12.05.2026 is never read as a clock; a leading T goes too."""
    rest = _DAY.sub(" ", _ISO_DAY.sub(" ", cell))
    return re.sub(r"^\s*T", " ", rest)


def _clock(cell: str) -> tuple[time, timezone | None, bool, int] | None:
    """Clock, offset, whether am or pm is missing where it could matter, and days to add (24:00)."""
    found = _CLOCK.search(cell)
    if not found:
        return _clock_from_number(cell)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").lower().replace(".", "").replace(" ", "")
    if half and (hour > 12 or hour == 0) and half == "am":
        half = "am" if hour == 0 else ""
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if hour <= 12 else hour
    extra = 1 if hour == 24 and minute == 0 else 0
    if hour - 24 * extra > 23 or minute > 59 or second > 59:
        return None
    return time(hour - 24 * extra, minute, second), _offset(found[5]), not half and 1 <= hour <= 12, extra


def _clock_from_number(cell: str) -> tuple[time, timezone | None, bool, int] | None:
    if found := _HOUR_ONLY.search(cell):
        half = found[2].lower()[0]
        return (time(int(found[1]) % 12 + (12 if half == "p" else 0)), None, False, 0) if 1 <= int(found[1]) <= 12 else None
    text = cell.strip().replace(",", ".")
    if re.fullmatch(r"0?\.\d+", text):
        seconds = round(float(text) * 86400)
        return (_EXCEL_ZERO + timedelta(seconds=seconds)).time(), None, False, seconds // 86400
    if re.fullmatch(r"\d{3,4}|\d{6}", text):
        text = text.zfill(4)
        hour, minute, second = int(text[:2]), int(text[2:4]), int(text[4:6] or 0)
        return (time(hour, minute, second), None, False, 0) if hour < 24 and minute < 60 and second < 60 else None
    return None


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
