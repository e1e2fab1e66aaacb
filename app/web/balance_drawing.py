"""Where everything of the balance falls in its drawing: regions, marks, the frontier, and words that do not collide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, hypot, pi, sin

from app.web.labels import Box, Shape, place
from app.web.plots import Plot, next_round
from reports.scorecards.card import Balance, Point

_CORNERS = 72
_MARK = 9.0
_NAME_H, _LINE_H = 18.0, 16.0
_LETTER, _SMALL = 7.9, 6.7
"""Widest mean width of a letter of a name (14 px, semibold) and of what stands under it (12 px)."""
_MOST_TIES = 2
Words = Callable[[Point], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Named:
    """Words beside a point: where they begin, from which end they run, and a line to the point where they are far from it."""

    x: float
    y: float
    anchor: str
    name: str
    under: str
    leader: tuple[float, float, float, float] | None
    box: Box


@dataclass(frozen=True, slots=True)
class Drawn:
    """A vendor as it is drawn; `region` is SVG's `d` of its ellipse."""

    vendor: str
    x: float
    y: float
    region: str
    dominated: bool
    named: Named | None


@dataclass(frozen=True, slots=True)
class Tie:
    """Two vendors that cannot be told apart: the line between them, and the pill that says so with its stem."""

    line: tuple[float, float, float, float]
    stem: tuple[float, float, float, float] | None
    pill: Box | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it, in pixels of a drawing `plot.width` × `plot.height`. `frontier_word` is x, y and degrees."""

    plot: Plot
    x_ticks: tuple[float, ...]
    y_ticks: tuple[float, ...]
    points: tuple[Drawn, ...]
    frontier: str
    frontier_word: tuple[float, float, float] | None
    ties: tuple[Tie, ...]
    expected: float | None


def drawable(point: Point) -> bool:
    """Whether both figures of a vendor are known, so that it has a place."""
    return point.ellipse is not None and point.experience.value is not None and point.recovery.value is not None


def drawing(balance: Balance, words: Words, tie_word: str, width: int = 690, height: int = 520, narrow: bool = False) -> Drawing:
    """The balance drawn; vendors without a place are left out (the page names them under the drawing)."""
    points = [p for p in balance.points if drawable(p)]
    plot, x_ticks, y_ticks = _axes([_edge(p) for p in points], width, height, narrow)
    at = {p.vendor: (plot.x(p.ellipse[0]), plot.y(p.ellipse[1])) for p in points if p.ellipse}
    shapes = [_shape(plot, p) for p in points]
    front = sorted(at[p.vendor] for p in points if p.frontier)
    lines = list(pairwise(front))
    pairs = [pair for pair in balance.together if pair[0] in at and pair[1] in at]
    pairs = pairs if len(pairs) <= _MOST_TIES and not narrow else []
    expected = plot.y(1.0) if plot.y_low <= 1 <= plot.y_high else None
    frame = Box(0, plot.top, width, height - plot.top - plot.bottom - 2)
    taken = [Box(x - _MARK, y - _MARK, 2 * _MARK, 2 * _MARK) for x, y in at.values()]
    word = _frontier_word(lines) if not narrow else None
    if word:
        taken.append(Box(word[0] - 26, word[1] - 14, 52, 18))
    if expected is not None and not narrow:
        taken.append(Box(plot.left, expected - 18, 132, 18))
    if not narrow:
        taken.append(Box(width - plot.right - 190, plot.top, 190, 22))
    taken += [Box(0, plot.y(v) - 10, plot.left - 4, 20) for v in y_ticks]
    named = _names(points, shapes, words, frame, taken, lines, narrow)
    taken += [n.box for n in named if n]
    ties = _ties(pairs, at, tie_word, frame, taken, shapes, lines)
    drawn = tuple(
        Drawn(p.vendor, *at[p.vendor], _region(plot, p), bool(p.dominated_by), said)
        for p, said in zip(points, named, strict=True)
    )
    path = "M" + " L".join(f"{x} {y}" for x, y in front) if len(front) > 1 else ""
    return Drawing(plot, x_ticks, y_ticks, drawn, path, word, ties, expected)


def _edge(point: Point) -> list[tuple[float, float]]:
    assert point.ellipse is not None
    x, y, one, other, turn = point.ellipse
    round_ = [2 * pi * n / _CORNERS for n in range(_CORNERS)]
    return [
        (
            x + one * cos(t) * cos(turn) - other * sin(t) * sin(turn),
            y + one * cos(t) * sin(turn) + other * sin(t) * cos(turn),
        )
        for t in round_
    ]


def _axes(
    edges: list[list[tuple[float, float]]], width: int, height: int, narrow: bool
) -> tuple[Plot, tuple[float, ...], tuple[float, ...]]:
    """Round ends a little beyond what is drawn."""
    xs = [x for edge in edges for x, _ in edge] or [0.0, 100.0]
    ys = [y for edge in edges for _, y in edge] or [0.9, 1.1]
    most = 4 if narrow else 5
    x_step, y_step = next_round((max(xs) - min(xs)) / most), next_round((max(ys) - min(ys)) / most)
    pad = 0.12 if narrow else 0.3
    x_low, x_high = max(0.0, min(xs) - x_step * 0.5), min(100.0, max(xs) + x_step * 0.5)
    y_low, y_high = min(ys) - y_step * pad, max(ys) + y_step * pad
    edge = (44, 6, 8, 46) if narrow else (48, 6, 4, 46)
    plot = Plot(x_high, y_high, width, height, y_low=y_low, x_low=x_low, left=edge[0], right=edge[1], top=edge[2], bottom=edge[3])
    return plot, _rounds(x_low, x_high, x_step), _rounds(y_low, y_high, y_step)


def _rounds(low: float, high: float, step: float) -> tuple[float, ...]:
    first = int(low / step) + (1 if low % step > step * 1e-6 else 0)
    count = int((high - first * step) / step + 1e-9)
    return tuple(round((first + n) * step, 6) for n in range(count + 1))


def _region(plot: Plot, point: Point) -> str:
    return plot.path(_edge(point)) + " Z"


def _shape(plot: Plot, point: Point) -> Shape:
    xs = [plot.x(x) for x, _ in _edge(point)]
    ys = [plot.y(y) for _, y in _edge(point)]
    return Shape((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, (max(xs) - min(xs)) / 2, (max(ys) - min(ys)) / 2)


def _frontier_word(lines: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> tuple[float, float, float] | None:
    """Over the longest stretch, two thirds along it, turned as it is."""
    if not lines:
        return None
    (x, y), (to_x, to_y) = max(lines, key=lambda line: hypot(line[1][0] - line[0][0], line[1][1] - line[0][1]))
    if hypot(to_x - x, to_y - y) < 90:
        return None
    return round(x + (to_x - x) * 0.66, 1), round(y + (to_y - y) * 0.66 - 6, 1), round(degrees(atan2(to_y - y, to_x - x)), 1)


def _ties(
    pairs: Sequence[tuple[str, str]],
    at: dict[str, tuple[float, float]],
    word: str,
    frame: Box,
    taken: Sequence[Box],
    shapes: Sequence[Shape],
    lines: Sequence[tuple[tuple[float, float], tuple[float, float]]],
) -> tuple[Tie, ...]:
    middles = [((at[a][0] + at[b][0]) / 2, (at[a][1] + at[b][1]) / 2) for a, b in pairs]
    size = (_SMALL * (len(word) + 2) + 20, 22.0)
    found = place([Shape(x, y, 14, 40) for x, y in middles], [size] * len(middles), frame, taken, (), lines)
    out = []
    for (a, b), (x, y), pill in zip(pairs, middles, found, strict=True):
        stem = (round(x, 1), round(y, 1), *(round(v, 1) for v in pill.nearest(x, y))) if pill else None
        out.append(Tie((*at[a], *at[b]), stem, pill))  # type: ignore[arg-type]
    return tuple(out)


def _names(
    points: Sequence[Point],
    shapes: Sequence[Shape],
    words: Words,
    frame: Box,
    taken: Sequence[Box],
    lines: Sequence[tuple[tuple[float, float], tuple[float, float]]],
    narrow: bool,
) -> list[Named | None]:
    said = [words(p) if not narrow else (words(p)[0], "") for p in points]
    sizes = [(max(_LETTER * len(name), _SMALL * len(under)) + 4, _NAME_H + (_LINE_H if under else 0.0)) for name, under in said]
    boxes = place(shapes, sizes, frame, taken, shapes, lines)
    return [
        _named(box, shape, name, under) if box else None for box, shape, (name, under) in zip(boxes, shapes, said, strict=True)
    ]


def _named(box: Box, shape: Shape, name: str, under: str) -> Named:
    aside = (box.x + box.w / 2 - shape.x) / max(shape.wide, 1.0)
    anchor = "end" if aside < -0.6 else "start" if aside > 0.6 else "middle"
    x = {"end": box.x + box.w - 2, "start": box.x + 2, "middle": box.x + box.w / 2}[anchor]
    near = box.nearest(shape.x, shape.y)
    leader = (*near, shape.x, shape.y) if shape.box().away(*near) > 16 else None
    return Named(round(x, 1), round(box.y + 14, 1), anchor, name, under, leader, box)
