"""A measure's figures as a person reads them: the one place that says how many decimals, which unit, which sign."""

from reports.intervals import Estimate
from reports.kpis.measure import Kind
from reports.scorecards.measure import VendorMeasure
from reports.wording import NONE, SYMBOLS, Wording

_NARROW = "\u00a0"
_MOST = 4
"""Decimals nobody writes more than."""


def shown(measure: VendorMeasure, value: float | None, say: Wording, currency: str = "") -> str:
    """`7,7 %`, `1,09`, `$0,118`, `3,4`; a dash for None."""
    if value is None:
        return NONE
    if measure.kind is Kind.SHARE:
        return _percent(value, say)
    return (SYMBOLS.get(currency, "") if measure.money else "") + say.num(value * measure.scale, measure.decimals)


def asked(measure: VendorMeasure, value: float | None, say: Wording, currency: str = "") -> str:
    """A limit or a target, to the digit it was written with: `2 %`, `1,25 %`, `3 días`, `1,00`; a dash for None."""
    if value is None:
        return NONE
    share = measure.kind is Kind.SHARE
    exact = round(value * (100 if share else measure.scale), _MOST)
    least = measure.decimals if measure.kind is Kind.RATIO else 0
    text = say.num(exact, next((d for d in range(least, _MOST) if round(exact, d) == exact), _MOST))
    if share:
        return text + per_cent(say)
    unit = say.pick(measure.unit) if measure.unit else ""
    sign = SYMBOLS.get(currency, "") if measure.money else ""
    return f"{sign}{text}{_NARROW}{unit.rstrip('s') if exact == 1 else unit}".rstrip()


def span(measure: VendorMeasure, found: Estimate, say: Wording) -> str:
    """`[5,3–10,4]` in the unit of `shown`, `[−100; −38]` where an end is below zero; empty where there is no interval."""
    if found.low is None or found.high is None:
        return ""
    factor, decimals = (100.0, 1) if measure.kind is Kind.SHARE else (measure.scale, measure.decimals)
    low, high = say.num(found.low * factor, decimals), say.num(found.high * factor, decimals)
    return f"[{low};{_NARROW}{high}]" if found.low < 0 else f"[{low}\u2060–\u2060{high}]"


def gap(measure: VendorMeasure, found: Estimate, say: Wording) -> str:
    """A difference with its sign and interval: `+2,1 [0,4; 3,8]` (percentage points for shares)."""
    if found.value is None:
        return NONE
    factor, decimals = (100.0, 1) if measure.kind is Kind.SHARE else (measure.scale, measure.decimals)
    text = signed(found.value * factor, decimals, say)
    if found.low is None or found.high is None:
        return text
    return f"{text} [{signed(found.low * factor, decimals, say)};{_NARROW}{signed(found.high * factor, decimals, say)}]"


def per_cent(say: Wording) -> str:
    """The sign after a figure, as the language sets it."""
    return f"{_NARROW}%" if say.lang == "es" else "%"


def weight(share: float, say: Wording) -> str:
    """What a part weighs: `15 %`, `17,6 %` where others were left out."""
    whole = abs(100 * share - round(100 * share)) < 0.05
    return say.num(100 * share, 0 if whole else 1) + per_cent(say)


def signed(value: float, decimals: int, say: Wording) -> str:
    """With its plus or minus; what rounds to zero has none."""
    text = say.num(value, decimals)
    if not text.strip("−0.,"):
        return text.strip("−")
    return text if value < 0 else f"+{text}"


def score(found: Estimate, say: Wording) -> str:
    """Lived treatment: `52 [48–56]`."""
    return f"{say.num(found.value)} {say.interval(found)}".strip()


def ratio(found: Estimate, say: Wording) -> str:
    """Recovery over expected: `1,09 [1,05–1,13]`."""
    return f"{say.num(found.value, 2)} {say.interval(found, 2)}".strip()


def _percent(value: float, say: Wording) -> str:
    return say.num(value * 100, 1) + (f"{_NARROW}%" if say.lang == "es" else "%")


def with_n(text: str, n: int, say: Wording) -> str:
    """A figure with what it rests on, on a line of its own."""
    return f"{text}\nn = {say.num(n)}"
