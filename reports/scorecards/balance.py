"""The balance: recovery held against lived treatment, every vendor with its region, and only what can be told said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import atan2, isfinite, log

import numpy as np

from reports.intervals import Estimate
from reports.scorecards.card import Balance, Pair, Part, Point, Price
from reports.scorecards.facts import Floats
from reports.scorecards.headlines import headlines
from reports.scorecards.latent import Latent, latent

EXPERIENCE, RECOVERY = "experience", "recovery_adjusted"
SURE = 0.95
_SCALES = (30.0, 0.3)
"""How far vendors may differ before having seen them: points of treatment, log of recovery over expected (half-Cauchy).

Wide, so that regions hold as often as they say where vendors are not normal about their mean (some alike, one apart)."""
_CHI2_95 = 5.991464547107979


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of a vendor: treatment 0–100 with its standard error, recovery over expected with the error of its logarithm.

    An error left out is read from the interval.
    """

    vendor: str
    treatment: Estimate
    recovery: Estimate
    treatment_error: float | None = None
    log_error: float | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one measure elsewhere: its pairs, and the interval of each vendor's place by key."""

    pairs: Sequence[Pair]
    ranks: Mapping[str, tuple[int, int] | None]


def balance_of(
    held: Sequence[Held],
    segment: str = "",
    prices: Sequence[Price] = (),
    covariance: Floats | None = None,
    seed: int = 5,
    recovery: Told | None = None,
) -> Balance:
    """The balance of these vendors in a segment ("" all).

    `recovery` is what its own measure says of pairs and places in recovery: said here too, so that no page contradicts another.

    `covariance` is that of the logarithms of recovery, (K, K) in the order of `held` (vendors compared with their own average
    err together); None: independent, of `log_error`. A vendor without either measure is a point without a region; of one vendor
    alone nothing is compared. Raises ValueError for a covariance that does not fit.
    """
    if covariance is not None and covariance.shape != (len(held), len(held)):
        raise ValueError(f"covariance {covariance.shape} of {len(held)} vendors: one row and one column a vendor, in their order")
    points = tuple(Point(h.vendor, h.treatment, h.recovery, None, (), False, h.parts) for h in held)
    whole = [n for n, h in enumerate(held) if measured(h, None if covariance is None else float(covariance[n, n]))]
    if len(whole) < 2:
        alone = tuple(replace(p, ellipse=_own(held[n])) if n in whole else p for n, p in enumerate(points))
        return Balance(segment, alone, tuple(prices), ())
    drawn = known(held, whole, covariance, seed)
    pairs = _same(_pairs([held[n] for n in whole], drawn), recovery)
    told = _told([points[n] for n in whole], drawn, recovery)
    by_place = dict(zip(whole, told, strict=True))
    together = tuple((a.first, a.second) for a, b in pairs if not a.apart and not b.apart)
    flat = tuple(p for both in pairs for p in both)
    return Balance(
        segment, tuple(by_place.get(n, p) for n, p in enumerate(points)), tuple(prices), together, flat, headlines(pairs)
    )


def measured(one: Held, variance: float | None = None) -> bool:
    """Whether both measures are there, with errors."""
    error = _log_error(one) if variance is None else variance
    return bool(_error(one) is not None and error is not None and isfinite(error) and error > 0)


def _error(one: Held) -> float | None:
    found, error = one.treatment, one.treatment_error
    if found.value is None or not isfinite(found.value):
        return None
    if error is None and found.low is not None and found.high is not None:
        error = (found.high - found.low) / 3.92
    return error if error is not None and isfinite(error) and error > 0 else None


def _log_error(one: Held) -> float | None:
    found, error = one.recovery, one.log_error
    if found.value is None or not isfinite(found.value) or found.value <= 0:
        return None
    if error is None and found.low is not None and found.high is not None and found.low > 0:
        error = log(found.high / found.low) / 3.92
    return error if error is not None and isfinite(error) and error > 0 else None


def known(held: Sequence[Held], whole: Sequence[int], covariance: Floats | None, seed: int) -> Latent:
    """Draws of the true treatment and log recovery of the vendors `whole`, of all of them together."""
    x = np.array([held[n].treatment.value for n in whole], dtype=np.float64)
    y = np.log(np.array([held[n].recovery.value for n in whole], dtype=np.float64))
    many = len(whole)
    errors = np.zeros((2 * many, 2 * many))
    errors[:many, :many] = np.diag([(_error(held[n]) or 0.0) ** 2 for n in whole])
    own = np.diag([(_log_error(held[n]) or 0.0) ** 2 for n in whole])
    errors[many:, many:] = own if covariance is None else covariance[np.ix_(whole, whole)]
    return latent(x, y, errors, _SCALES, seed=seed)


def _same(pairs: list[tuple[Pair, Pair]], recovery: Told | None) -> list[tuple[Pair, Pair]]:
    """With recovery as its own measure tells it, where it does."""
    own = {(p.first, p.second): p for p in recovery.pairs if p.apart is not None} if recovery else {}
    return [(x, own.get((y.first, y.second), y)) for x, y in pairs]


def _told(points: Sequence[Point], drawn: Latent, recovery: Told | None) -> list[Point]:
    ratio = np.exp(drawn.y)
    middle = np.column_stack([np.median(drawn.x, axis=0), np.median(ratio, axis=0)])
    found = []
    for n, point in enumerate(points):
        better = ((drawn.x > drawn.x[:, [n]]) & (drawn.y > drawn.y[:, [n]])).mean(axis=0)
        beaten = tuple(p.vendor for p, share in zip(points, better, strict=True) if share >= SURE)
        edge = not any(np.all(m >= middle[n]) and np.any(m > middle[n]) for m in middle)
        told = replace(point, ellipse=_ellipse(drawn.x[:, n], ratio[:, n]), dominated_by=beaten, frontier=edge)
        rank = (recovery.ranks.get(point.vendor) if recovery else None) or _rank(drawn.y, n)
        found.append(replace(told, experience_rank=_rank(drawn.x, n), recovery_rank=rank))
    return found


def _rank(drawn: Floats, n: int) -> tuple[int, int]:
    places = 1 + (drawn > drawn[:, [n]]).sum(axis=1)
    low, high = np.quantile(places, (0.025, 0.975), method="inverted_cdf")
    return int(low), int(high)


def _ellipse(x: Floats, y: Floats) -> tuple[float, float, float, float, float]:
    """The ellipse of the draws' shape that holds 95 % of them, in the units of the two axes."""
    both = np.column_stack([x, y])
    centre = both.mean(axis=0)
    covariance = np.cov(both.T)
    far = np.einsum("di,ij,dj->d", both - centre, np.linalg.inv(covariance), both - centre)
    return _axes(centre[0], centre[1], covariance, float(np.quantile(far, 0.95)))


def _axes(x: float, y: float, covariance: Floats, size: float) -> tuple[float, float, float, float, float]:
    values, vectors = np.linalg.eigh(covariance)
    long, short = np.sqrt(np.maximum(values[::-1], 0.0) * size)
    turn = 1 if vectors[0, 1] >= 0 else -1
    return float(x), float(y), float(long), float(short), atan2(turn * float(vectors[1, 1]), turn * float(vectors[0, 1]))


def _own(one: Held) -> tuple[float, float, float, float, float]:
    """A vendor alone: the region of its own errors."""
    x, y = one.treatment.value or 0.0, one.recovery.value or 0.0
    spread = np.diag([(_error(one) or 0.0) ** 2, ((_log_error(one) or 0.0) * y) ** 2])
    return _axes(x, y, spread, _CHI2_95)


def _pairs(held: Sequence[Held], drawn: Latent) -> list[tuple[Pair, Pair]]:
    """Every pair in both measures; the intervals of a measure hold for all its pairs at once, by its largest difference."""
    couples = list(combinations(range(len(held)), 2))
    sides = []
    for measure, values in ((EXPERIENCE, drawn.x), (RECOVERY, np.exp(drawn.y))):
        gaps = np.column_stack([values[:, a] - values[:, b] for a, b in couples])
        middle, spread = gaps.mean(axis=0), gaps.std(axis=0)
        reach = float(np.quantile((np.abs(gaps - middle) / spread).max(axis=1), SURE))
        sides.append(
            [_pair(measure, held[a], held[b], m, reach * s) for (a, b), m, s in zip(couples, middle, spread, strict=True)]
        )
    return list(zip(*sides, strict=True))


def _pair(measure: str, one: Held, other: Held, middle: float, half: float) -> Pair:
    n = min((h.treatment if measure == EXPERIENCE else h.recovery).n for h in (one, other))
    gap = Estimate(float(middle), float(middle - half), float(middle + half), n)
    return Pair(measure, one.vendor, other.vendor, gap, bool(abs(middle) > half))
