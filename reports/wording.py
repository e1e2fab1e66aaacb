"""How a report writes numbers, times, money and names in its reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from audit.data_file import Words
from reports.intervals import Estimate

NONE = "—"
_GAP = "\u00a0"
_DASH = "\u2060–\u2060"
"""A dash at which no line breaks."""
SYMBOLS = {"CLP": "$", "COP": "$", "MXN": "$", "ARS": "$", "PEN": "S/ ", "BRL": "R$ ", "USD": "US$", "EUR": "€", "GBP": "£"}


@dataclass(frozen=True, slots=True)
class Wording:
    """A language (`es` or `en`) with a country's way of writing numbers."""

    lang: str
    locale: Locale

    def __call__(self, es: str, en: str) -> str:
        """The text in the reader's language."""
        return en if self.lang == "en" else es

    def say(self, words: Words) -> str:
        """A text of a data file in the reader's language."""
        return words.say(self.lang)

    def pick(self, words: Mapping[str, str]) -> str:
        """The text of an {es, en} object in the reader's language."""
        return words.get(self.lang) or words["es"]

    def num(self, value: float | Decimal | None, decimals: int = 0) -> str:
        """1241 as 1.241 or 1,241; None as a dash."""
        if value is None:
            return NONE
        pattern = "#,##0" if decimals == 0 else "#,##0." + "0" * decimals
        return format_decimal(value, pattern, locale=self.locale).replace("-", "−")

    def share(self, value: float | None) -> str:
        """0.077 as 7,7 %; one decimal under ten per cent."""
        if value is None:
            return NONE
        return self._percent(value) + (f"{_GAP}%" if self.lang == "es" else "%")

    def share_interval(self, found: Estimate) -> str:
        """`[5,3–10,4]`, empty where there is none."""
        if found.low is None or found.high is None:
            return ""
        return f"[{self._percent(found.low)}{_DASH}{self._percent(found.high)}]"

    def interval(self, found: Estimate, decimals: int = 0) -> str:
        """`[63–72]`, empty where there is none."""
        if found.low is None or found.high is None:
            return ""
        return f"[{self.num(found.low, decimals)}{_DASH}{self.num(found.high, decimals)}]"

    def _percent(self, value: float) -> str:
        return self.num(value * 100, 1 if 0 < value < 0.0995 else 0)

    def clock(self, seconds: float | None) -> str:
        """Seconds as 1:43 or 1:02:04."""
        if seconds is None:
            return NONE
        minutes, rest = divmod(int(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"

    def day(self, value: date | None) -> str:
        """`12 may 2026`."""
        return NONE if value is None else format_date(value, "d MMM y", locale=self.locale).replace(".", "")

    def moment(self, value: datetime | None) -> str:
        """`12 may 2026, 10:31`, in the zone the time carries."""
        return NONE if value is None else f"{self.day(value)}, {value:%H:%M}"

    def days(self, first: date | None, last: date | None) -> str:
        """A stretch of days."""
        if first is None or last is None:
            return NONE
        return self.day(last) if first == last else f"{self.day(first)} – {self.day(last)}"

    def money(self, value: Decimal | None, currency: str | None) -> str:
        """`$184.990 CLP`; cents only where there are any."""
        if value is None:
            return NONE
        text = SYMBOLS.get(currency or "", "") + self.num(value, 0 if value == value.to_integral_value() else 2)
        return f"{text}{_GAP}{currency}" if currency else text

    def calls(self, count: int) -> str:
        """`1 llamada`, `12 llamadas`."""
        return f"{self.num(count)} {self('llamada', 'call') if count == 1 else self('llamadas', 'calls')}"

    def of(self, count: int, total: int) -> str:
        """`31 de 412`."""
        return f"{self.num(count)} {self('de', 'of')} {self.num(total)}"


def wording(lang: str, country: str | None = None) -> Wording:
    """The wording of `es` or `en`; numbers as in `country` where known, else as in Chile or the United States.

    Raises ValueError for another language.
    """
    if lang not in ("es", "en"):
        raise ValueError(f"{lang!r}: reports are written in es or en")
    fallback = Locale("es", "CL") if lang == "es" else Locale("en", "US")
    try:
        locale = Locale(lang, country) if country else fallback
    except UnknownLocaleError:
        locale = fallback
    return Wording(lang, locale)
