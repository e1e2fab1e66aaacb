"""A rate model: Poisson with a logarithmic link by iteratively reweighted least squares, and its errors by clusters.

Money is no count: only the mean is held to be right, and errors are those of a sandwich over clusters (Wooldridge 1999; Bell and
McCaffrey 2002 for its small-sample part). With weights 1 and no ridge it is scikit-learn's PoissonRegressor(alpha=0).
"""

from dataclasses import dataclass

import numpy as np

from reports.scorecards.facts import Floats, Ints

_TURNS, _CLOSE, _HALVES = 80, 1e-9, 12


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
        aim = np.asarray(np.linalg.solve(cross, scaled.T @ working), dtype=np.float64)
        coefficients, line, loss = _step(coefficients, aim, before, (design, seen, offset, weight, ridge))
        mean = np.maximum(np.exp(np.clip(line + offset, -60, 60)), 1e-12)
        working = line + (seen - mean) / mean
        if abs(before - loss) <= _CLOSE * (abs(loss) + 1):
            return Fit(coefficients, mean, np.asarray(np.linalg.inv(cross), dtype=np.float64))
        before = loss
    raise ValueError(f"rate model: {rows} rows and {columns} columns did not settle in {_TURNS} turns")


def _step(
    old: Floats, aim: Floats, before: float, given: tuple[Floats, Floats, Floats, Floats, Floats]
) -> tuple[Floats, Floats, float]:
    """The aim, or as near to it as the loss does not grow: halved up to ten times. Coefficients, their line, the loss."""
    design, seen, offset, weight, ridge = given
    part = 1.0
    for _ in range(_HALVES):
        new = old + part * (aim - old)
        line = design @ new
        loss = float(weight @ (np.exp(np.clip(line + offset, -60, 60)) - seen * (line + offset)) + 0.5 * ridge @ new**2)
        if loss <= before + _CLOSE * (abs(before) + 1) or before == np.inf:
            return np.asarray(new), np.asarray(line), loss
        part /= 2
    return old, np.asarray(design @ old), before


def kept(fit: Fit, design: Floats, weight: Floats, ridge: Floats) -> Floats:
    """The share of a row's variance that its residual keeps [N]; the rest the fit has swallowed.

    Where variances go with the means: one less its leverage, and a ridge takes a little more. Residuals are raised by its root:
    by the leverage itself (the jackknife) they would be as much too large as they were too small.
    """
    turned = design @ fit.inverse
    swallowed = np.einsum("np,np->n", turned, design) + np.einsum("np,p,np->n", turned, ridge, turned)
    return np.asarray(1 - swallowed * weight * fit.mean)


def over_clusters(values: Floats, cluster: Ints) -> Floats:
    """Sums [C, P] of rows by cluster (numbered 0..)."""
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(cluster[order]) > 0])
    return np.asarray(np.add.reduceat(values[order], starts, axis=0))
