"""How a measure moved, a line a vendor: honest steps between months, the interval of each as a whisker."""

from datetime import date
from html import escape

from babel.dates import format_date

from reports.intervals import Estimate
from reports.scorecards.card import Comparison
from reports.scorecards.documents.inks import INK, LINE, SOFT, ink, mark, text
from reports.scorecards.documents.sentences import line_of
from reports.scorecards.documents.written import shown
from reports.scorecards.facts import Period
from reports.scorecards.measure import VendorMeasure
from reports.wording import Wording

TRENDS = ("critical_calls", "contacts_against_law", "complaints", "recovery_adjusted")
_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _FLOOR = 760.0, 138.0, 62.0, 590.0, 8.0, 112.0


def month_names(period: Period, count: int, say: Wording) -> list[str]:
    """So many months up to that of a period, oldest first: `ago 2026`, `sept`, `oct`; the year where one begins."""
    last = period.last.year * 12 + period.last.month - 1
    found: list[str] = []
    for months in range(last - count + 1, last + 1):
        year = " y" if not found or months % 12 == 0 else ""
        found.append(format_date(date(months // 12, months % 12 + 1, 1), f"MMM{year}", locale=say.locale).replace(".", ""))
    return found


def trend_svg(made: Comparison, measure: VendorMeasure, say: Wording) -> str:
    """The months of every vendor; empty where nobody has two."""
    lines = [(n, c.vendor.name, line.past) for n, c in enumerate(made.cards) if (line := line_of(c, measure.id)) is not None]
    lines = [(n, name, past) for n, name, past in lines if sum(e.value is not None for e in past) > 1]
    if not lines:
        return ""
    every = [e for _, _, past in lines for e in past if e.value is not None]
    ends = [x for e in every for x in (e.value, e.low, e.high) if x is not None]
    low, high = min(ends), max(ends)
    months = max(len(past) for _, _, past in lines)

    def x(month: int, n: int) -> float:
        return round(_LEFT + 12 + (_RIGHT - _LEFT - 24) * month / max(1, months - 1) + (n - len(lines) / 2) * 3, 1)

    def y(value: float) -> float:
        return round(_FLOOR - (value - low) / ((high - low) or 1) * (_FLOOR - _TOP), 1)

    parts = []
    for value in (low, (low + high) / 2, high):
        parts.append(f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y(value)}" y2="{y(value)}" stroke="{LINE}"/>')
        parts.append(text(_LEFT - 8, y(value) + 4, shown(measure, value, say, made.currency), SOFT, "end"))
    for month, name in enumerate(month_names(made.period, months, say)):
        parts.append(text(x(month, len(lines) // 2), _FLOOR + 18, name, SOFT, "middle"))
    for n, _, past in lines:
        parts += _line(n, past, months, x, y)
    parts += _names([(n, name, past) for n, name, past in lines if past[-1].value is not None], y)
    label = escape(say.pick(measure.name))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 {_WIDE:.0f} {_HIGH:.0f}" role="img" '
        f'aria-label="{label}" font-size="12">{"".join(parts)}</svg>'
    )


def _line(n: int, past: tuple[Estimate, ...], months: int, x, y) -> list[str]:  # type: ignore[no-untyped-def]
    first = months - len(past)
    parts, run = [], []
    for i, found in enumerate(past):
        if found.value is None:
            continue
        at = x(first + i, n)
        if found.low is not None and found.high is not None:
            parts.append(
                f'<line x1="{at}" x2="{at}" y1="{y(found.low)}" y2="{y(found.high)}" stroke="{ink(n)}" stroke-opacity="0.4"/>'
            )
        run.append(f"{at},{y(found.value)}")
        parts.append(mark(n, at, y(found.value), 0.55))
    return [f'<polyline points="{" ".join(run)}" fill="none" stroke="{ink(n)}" stroke-width="1.4"/>', *parts]


def _names(lines: list[tuple[int, str, tuple[Estimate, ...]]], y) -> list[str]:  # type: ignore[no-untyped-def]
    """Beside its last month, or as near as the names above and below let it, within the drawing."""
    ranked = sorted(lines, key=lambda found: -(found[2][-1].value or 0.0))
    step = min(14.0, (_HIGH - 16) / max(1, len(ranked)))
    parts, last = [], -20.0
    for place, (n, name, past) in enumerate(ranked):
        lowest = _HIGH - 3 - step * (len(ranked) - 1 - place)
        last = at = min(max(y(past[-1].value) + 4, last + step), lowest)
        parts += [mark(n, _RIGHT + 14, at - 4, 0.6), text(_RIGHT + 26, at, name, INK)]
    return parts
