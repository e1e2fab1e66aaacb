"""Looking every week without inflating the error: exact group-sequential boundaries for a count of mistreated ghosts.

Two rules are offered. CURTAILED keeps one threshold for every look: the count of mistreated ghosts only grows, so accusing the
day it is reached changes neither error nor power, whatever the timing of the faults. SPENDING lets early looks accuse with
fewer faults and pays for it from an alpha-spending function (Lan & DeMets 1983; Jennison & Turnbull 2000, chapter 7 and 12).
Clearing early is non-binding: false accusation is computed as if nobody ever stopped for it, so it may be overruled.

The recursion is exact for any clustering. Where ghosts of an agent are spread over the looks at random, the order of the
ghosts is exchangeable and, given the final count, every look is a draw without replacement; where the agents of one look are
not met in another, looks are independent. Boundaries hold, and powers are quoted, for the worse of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln
from scipy.stats import norm

from audit.ghosts.power_tails import Array, Clustering, pmf


class Stopping(StrEnum):
    """When a wave may end before all its ghosts are judged."""

    NEVER = "never"
    CURTAILED = "curtailed"
    SPENDING = "spending"


class Spending(StrEnum):
    """How fast alpha is spent: little at first (O'Brien and Fleming's shape) or evenly (Pocock's)."""

    OBRIEN_FLEMING = "obrien_fleming"
    POCOCK = "pocock"

    def spent(self, share: float, alpha: float) -> float:
        """Alpha spent once this share of the ghosts is judged."""
        if share >= 1.0:
            return alpha
        if self is Spending.POCOCK:
            return float(alpha * np.log1p((np.e - 1.0) * share))
        return float(2.0 * norm.sf(norm.isf(alpha / 2.0) / np.sqrt(share)))


@dataclass(frozen=True, slots=True)
class Looks:
    """A schedule. At look k `ghosts[k]` are judged in all; `accuse_at[k]` faults or more accuse, `clear_at[k]` or fewer clear.

    `accuse_at[k]` above `ghosts[k]` means that this look accuses nobody, `clear_at[k]` -1 that it clears nobody.
    """

    ghosts: tuple[int, ...]
    accuse_at: tuple[int, ...]
    clear_at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """What a schedule does at one true rate: probability of accusing and of clearing at each look, ghosts and looks expected.

    Probabilities are of stopping at that look; what is missing to 1 is a wave that ends with nothing decided.
    """

    rate: float
    accused: tuple[float, ...]
    cleared: tuple[float, ...]
    expected_ghosts: float
    expected_looks: float

    @property
    def accuses(self) -> float:
        """Probability of accusing at any look."""
        return float(sum(self.accused))

    @property
    def clears(self) -> float:
        """Probability of clearing at any look."""
        return float(sum(self.cleared))


def even_looks(ghosts: int, looks: int) -> tuple[int, ...]:
    """Ghosts judged by each look, as even as whole numbers allow; fewer looks than ghosts."""
    return tuple(dict.fromkeys(-(-ghosts * k // looks) for k in range(1, looks + 1)))


def courses(schedule: Looks, rate: float, clustering: Clustering, binding: bool = True) -> tuple[Course, ...]:
    """What the schedule does at `rate`, one for each way agents may meet the looks. `binding` False: nobody stops to clear."""
    clear = schedule.clear_at if binding else (-1,) * len(schedule.ghosts)
    held = Looks(schedule.ghosts, schedule.accuse_at, clear)
    out = []
    for reading in clustering.readings():
        out.append(_course(held, rate, _mixed(held, pmf(held.ghosts[-1], rate, reading))))
        if reading.design_effect > 1.0:
            out.append(_course(held, rate, _apart(held, rate, reading)))
    return tuple(out)


def error_of(schedule: Looks, tolerated: float, clusterings: Sequence[Clustering]) -> float:
    """False accusation over all looks at the tolerated rate, clearing ignored; the worst of the clusterings."""
    return max(course.accuses for c in clusterings for course in courses(schedule, tolerated, c, binding=False))


def power_of(schedule: Looks, rate: float, clustering: Clustering) -> float:
    """Probability of accusing at `rate` with clearing obeyed, the worst of the ways agents meet the looks."""
    return min(course.accuses for course in courses(schedule, rate, clustering))


def _stops(schedule: Looks, k: int) -> tuple[Array, Array]:
    """Indicators [ghosts[k]+1] of counts that accuse and that clear at look k."""
    x = np.arange(schedule.ghosts[k] + 1)
    accuse = (x >= schedule.accuse_at[k]).astype(np.float64)
    return accuse, (x <= schedule.clear_at[k]).astype(np.float64) * (1.0 - accuse)


def _mixed(schedule: Looks, final: Array) -> list[Array]:
    """P(reached look k without stopping before, x faults), ghosts in random order; one [ghosts[k]+1] a look."""
    out, kept = [], np.ones(schedule.ghosts[0] + 1)
    for k, n in enumerate(schedule.ghosts):
        if k:
            accuse, clear = _stops(schedule, k - 1)
            kept = _draws(n, schedule.ghosts[k - 1]) @ (kept * (1.0 - accuse - clear))
        seen = final @ _draws(schedule.ghosts[-1], n)
        out.append(seen * kept)
    return out


@lru_cache(maxsize=64)
def _draws(total: int, drawn: int) -> Array:
    """P(y faults among `drawn` of `total` ghosts | z among all) as [total+1, drawn+1] over z and y: hypergeometric."""
    z, y = np.arange(total + 1)[:, None], np.arange(drawn + 1)[None, :]
    fits = (y <= z) & (drawn - y <= total - z)
    zz, yy = np.where(fits, z, 0), np.where(fits, y, 0)
    rest = np.where(fits, drawn - y, 0)
    log = _comb(zz, yy) + _comb(total - zz, rest) - _comb(np.array(total), np.array(drawn))
    out = np.asarray(np.where(fits, np.exp(log), 0.0))
    out.setflags(write=False)
    return out


def _comb(n: npt.NDArray[np.int64], k: npt.NDArray[np.int64]) -> Array:
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))


def _apart(schedule: Looks, rate: float, reading: Clustering) -> list[Array]:
    """The same with other agents at every look: independent increments."""
    out: list[Array] = []
    for k, n in enumerate(schedule.ghosts):
        step = pmf(n - (schedule.ghosts[k - 1] if k else 0), rate, reading)
        if k == 0:
            out.append(step)
            continue
        accuse, clear = _stops(schedule, k - 1)
        out.append(np.convolve(out[-1] * (1.0 - accuse - clear), step))
    return out


def _course(schedule: Looks, rate: float, reached: list[Array]) -> Course:
    stops = [_stops(schedule, k) for k in range(len(reached))]
    accused = tuple(float(r @ s[0]) for r, s in zip(reached, stops, strict=True))
    cleared = tuple(float(r @ s[1]) for r, s in zip(reached, stops, strict=True))
    alive = [float(r.sum()) for r in reached]
    steps = np.diff((0, *schedule.ghosts))
    return Course(rate, accused, cleared, float(np.dot(alive, steps)), float(sum(alive)))
