"""Where a figure falls in a drawing: templates draw charts as SVG, so that they need no script and print in grey."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing `width` × `height` whose data run from (0, `y_low`) to (`x_high`, `y_high`), with room for the axes' words."""

    x_high: float
    y_high: float
    width: int = 560
    height: int = 400
    y_low: float = 0.0
    x_low: float = 0.0
    left: int = 46
    right: int = 64
    top: int = 12
    bottom: int = 44

    def x(self, value: float) -> float:
        """Pixels from the left."""
        share = (value - self.x_low) / ((self.x_high - self.x_low) or 1)
        return round(self.left + share * (self.width - self.left - self.right), 1)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        share = (value - self.y_low) / ((self.y_high - self.y_low) or 1)
        return round(self.height - self.bottom - share * (self.height - self.top - self.bottom), 1)

    def path(self, points: Sequence[Point]) -> str:
        """A line through the points, as SVG's `d`; honest steps, no smoothing."""
        return "M" + " L".join(f"{self.x(a)} {self.y(b)}" for a, b in points) if points else ""

    def area(self, low: Sequence[Point], high: Sequence[Point]) -> str:
        """The band between two lines."""
        return self.path([*high, *reversed(low)]) + " Z" if low and high else ""

    def apart(self, values: Sequence[float], gap: float = 15.0) -> list[float]:
        """Pixels from the top for the words at the end of each line, moved apart where they would touch; in the order given."""
        order = sorted(range(len(values)), key=lambda n: -values[n])
        places, last = [0.0] * len(values), float("-inf")
        for n in order:
            last = max(self.y(values[n]) + 4, last + gap)
            places[n] = last
        return places

    def ticks(self, high: float, most: int = 6, low: float = 0.0) -> list[float]:
        """Round values from `low` to `high`, at most about `most` of them."""
        step = next_round((high - low) / max(1, most))
        count = int((high - low) / step + 1e-9)
        return [round(low + n * step, 6) for n in range(count + 1)]


def next_round(value: float) -> float:
    """The next of 1, 2, 2.5, 5 × a power of ten that is at least the value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next((power * k for k in (1, 2, 2.5, 5, 10) if power * k >= value * 0.999), power * 10)


def plot(x_high: float, y_high: float, **more: float) -> Plot:
    """A drawing that reaches at least so far in both directions."""
    return Plot(x_high, y_high, **more)  # type: ignore[arg-type]
