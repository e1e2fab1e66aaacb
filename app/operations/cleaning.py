"""One cell into a value: amounts, days, shares, states, names, mail. Each gives the value, or the reason why there is none."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml
from babel.numbers import list_currencies

from app.operations.cleaning_reasons import Reason
from app.operations.columns import plain
from app.operations.columns_reads import DateOrder
from app.operations.money import NotExact, to_minor
from app.operations.stages import DebtState

Known = TypeVar("Known", bound=str)
MOST_MINOR = 10**14
FIRST_YEAR, LAST_YEAR = 1940, 2100
_BLANK = re.compile(r"[\s\u00a0\u202f\u2007]+")
_SIGNS = re.compile(r"(?:US\$|R\$|S/\.?|[$€£₡₲]|Bs\.?)|\b[A-Z]{3}\b")
_NUMBER = {
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"),
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"),
}
_DAY = re.compile(r"(\d{1,4})[/.\- ](\d{1,2}|[a-zñ]{3,10})[/.\- ](\d{2,4})|(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_MAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_NO_MAIL = frozenset(
    {"no", "notiene", "sincorreo", "noemail", "sinemail", "no-tiene", "noreply", "na", "x", "xx", "xxx", "ninguno", "none"}
)
_MONTHS = {
    m: n
    for n, names in enumerate(
        ("ene jan", "feb fev", "mar", "abr apr", "may mai", "jun", "jul", "ago aug", "sep set", "oct out", "nov", "dic dec dez"),
        1,
    )
    for m in names.split()
}
_FORMULA = ("=", "+", "@", "-")


@cache
def known_words(table: str, kind: type[Known]) -> dict[str, Known]:
    """What clients write for each value, plain."""
    held = yaml.safe_load(Path(__file__).with_name("cleaning_words.yaml").read_text(encoding="utf-8"))[table]
    return {plain(str(word)): kind(value) for value, words in held.items() for word in words}


def tidy(text: str) -> str:
    """Without blanks around, and one where there were several."""
    return _BLANK.sub(" ", text).strip()


def is_formula(text: str) -> bool:
    """Whether a cell that should hold words begins like a spreadsheet's formula."""
    return text.startswith(_FORMULA)


def amount(text: str, decimal: str, currency: str) -> int | Reason:
    """Minor units, exactly. `decimal` is the file's decimal mark; `1.234,50`, `$ 1.234`, `1234` and `CLP 1.234` are read."""
    bare = _BLANK.sub("", _SIGNS.sub("", text))
    if not bare:
        return Reason.NO_AMOUNT if not text.strip() else Reason.BAD_AMOUNT
    negative = bare.startswith(("-", "−")) or (bare.startswith("(") and bare.endswith(")")) or bare.endswith("-")
    bare = bare.strip("-−()").removeprefix("+")
    if not bare.isascii() or not _NUMBER[decimal].fullmatch(bare):
        return Reason.BAD_AMOUNT
    group = "." if decimal == "," else ","
    try:
        minor = to_minor(Decimal(bare.replace(group, "").replace(decimal, ".")), currency)
    except NotExact:
        return Reason.TOO_FINE
    if negative and minor:
        return Reason.NEGATIVE
    return Reason.TOO_MUCH if minor > MOST_MINOR else minor


def day(text: str, order: DateOrder) -> date | Reason:
    """A day: year first as it stands, else in `order`; with month names too; a time after it is dropped."""
    match = _DAY.fullmatch(_TIME.sub("", text.strip().casefold().replace("t00:00", " 00:00")).strip())
    if match is None:
        return Reason.BAD_DATE
    first, second, third = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    if len(first) > 2:
        year, month, number = first, second, third
        if len(first) != 4 or len(number) > 2:
            return Reason.BAD_DATE
    elif second.isalpha() or order is DateOrder.DMY:
        number, month, year = first, second, third
    else:
        month, number, year = first, second, third
    if len(year) not in (2, 4):
        return Reason.BAD_DATE
    return _date(int(year) + (0 if len(year) == 4 else 2000 if int(year) < 70 else 1900), month, int(number))


def _date(year: int, month: str, number: int) -> date | Reason:
    months = _MONTHS.get(month[:3]) if month.isalpha() else int(month)
    try:
        made = date(year, months or 0, number)
    except ValueError:
        return Reason.BAD_DATE
    return made if FIRST_YEAR <= year <= LAST_YEAR else Reason.FAR_DATE


def days(text: str) -> int | Reason:
    """Days past due; below zero is not yet due, which is 0."""
    bare = text.strip()
    if bare.endswith((".0", ",0")):
        bare = bare[:-2]
    if not re.fullmatch(r"-?\d{1,5}", bare, re.ASCII):
        return Reason.BAD_DAYS
    return max(0, int(bare))


def risk(text: str) -> float | Reason:
    """0 to 1; a percentage is divided."""
    bare = text.strip().replace(",", ".")
    percent = bare.endswith("%")
    try:
        found = Decimal(bare.removesuffix("%").strip())
    except InvalidOperation:
        return Reason.BAD_RISK
    if not found.is_finite():
        return Reason.BAD_RISK
    found = found / 100 if percent else found
    return float(found) if 0 <= found <= 1 else Reason.BAD_RISK


def state(text: str) -> DebtState | Reason:
    """What the debt is, by the words clients use."""
    found = known_words("states", DebtState).get(plain(text))
    return Reason.BAD_STATE if found is None else found


def currency(text: str) -> str | Reason:
    """ISO 4217."""
    code = text.strip().upper()
    return code if len(code) == 3 and code in list_currencies() else Reason.BAD_CURRENCY


def mail(text: str) -> str | Reason | None:
    """In small letters; None for what says that there is none."""
    bare = text.strip().casefold().removeprefix("mailto:").strip("<>;,. ")
    if not bare or plain(bare).replace(" ", "") in _NO_MAIL:
        return None
    if len(bare) > 254 or not _MAIL.fullmatch(bare) or len(bare.split("@")[0]) > 64:
        return Reason.BAD_EMAIL
    return None if bare.split("@")[0] in _NO_MAIL else bare


def one_name(first: str, second: str) -> bool:
    """Whether two names may be one person's: they share a word of three letters or more (or are the same)."""
    one, two = plain(first).split(), plain(second).split()
    if one == two:
        return True
    return bool({w for w in one if len(w) > 2} & {w for w in two if len(w) > 2})
