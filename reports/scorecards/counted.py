"""Measures counted over people or agents: each vendor's own value with its interval, and its likelihood for the model of all.

How alike a cluster's rows are is estimated of each vendor and of all together, and the two are weighed by the clusters behind
them: a vendor with few events borrows how alike people are, never how good it is. Few clusters widen as Student's t does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from reports.intervals import Estimate
from reports.kpis.clustered import Sums
from reports.scorecards.facts import Floats
from reports.scorecards.measure import VendorMeasure
from reports.scorecards.scales import Scale, back, scale_of
from reports.scorecards.shrinkage import Evidence

_CELLS, _FAR = 120, 60.0
_BORROWED = 15.0
"""How many clusters the others' likeness counts for."""
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Own:
    """Each vendor's own value, and the evidence of those (`known`, places in the order given) that have an interval."""

    values: tuple[Estimate, ...]
    known: tuple[int, ...]
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """`kind` of likelihood with its two numbers: binomial hits and rows, Poisson count and exposure, or t's centre and error.

    Whatever is read on the log scale is held to be so many counts as its variance over its mean leaves."""

    kind: str
    first: float
    second: float
    freedom: float


def counted(sums: Sequence[Sums], measure: VendorMeasure) -> Own:
    """Own values in the order of `sums`: none where nothing is below the line, no interval of a single cluster."""
    scale = scale_of(measure)
    alike = _alike(sums, scale, 1.0 if measure.counts or scale is Scale.LOGIT else 0.0)
    seen = [_seen(one, measure, scale, a) for one, a in zip(sums, alike, strict=True)]
    known = tuple(n for n, one in enumerate(seen) if one is not None)
    evidence = _evidence([one for one in seen if one is not None], scale)
    spans = own_spans(evidence) if evidence is not None else np.empty((0, 3))
    values = []
    for place, one in enumerate(sums):
        ratio = one.x / one.y if one.y else None
        if place not in known:
            values.append(Estimate(ratio, None, None, one.rows))
            continue
        low, _, high = spans[known.index(place)]
        values.append(_within(Estimate(ratio, float(low), float(high), one.rows), measure, one))
    return Own(tuple(values), known, evidence)


def own_spans(evidence: Evidence) -> Floats:
    """The 2.5, 50 and 97.5 % points of each vendor's own evidence [V, 3], as people read them."""
    mass = np.cumsum(evidence.alone(), axis=1)
    out = np.empty((len(mass), 3))
    for vendor, row in enumerate(mass):
        steps = np.concatenate(([0.0], row / row[-1]))
        out[vendor] = np.interp((0.025, 0.5, 0.975), steps, evidence.edges[vendor])
    return back(evidence.scale, out)


def variance(sums: Sums) -> float:
    """Of the ratio, linearised over clusters (Cochran 1977, 6.3)."""
    ratio = sums.x / sums.y
    left = max(0.0, sums.xx - 2 * ratio * sums.xy + ratio * ratio * sums.yy)
    return left * sums.clusters / (sums.clusters - 1) / sums.y**2


def _within(found: Estimate, measure: VendorMeasure, sums: Sums) -> Estimate:
    """Cut at the scale's ends; all or nothing reaches its end."""
    low, high = float(found.low or 0.0), float(found.high or 0.0)
    if measure.floor is not None:
        low = measure.floor if found.value == measure.floor else max(low, measure.floor)
    if measure.ceiling is not None:
        high = measure.ceiling if found.value == measure.ceiling else min(high, measure.ceiling)
    if found.value is not None:  # a heavy prior at an end must not leave the value outside
        low, high = min(low, found.value), max(high, found.value)
    return Estimate(found.value, low, high, sums.rows)


def _usable(one: Sums) -> bool:
    return one.y > 0 and one.clusters >= 2


def _basis(one: Sums, scale: Scale) -> float:
    """The variance were rows independent: binomial, or Poisson of one unit; of plain means, of clusters that vary by one."""
    ratio = one.x / one.y
    if scale is Scale.PLAIN:
        return one.yy / one.y**2
    return ratio * (1 - ratio) / one.y if scale is Scale.LOGIT else ratio / one.y


def _alike(sums: Sequence[Sums], scale: Scale, least: float) -> list[tuple[float, float]]:
    """Each vendor's inflation of the variance, not under `least`, and the freedom it is known with (0: nobody could tell)."""
    found: list[tuple[float, float, float] | None] = []
    for one in sums:
        basis = _basis(one, scale) if _usable(one) else 0.0
        size = max(one.yy / one.y, 1.0) if one.y > 0 else 1.0
        if basis <= 0:
            found.append(None)
            continue
        events = {Scale.LOGIT: min(one.x, one.y - one.x), Scale.LOG: one.x, Scale.PLAIN: np.inf}[scale]
        weight = max(0.0, min(one.y**2 / one.yy - 1, 2 * events))
        unit = size - 1 if scale is Scale.LOGIT else 1.0
        found.append((variance(one) / basis, unit, weight))
    told = [f for f in found if f is not None and f[1] > 1e-9]
    total = sum(weight * unit for _, unit, weight in told)
    pooled = sum(weight * (raised - 1) for raised, _, weight in told) / total if total > 0 else None
    support = sum(weight for _, _, weight in told)
    return [_blend(one, own, pooled, support, scale, least) for one, own in zip(sums, found, strict=True)]


def _blend(
    one: Sums, own: tuple[float, float, float] | None, pooled: float | None, support: float, scale: Scale, least: float
) -> tuple[float, float]:
    size = max(one.yy / one.y, 1.0) if one.y > 0 else 1.0
    unit = size - 1 if scale is Scale.LOGIT else 1.0
    raised, weight = (own[0], own[2]) if own is not None else (1.0, 0.0)
    if pooled is None or support <= 0:
        return (max(least, raised), weight) if weight > 0 else (0.0, 0.0)
    others = max(0.0, support - weight)
    borrowed = min(_BORROWED, others)
    if weight + borrowed <= 0:
        return 0.0, 0.0
    mixed = (weight * raised + borrowed * (1 + pooled * unit)) / (weight + borrowed)
    return max(least, mixed), weight + borrowed


def _seen(one: Sums, measure: VendorMeasure, scale: Scale, alike: tuple[float, float]) -> _Seen | None:
    if not _usable(one):
        return None
    raised, freedom = alike
    if scale is Scale.LOGIT:
        rows = one.y / raised if raised else float(one.clusters)
        rows = min(one.y, rows) * _narrowed(freedom or one.clusters - 1)
        return _Seen("binomial", rows * one.x / one.y, rows, 0.0)
    if scale is Scale.LOG:
        if not raised and not measure.counts:
            return None
        factor = (raised or 1.0) / _narrowed(freedom or one.clusters - 1)
        return _Seen("poisson", one.x / factor, one.y / factor, 0.0)
    kish = one.y**2 / one.yy
    return _Seen("t", one.x / one.y, float(np.sqrt(raised / kish)), max(1.0, freedom)) if raised > 0 else None


def _narrowed(freedom: float) -> float:
    """What rows count for where their likeness is itself estimated: the square of z over t (Korn and Graubard 1998)."""
    return float((_Z / student.ppf(0.975, max(1.0, freedom))) ** 2)


def _evidence(seen: list[_Seen], scale: Scale) -> Evidence | None:
    if not seen:
        return None
    edges = np.array([_edges(one) for one in seen])
    centre = (edges[:, 1:] + edges[:, :-1]) / 2
    logs = np.array([_log_likelihood(one, at) for one, at in zip(seen, centre, strict=True)])
    own = np.array([_own_prior(one, at) for one, at in zip(seen, centre, strict=True)]) + np.log(np.diff(edges, axis=1))
    return Evidence(scale, edges, logs[None], np.zeros(1), own)


def _edges(one: _Seen) -> Floats:
    if one.kind == "t":
        reach = float(np.clip(student.ppf(1 - 1e-5, one.freedom), 5.0, _FAR))
        steep = 3 + 1.2 * np.log(reach / 5)
        return np.asarray(one.first + one.second * reach * np.sinh(np.linspace(-steep, steep, _CELLS + 1)) / np.sinh(steep))
    if one.kind == "poisson":
        low, high = (one.first + np.array([0.0, 0.0]) + (1e-4, 0.5)) / one.second
        error = 1 / np.sqrt(one.first + 0.5)
        return np.linspace(np.log(low) - 6 * error * (one.first > 0.5) - 3, np.log(high) + 5 * error + 1, _CELLS + 1)
    hits, misses = one.first, one.second - one.first
    error = np.sqrt(1 / (hits + 0.5) + 1 / (misses + 0.5))
    middle = np.log((hits + 0.5) / (misses + 0.5))
    return np.linspace(middle - 5.5 * error - 6 * (hits < 1), middle + 5.5 * error + 6 * (misses < 1), _CELLS + 1)


def _log_likelihood(one: _Seen, at: Floats) -> Floats:
    if one.kind == "t":
        return np.asarray(student.logpdf(at, one.freedom, one.first, one.second))
    if one.kind == "poisson":
        return np.asarray(one.first * at - one.second * np.exp(at))
    return np.asarray(one.first * at - one.second * np.logaddexp(0, at))


def _own_prior(one: _Seen, at: Floats) -> Floats:
    """Jeffreys's: flat for a centre, λ^½ for a rate, p^½(1−p)^½ for a share, on the scale."""
    if one.kind == "t":
        return np.zeros_like(at)
    return 0.5 * at if one.kind == "poisson" else 0.5 * at - np.logaddexp(0, at)
