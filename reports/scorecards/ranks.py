"""Places, the best and who can be told apart: all of one set of draws, so that they cannot contradict each other."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from reports.scorecards.facts import Floats, Ints

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Gap:
    """Vendors `first` and `second` (places in the draws): first minus second with its interval over all pairs together."""

    first: int
    second: int
    value: float
    low: float
    high: float

    @property
    def apart(self) -> bool:
        """Whether the interval leaves zero outside."""
        return self.low > 0 or self.high < 0


def gaps(draws: Floats, level: float = LEVEL) -> tuple[Gap, ...]:
    """Every pair of V vendors of draws [D, V]; all intervals hold together at `level`.

    The band is as many half-widths of a pair's own 95 % interval, downward and upward apart, as hold `level` of the draws whole.
    Pairs told apart leave the family and the band is taken again of the rest (step-down; Romano and Wolf 2005).
    """
    pairs = list(combinations(range(draws.shape[1]), 2))
    if not pairs:
        return ()
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    off = draws[:, left] - draws[:, right]
    low, middle, high = np.quantile(off, (0.025, 0.5, 0.975), axis=0)
    down, up = np.maximum(middle - low, 1e-300), np.maximum(high - middle, 1e-300)
    far = np.maximum((off - middle) / up, (middle - off) / down)
    times, rest = np.ones(len(pairs)), np.ones(len(pairs), dtype=bool)
    while rest.any():
        times[rest] = max(1.0, float(np.quantile(far[:, rest].max(axis=1), level)))
        told = rest & ((middle - times * down > 0) | (middle + times * up < 0))
        if not told.any():
            break
        rest &= ~told
    return tuple(
        Gap(i, j, float(m), float(m - t * d), float(m + t * u))
        for (i, j), m, t, d, u in zip(pairs, middle, times, down, up, strict=True)
    )


def places(vendors: int, found: tuple[Gap, ...], up: bool) -> tuple[tuple[int, int], ...]:
    """The interval of each vendor's place (1 best), together at the level of the gaps: who is surely better stands before.

    Klein, Wright and Wieczorek 2020, JRSS A 183:589.
    """
    better, worse = [0] * vendors, [0] * vendors
    for gap in found:
        if gap.apart:
            winner, loser = (gap.first, gap.second) if (gap.value > 0) == up else (gap.second, gap.first)
            better[loser] += 1
            worse[winner] += 1
    return tuple((1 + b, vendors - w) for b, w in zip(better, worse, strict=True))


def best(draws: Floats, up: bool) -> Floats:
    """The probability of each of being the best [V]; draws that tie share."""
    top = draws.max(axis=1, keepdims=True) if up else draws.min(axis=1, keepdims=True)
    first = (draws == top).astype(float)
    return np.asarray((first / first.sum(axis=1, keepdims=True)).mean(axis=0))


def by_harm(draws: Floats, up: bool) -> Ints:
    """Vendors from the worst to the best: by the mean of the place each has over the draws."""
    order = np.argsort(draws if up else -draws, axis=1, kind="stable")
    place = np.argsort(order, axis=1, kind="stable").mean(axis=0)
    return np.asarray(np.argsort(place, kind="stable"), dtype=np.int64)
