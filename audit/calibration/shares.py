"""Shares with intervals that cover at small n and beside 0 and 1: mid-p limits, of a finite portfolio where it is known.

Mid-p (Lancaster 1961; Agresti & Gottard 2007) is the exact test of Clopper and Pearson with half the weight on what was seen:
it covers 95 % on average over rates where the exact limits cover 97–99 % and Wald's fall under 80 %. With nothing seen in n the
upper limit is the rule of three, 1 - 0.05^(1/n). A draw without replacement is hypergeometric: the census has no width.
"""

from collections.abc import Callable
from functools import lru_cache
from math import sqrt

from scipy.optimize import brentq
from scipy.special import betainc
from scipy.stats import hypergeom, norm, t

from audit.agreement import Interval
from audit.calibration.faults import BadCalibration

NOTHING = Interval(None, None, None, 0)
_VAST = 200_000
_EDGE = 1e-12
_ALIKE = 0.2


def share(hits: int, n: int, population: int | None = None, confidence: float = 0.95) -> Interval:
    """A share 0–1 of `n` drawn at random with its mid-p interval; of `population` calls, drawn without replacement, where given.

    Raises BadCalibration for counts that cannot be.
    """
    checked(hits, n, population, confidence)
    if n == 0:
        return NOTHING
    if population is None or population > _VAST:
        low, high = limits(float(hits), float(n), confidence)
        return Interval(hits / n, low, high, n)
    low, high = _finite(hits, n, population, confidence)
    return Interval(hits / n, low, high, n)


def checked(hits: int, n: int, population: int | None, confidence: float) -> None:
    """Raises BadCalibration for counts that cannot be."""
    if not 0 <= hits <= n:
        raise BadCalibration(
            f"{hits} de {n}: lo contado debe estar entre 0 y n", f"{hits} of {n}: what is counted must lie between 0 and n"
        )
    if population is not None and population < n:
        raise BadCalibration(
            f"se revisaron {n} llamadas de {population}: no pueden ser más que las que hay; corrija el total",
            f"{n} calls were scored of {population}: they cannot be more than there are; correct the total",
        )
    if not 0.5 <= confidence < 1.0:
        raise BadCalibration(
            f"la confianza {confidence:g} debe ir de 0,5 a menos de 1; 0,95 es lo usual",
            f"the confidence {confidence:g} must be from 0.5 to below 1; 0.95 is usual",
        )


@lru_cache(maxsize=65536)
def limits(hits: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Mid-p limits of a binomial share; `hits` and `n` need not be whole: an effective sample next to nothing has none."""
    tail = (1.0 - confidence) / 2.0
    low = high = None
    if hits > 0 and _upper(_EDGE, hits, n) < tail:
        low = float(brentq(lambda p: _upper(p, hits, n) - tail, _EDGE, 1.0 - _EDGE, xtol=1e-10))
    if hits < n and 1.0 - _upper(1.0 - _EDGE, hits, n) < tail:
        high = float(brentq(lambda p: 1.0 - _upper(p, hits, n) - tail, _EDGE, 1.0 - _EDGE, xtol=1e-10))
    return 0.0 if low is None else low, 1.0 if high is None else high


def _upper(p: float, hits: float, n: float) -> float:
    """P(more than `hits`) and half of P(exactly), by the beta function so that halves of a call are allowed."""
    reached = 1.0 if hits <= 0 else float(betainc(hits, n - hits + 1.0, p))
    beyond = 0.0 if hits >= n else float(betainc(hits + 1.0, n - hits, p))
    return (reached + beyond) / 2.0


@lru_cache(maxsize=65536)
def _finite(hits: int, n: int, population: int, confidence: float) -> tuple[float, float]:
    """The least and the greatest share of the portfolio that mid-p does not exclude."""
    tail = (1.0 - confidence) / 2.0
    least, most = hits, population - (n - hits)

    def upper(bad: int) -> float:
        return float(hypergeom.sf(hits, population, bad, n) + hypergeom.pmf(hits, population, bad, n) / 2.0)

    low = least if hits == 0 else _first(least, most, lambda bad: upper(bad) > tail)
    high = most if hits == n else _first(least, most, lambda bad: 1.0 - upper(bad) <= tail) - 1
    return low / population, max(low, high) / population


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first whole number from low to high where `holds`, which stays true once it is; high + 1 where none."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def clustered(parts: list[tuple[int, int]], confidence: float = 0.95) -> Interval:
    """A share of (hits, n) a call or a person, whose members are alike: mid-p at the effective sample of Korn & Graubard (1998).

    The effect of being alike is measured, never below none; where nothing varies it cannot be, and one of 0.2 is taken.
    """
    n, hits, met = sum(m for _, m in parts), sum(x for x, _ in parts), sum(m > 0 for _, m in parts)
    if n == 0:
        return NOTHING
    value = hits / n
    if met == 1:
        return Interval(value, None, None, n)
    if hits in (0, n):
        size = sum(m * m for _, m in parts) / n
        effective = n / (1.0 + (size - 1.0) * _ALIKE)
    else:
        spread = met / (met - 1) * sum((x - value * m) ** 2 for x, m in parts) / n**2
        tail = (1.0 + confidence) / 2.0
        effective = n * min(1.0, value * (1.0 - value) / n / spread) if spread > 0.0 else float(n)
        effective *= (float(norm.ppf(tail)) / float(t.ppf(tail, met - 1))) ** 2
    low, high = limits(value * effective, effective, confidence)
    return Interval(value, low, high, n)


def half_width(rate: float, n: float, confidence: float) -> float:
    """Half the width of the mid-p interval at `rate` seen in an effective sample of `n`."""
    low, high = limits(rate * n, n, confidence)
    return (high - low) / 2.0


def upper_seen(rate: float, n: float, assurance: float) -> float:
    """The share that a draw of n at `rate` does not pass, towards one half, with probability `assurance`."""
    moved = float(norm.ppf(assurance)) * sqrt(rate * (1.0 - rate) / n)
    return min(0.5, rate + moved) if rate <= 0.5 else max(0.5, rate - moved)
