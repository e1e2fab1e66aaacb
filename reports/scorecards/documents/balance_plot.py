"""The balance as a drawing for paper: a shape and a name a vendor, ellipses, what is expected. It reads in grey."""

from collections.abc import Sequence
from html import escape
from math import ceil, cos, floor, hypot, log10, sin

from reports.scorecards.card import Comparison, Point
from reports.scorecards.documents.inks import INK, LINE, SOFT, ink, mark, name, text
from reports.wording import Wording

_WIDE, _HIGH = 760.0, 350.0
_LEFT, _RIGHT, _TOP, _FLOOR = 54.0, 740.0, 18.0, 300.0
_WORDS = 116.0
"""How wide the name of the line at one is."""


def balance_svg(made: Comparison, say: Wording) -> str:
    """Treatment across, recovery over expected upwards, the 95 % region of each vendor; empty where nobody has both."""
    points = [p for p in made.balance.points if p.ellipse is not None]
    if not points:
        return ""
    x, y = _Axis(points, 0), _Axis(points, 1)
    names = {v.key: v.name for v in made.vendors}
    order = {v.key: n for n, v in enumerate(made.vendors)}
    parts = [*_across(x, say), *_upwards(y, say)]
    parts += [_region(p, x, y, ink(order[p.vendor])) for p in points]
    parts += _expected(points, x, y, say)
    parts += _frontier([p for p in points if p.frontier], x, y)
    written = _places(points, x, y)
    for p, at in zip(points, written, strict=True):
        n = order[p.vendor]
        parts += [mark(n, x(_mid(p)[0]), y(_mid(p)[1])), name(at[0], at[1], names[p.vendor], ink(n))]
    label = escape(say("Trato vivido y recupero ajustado", "Lived treatment and adjusted recovery"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 {_WIDE:.0f} {_HIGH:.0f}" role="img" '
        f'aria-label="{label}" font-size="12">{"".join(parts)}</svg>'
    )


class _Axis:
    """Round ends around every ellipse, and where a value falls."""

    def __init__(self, points: Sequence[Point], which: int) -> None:
        ends = [end for p in points for end in _reach(p, which)] + ([1.0] if which == 1 else [])
        low, high = min(ends), max(ends)
        step = _round_step((high - low) / 5)
        self.which, self.step = which, step
        self.low, self.high = floor(low / step) * step, ceil(high / step) * step
        if which == 0:
            self.low, self.high = max(0.0, self.low), min(100.0, self.high)

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1) if self.which == 0 else round(_FLOOR - share * (_FLOOR - _TOP), 1)

    @property
    def ticks(self) -> list[float]:
        return [self.low + n * self.step for n in range(round((self.high - self.low) / self.step) + 1)]


def _round_step(value: float) -> float:
    power = 10.0 ** floor(log10(value)) if value > 0 else 1.0
    return next((power * k for k in (1, 2, 2.5, 5, 10) if power * k >= value * 0.999), power * 10)


def _mid(p: Point) -> tuple[float, float]:
    assert p.ellipse is not None
    return p.ellipse[0], p.ellipse[1]


def _reach(p: Point, which: int) -> tuple[float, float]:
    assert p.ellipse is not None
    _, _, a, b, angle = p.ellipse
    half = hypot(a * cos(angle), b * sin(angle)) if which == 0 else hypot(a * sin(angle), b * cos(angle))
    middle = p.ellipse[which]
    return middle - half, middle + half


def _across(x: _Axis, say: Wording) -> list[str]:
    parts = [f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{_FLOOR}" y2="{_FLOOR}" stroke="{SOFT}"/>']
    parts += [text(x(t), _FLOOR + 18, say.num(t), SOFT, "middle") for t in x.ticks]
    return [
        *parts,
        text(_LEFT, _FLOOR + 40, say("Trato vivido, 0 a 100: más es mejor", "Lived treatment, 0 to 100: more is better"), INK),
    ]


def _upwards(y: _Axis, say: Wording) -> list[str]:
    parts = []
    for t in y.ticks:
        parts.append(f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y(t)}" y2="{y(t)}" stroke="{LINE}"/>')
        parts.append(text(_LEFT - 8, y(t) + 4, say.num(t, 2), SOFT, "end"))
    if y.low <= 1 <= y.high:
        parts.append(f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y(1)}" y2="{y(1)}" stroke="{SOFT}" stroke-dasharray="4 3"/>')
    return parts


def _expected(points: Sequence[Point], x: _Axis, y: _Axis, say: Wording) -> list[str]:
    """What the line at one is, at whichever end no region lies; over what is drawn where both have one."""
    if not y.low <= 1 <= y.high:
        return []
    near = [_reach(p, 0) for p in points if y(_reach(p, 1)[1]) <= y(1) and y(_reach(p, 1)[0]) >= y(1) - 16]
    right = all(x(high) < _RIGHT - _WORDS for _, high in near) or any(x(low) < _LEFT + _WORDS for low, _ in near)
    place = (_RIGHT, "end") if right else (_LEFT + 4, "start")
    return [text(place[0], y(1) - 5, say("1,00 = lo esperado", "1.00 = as expected"), SOFT, place[1])]


def _region(p: Point, x: _Axis, y: _Axis, colour: str) -> str:
    """The ellipse in pixels: its axes are turned into the drawing's own scales."""
    assert p.ellipse is not None
    cx, cy, a, b, angle = p.ellipse
    kx, ky = x(1.0) - x(0.0), y(0.0) - y(1.0)
    one = (a * cos(angle) * kx, a * sin(angle) * ky)
    two = (-b * sin(angle) * kx, b * cos(angle) * ky)
    steps = [i * 6.283185307179586 / 72 for i in range(73)]
    dots = " ".join(
        f"{x(cx) + one[0] * cos(t) + two[0] * sin(t):.1f},{y(cy) - one[1] * cos(t) - two[1] * sin(t):.1f}" for t in steps
    )
    dash = ' stroke-dasharray="4 3"' if p.dominated_by else ""
    return f'<polygon points="{dots}" fill="{colour}" fill-opacity="0.08" stroke="{colour}" stroke-width="1.4"{dash}/>'


def _frontier(points: Sequence[Point], x: _Axis, y: _Axis) -> list[str]:
    if len(points) < 2:
        return []
    line = " ".join(f"{x(_mid(p)[0])},{y(_mid(p)[1])}" for p in sorted(points, key=lambda p: _mid(p)[0]))
    return [f'<polyline points="{line}" fill="none" stroke="{INK}" stroke-width="1.3" stroke-dasharray="6 4"/>']


def _places(points: Sequence[Point], x: _Axis, y: _Axis) -> list[tuple[float, float]]:
    """Where each name goes: over its region, moved up where it would touch another."""
    taken: list[tuple[float, float]] = []
    found: dict[int, tuple[float, float]] = {}
    for n in sorted(range(len(points)), key=lambda n: -y(_reach(points[n], 1)[1])):
        px, py = x(_mid(points[n])[0]), y(_reach(points[n], 1)[1]) - 5
        while any(abs(py - ty) < 14 and abs(px - tx) < 130 for tx, ty in taken):
            py -= 14
        taken.append((px, py))
        found[n] = (min(max(px, _LEFT + 60), _RIGHT - 60), max(py, 12))
    return [found[n] for n in range(len(points))]
