"""Figures of the pages, drawn by hand as SVG: an interval as a pale bar with its value on it."""

from reports.page import Bar

_WIDTH, _HEIGHT, _EDGE = 120, 16, 6


def interval_svg(bar: Bar) -> str:
    """The bar of a cell; decorative, for the numbers stand beside it. Colours come from the page's style."""
    span = _WIDTH - 2 * _EDGE

    def x(share: float) -> float:
        return round(_EDGE + span * share, 1)

    middle = _HEIGHT / 2
    parts = [f'<line class="b-axis" x1="{_EDGE}" x2="{_WIDTH - _EDGE}" y1="{middle}" y2="{middle}"/>']
    if bar.others is not None:
        wide = max(2.0, round(x(bar.others[1]) - x(bar.others[0]), 1))
        parts.append(f'<rect class="b-others" x="{x(bar.others[0])}" y="1" width="{wide}" height="{_HEIGHT - 2}" rx="2"/>')
    if bar.reference is not None:
        parts.append(f'<line class="b-ref" x1="{x(bar.reference)}" x2="{x(bar.reference)}" y1="2" y2="{_HEIGHT - 2}"/>')
    if bar.low is not None and bar.high is not None:
        width = max(2.0, round(x(bar.high) - x(bar.low), 1))
        parts.append(f'<rect class="b-span" x="{x(bar.low)}" y="{middle - 3}" width="{width}" height="6" rx="3"/>')
    parts.append(f'<circle class="b-dot" cx="{x(bar.value)}" cy="{middle}" r="4"/>')
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
    return f'<svg class="bar" {size} aria-hidden="true">{"".join(parts)}</svg>'
