"""Numbers that rise with a date: a ghost's number and date drawn together, so that neither its gaps nor its days stand out.

A date drawn alone puts the number in one day's stretch, however short; a further row falls more often where numbers lie far apart
and where days do. So both are drawn among the gaps of a few neighbours: the date moves by some days at most.
"""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from synthetic.portfolio.columns import Floats
from synthetic.portfolio.numbering import Numbering, place_between

_STRICT = 0.9995  # share of rows, in the order of dates, whose number is beyond the one before
_GAPS, _DAYS = 10, 10.0
_FEWEST = 12


@dataclass
class Alongside:
    """A run of numbers in the order of a date; `moments`: of each number in use its day and a part of it."""

    numbering: Numbering
    moments: dict[int, float]
    falls: bool

    def draw(self, day: float, rng: np.random.Generator) -> tuple[str, float] | None:
        """A number and its day, near `day`; None where no gap near is free."""
        taken = [number for number in self.numbering.taken if number in self.moments]
        moments = [self.moments[number] for number in taken]
        wanted = day + float(rng.random())
        at = bisect_left([-moment for moment in moments], -wanted) if self.falls else bisect_left(moments, wanted)
        near = [i for i in range(max(0, at - _GAPS), min(len(taken), at + _GAPS)) if abs(moments[i] - wanted) <= _DAYS]
        if len(near) < 2:
            return None
        ends = taken[near[0] : near[-1] + 1]
        stretch = [abs(later - earlier) for earlier, later in pairwise(moments[near[0] : near[-1] + 1])]
        made = place_between(self.numbering, ends, rng, stretch)
        if made is None:
            return None
        after = bisect_left(ends, made)
        low, high = sorted((self.moments[ends[after - 1]], self.moments[ends[after]]))
        self.moments[made] = float(rng.uniform(low, high))
        return self.numbering.shape.write(made), float(np.floor(self.moments[made]))


def alongside(numbering: Numbering, days: Floats | None) -> Alongside | None:
    """The run with its days, where its numbers follow them row by row; None elsewhere."""
    if days is None or not np.isfinite(days).all() or len(days) < _FEWEST:
        return None
    numbers = np.array(numbering.bodies, dtype=np.float64)
    falls = float(np.corrcoef(numbers, days)[0, 1]) < 0
    order = np.lexsort((-numbers if falls else numbers, days))
    steps = np.diff(numbers[order]) * (-1 if falls else 1)
    if float((steps > 0).mean()) < _STRICT:
        return None
    rng = np.random.default_rng(len(days))
    moments = np.sort(np.floor(days[order]) + rng.random(len(days)))
    kept = {int(numbering.bodies[row]): float(moment) for row, moment in zip(order, moments, strict=True)}
    return Alongside(numbering, kept, falls)


__all__ = ["Alongside", "alongside"]
