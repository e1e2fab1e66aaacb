"""Numbers that rise with a date: a ghost's number and date drawn together, so that its gaps are no shorter than others'.

A date drawn alone puts the number in one day's stretch, however short; a further row falls more often where the stretch is long.
So the number is drawn among the gaps of a few neighbours, and the date becomes theirs, by a few days at most.
"""

from dataclasses import dataclass

import numpy as np

from synthetic.portfolio.columns import Floats
from synthetic.portfolio.numbering import Numbering, place_between

_STRICT = 0.9995  # rank correlation from which numbers follow dates row by row
_GAPS, _DAYS = 5, 6.0


@dataclass(frozen=True, slots=True)
class Alongside:
    """A run of numbers in the order of a date's days; `days` of rows, sorted as the numbers are (or against them)."""

    numbering: Numbering
    days: Floats
    numbers: Floats

    def draw(self, day: float, rng: np.random.Generator) -> tuple[str, float] | None:
        """A number and its day, near `day`; None where no gap near is free."""
        first, last = (int(at) for at in np.searchsorted(self.days, [day, day + 1e-9]))
        middle = int(rng.integers(first, last)) if last > first else first
        low, high = max(0, middle - _GAPS), min(len(self.days) - 1, middle + _GAPS)
        while self.days[middle if middle < len(self.days) else -1] - self.days[low] > _DAYS and low < middle - 1:
            low += 1
        while self.days[high] - self.days[min(middle, len(self.days) - 1)] > _DAYS and high > middle + 1:
            high -= 1
        ends = sorted((int(self.numbers[low]), int(self.numbers[high])))
        made = place_between(self.numbering, ends[0], ends[1], rng)
        if made is None:
            return None
        rising = self.numbers[0] <= self.numbers[-1]
        at = int(np.searchsorted(self.numbers if rising else -self.numbers, made if rising else -made))
        before, after = self.days[max(0, at - 1)], self.days[min(len(self.days) - 1, at)]
        low_day, high_day = min(before, after), max(before, after)
        if not low_day <= day <= high_day:  # any day between theirs, so that as many are nobody else's as in the file
            day = float(rng.integers(int(low_day), int(high_day) + 1))
        return self.numbering.shape.write(made), day


def alongside(numbering: Numbering, days: Floats | None) -> Alongside | None:
    """The run with its days, where its numbers follow them row by row; None elsewhere."""
    if days is None or not np.isfinite(days).all() or len(days) < 2 * _GAPS:
        return None
    numbers = np.array(numbering.bodies, dtype=np.float64)
    falls = float(np.corrcoef(numbers, days)[0, 1]) < 0
    order = np.lexsort((-numbers if falls else numbers, days))
    steps = np.diff(numbers[order]) * (-1 if falls else 1)
    if float((steps > 0).mean()) < _STRICT:
        return None
    return Alongside(numbering, days[order], numbers[order])


__all__ = ["Alongside", "alongside"]
