"""95 % intervals for the numbers people act on: Wilson for shares, Student's t for means."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval and the number of observations it rests on; None where there are none."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def wilson(hits: int, n: int) -> Estimate:
    """A share 0–1 with Wilson's score interval (Wilson 1927, JASA 22:209). Raises ValueError for hits outside 0..n."""
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} hits of {n}: hits must lie between 0 and n")
    if n == 0:
        return Estimate(None, None, None, 0)
    return wilson_of(hits / n, n)


def wilson_of(share: float, n: float) -> Estimate:
    """The same of a share and a number of observations that need not be whole (an effective one)."""
    square = _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if share == 0 else max(0.0, middle - half)
    high = 1.0 if share == 1 else min(1.0, middle + half)
    return Estimate(share, low, high, int(n))


def mean_t(values: Sequence[float], floor: float | None = None, ceiling: float | None = None) -> Estimate:
    """A mean with Student's t interval, cut at the scale's ends where given.

    One value alone has no interval, nor have values that are all alike: their spread of zero would promise certainty.
    """
    n = len(values)
    if n == 0:
        return Estimate(None, None, None, 0)
    mean = fmean(values)
    if n == 1 or min(values) == max(values):
        return Estimate(mean, None, None, n)
    half = student_975(n - 1) * stdev(values) / sqrt(n)
    low = mean - half if floor is None else max(floor, mean - half)
    high = mean + half if ceiling is None else min(ceiling, mean + half)
    return Estimate(mean, low, high, n)


_T_975 = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281)


def student_975(freedom: int) -> float:
    """The 97.5 % point of Student's t; tabled to 10 degrees, beyond by Cornish–Fisher (error under 0.001)."""
    if freedom < 1:
        raise ValueError(f"{freedom} degrees of freedom: there must be at least one")
    if freedom <= len(_T_975):
        return _T_975[freedom - 1]
    z, v = _Z, float(freedom)
    first = (z**3 + z) / (4 * v)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    return z + first + second + third
