"""What a cell says: missing, number or date, whatever marks, currency and order of day and month it is written with."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MISSING = frozenset({
    "", "na", "n/a", "nan", "null", "none", "nil", "-", "--", "---", ".", "?", "#n/a", "#n/d", "s/i", "s/d", "sd", "n/d", "nd",
    "nulo", "vacio", "(null)", "<na>", "sin dato", "sin datos", "sin informacion", "no informado", "nao informado",
    "not available",
})  # fmt: skip
_NUMBER = re.compile(r"^([-+(]?)\s*(\d[\d.,'\s\u00a0\u202f]*|\.\d+)(?:e([-+]?\d+))?\s*([)%-]?)$", re.IGNORECASE)
_MONEY = r"US\$|R\$|S/\.?|[$€£]|CLP|COP|MXN|ARS|PEN|BRL|USD|EUR|GBP|UF"
_CURRENCY = re.compile(rf"^(?:{_MONEY})\s*|\s*(?:{_MONEY})$")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?.*)?$")
_SLASHED = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2}))?.*)?$")
_PACKED = re.compile(r"^(19\d\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
_SPOKEN = re.compile(r"^(\d{1,2})[\s./-]+(?:de\s+)?([a-z]{3,10})\.?[\s./-]+(?:de[l]?\s+)?(\d{4}|\d{2})$")
_SPOKEN_US = re.compile(r"^([a-z]{3,10})\.?\s+(\d{1,2}),?\s+(\d{4})$")
_MONTHS = {
    **{m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)},
    **{m: i for i, m in enumerate(["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"], 1)},
    **{m: i for i, m in enumerate(["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"], 1)},
}


@cache
def flat(text: str) -> str:
    """Without case, accents and doubled spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def is_missing(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return len(text) < 20 and flat(text) in _MISSING


def numbers(cells: Sequence[str]) -> Floats:
    """Each cell as a number, NaN where it is none. Decimal and thousands marks are told from the whole column."""
    parts = [_parts(cell) for cell in cells]
    decimal = _decimal_mark([body for found in parts if found for body in (found[1],)])
    return np.array([_number(found, decimal) for found in parts], dtype=np.float64)


def _parts(cell: str) -> tuple[bool, str, int] | None:
    text = _CURRENCY.sub("", cell.strip())
    found = _NUMBER.match(text)
    if not found:
        return None
    sign, body, power, end = found.groups()
    negative = sign in ("-", "(") or end == "-"
    return negative, re.sub(r"[\s'\u00a0\u202f]", "", body), int(power or 0) if abs(int(power or 0)) < 300 else 0


def _decimal_mark(bodies: list[str]) -> str:
    """The mark before the decimals: certain where both marks stand in one number or a group has not three digits."""
    votes = {".": 0, ",": 0}
    grouped = {".": 0, ",": 0}
    largest_bare = 0
    for body in bodies:
        dots, commas = body.count("."), body.count(",")
        if dots and commas:
            votes["." if body.rfind(".") > body.rfind(",") else ","] += 1
        elif dots + commas == 1:
            mark = "." if dots else ","
            left, _, right = body.partition(mark)
            if len(right) != 3 or left in ("", "0") or len(left) > 3:
                votes[mark] += 1
            else:
                grouped[mark] += 1
        elif dots > 1 or commas > 1:
            votes["," if dots > 1 else "."] += 1
        else:
            largest_bare = max(largest_bare, len(body))
    if votes["."] or votes[","]:
        return "." if votes["."] >= votes[","] else ","
    if grouped["."] or grouped[","]:  # only groups of three: thousands, unless numbers beyond 999 are written bare
        mark = "." if grouped["."] >= grouped[","] else ","
        return mark if largest_bare > 3 else ("," if mark == "." else ".")
    return "."


def _number(found: tuple[bool, str, int] | None, decimal: str) -> float:
    if found is None:
        return float("nan")
    negative, body, power = found
    body = body.replace("," if decimal == "." else ".", "")
    if body.count(decimal) > 1 or not re.search(r"\d", body) or len(body) > 40:
        return float("nan")
    value = float(body.replace(decimal, ".")) * 10.0**power
    return -value if negative else value


def dates(cells: Sequence[str], packed: bool = True) -> Floats:
    """Each cell as days since year 1 (time of day as a fraction), NaN where it is no date. Day first unless it cannot be."""
    texts = [flat(cell) for cell in cells]
    seconds = [int(found.group(2)) for found in map(_SLASHED.match, texts) if found]
    month_first = any(s > 12 for s in seconds) and not any(
        int(found.group(1)) > 12 for found in map(_SLASHED.match, texts) if found
    )
    return np.array([_day(text, month_first, packed) for text in texts], dtype=np.float64)


def _day(text: str, month_first: bool, packed: bool) -> float:
    if found := _ISO.match(text):
        return _ordinal(found.group(1), found.group(2), found.group(3)) + _clock(found)
    if found := _SLASHED.match(text):
        day, month = (found.group(2), found.group(1)) if month_first else (found.group(1), found.group(2))
        return _ordinal(found.group(3), month, day) + _clock(found)
    if packed and (found := _PACKED.match(text)):
        return _ordinal(*found.groups())
    if found := _SPOKEN.match(text):
        return _ordinal(found.group(3), str(_MONTHS.get(found.group(2)[:3], 0)), found.group(1))
    if found := _SPOKEN_US.match(text):
        return _ordinal(found.group(3), str(_MONTHS.get(found.group(1)[:3], 0)), found.group(2))
    return float("nan")


def _ordinal(year: str, month: str, day: str) -> float:
    whole = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 50 else 1900 + int(year)
    try:
        return float(date(whole, int(month), int(day)).toordinal())
    except ValueError:
        return float("nan")


def _clock(found: re.Match[str]) -> float:
    hour, minute, second = found.group(4), found.group(5), found.group(6)
    return 0.0 if hour is None else (int(hour) * 3600 + int(minute) * 60 + int(second or 0)) / 86400


def canonical(cells: Sequence[str]) -> list[str]:
    """Each cell as one spelling of what it says, so that 1.0 equals 1 and 05/03/2026 equals 2026-03-05."""
    distinct = list(dict.fromkeys(cells))
    as_day, as_number = dates(distinct, packed=False), numbers(distinct)
    by_day = np.isfinite(as_day).sum() > 0.5 * (sum(not is_missing(cell) for cell in distinct) or 1)
    known = {
        cell: ""
        if is_missing(cell)
        else f"d{day:.4f}"
        if by_day and np.isfinite(day)
        else _spelled(cell, number)
        if np.isfinite(number)
        else flat(cell)
        for cell, day, number in zip(distinct, as_day, as_number, strict=True)
    }
    return [known[cell] for cell in cells]


def _spelled(cell: str, number: float) -> str:
    """Numbers beyond what a float keeps stay as their digits; others to nine figures."""
    digits = re.sub(r"\D", "", cell)
    if len(digits) > 15 and "." not in cell and "," not in cell:
        return f"n{digits}"
    return f"n{number:.9g}" if abs(number) < 1e8 else f"n{number:.15g}"
