"""A rate model: Poisson with a logarithmic link by iteratively reweighted least squares, and its errors by clusters.

Money is no count: only the mean is held to be right, and errors are those of a sandwich over clusters (Wooldridge 1999; Bell and
McCaffrey 2002 for its small-sample part). With weights 1 and no ridge it is scikit-learn's PoissonRegressor(alpha=0).
"""

from dataclasses import dataclass

import numpy as np

from reports.scorecards.facts import Floats, Ints

_TURNS, _CLOSE = 60, 1e-9


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients [P], means [N] and the inverse of the weighted cross products [P, P]."""

    coefficients: Floats
    mean: Floats
    inverse: Floats


def fit_rates(design: Floats, seen: Floats, offset: Floats, weight: Floats, ridge: Floats) -> Fit:
    """exp(design · coefficients + offset) fitted to `seen` [N]; `ridge` [P] draws coefficients to nothing.

    Raises ValueError for columns that do not fit or where it does not settle (a column that foretells nothing ever came).
    """
    rows, columns = design.shape
    if not (len(seen) == len(offset) == len(weight) == rows and len(ridge) == columns):
        raise ValueError(f"rate model: {rows} rows, {columns} columns, {len(seen)} seen, {len(ridge)} ridges do not fit")
    coefficients = np.zeros(columns)
    start = np.log((weight @ seen) / (weight @ np.exp(offset)))
    mean = np.exp(offset + start)
    working = np.full(rows, start) + (seen - mean) / mean
    before = np.inf
    for _ in range(_TURNS):
        scaled = design * (weight * mean)[:, None]
        cross = design.T @ scaled + np.diag(ridge)
        coefficients = _towards(
            coefficients, np.asarray(np.linalg.solve(cross, scaled.T @ working), np.float64), before == np.inf
        )
        line = design @ coefficients
        mean = np.exp(np.clip(line + offset, -60, 60))
        working = line + (seen - mean) / np.maximum(mean, 1e-12)
        loss = float(weight @ (mean - seen * (line + offset)) + 0.5 * ridge @ coefficients**2)
        if abs(before - loss) <= _CLOSE * (abs(loss) + 1):
            return Fit(coefficients, mean, np.asarray(np.linalg.inv(cross), dtype=np.float64))
        before = loss
    raise ValueError(f"rate model: {rows} rows and {columns} columns did not settle in {_TURNS} turns")


def _towards(old: Floats, new: Floats, first: bool) -> Floats:
    """No step so long that the exponential runs away."""
    step = new - old
    most = float(np.abs(step).max(initial=0.0))
    return np.asarray(new if first or most <= 3 else old + step * (3 / most))


def leverage(fit: Fit, design: Floats, weight: Floats) -> Floats:
    """How far each row's own outcome draws its own mean [N], 0–1."""
    return np.asarray(np.einsum("np,np->n", design @ fit.inverse, design) * weight * fit.mean)


def over_clusters(values: Floats, cluster: Ints) -> Floats:
    """Sums [C, P] of rows by cluster (numbered 0..)."""
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(cluster[order]) > 0])
    return np.asarray(np.add.reduceat(values[order], starts, axis=0))
