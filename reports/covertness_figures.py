"""Plots of the covertness page, drawn as SVG that needs no script: intervals of the AUC, and scores of both kinds of row."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from audit.ghosts.covertness.covertness import Bins

_WIDE, _LEFT, _RIGHT, _ROW, _TOP, _BOTTOM = 860, 300, 150, 30, 26, 30


@dataclass(frozen=True, slots=True)
class Whisker:
    """A named value with its interval, and how it is written beside the bar."""

    name: str
    value: float
    low: float
    high: float
    written: str
    marked: bool = False


def whiskers_svg(rows: Sequence[Whisker], ticks: Sequence[tuple[float, str]], reference: float, title: str) -> str:
    """Intervals under one another on a common scale from the first tick to the last; what lies outside is cut at the edge."""
    height = _TOP + _ROW * len(rows) + _BOTTOM
    low, high = ticks[0][0], ticks[-1][0]

    def x(value: float) -> float:
        share = (min(max(value, low), high) - low) / (high - low)
        return round(_LEFT + share * (_WIDE - _LEFT - _RIGHT), 1)

    parts = []
    for value, text in ticks:
        kind = "c-ref" if value == reference else "c-grid"
        parts.append(f'<line class="{kind}" x1="{x(value)}" x2="{x(value)}" y1="{_TOP - 10}" y2="{height - _BOTTOM}"/>')
        parts.append(f'<text class="c-tick" x="{x(value)}" y="{height - 10}" text-anchor="middle">{escape(text)}</text>')
    for i, row in enumerate(rows):
        y = _TOP + _ROW * i + _ROW / 2
        tone = " c-marked" if row.marked else ""
        parts.append(f'<text class="c-name" x="{_LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(_short(row.name))}</text>')
        wide = max(3.0, round(x(row.high) - x(row.low), 1))
        parts.append(f'<rect class="c-span{tone}" x="{x(row.low)}" y="{y - 5}" width="{wide}" height="10" rx="5"/>')
        parts.append(f'<circle class="c-dot{tone}" cx="{x(row.value)}" cy="{y}" r="4.5"/>')
        parts.append(f'<text class="c-value" x="{_WIDE - _RIGHT + 14}" y="{y + 4}">{escape(row.written)}</text>')
    return _svg(height, title, parts)


def scores_svg(scores: Bins, title: str, ghosts: str, real: str, low: str, high: str) -> str:
    """The share of each kind of row at each out-of-fold score, as two steps over one another."""
    height, floor = 230, 190
    left, right = 30, _WIDE - 30
    steps = len(scores.real)
    shares = [[n / max(1, sum(kind)) for n in kind] for kind in (scores.real, scores.ghosts)]
    tallest = max(max(shares[0]), max(shares[1]), 1e-9)

    def x(step: float) -> float:
        return round(left + (right - left) * step / steps, 1)

    def y(share: float) -> float:
        return round(floor - 150 * share / tallest, 1)

    def stairs(kind: list[float]) -> str:
        return " ".join(f"{x(i)},{y(s)} {x(i + 1)},{y(s)}" for i, s in enumerate(kind))

    parts = [f'<polygon class="c-real" points="{x(0)},{floor} {stairs(shares[0])} {x(steps)},{floor}"/>']
    parts.append(f'<polyline class="c-ghost" points="{stairs(shares[1])}"/>')
    parts.append(f'<line class="c-grid" x1="{left}" x2="{right}" y1="{floor}" y2="{floor}"/>')
    parts.append(f'<text class="c-tick" x="{left}" y="{floor + 20}">{escape(low)}</text>')
    parts.append(f'<text class="c-tick" x="{right}" y="{floor + 20}" text-anchor="end">{escape(high)}</text>')
    parts.append(f'<line class="c-ghost" x1="{left}" x2="{left + 22}" y1="16" y2="16"/>')
    parts.append(f'<text class="c-name" x="{left + 30}" y="20">{escape(ghosts)}</text>')
    parts.append(f'<rect class="c-real" x="{left + 200}" y="10" width="22" height="12"/>')
    parts.append(f'<text class="c-name" x="{left + 230}" y="20">{escape(real)}</text>')
    return _svg(height, title, parts)


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    label = escape(title)
    return f'<svg class="plot" viewBox="0 0 {_WIDE} {height}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _short(name: str) -> str:
    return name if len(name) <= 42 else name[:41] + "…"
