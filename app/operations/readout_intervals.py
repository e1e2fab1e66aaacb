"""Intervals for two arms: Wilson and Newcombe for shares, Welch for money and counts by person, and bounds that hold any day.

The bounds for any day are asymptotic confidence sequences (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Annals of
Statistics 52:2613, theorem 2.2): a normal mixture over the difference's influence, narrowest about the planned number of people.
"""

from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

Values = npt.NDArray[np.float64]
ANYTIME_FROM = 50
"""People an arm must have before its bound for any day is told: below, its error is not known to hold."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with what it rests on; None where it cannot be told."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure a person. `hits` counts those that did (a share); else `values` [people] is an amount."""

    n: int
    hits: int | None = None
    values: Values | None = None

    @classmethod
    def share(cls, hits: int, n: int) -> "Sample":
        """Of `n` people, `hits` did. Raises ValueError for hits outside 0..n."""
        if not 0 <= hits <= n:
            raise ValueError(f"{hits} of {n}: hits must lie between 0 and n")
        return cls(n, hits)

    @classmethod
    def amounts(cls, values: Values) -> "Sample":
        """One amount a person, zeros with them."""
        return cls(len(values), None, np.asarray(values, dtype=np.float64))

    @classmethod
    def none(cls) -> "Sample":
        """Nobody."""
        return cls(0)

    @property
    def mean(self) -> float:
        """Of everybody; there must be somebody."""
        return self.hits / self.n if self.hits is not None else float(np.mean(self.values))  # type: ignore[arg-type]

    @property
    def sd(self) -> float:
        """The spread between people. Of a share, as if two more did and two did not: none of ten is no certainty."""
        if self.hits is not None:
            p = (self.hits + 2) / (self.n + 4)
            return sqrt(p * (1 - p))
        return float(np.std(self.values, ddof=1)) if self.n > 1 else 0.0  # type: ignore[arg-type]

    def alone(self, alpha: float = 0.05) -> Interval:
        """The arm by itself: Wilson for a share, Student for amounts; no interval for one person or amounts all alike."""
        if not self.n:
            return Interval(None, None, None, 0)
        if self.hits is not None:
            low, high = wilson(self.hits, self.n, alpha)
            return Interval(self.mean, low, high, self.n)
        if not self.sd:
            return Interval(self.mean, None, None, self.n)
        half = float(student.ppf(1 - alpha / 2, self.n - 1)) * self.sd / sqrt(self.n)
        return Interval(self.mean, self.mean - half, self.mean + half, self.n)


def wilson(hits: int, n: int, alpha: float = 0.05) -> tuple[float, float]:
    """Wilson's score interval (1927)."""
    z = NormalDist().inv_cdf(1 - alpha / 2)
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (0.0 if hits == 0 else max(0.0, middle - half)), (1.0 if hits == n else min(1.0, middle + half))


def fixed(a: Sample, b: Sample, alpha: float = 0.05) -> Interval | None:
    """`b` minus `a`, read once. None where amounts have no spread at all: certainty would be a promise nobody can keep."""
    return _newcombe(a, b, alpha) if a.hits is not None and b.hits is not None else _welch(a, b, alpha)


def _newcombe(a: Sample, b: Sample, alpha: float) -> Interval:
    """Newcombe (1998), Statistics in Medicine 17:873, method 10."""
    (a_low, a_high), (b_low, b_high) = (wilson(s.hits or 0, s.n, alpha) for s in (a, b))
    value = b.mean - a.mean
    low = value - sqrt((b.mean - b_low) ** 2 + (a_high - a.mean) ** 2)
    high = value + sqrt((b_high - b.mean) ** 2 + (a.mean - a_low) ** 2)
    return Interval(value, low, high, a.n + b.n)


def spreads(a: Sample, b: Sample) -> tuple[float, float]:
    """The arms' spreads, each at least that of both together.

    Money is mostly zeros with a few large payments: a small arm that by chance had none of those would look surely worse.
    """
    if a.hits is not None or b.hits is not None:
        return a.sd, b.sd
    freedom = a.n + b.n - 2
    together = sqrt(((a.n - 1) * a.sd**2 + (b.n - 1) * b.sd**2) / freedom) if freedom > 0 else 0.0
    return max(a.sd, together), max(b.sd, together)


def _welch(a: Sample, b: Sample, alpha: float) -> Interval | None:
    if min(a.n, b.n) < 2:
        return None
    sd_a, sd_b = spreads(a, b)
    if not sd_a or not sd_b:
        return None
    va, vb = sd_a**2 / a.n, sd_b**2 / b.n
    freedom = (va + vb) ** 2 / (va**2 / (a.n - 1) + vb**2 / (b.n - 1))
    half = float(student.ppf(1 - alpha / 2, freedom)) * sqrt(va + vb)
    value = b.mean - a.mean
    return Interval(value, value - half, value + half, a.n + b.n)


def anytime(a: Sample, b: Sample, alpha: float, planned: int) -> Interval | None:
    """`b` minus `a` with bounds that hold on every day one looks; narrowest at `planned` people. None below ANYTIME_FROM."""
    if min(a.n, b.n) < ANYTIME_FROM:
        return None
    sd_a, sd_b = spreads(a, b)
    n, share = a.n + b.n, a.n / (a.n + b.n)
    spread = sqrt(sd_a**2 / share + sd_b**2 / (1 - share))
    if not spread:
        return None
    half, value = spread * radius(n, alpha, planned), b.mean - a.mean
    return Interval(value, value - half, value + half, n)


def radius(n: int, alpha: float, planned: int) -> float:
    """Half the width for a unit spread once `n` people are in."""
    rho2 = (-2 * log(alpha) + log(-2 * log(alpha)) + 1) / max(planned, 2 * ANYTIME_FROM)
    return sqrt(2 * (n * rho2 + 1) / (n * n * rho2) * log(sqrt(n * rho2 + 1) / alpha))
