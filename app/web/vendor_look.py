"""How a vendor and its measures are drawn: its mark, its possible places, the interval of a measure, its months as a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale, gettext, ngettext

from app.web import formats
from reports.intervals import Estimate
from reports.kpis.measure import Kind
from reports.scorecards.anchors import ingredients
from reports.scorecards.card import Card, Comparison, Line, Part, Point
from reports.scorecards.documents import basis, written
from reports.scorecards.measure import VendorMeasure, vendor_measures
from reports.scorecards.segment_names import segment_name as named_segment
from reports.wording import Wording

MARKS = 8
"""How many marks there are; a ninth vendor takes the first again, its name beside it."""
_PAD = 0.06


def mark_of(comparison: Comparison, vendor: str) -> int:
    """The number of a vendor's mark, 1 to MARKS: the same on every page of the comparison."""
    keys = [v.key for v in comparison.vendors]
    return keys.index(vendor) % MARKS + 1 if vendor in keys else MARKS


def wording() -> Wording:
    """The reader's way of writing, for what the documents write too."""
    locale = formats.locale()
    return Wording("en" if locale.language == "en" else "es", locale)


def lang() -> str:
    """The reader's language, for texts that carry both."""
    found = get_locale()
    return "en" if found is not None and found.language == "en" else "es"


def line_of(card: Card, measure: str) -> Line | None:
    """A vendor's line of a measure, if it has one."""
    return next((line for line in card.lines if line.measure == measure), None)


def shown(measure: VendorMeasure, value: float | None, currency: str = "") -> str:
    """A value in its unit."""
    return written.shown(measure, value, wording(), currency)


def asked(measure: VendorMeasure, value: float | None, currency: str = "") -> str:
    """A limit or a target in its unit, to the digit."""
    return written.asked(measure, value, wording(), currency)


def span(measure: VendorMeasure, found: Estimate) -> str:
    """Its interval in the same unit."""
    return written.span(measure, found, wording())


def basis_of(comparison: Comparison, measure: VendorMeasure, line: Line) -> tuple[str, ...]:
    """What a figure was made of, in sentences."""
    return basis.basis(comparison, measure, line, wording())


def counted_of(comparison: Comparison, line: Line) -> str:
    """The same in three words, for a table; empty where nothing was counted before a correction."""
    return basis.counted(comparison, line, wording())


def plain(value: float) -> str:
    """A number with the decimals it has, two at most."""
    return formats.num(value, 0 if abs(value - round(value)) < 5e-3 else 2)


def signed(value: float | None, decimals: int = 0) -> str:
    """`+2,1`, `−5`."""
    return formats.NONE if value is None else written.signed(value, decimals, wording())


def between(low: float | None, high: float | None, decimals: int = 0, plus: bool = False) -> str:
    """`[−11; +1]`: an interval whose ends carry their signs, `[16–28]` where both are plain."""
    if low is None or high is None:
        return ""
    if plus or low < 0 or high < 0:
        return f"[{signed(low, decimals)};\u00a0{signed(high, decimals)}]"
    return f"[{formats.num(low, decimals)}\u2060–\u2060{formats.num(high, decimals)}]"


def percent(value: float | None, decimals: int = 1) -> str:
    """A share of what is expected: 0.004 as 0,4 %."""
    if value is None:
        return formats.NONE
    return formats.num(100 * value, decimals) + unit()


def unit() -> str:
    """The sign of per cent as the language sets it after a figure."""
    return "\u00a0%" if lang() == "es" else "%"


def percent_span(found: Estimate, decimals: int = 1) -> str:
    """`[−0,1; 0,3]` in the same unit."""
    if found.low is None or found.high is None:
        return ""
    return f"[{formats.num(100 * found.low, decimals)};\u00a0{formats.num(100 * found.high, decimals)}]"


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval on its scale, each in per cent of the scale's length; None: not known."""

    at: float | None
    low: float | None
    high: float | None
    others: tuple[float, float] | None
    target: float | None


def scale(comparison: Comparison, measure: str) -> tuple[float, float]:
    """The ends of a measure's scale: all that any vendor's line shows, so that bars of two vendors can be held together."""
    values: list[float] = []
    for line in (own for card in comparison.cards if (own := line_of(card, measure))):
        values += [
            v for v in (line.value.value, line.value.low, line.value.high, line.target, *(line.others or ())) if v is not None
        ]
    return _ends(values)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    room = (high - low) * _PAD or abs(high) * 0.1 or 1.0
    return low - room, high + room


def bar(
    found: Estimate, ends: tuple[float, float], others: tuple[float, float] | None = None, target: float | None = None
) -> Bar:
    """Where the figures fall on the scale."""
    low, high = ends

    def place(value: float) -> float:
        return round(min(100.0, max(0.0, (value - low) / ((high - low) or 1) * 100)), 2)

    return Bar(
        at=None if found.value is None else place(found.value),
        low=None if found.low is None else place(found.low),
        high=None if found.high is None else place(found.high),
        others=(place(others[0]), place(others[1])) if others else None,
        target=None if target is None else place(target),
    )


def part_others(points: Sequence[Point], vendor: str, part: str) -> tuple[float, float] | None:
    """The span of the other vendors' scores of a part of treatment."""
    found = [
        p.score.value
        for point in points
        if point.vendor != vendor
        for p in point.parts
        if p.id == part and p.score.value is not None
    ]
    return (min(found), max(found)) if found else None


def part_bar(comparison: Comparison, vendor: str, part: Part) -> Bar:
    """A part of treatment on the scale of 0 to 100, with the span of the others."""
    return bar(part.score, (0.0, 100.0), part_others(comparison.balance.points, vendor, part.id))


def line_bar(comparison: Comparison, line: Line) -> Bar:
    """A line's interval on the scale of its measure."""
    return bar(line.value, scale(comparison, line.measure), line.others, line.target)


def spark(past: Sequence[Estimate], width: float = 46, height: float = 16) -> str:
    """The months as a line, SVG's `d`; a month without a value breaks it. Empty under two months."""
    known = [e.value for e in past if e.value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    room = max(high - low, abs(high) * 0.08, 1e-9)
    middle = (low + high) / 2
    step, out, drawing = width / max(1, len(past) - 1), [], False
    for n, found in enumerate(past):
        if found.value is None:
            drawing = False
            continue
        y = height / 2 - (found.value - middle) / room * (height - 6)
        out.append(f"{'L' if drawing else 'M'}{n * step:.1f} {y:.1f}")
        drawing = True
    return " ".join(out)


def spark_end(past: Sequence[Estimate], width: float = 46, height: float = 16) -> float:
    """The height of the last month's point in the line."""
    path = spark(past, width, height)
    return float(path.split()[-1]) if path else height / 2


def segment_name(segment: str) -> str:
    """A segment as people call it."""
    return named_segment(segment, formats.locale().language)


def segment_names(segments: Sequence[str]) -> str:
    """The same of several."""
    return ", ".join(segment_name(s) for s in segments)


def measures_in(group: str) -> list[VendorMeasure]:
    """The measures of a group, in the order of the page."""
    return [m for m in vendor_measures().values() if m.group == group]


def weight(share: float) -> str:
    """What a part of treatment weighs in the whole."""
    return written.weight(share, wording())


def part_name(part: str) -> str:
    """What a part of treatment is called."""
    found = next((i for i in ingredients() if i.id == part), None)
    return found.name[lang()] if found else part


def by_treatment(comparison: Comparison) -> list[Card]:
    """The cards by possible place in treatment, then by name; who has none comes last."""

    def order(card: Card) -> tuple[float, float, str]:
        rank, found = card.point.experience_rank, card.point.experience.value
        return (sum(rank) if rank else 1e9, -(found if found is not None else -1.0), card.vendor.name)

    return sorted(comparison.cards, key=order)


def names_of(comparison: Comparison) -> dict[str, str]:
    """Vendors' names by key."""
    return {v.key: v.name for v in comparison.vendors}


def card_of(comparison: Comparison, vendor: str) -> Card | None:
    """A vendor's card."""
    return next((card for card in comparison.cards if card.vendor.key == vendor), None)


def with_group(card: Card, group: str) -> list[tuple[VendorMeasure, Line]]:
    """The lines of a group of measures, in the order of the page."""
    return [(m, line) for m in measures_in(group) if (line := line_of(card, m.id))]


def is_share(measure: VendorMeasure) -> bool:
    """Whether its differences are in percentage points."""
    return measure.kind is Kind.SHARE


def measures() -> dict[str, VendorMeasure]:
    """Every measure by id."""
    return vendor_measures()


def sentence(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def against_others(measure: VendorMeasure, line: Line) -> str:
    """Where a value stands against the span of the others."""
    if line.others is None or line.value.value is None:
        return ""
    low, high = (shown(measure, end) for end in line.others)
    if line.others[0] <= line.value.value <= line.others[1]:
        return str(gettext("within the others: %(low)s–%(high)s", low=low, high=high))
    if low == high:
        return str(gettext("the others: %(value)s", value=low))
    return str(gettext("the others: %(low)s–%(high)s", low=low, high=high))


def months_said(card: Card) -> str:
    """`Apr → May`: from where to where the months of the lines run."""
    most = max((len(line.past) for line in card.lines), default=0)
    return str(gettext("Last month")) if most < 2 else str(ngettext("%(num)s month", "%(num)s months", most))


def estimate(row: Mapping[str, Any]) -> Estimate:
    """A figure kept as {value, low, high, n}."""
    return Estimate(row["value"], row["low"], row["high"], row["n"])
