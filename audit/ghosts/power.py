"""How many faults accuse a vendor, and how often one that misbehaves is caught: exact tails, no normal approximation.

A vendor is accused with `threshold` or more mistreated ghosts, the smallest number that one at the tolerated rate reaches with
probability at most alpha. Thresholds are whole numbers, so power goes up in saw teeth; they are shown as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import norm

from audit.ghosts.power_tails import Array, Clustering, pmf, pmfs, portfolio_pmf

MOST_GHOSTS = 2000
FINITE_SHARE = 0.05  # ghosts over accounts: below this the finite portfolio changes power by less than half a point


@dataclass(frozen=True, slots=True)
class Standard:
    """What an accusation must hold to: the rate the contract tolerates, the false accusations allowed, how agents cluster.

    `worst` is a clustering to guard against as well when accusing (the upper end of a measured design effect).
    """

    tolerated: float
    alpha: float
    clustering: Clustering
    worst: Clustering | None = None

    @property
    def guarded(self) -> tuple[Clustering, ...]:
        """Every way of sharing ghosts under which a false accusation must stay within alpha."""
        return self.clustering.readings() + (self.worst.readings() if self.worst else ())


@dataclass(frozen=True, slots=True)
class Teeth:
    """For n = 0 … N ghosts: `threshold` [N+1] faults that accuse, `false_accusation` [N+1], `power` one [N+1] a true rate."""

    threshold: npt.NDArray[np.int64]
    false_accusation: Array
    rates: tuple[float, ...]
    power: tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """The smallest number of ghosts with the power asked for, and what the saw teeth do after it.

    `dips_at` is the next number of ghosts with less than was asked, `safe_from` the first from which no larger number dips.
    """

    ghosts: int
    threshold: int
    power: float
    false_accusation: float
    dips_at: int | None
    safe_from: int


@lru_cache(maxsize=256)
def below(rate: float, clustering: Clustering, most: int, keep: int) -> Array:
    """P(fewer than c of n mistreated) as [most+1, keep+1] over n and c."""
    out = np.ones((most + 1, keep + 1))
    for n, found in enumerate(pmfs(rate, clustering, most, keep)):
        sums = np.minimum(np.cumsum(found), 1.0)[:keep]
        out[n, 0] = 0.0
        out[n, 1 : len(sums) + 1] = sums
    out.setflags(write=False)
    return out


def teeth(standard: Standard, rates: Sequence[float], most: int, accounts: int | None = None) -> Teeth:
    """Threshold, false accusation and power for every number of ghosts up to `most`.

    With `accounts` the rates are of exactly that many accounts, ghosts among them; false accusation stays that of the vendor's
    conduct (no end of accounts), which is the larger. Where n ghosts can never accuse the threshold is n + 1 and power 0.
    """
    keep = _keep(standard, most)
    worst = np.minimum.reduce([below(standard.tolerated, c, most, keep) for c in standard.guarded])
    threshold = np.minimum((1.0 - worst > standard.alpha).sum(axis=1), np.arange(most + 1) + 1)
    power = tuple(_power(rate, standard.clustering, threshold, keep, accounts) for rate in rates)
    return Teeth(threshold, 1.0 - worst[np.arange(most + 1), threshold], tuple(rates), power)


def _keep(standard: Standard, most: int) -> int:
    """More faults than any threshold asks for."""
    effect = max(c.design_effect for c in standard.guarded)
    spread = float(np.sqrt(most * standard.tolerated * effect))
    return int(min(most, most * standard.tolerated + 9.0 * spread + 30.0 * effect)) + 1


def _power(rate: float, clustering: Clustering, threshold: npt.NDArray[np.int64], keep: int, accounts: int | None) -> Array:
    most = len(threshold) - 1
    row = np.arange(most + 1)
    out: Array = 1.0 - np.maximum.reduce([below(rate, c, most, keep)[row, threshold] for c in clustering.readings()])
    if accounts is None or clustering.design_effect > 1.0:
        return out
    for n in range(int(FINITE_SHARE * accounts) + 1, min(most, accounts) + 1):
        out[n] = portfolio_pmf(n, rate, accounts)[threshold[n] :].sum()
    return out


def first_enough(standard: Standard, matters: float, wanted: float, accounts: int | None = None) -> Enough | None:
    """The smallest number of ghosts that gives `wanted` power against the rate `matters`; None where no number does.

    None means more than MOST_GHOSTS, or more than the portfolio's `accounts`.
    """
    roughly = _textbook(standard, matters, wanted)
    if roughly > 2 * MOST_GHOSTS:
        return None
    most = max(200, 2 * int(roughly) + 100)
    while True:
        top = min(most, MOST_GHOSTS, accounts or MOST_GHOSTS)
        found = teeth(standard, (matters,), top, accounts)
        enough = np.flatnonzero(found.power[0] >= wanted)
        last = top in (MOST_GHOSTS, accounts)
        if enough.size and (last or top >= 2 * int(enough[0]) + 40):
            return _told(found, int(enough[0]), wanted)
        if last:
            return None
        most *= 2


def _textbook(standard: Standard, matters: float, wanted: float) -> float:
    """The normal approximation's number of ghosts: only to see what is hopeless without counting it out."""
    low, high = standard.tolerated, matters
    reach = norm.isf(standard.alpha) * np.sqrt(low * (1 - low)) + norm.ppf(wanted) * np.sqrt(high * (1 - high))
    return float(standard.clustering.design_effect * max(reach, 0.0) ** 2 / (high - low) ** 2)


def _told(found: Teeth, n: int, wanted: float) -> Enough:
    power = found.power[0]
    short = np.flatnonzero(power[n:] < wanted) + n
    return Enough(
        ghosts=n,
        threshold=int(found.threshold[n]),
        power=float(power[n]),
        false_accusation=float(found.false_accusation[n]),
        dips_at=int(short[0]) if short.size else None,
        safe_from=int(short[-1]) + 1 if short.size else n,
    )


def upper_bound(faults: int, ghosts: int, clustering: Clustering, confidence: float = 0.95) -> float:
    """The rate a vendor is below with this one-sided confidence, when `faults` of `ghosts` were mistreated; 1 where all were.

    Clopper and Pearson (1934) with the exact tail of clustered ghosts: the rate at which so few are seen with 1 - confidence.
    """
    if faults >= ghosts:
        return 1.0
    return max(_crossing(ghosts, faults + 1, c, 1.0 - confidence) for c in clustering.readings())


def lower_bound(faults: int, ghosts: int, clustering: Clustering, confidence: float = 0.95) -> float:
    """The rate a vendor is above with this one-sided confidence; 0 where none were mistreated. As `upper_bound`."""
    if faults == 0:
        return 0.0
    return min(_crossing(ghosts, faults, c, confidence) for c in clustering.readings())


def _crossing(ghosts: int, fewer_than: int, clustering: Clustering, level: float) -> float:
    """The rate at which P(fewer than so many of `ghosts` mistreated), which falls with the rate, is `level`."""

    def over(rate: float) -> float:
        return float(pmf(ghosts, rate, clustering)[:fewer_than].sum()) - level

    return float(brentq(over, 1e-12, 1.0 - 1e-12, xtol=1e-9))
