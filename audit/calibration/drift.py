"""Whether a scorer marks otherwise than before, valid whenever one looks, and the week it began.

Each week brings counts (marked, of) in strata: a criterion, and within it what the reference said or the machine, so that another
mix of calls is no drift. A stratum keeps a rate of its own; drift is one step on the logit from some week on, of all or of one
criterion's ("criterion|side": what stands before the bar).
The evidence is the probability of how the marks fall over the weeks, given how many there are in each stratum, under "a step
began at some week", each week and size with a weight fixed beforehand, over that under "no step". Given the totals the rates fall
out: whatever they are, however many strata and however few calls in each, the evidence is 1 on average at every look, exactly.
An alarm is evidence of 1/alpha (Ville 1939; Ramdas et al. 2023, Stat. Science 38:576). That a year of weekly looks alarms falsely
in less than alpha is measured (docs/validation.md), from 1 to 52 strata.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, logsumexp

from audit.calibration.faults import BadCalibration

Floats = npt.NDArray[np.float64]
ALPHA = 0.05
_STEPS = np.array([-2.4, -1.8, -1.2, -0.8, -0.5, 0.5, 0.8, 1.2, 1.8, 2.4])
_YEAR = 52
_FEWEST_SHARES = 32


@dataclass(frozen=True, slots=True)
class Week:
    """What one scorer did in one week: (marked, of) by stratum. Weeks with no call are there with nothing in them."""

    name: str
    counts: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the end of a week: `evidence` for drift, as a factor; 20 or more, now or before, is an alarm at 5 %."""

    week: str
    evidence: float
    alarmed: bool


@dataclass(frozen=True, slots=True)
class Drift:
    """What all looks say. `alarmed_at` is the week of the first alarm, None without one; only then are there the rest.

    `moved` is the criterion that moved, None where all did. `began` is the likeliest week of the first marks that differ,
    `not_before` and `not_after` hold it with 95 %. `before` and `after` are crude shares (marked, of) of what moved, `odds` the
    factor by which the odds of a mark did.
    """

    looks: tuple[Look, ...]
    alarmed_at: str | None
    moved: str | None
    began: str | None
    not_before: str | None
    not_after: str | None
    before: tuple[int, int]
    after: tuple[int, int]
    odds: float | None


def drift(weeks: Sequence[Week], alpha: float = ALPHA) -> Drift:
    """Looks week by week in the order given, each at the weeks up to it. Raises BadCalibration for what cannot be."""
    strata = sorted({name for week in weeks for name in week.counts})
    marked, of = _counts(weeks, strata, alpha)
    groups = tuple(name.partition("|")[0] for name in strata)
    logs = evidence(marked, of, groups)
    alarmed = np.maximum.accumulate(logs >= -np.log(alpha)) if len(weeks) else np.zeros(0, bool)
    looks = tuple(
        Look(week.name, float(np.exp(min(log, 700.0))), bool(on)) for week, log, on in zip(weeks, logs, alarmed, strict=True)
    )
    none = (0, 0)
    if not alarmed.any():
        return Drift(looks, None, None, None, None, None, (int(marked.sum()), int(of.sum())), none, None)
    first = weeks[int(alarmed.argmax())].name
    return _told(weeks, looks, first, _components(groups), _joint(marked, of, len(weeks) - 1), marked, of)


def _told(
    weeks: Sequence[Week], looks: tuple[Look, ...], first: str, parts: "_Parts", joint: Floats, marked: Floats, of: Floats
) -> Drift:
    """What moved, when and how far, by the weight each step has after all that was seen."""
    log = parts.of(joint) + _week_weights(len(weeks))[:, None]
    mass = np.exp(log - logsumexp(log))
    which = int(mass.sum(axis=(1, 2)).argmax())
    by_week = mass[which].sum(axis=1) / mass[which].sum()
    reached = np.cumsum(by_week)
    began = int(by_week.argmax())
    there = parts.members[which] > 0.0
    return Drift(
        looks,
        first,
        parts.names[which],
        weeks[began].name,
        weeks[int(np.searchsorted(reached, 0.025))].name,
        weeks[min(int(np.searchsorted(reached, 0.975)), len(weeks) - 1)].name,
        (int(marked[:began, there].sum()), int(of[:began, there].sum())),
        (int(marked[began:, there].sum()), int(of[began:, there].sum())),
        float(np.exp(mass[which].sum(axis=0) @ _STEPS / mass[which].sum())),
    )


def _counts(weeks: Sequence[Week], strata: Sequence[str], alpha: float) -> tuple[Floats, Floats]:
    """Marked and of, [weeks, strata]."""
    if not 0.0 < alpha < 0.5:
        raise BadCalibration(f"alfa {alpha:g} debe ir de 0 a 0,5", f"alpha {alpha:g} must lie between 0 and 0.5")
    cells = np.array([[week.counts.get(name, (0, 0)) for name in strata] for week in weeks], dtype=float)
    cells = cells.reshape(len(weeks), len(strata), 2)
    marked, of = cells[:, :, 0], cells[:, :, 1]
    if (marked < 0).any() or (marked > of).any():
        raise BadCalibration("hay más marcas que llamadas en una semana", "there are more marks than calls in a week")
    return marked, of


def evidence(marked: Floats, of: Floats, groups: Sequence[str] | None = None) -> Floats:
    """The logarithm of the evidence after each week, [weeks], of counts [weeks, strata]; `groups` names what a stratum is of."""
    if not len(marked):
        return np.zeros(0)
    parts = _components(tuple(groups) if groups is not None else ("",) * marked.shape[1])
    weights = _week_weights(len(marked))
    given = float(np.exp(parts.weights).sum())
    spent = np.minimum(np.cumsum(np.exp(weights)) * len(_STEPS) * given, 1.0 - 1e-12)
    begun = [logsumexp(parts.of(_joint(marked, of, now)) + weights[: now + 1, None]) for now in range(len(marked))]
    return np.asarray(np.logaddexp(np.array(begun), np.log1p(-spent)))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a step may be in: everything, or one group alone. `members` [parts, strata] 0 or 1, `weights` logs."""

    names: tuple[str | None, ...]
    members: Floats
    weights: Floats

    def of(self, joint: Floats) -> Floats:
        """[parts, weeks, sizes] of logs [weeks, strata, sizes], each part with its weight."""
        return np.asarray(np.einsum("ps,wsk->pwk", self.members, joint) + self.weights[:, None, None])


@lru_cache(maxsize=256)
def _components(groups: tuple[str, ...]) -> _Parts:
    """Half the weight on a step in everything, half shared by groups; each has the share of one of thirty-two or of more."""
    names = sorted(set(groups))
    everything = np.ones((1, len(groups)))
    if len(names) < 2:
        return _Parts((None,), everything, np.zeros(1))
    alone = np.array([[float(g == name) for g in groups] for name in names])
    each = np.full(len(names), -np.log(2.0 * max(len(names), _FEWEST_SHARES)))
    return _Parts((None, *names), np.vstack([everything, alone]), np.concatenate([[-np.log(2.0)], each]))


def _week_weights(weeks: int) -> Floats:
    """Log weight of a step at each week, and of each size: four fifths on the first year, so of the rest on the next…"""
    week = np.arange(weeks)
    year = (np.maximum(week, 1) - 1) // _YEAR
    weight = np.log(0.8) + year * np.log(0.2) - np.log(_YEAR) - np.log(len(_STEPS))
    return np.where(week == 0, -np.inf, weight)


def _joint(marked: Floats, of: Floats, now: int) -> Floats:
    """Log of the evidence up to `now` for a step at that week of that size, by stratum: [now + 1, strata, sizes].

    Given how many were marked in all, what falls after a week is hypergeometric whatever the rate; a step tilts it
    (Fisher's noncentral hypergeometric): the ratio is exp(size x) over the mean of exp(size X).
    """
    total, sums = of[: now + 1].sum(axis=0), marked[: now + 1].sum(axis=0)
    rarer = np.where(sums * 2.0 > total, -1.0, 1.0)
    counted = np.where(rarer > 0.0, marked, of - marked)[: now + 1]
    after = np.cumsum(counted[::-1], axis=0)[::-1]
    n1 = np.cumsum(of[: now + 1][::-1], axis=0)[::-1]
    count = counted.sum(axis=0)
    k = np.arange(int(count.max(initial=0.0)) + 1, dtype=float)
    chance = _hypergeometric(total, count, n1, k)
    out = np.empty((now + 1, of.shape[1], len(_STEPS)))
    for place, step in enumerate(_STEPS):
        tilted = chance + (step * rarer)[:, None] * k
        top = tilted.max(axis=2)
        out[:, :, place] = step * rarer * after - top - np.log(np.exp(tilted - top[:, :, None]).sum(axis=2))
    return out


def _hypergeometric(total: Floats, count: Floats, n1: Floats, k: Floats) -> Floats:
    """Log of P(k of the `count` marked fall among n1 of `total`): [weeks, strata, k]."""
    n0, rest = (total - n1)[:, :, None], count[:, None] - k
    fits = (k <= n1[:, :, None]) & (rest >= 0.0) & (rest <= n0)
    log = _choose(n1[:, :, None], k) + _choose(n0, np.maximum(rest, 0.0)) - _choose(total, count)[None, :, None]
    return np.where(fits, log, -np.inf)


def _choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(np.maximum(n - k, 0.0) + 1.0))
