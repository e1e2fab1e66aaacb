"""The slope of what recovery truly is on what treatment truly is, over vendors' months, both measured with error.

Treatment of a vendor's month = month's mean + vendor's level + drift; log recovery = month's mean + slope x (level + drift) +
own level + own drift; measured = that + error of known size (a structural errors-in-variables model: Fuller 1987, Measurement
Error Models, 2). A vendor's months are alike through levels and drift, so they do not count as so many vendors. Months' means are
integrated analytically; the slope, four spreads and the drift's memory by adaptive importance sampling with seeded draws (Cappé,
Guillin, Marin and Robert 2004, JCGS 13:907).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from reports.scorecards.facts import Floats

PRIOR_SPREAD = 2.0
"""Of the slope before having seen anything, in tenths of log recovery for ten points: two in a hundred a point."""
_STAGES = (800, 800, 1000, 2000, 2000, 2000)
_ENOUGH = 200
"""Draws that carry weight (effective ones), at which no further stage is needed."""
_CHUNK = 250
_FREEDOM = 5
_NEVER = 1e6


@dataclass(frozen=True, slots=True)
class Cells:
    """Treatment and log recovery by vendor and month with their standard errors, [vendors, months]; NaN: not measured."""

    x: Floats
    x_error: Floats
    y: Floats
    y_error: Floats

    def measured(self) -> np.ndarray:
        """Where all four are there."""
        whole = np.isfinite(self.x) & np.isfinite(self.y) & np.isfinite(self.x_error) & np.isfinite(self.y_error)
        return np.asarray(whole & (self.x_error > 0) & (self.y_error > 0))


@dataclass(frozen=True, slots=True)
class Slopes:
    """Draws of the slope with their weights, in log recovery for a point of treatment."""

    drawn: Floats
    weight: Floats

    def quantiles(self, *at: float) -> tuple[float, ...]:
        """Weighted quantiles."""
        order = np.argsort(self.drawn)
        steps = np.cumsum(self.weight[order]) - self.weight[order] / 2
        return tuple(float(q) for q in np.interp(at, steps, self.drawn[order]))

    def spread(self) -> float:
        """Standard deviation."""
        mean = float(self.weight @ self.drawn)
        return float(np.sqrt(self.weight @ (self.drawn - mean) ** 2))


def slopes(cells: Cells, seed: int = 5) -> Slopes:
    """Draws of the slope. Raises ValueError for fewer than two vendors with a measured month."""
    seen = cells.measured()
    if (seen.any(axis=1)).sum() < 2:
        raise ValueError("a slope needs two vendors or more, measured in both in some month")
    vendors, months = seen.any(axis=1), seen.sum(axis=0) >= 2
    if not months.any():
        raise ValueError("no month has two vendors measured in both; there is nothing to hold against anything")
    keep = np.ix_(vendors, months)
    z, variances = _columns(cells, seen, keep)
    rng = np.random.default_rng(seed)
    centre, root = np.array([0.0, -0.5, -1.5, -0.5, -1.5, 0.5]), np.diag([1.5, 1.0, 1.0, 1.0, 1.0, 1.5])
    best = (0.0, np.zeros(0), np.zeros(0))
    for many in _STAGES:
        drawn, proposal = _proposed(rng, centre, root, many)
        log = _log_posterior(drawn, z, variances) - proposal
        weight = _weights(log, temper=False)
        best = max(best, (1 / float((weight**2).sum()), drawn[:, 0], weight), key=lambda b: b[0])
        if best[0] >= _ENOUGH:
            break
        weight = _weights(log, temper=True)
        centre = weight @ drawn
        off = drawn - centre
        root = np.linalg.cholesky((off * weight[:, None]).T @ off * 1.2 + 1e-4 * np.eye(6))
    return Slopes(best[1] * 0.01, best[2])


def _columns(cells: Cells, seen: np.ndarray, keep: tuple[np.ndarray, ...]) -> tuple[Floats, Floats]:
    """Measured (vendor, months of x then of y) in tens of points and tenths, with the variances."""
    z = np.concatenate([np.where(seen, cells.x / 10, 0.0)[keep], np.where(seen, cells.y * 10, 0.0)[keep]], axis=1)
    errors = [np.where(seen, e, _NEVER)[keep] ** 2 for e in (cells.x_error / 10, cells.y_error * 10)]
    return z, np.concatenate(errors, axis=1)


def _proposed(rng: np.random.Generator, centre: Floats, root: Floats, many: int) -> tuple[Floats, Floats]:
    """Draws of a multivariate t with the log of their density, but for a constant."""
    z = rng.standard_normal((many, len(centre)))
    wide = np.sqrt(rng.chisquare(_FREEDOM, many) / _FREEDOM)[:, None]
    scaled = z / wide
    log = -0.5 * (_FREEDOM + len(centre)) * np.log1p((scaled**2).sum(axis=1) / _FREEDOM)
    return centre + scaled @ root.T, np.asarray(log - np.log(np.diag(root)).sum())


def _weights(log: Floats, temper: bool) -> Floats:
    """Normalised; tempered while too few draws carry them."""
    power = 1.0
    while True:
        raised = np.exp(power * (log - log.max()))
        weight = raised / raised.sum()
        if not temper or 1 / (weight**2).sum() >= 60 or power < 0.02:
            return np.asarray(weight)
        power *= 0.7


def _log_posterior(drawn: Floats, z: Floats, variances: Floats) -> Floats:
    slope, memory = drawn[:, 0], 0.98 * expit(drawn[:, 5])
    spreads = np.exp(np.clip(drawn[:, 1:5], -6, 4))
    prior = -0.5 * (slope / PRIOR_SPREAD) ** 2 - np.log1p(spreads**2).sum(axis=1) + np.log(spreads).sum(axis=1)
    prior = prior - np.logaddexp(0, drawn[:, 5]) - np.logaddexp(0, -drawn[:, 5])
    outside = (np.abs(drawn[:, 1:5] + 1) > 5).any(axis=1) | (np.abs(drawn[:, 5]) > 8)
    parts = [
        _log_likelihood(slope[at], spreads[at], memory[at], z, variances)
        for at in (slice(n, n + _CHUNK) for n in range(0, len(drawn), _CHUNK))
    ]
    return np.where(outside, -np.inf, prior + np.concatenate(parts))


def _log_likelihood(slope: Floats, spreads: Floats, memory: Floats, z: Floats, variances: Floats) -> Floats:
    months = z.shape[1] // 2
    lag = np.abs(np.arange(months)[:, None] - np.arange(months)[None])
    drift = memory[:, None, None] ** lag
    square = (spreads**2)[:, :, None, None]
    treated = square[:, 0] + square[:, 1] * drift
    own = square[:, 2] + square[:, 3] * drift
    b = slope[:, None, None]
    whole = np.concatenate(
        [np.concatenate([treated, b * treated], 2), np.concatenate([b * treated, b**2 * treated + own], 2)], axis=1
    )
    seen = whole[:, None] + np.einsum("vi,ij->vij", variances, np.eye(2 * months))[None]
    turned = np.linalg.inv(seen)
    pulled = np.einsum("gvij,vj->gvi", turned, z)
    inner = turned.sum(axis=1)
    mean = np.linalg.solve(inner, pulled.sum(axis=1)[:, :, None])[:, :, 0]
    fit = np.einsum("vi,gvi->g", z, pulled) - np.einsum("gi,gi->g", mean, pulled.sum(axis=1))
    return np.asarray(-0.5 * (np.linalg.slogdet(seen)[1].sum(axis=1) + np.linalg.slogdet(inner)[1] + fit))
