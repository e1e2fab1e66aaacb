"""The two-sample AUC: how often a ghost looks more like a ghost than a real row does; with its interval."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import rankdata

from audit.ghosts.covertness.cells import Floats, Ints

Z_95 = 1.959964
SHARED_TRAINING = 2.0
"""By how much the variance of a cross-validated AUC exceeds that of one fixed score. At chance each two of k parts teach and
judge each other, so that their AUCs correlate by 1/(k-1) for a linear learner: 1 + (k-1)/(k-1) = 2. Trees stay near 1."""


@dataclass(frozen=True, slots=True)
class Auc:
    """An AUC (0.5: cannot be told apart) with its 95 % interval, and how many rows of each kind it rests on."""

    value: float
    low: float
    high: float
    ghosts: int
    real: int

    @property
    def width(self) -> float:
        """High minus low."""
        return self.high - self.low

    @property
    def includes_half(self) -> bool:
        """Whether chance alone explains it."""
        return self.low <= 0.5 <= self.high


def auc(scores: Floats, labels: Ints) -> float:
    """The share of pairs in which the ghost scores higher, ties half (Mann and Whitney 1947)."""
    ghosts = int(labels.sum())
    ranks = rankdata(scores)
    return float((ranks[labels == 1].sum() - ghosts * (ghosts + 1) / 2) / (ghosts * (len(labels) - ghosts)))


def interval(value: float, ghosts: int, real: int, factor: float = SHARED_TRAINING) -> Auc:
    """The AUCs that `value` does not contradict at 95 % (Newcombe 2006, Statistics in Medicine 25:559, method 5).

    The variance is Hanley and McNeil's (1982, Radiology 143:29) at the AUC tried, times `factor`; at 0.5 it is that of
    random labels, so that the interval leaves 0.5 out when a test against chance would.
    """
    low, high = (_end(value, ghosts, real, factor, limit) for limit in (0.0, 1.0))
    return Auc(value, low, high, ghosts, real)


def _end(value: float, ghosts: int, real: int, factor: float, limit: float) -> float:
    inside, outside = value, limit
    for _ in range(50):
        middle = (inside + outside) / 2
        if abs(value - middle) <= Z_95 * sqrt(factor * _variance(middle, ghosts, real)):
            inside = middle
        else:
            outside = middle
    return limit if abs(inside - limit) < 1e-9 else inside


def _variance(value: float, ghosts: int, real: int) -> float:
    mean = (ghosts + real) / 2 - 1
    tail = (1 - value) / (2 - value) + value / (1 + value)
    return value * (1 - value) * (1 + mean * tail) / (ghosts * real)


def naive_spread(ghosts: int, real: int) -> float:
    """The standard deviation of the AUC of one fixed score under random labels."""
    return sqrt((ghosts + real + 1) / (12 * ghosts * real))


def parts(labels: Ints, folds: int, rng: np.random.Generator) -> list[Ints]:
    """Row numbers in `folds` parts, ghosts and real rows spread evenly over them."""
    belongs = np.empty(len(labels), dtype=np.int64)
    for kind in (0, 1):
        rows = rng.permutation(np.flatnonzero(labels == kind))
        belongs[rows] = np.arange(len(rows)) % folds
    return [np.flatnonzero(belongs == fold) for fold in range(folds)]
