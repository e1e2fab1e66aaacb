"""The points of the plan's two plots: power against ghosts in its saw teeth, and the risk of being noticed with its band."""

from dataclasses import dataclass

import numpy as np

from audit.ghosts.notice import risks
from audit.ghosts.plan_question import Question
from audit.ghosts.power import teeth

LONGEST = 400


@dataclass(frozen=True, slots=True)
class PowerLine:
    """Power at one true rate, for each number of ghosts of the plot."""

    rate: float
    power: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class NoticeBand:
    """Risk that a vendor picks out at least one ghost, with its 95 % band, for each number of ghosts of a cell."""

    vendor: str
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Columns over `ghosts` (of one cell, 1 … N). Lines: the rate that matters, a larger and a smaller one, in that order."""

    ghosts: tuple[int, ...]
    threshold: tuple[int, ...]
    false_accusation: tuple[float, ...]
    lines: tuple[PowerLine, ...]
    notice: tuple[NoticeBand, ...]


def beside(question: Question) -> tuple[float, float]:
    """A larger and a smaller true rate than the one that matters, for the reader to compare."""
    larger = min(round(question.matters * 5.0 / 3.0, 3), (1.0 + question.matters) / 2.0)
    smaller = round(question.matters * 2.0 / 3.0, 3)
    return larger, smaller if smaller > question.tolerated else (question.matters + question.tolerated) / 2.0


def plot_of(question: Question, chosen: int, up_to: int | None = None) -> Plot:
    """The points for 1 … `up_to` ghosts; without it, some two and a half times the number chosen."""
    most = min(LONGEST, up_to or max(60, -(-5 * chosen // 40) * 20))
    found = teeth(question.standard, (question.matters, *beside(question)), most)
    n = np.arange(1, most + 1)
    bands = []
    for asked in question.vendors:
        if asked.accounts is not None:
            within = np.minimum(n * len(question.cells), asked.accounts)
            columns = risks(within, asked.accounts, question.suspicion, question.contacts_per_ghost)
            bands.append(NoticeBand(asked.vendor, *(_rounded(column) for column in columns)))
    return Plot(
        ghosts=tuple(n.tolist()),
        threshold=tuple(found.threshold[1:].tolist()),
        false_accusation=_rounded(found.false_accusation[1:]),
        lines=tuple(PowerLine(r, _rounded(p[1:])) for r, p in zip(found.rates, found.power, strict=True)),
        notice=tuple(bands),
    )


def _rounded(column: np.ndarray) -> tuple[float, ...]:
    return tuple(np.round(column, 6).tolist())
