"""Errors of the vendors' effects: a sandwich over people, lent to by all vendors where one has few payments."""

import numpy as np
from numpy.typing import NDArray

from reports.scorecards.facts import Floats, Ints
from reports.scorecards.rate_model import fit_rates, over_clusters

_LENT = 30.0
"""How many payments the variance that all vendors show counts for beside a vendor's own."""


def errors(
    pull: Floats,
    residual: Floats,
    mean: Floats,
    weight: Floats,
    person: Ints,
    vendor: Ints,
    balance: Floats,
    paid: NDArray[np.bool_],
) -> tuple[Floats, Floats]:
    """Covariance [V, V] of the vendors' effects and the degrees of freedom of each.

    `pull` [N, V] is what a unit of an account's residual moves each effect by; `residual` is weighted and raised by what the
    fit swallowed, `mean` what was foretold, `weight` the accounts' weights, `paid` whether anything came.
    """
    vendors = pull.shape[1]
    _, cluster = np.unique(person * vendors + vendor, return_inverse=True)
    own = over_clusters(pull * residual[:, None], cluster)
    home = np.empty(len(own), dtype=np.int64)
    home[cluster] = vendor
    likely = _variance(residual / weight, mean, balance) * weight**2
    single = float((residual**2).sum())
    many = float((over_clusters(residual[:, None], cluster) ** 2).sum())
    likely = likely * max(1.0, many / single) * single / float(likely.sum())
    people = _effective(own, home, vendors)
    lent = _LENT / (_LENT + people)
    mine = (own * (1 - lent)[home][:, None]).T @ own
    theirs = (pull * (likely * lent[vendor])[:, None]).T @ pull
    return np.asarray(mine + theirs), _freedom(people, int(paid.sum()))


def _freedom(people: Floats, payments: int) -> Floats:
    """People a vendor's variance rests on, its own and lent ones: where a few payments decide, thirty are worth few people."""
    worth = _LENT * min(1.0, float(people.sum()) / max(payments, 1))
    others = np.maximum(people.sum() - people, 0)
    return np.asarray(np.maximum(3.0, people + np.minimum(worth, others)))


def _variance(residual: Floats, mean: Floats, balance: Floats) -> Floats:
    """The square of a residual as all vendors show it: a power of the mean and of the balance."""
    columns = np.column_stack([np.ones(len(mean)), np.log(np.maximum(mean, 1e-9)), np.log(balance)])
    columns[:, 1:] -= columns[:, 1:].mean(axis=0)
    square = residual**2
    rows, firm = len(mean), 0.5 * float((square**2).sum() / square.sum() / square.mean())
    return fit_rates(columns, square / square.mean(), np.zeros(rows), np.ones(rows), np.array([1e-8, firm, firm])).mean


def _effective(own: Floats, home: Ints, vendors: int) -> Floats:
    """How many people a vendor's own variance rests on: (Σs²)²/Σs⁴ of its clusters' pull on its effect."""
    square = own[np.arange(len(own)), home] ** 2
    second = np.bincount(home, weights=square, minlength=vendors)
    fourth = np.bincount(home, weights=square**2, minlength=vendors)
    return np.asarray(second**2 / np.maximum(fourth, 1e-300))
