"""Matched twins: pairs of ghosts that differ in one trait only. How many pairs, and what their results say.

Only pairs whose twins fared differently speak (McNemar 1947). The test is exact: among them either twin is the worse treated
with even odds if the trait does not matter. The interval of the paired difference is Bonett and Price's (2012), which adds one
pair to each kind of disagreement and holds its 95 % with few pairs; the odds ratio has Clopper and Pearson's limits.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from scipy.stats import beta, binom, norm

from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power_tails import Array

MOST_PAIRS = 2000


class TwinVerdict(StrEnum):
    """What the pairs say of the trait."""

    WORSE = "worse"
    BETTER = "better"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class TwinPlan:
    """Pairs, with the power to see a trait mistreated at `with_trait` against `without_trait`; `error`: its real false alarm."""

    pairs: int
    power: float
    error: float


@dataclass(frozen=True, slots=True)
class TwinResult:
    """What `pairs` showed. `difference` is rate with the trait minus rate without, with a 95 % interval; `odds_ratio` likewise.

    `odds_high` is infinite where no pair favoured the trait. `left_out` pairs had a twin with no outcome.
    """

    pairs: int
    worse_with: int
    worse_without: int
    left_out: int
    difference: float
    low: float
    high: float
    odds_ratio: float | None
    odds_low: float
    odds_high: float
    p_value: float
    verdict: TwinVerdict


def discordance(with_trait: float, without_trait: float, likeness: float = 0.0) -> tuple[float, float]:
    """P(only the twin with the trait is mistreated) and P(only the other), for two rates and the correlation within a pair."""
    for name, rate in (("with", with_trait), ("without", without_trait)):
        if not 0.0 <= rate <= 1.0:
            raise BadPlan(f"la tasa {name} es {rate:g}; va de 0 a 1", f"the rate {name} is {rate:g}; it goes from 0 to 1")
    spread = np.sqrt(with_trait * (1 - with_trait) * without_trait * (1 - without_trait))
    both = with_trait * without_trait + likeness * float(spread)
    if not max(0.0, with_trait + without_trait - 1.0) - 1e-12 <= both <= min(with_trait, without_trait) + 1e-12:
        raise BadPlan(
            f"con tasas {with_trait:g} y {without_trait:g} los gemelos no pueden parecerse en {likeness:g}; use un valor menor",
            f"with rates {with_trait:g} and {without_trait:g} twins cannot be alike by {likeness:g}; use a smaller value",
        )
    return with_trait - both, without_trait - both


def twin_power(pairs: int, only_with: float, only_without: float, alpha: float = 0.05) -> TwinPlan:
    """Exact power of the two-sided test, and its false alarm when both kinds of disagreement are as likely."""
    differ = only_with + only_without
    worse = only_with / differ if differ > 0 else 0.5
    seen = binom.pmf(np.arange(pairs + 1), pairs, differ)
    return TwinPlan(pairs, float(seen @ _rejects(pairs, worse, alpha)), float(seen @ _rejects(pairs, 0.5, alpha)))


def pairs_needed(only_with: float, only_without: float, power: float = 0.8, alpha: float = 0.05) -> TwinPlan | None:
    """The smallest number of pairs with that power; None where MOST_PAIRS do not give it."""
    differ = only_with + only_without
    rejects = _rejects(MOST_PAIRS, only_with / differ if differ > 0 else 0.5, alpha)
    for pairs in range(1, MOST_PAIRS + 1):
        if float(binom.pmf(np.arange(pairs + 1), pairs, differ) @ rejects[: pairs + 1]) >= power:
            return twin_power(pairs, only_with, only_without, alpha)
    return None


def visible_rate(pairs: int, without_trait: float, power: float = 0.8, alpha: float = 0.05) -> float | None:
    """The smallest rate with the trait, in whole points, that so many pairs see against `without_trait`; None for none."""
    for points in range(int(100 * without_trait) + 1, 101):
        if twin_power(pairs, *discordance(points / 100.0, without_trait), alpha).power >= power:
            return points / 100.0
    return None


@lru_cache(maxsize=128)
def _rejects(most: int, worse: float, alpha: float) -> Array:
    """P(the test rejects | d pairs differ) for d = 0..most, the worse twin being that with the trait with probability `worse`."""
    d = np.arange(most + 1)
    edge = binom.ppf(alpha / 2.0, d, 0.5)  # the smallest k with P(X <= k) >= alpha / 2
    k = np.where(binom.cdf(edge, d, 0.5) <= alpha / 2.0, edge, edge - 1.0)
    return np.asarray(np.where(k >= 0, binom.cdf(k, d, worse) + binom.sf(d - k - 1.0, d, worse), 0.0))


def twin_result(
    both: int, worse_with: int, worse_without: int, neither: int, left_out: int = 0, alpha: float = 0.05
) -> TwinResult:
    """Analyse a finished wave's pairs, counted by which twin was mistreated.

    Raises BadPlan for negative counts or no pair with two outcomes.
    """
    counts = (both, worse_with, worse_without, neither, left_out)
    n = both + worse_with + worse_without + neither
    if min(counts) < 0 or n == 0:
        raise BadPlan(
            f"pares {counts}: deben ser de 0 en adelante, y al menos uno con los dos resultados",
            f"pairs {counts}: they must be 0 or more, and at least one with both outcomes",
        )
    p = _p_value(worse_with, worse_without)
    low, high = _difference(worse_with, worse_without, n, alpha)
    odds_low, odds_high = _odds(worse_with, worse_without, alpha)
    sure = p <= alpha and not low <= 0.0 <= high
    verdict = (TwinVerdict.WORSE if worse_with > worse_without else TwinVerdict.BETTER) if sure else TwinVerdict.CANNOT_TELL
    return TwinResult(
        pairs=n,
        worse_with=worse_with,
        worse_without=worse_without,
        left_out=left_out,
        difference=(worse_with - worse_without) / n,
        low=low,
        high=high,
        odds_ratio=worse_with / worse_without if worse_without else None,
        odds_low=odds_low,
        odds_high=odds_high,
        p_value=p,
        verdict=verdict,
    )


def _p_value(one: int, other: int) -> float:
    return float(min(1.0, 2.0 * binom.cdf(min(one, other), one + other, 0.5))) if one + other else 1.0


def _difference(one: int, other: int, n: int, alpha: float) -> tuple[float, float]:
    p, q = (one + 1) / (n + 2), (other + 1) / (n + 2)
    half = float(norm.isf(alpha / 2.0)) * float(np.sqrt((p + q - (p - q) ** 2) / (n + 2)))
    return max(-1.0, p - q - half), min(1.0, p - q + half)


def _odds(one: int, other: int, alpha: float) -> tuple[float, float]:
    low = float(beta.ppf(alpha / 2.0, one, other + 1)) if one else 0.0
    high = float(beta.isf(alpha / 2.0, one + 1, other)) if other else 1.0
    return low / (1.0 - low), high / (1.0 - high) if high < 1.0 else float("inf")
