"""Where each person's evidence falls in the drawing of drift, week by week, on a scale that multiplies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from app.queries.scorer_rows import DriftFigure
from app.web.plots import Plot

ALARM = 20.0
_LEAST, _MOST = -2.0, 3.0


@dataclass(frozen=True, slots=True)
class DriftLine:
    """One person's line, as SVG's `d`, and where their name stands."""

    name: str
    path: str
    x: float
    y: float
    alarmed: bool


@dataclass(frozen=True, slots=True)
class DriftPlot:
    """The drawing: lines, the height of the alarm, weeks (word, pixels), the scale (times, pixels)."""

    lines: tuple[DriftLine, ...]
    alarm: float
    weeks: tuple[tuple[str, float], ...]
    scale: tuple[tuple[float, float], ...]
    plot: Plot


def drift_plot(figures: Sequence[DriftFigure]) -> DriftPlot | None:
    """Of everybody with two weeks or more; None where nobody has."""
    told = [f for f in figures if len(f.drift.looks) >= 2]
    if not told:
        return None
    names = sorted({look.week for f in told for look in f.drift.looks})
    place = {name: float(n) for n, name in enumerate(names)}
    plot = Plot(float(len(names) - 1), _MOST, 640, 280, y_low=_LEAST, right=120)
    ends = plot.apart([_height(f.drift.looks[-1].evidence) for f in told])
    lines = []
    for figure, end in zip(told, ends, strict=True):
        points = [(place[look.week], _height(look.evidence)) for look in figure.drift.looks]
        lines.append(DriftLine(figure.name, plot.path(points), plot.x(points[-1][0]), end, figure.drift.alarmed_at is not None))
    step = max(1, -(-len(names) // 6))
    return DriftPlot(
        tuple(lines),
        plot.y(log10(ALARM)),
        tuple((name, plot.x(place[name])) for name in names[::step]),
        tuple((value, plot.y(log10(value))) for value in (0.1, 1.0, ALARM, 1000.0)),
        plot,
    )


def _height(evidence: float) -> float:
    return min(_MOST, max(_LEAST, log10(evidence) if evidence > 0.0 else _LEAST))
