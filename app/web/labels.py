"""Words beside the things they name in a drawing: none lies on another, and as few as can be on what is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import cos, hypot, pi, sin, sqrt

_GAP = 5.0
_DIRECTIONS = 32
_FURTHER = (0.0, 10.0)
_NEARER = (0.6, 0.8)
_STEP = 14.0
_FAR = 14.0
"""What a pixel of distance costs, in square pixels of another's shape covered."""
_OWN = 0.7
_ON_A_LINE = 120.0
_ON_AN_EDGE = 90.0
"""What each eight pixels of a shape's outline under the words cost: a line through words cannot be read."""
_NO_PLACE = 1e6


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels from the left and the top, width and height."""

    x: float
    y: float
    w: float
    h: float

    def covers(self, other: "Box") -> float:
        """The area both have, in square pixels."""
        wide = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        high = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        return max(0.0, wide) * max(0.0, high)

    def inside(self, frame: "Box") -> bool:
        """Whether nothing of it sticks out of the frame."""
        return (
            self.x >= frame.x
            and self.y >= frame.y
            and self.x + self.w <= frame.x + frame.w
            and self.y + self.h <= frame.y + frame.h
        )

    def away(self, x: float, y: float) -> float:
        """Pixels from a point to its nearest edge; 0 inside."""
        return hypot(max(self.x - x, 0.0, x - self.x - self.w), max(self.y - y, 0.0, y - self.y - self.h))

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """Its point that is nearest to another."""
        return min(max(x, self.x), self.x + self.w), min(max(y, self.y), self.y + self.h)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a label names: a centre and how far it reaches to the sides and up, in pixels."""

    x: float
    y: float
    wide: float
    high: float

    def box(self) -> Box:
        """The box around it."""
        return Box(self.x - self.wide, self.y - self.high, 2 * self.wide, 2 * self.high)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in the ellipse of these reaches."""
        return ((x - self.x) / max(self.wide, 1e-9)) ** 2 + ((y - self.y) / max(self.high, 1e-9)) ** 2 < 1

    def outline(self) -> Iterator[tuple[float, float]]:
        """Points of its edge, about eight pixels apart."""
        count = max(8, int(2 * pi * hypot(self.wide, self.high) / sqrt(2) / 8))
        for n in range(count):
            yield self.x + self.wide * cos(2 * pi * n / count), self.y + self.high * sin(2 * pi * n / count)


Segment = tuple[tuple[float, float], tuple[float, float]]


def place(
    named: Sequence[Shape],
    sizes: Sequence[tuple[float, float]],
    frame: Box,
    taken: Sequence[Box] = (),
    shapes: Sequence[Shape] = (),
    lines: Sequence[Segment] = (),
) -> list[Box | None]:
    """A place for each label (width, height), in their order; None where the frame has no free place left.

    `taken` must stay free of words; `shapes` and `lines` are covered only where nothing better is found.
    """
    ranked = [_ranked(shape, size, frame, taken, shapes, lines) for shape, size in zip(named, sizes, strict=True)]
    best = min((_taken_in_turn(ranked, order) for order in _orders(len(named))), key=lambda found: found[0], default=(0.0, []))
    out = list(best[1])
    for n, box in enumerate(out):
        if box is None:
            held = [*taken, *(other for other in out if other)]
            left = _free(_anywhere(sizes[n], frame), frame, held)
            out[n] = min(left, key=lambda found: _cost(found, named[n], shapes, lines), default=None)
    return out


Ranked = list[tuple[float, Box]]


def _orders(count: int) -> Iterator[list[int]]:
    """Who chooses first: each label once, forwards and backwards."""
    for first in range(count):
        turn = [(first + n) % count for n in range(count)]
        yield turn
        yield [turn[0], *reversed(turn[1:])]


def _taken_in_turn(ranked: Sequence[Ranked], order: Sequence[int]) -> tuple[float, list[Box | None]]:
    """The best free place of each in this order, and what they cost together."""
    out: list[Box | None] = [None] * len(ranked)
    total = 0.0
    for n in order:
        held = [box for box in out if box]
        free = next(((cost, box) for cost, box in ranked[n] if not any(box.covers(other) for other in held)), None)
        total += free[0] if free else _NO_PLACE
        out[n] = free[1] if free else None
    return total, out


def _ranked(
    shape: Shape, size: tuple[float, float], frame: Box, taken: Sequence[Box], shapes: Sequence[Shape], lines: Sequence[Segment]
) -> Ranked:
    """Every place beside its shape that a label may have, the best first."""
    others = [s for s in shapes if s != shape]
    free = _free(_around(shape, size), frame, taken)
    return sorted(((_cost(box, shape, others, lines), box) for box in free), key=lambda pair: pair[0])


def _free(found: Iterator[Box], frame: Box, taken: Sequence[Box]) -> Iterator[Box]:
    return (box for box in found if box.inside(frame) and not any(box.covers(other) for other in taken))


def _around(shape: Shape, size: tuple[float, float]) -> Iterator[Box]:
    """Boxes that just clear the shape in every direction, some further off, some partly on it."""
    w, h = size
    for n in range(_DIRECTIONS):
        east, south = cos(2 * pi * n / _DIRECTIONS), sin(2 * pi * n / _DIRECTIONS)
        clear = _clear(shape, size, east, south)
        for far in (*(clear + more for more in _FURTHER), *(clear * part for part in _NEARER)):
            x, y = shape.x + east * far, shape.y + south * far
            yield Box(x - w / 2, y - h / 2, w, h)


def _clear(shape: Shape, size: tuple[float, float], east: float, south: float) -> float:
    """How far from the centre a box must be, that way, to stand beside the shape and not on it."""
    wide, high = shape.wide + _GAP, shape.high + _GAP
    far = 0.0
    for step in range(400):
        far = step * 3.0
        x, y = abs(east) * far, abs(south) * far
        near_x, near_y = max(0.0, x - size[0] / 2), max(0.0, y - size[1] / 2)
        if (near_x / wide) ** 2 + (near_y / high) ** 2 >= 1:
            break
    return far


def _anywhere(size: tuple[float, float], frame: Box) -> Iterator[Box]:
    w, h = size
    for row in range(int(max(0.0, frame.h - h) / _STEP) + 1):
        for column in range(int(max(0.0, frame.w - w) / _STEP) + 1):
            yield Box(frame.x + column * _STEP, frame.y + row * _STEP, w, h)


def _cost(box: Box, shape: Shape, others: Sequence[Shape], lines: Sequence[Segment]) -> float:
    """Distance from what it names, and what it covers of the drawing; its own shape is covered at less cost than another's."""
    grid = [(box.x + box.w * i / 6, box.y + box.h * j / 2) for i in range(7) for j in range(3)]
    piece = box.w * box.h / len(grid)
    on_others = sum(piece for s in others for x, y in grid if s.holds(x, y))
    on_own = sum(piece for x, y in grid if shape.holds(x, y))
    steps = chain.from_iterable(_along(line) for line in lines)
    on_lines = sum(1 for x, y in steps if not box.away(x, y))
    gone = box.away(*shape.box().nearest(box.x + box.w / 2, box.y + box.h / 2))
    off = hypot(box.x + box.w / 2 - shape.x, box.y + box.h / 2 - shape.y)
    edges = chain.from_iterable(s.outline() for s in (shape, *others) if s.box().covers(box))
    on_edges = sum(1 for x, y in edges if not box.away(x, y))
    return _FAR * gone + 0.5 * off + on_others + _OWN * on_own + _ON_A_LINE * on_lines + _ON_AN_EDGE * on_edges


def _along(line: Segment) -> Iterator[tuple[float, float]]:
    (x, y), (to_x, to_y) = line
    count = max(1, int(hypot(to_x - x, to_y - y) / 8))
    return ((x + (to_x - x) * n / count, y + (to_y - y) * n / count) for n in range(count + 1))
