"""What a cell says: numbers and dates in the ways people write them, and writing others in the same way."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MISSING = frozenset(
    {"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "s/i", "s/d", "n/d", "sin dato", "sin datos", "."}
)
_NUMBER = re.compile(r"^(?P<before>[^\d+\-.,]*)(?P<body>[-+]?[\d.,' \u00a0]*\d)(?P<after>[^\d]*)$")
_DATE_FORMS = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M",
    "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S.%f", "%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%Y-%m", "%m/%Y",
)  # fmt: skip
_EPOCH = datetime(1970, 1, 1)
_LOOK_AT = 400


def is_missing(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return text.strip().casefold() in MISSING


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a column writes numbers. `decimals` is fixed, or None where each number has as many as it needs."""

    point: str = "."
    thousands: str = ""
    before: str = ""
    after: str = ""
    decimals: int | None = None

    def parse(self, text: str) -> float:
        """The number; NaN where the text is none in this style."""
        found = _NUMBER.match(text.strip())
        if not found or found["before"].strip() != self.before.strip() or found["after"].strip() != self.after.strip():
            return math.nan
        body = found["body"].replace(self.thousands, "") if self.thousands else found["body"]
        try:
            return float(body.replace(self.point, "."))
        except ValueError:
            return math.nan

    def decimals_of(self, text: str) -> int:
        """Digits after the point in a cell as written."""
        body = text.strip().removesuffix(self.after)
        return len(body.rpartition(self.point)[2]) if self.point in body else 0

    def write(self, value: float, decimals: int) -> str:
        """The number with so many decimals, in this style."""
        whole = f"{value:,.{decimals}f}"
        body = whole.replace(",", "\x00").replace(".", self.point).replace("\x00", self.thousands)
        return f"{self.before}{body}{self.after}"


def number_style(texts: Sequence[str]) -> NumberStyle | None:
    """The style in which nearly every text reads as a number and is written back as it was; None when there is none."""
    given = [text.strip() for text in texts if not is_missing(text)]
    if not given:
        return None
    matches = [found for text in given[:_LOOK_AT] if (found := _NUMBER.match(text))]
    if len(matches) < 0.98 * len(given[:_LOOK_AT]):
        return None
    before, after = (Counter(found[key] for found in matches).most_common(1)[0][0] for key in ("before", "after"))
    for point, thousands in _candidates([found["body"] for found in matches]):
        style = NumberStyle(point, thousands, before, after, None)
        places = [style.decimals_of(text) for text in given]
        faithful = sum(style.write(style.parse(text), n) == text for text, n in zip(given, places, strict=True))
        if faithful >= 0.99 * len(given):
            fixed = places[0] if len(set(places)) == 1 else None
            return NumberStyle(point, thousands, before, after, fixed)
    return None


def _candidates(bodies: Sequence[str]) -> list[tuple[str, str]]:
    """(decimal point, thousands mark), the likeliest reading first."""
    grouped = {mark: all(re.fullmatch(rf"[-+]?\d{{1,3}}({re.escape(mark)}\d{{3}})*", body) for body in bodies) for mark in ".,"}
    used = {mark: any(mark in body for body in bodies) for mark in ".,"}
    if used["."] and not used[","]:
        return [(",", "."), (".", "")] if grouped["."] else [(".", "")]
    if used[","] and not used["."]:
        return [(".", ","), (",", "")] if grouped[","] else [(",", "")]
    if used["."] and used[","]:
        last = Counter(max(".,", key=body.rfind) for body in bodies if "." in body and "," in body).most_common(1)
        return [(".", ",")] if last and last[0][0] == "." else [(",", ".")]
    return [(".", ""), (".", " "), (".", "'")]


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a column writes dates; `padded` False where 5/3/2026 stands for 05/03/2026."""

    form: str
    padded: bool = True

    @property
    def has_time(self) -> bool:
        """Whether the hour is written."""
        return "%H" in self.form

    def parse(self, text: str) -> float:
        """Days since 1970, with fractions; NaN where the text is no date in this form."""
        try:
            moment = datetime.strptime(text.strip(), self.form)
        except ValueError:
            return math.nan
        return (moment - _EPOCH) / timedelta(days=1)

    def write(self, days: float) -> str:
        """The date in this form."""
        moment = _EPOCH + timedelta(seconds=round(days * 86_400))
        text = moment.strftime(self.form)
        if "%f" in self.form:
            text = text[:-3]
        return text if self.padded else re.sub(r"(?<!\d)0(\d)(?=[/\-.])", r"\1", text)


def date_style(texts: Sequence[str]) -> DateStyle | None:
    """The form in which nearly every text is a date, written back as it was; day first where both readings stand."""
    given = [text.strip() for text in texts if not is_missing(text)]
    if not given or not any(len(text) >= 6 for text in given):
        return None
    for form in _DATE_FORMS:
        if math.isnan(DateStyle(form).parse(given[0])) and math.isnan(DateStyle(form).parse(given[-1])):
            continue
        for padded in (True, False):
            style = DateStyle(form, padded)
            if _faithful(style, given[:_LOOK_AT]) and _faithful(style, given):
                return style
    return None


def _faithful(style: DateStyle, given: Sequence[str]) -> bool:
    days = [style.parse(text) for text in given]
    if any(not math.isnan(day) and not -40_000 < day < 60_000 for day in days):  # 1860 to 2134: else it is a number
        return False
    right = sum(not math.isnan(day) and style.write(day) == text for day, text in zip(days, given, strict=True))
    return right >= 0.99 * len(given)


__all__ = ["MISSING", "DateStyle", "NumberStyle", "date_style", "is_missing", "number_style"]
