"""The vendors' effects of the rate model, with their errors: difficulty learnt of up to 150,000 accounts, effects of all."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from reports.scorecards.difficulty import shape_of
from reports.scorecards.facts import Accounts, Floats, Ints
from reports.scorecards.rate_errors import errors
from reports.scorecards.rate_model import fit_rates, kept

_LEARN, _CHUNK = 150_000, 100_000
_RIDGE = 0.5
"""How firmly columns are held to nothing, in payments of the usual size: a few huge ones must not be explained away."""
_NONE_SEEN = 3.6888794541139363


@dataclass(frozen=True, slots=True)
class Effects:
    """Of the known vendors the logarithm over the reference's mean [K], its covariance and degrees of freedom; by vendor, what
    the average one would have had (`expected`) and, of those nobody paid, the most the ratio can be (`nothing`). `each` [N] is
    the same of every account, minor units, and `weight` [N] how much a unit of its money counts for (1: the median balance)."""

    log: Floats
    covariance: Floats
    freedom: Floats
    nothing: dict[int, float]
    expected: dict[int, float]
    each: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class _Learnt:
    """`base` [N]: foretold of each account by an average vendor. `middle` [K, P]: the columns' mean in each vendor's accounts,
    as money weighs. `own` [S, P]: what a unit of a teaching account's residual moves the columns' coefficients by, `kept` [S]
    the share of its variance that residual keeps."""

    base: Floats
    middle: Floats
    own: Floats
    kept: Floats


def vendor_effects(accounts: Accounts, known: tuple[int, ...], reference: NDArray[np.bool_], seed: int) -> Effects:
    """Effects of the `known` vendors; accounts of others (nobody paid them) are foretold too."""
    balance = np.maximum(accounts.balance, 1.0)
    weight = np.sqrt(balance / np.median(balance))
    part = accounts.recovered / balance
    unit = float((weight @ part) / weight.sum())
    seen = part / unit
    rows = np.isin(accounts.vendor, known)
    place = np.where(rows, np.searchsorted(known, accounts.vendor).clip(max=len(known) - 1), -1)
    teaching = _teaching(place, len(known), seed)
    found = _learn(accounts, seen, weight, place, teaching, len(known))
    got = np.bincount(place[rows], weights=(weight * seen)[rows], minlength=len(known))
    due = np.bincount(place[rows], weights=(weight * found.base)[rows], minlength=len(known))
    log = np.log(got / due)
    mean = found.base * np.exp(np.append(log, 0.0)[place])
    pull = np.zeros((len(seen), len(known)))
    pull[rows, place[rows]] = 1 / got[place[rows]]
    pull[teaching] -= found.own @ found.middle.T
    lever = np.minimum((weight * mean)[rows] / got[place[rows]], 0.8)
    raise_by = np.ones(len(seen))
    raise_by[rows] = (1 - lever) ** -0.5
    raise_by[teaching] = np.maximum(found.kept, 0.04) ** -0.5
    residual = weight * (seen - mean) * raise_by
    covariance, freedom = errors(
        pull[rows],
        residual[rows],
        mean[rows],
        weight[rows],
        accounts.person[rows],
        place[rows],
        balance[rows],
        accounts.recovered[rows] > 0,
    )
    centre = np.eye(len(known)) - reference[None] / reference.sum()
    average = found.base * np.exp(float(log[reference].mean()))
    each = balance * unit * average
    return Effects(
        np.asarray(centre @ log),
        np.asarray(centre @ covariance @ centre.T),
        freedom,
        _nothing(accounts.vendor[~rows], (weight * average)[~rows], weight * seen),
        {int(v): float(each[accounts.vendor == v].sum()) for v in np.unique(accounts.vendor)},
        each,
        weight / balance * np.median(balance),
    )


def _teaching(place: Ints, known: int, seed: int) -> NDArray[np.bool_]:
    """All accounts of known vendors, or as many of each, drawn."""
    counts = np.bincount(place[place >= 0], minlength=known)
    if counts.sum() <= _LEARN:
        return np.asarray(place >= 0)
    chance = np.minimum(1.0, _LEARN / known / np.maximum(counts, 1))
    drawn = np.random.default_rng([71, seed]).random(len(place))
    return np.asarray((place >= 0) & (drawn < np.append(chance, 0.0)[place]))


def _learn(accounts: Accounts, seen: Floats, weight: Floats, place: Ints, teaching: NDArray[np.bool_], known: int) -> _Learnt:
    """Difficulty of the teaching accounts, each vendor's effect beside it; then what it foretells of all of them."""
    offset = np.log(np.clip(accounts.days_left, 0.02, 1))
    some = _some(accounts, teaching)
    shape = shape_of(some)
    whole = np.hstack([np.eye(known)[place[teaching]], shape.columns(some)])
    came = weight[teaching] * seen[teaching]
    firm = _RIDGE * float((came**2).sum() / came.sum())
    ridge = np.concatenate([np.full(known, 1e-8), np.full(whole.shape[1] - known, firm)])
    fit = fit_rates(whole, seen[teaching], offset[teaching], weight[teaching], ridge)
    slope = fit.coefficients[known:]
    base, middle = np.empty(len(seen)), np.zeros((known, len(slope)))
    for start in range(0, len(seen), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        made = shape.columns(_some(accounts, chunk))
        base[chunk] = np.exp(np.clip(made @ slope + offset[chunk], -60, 60))
        held = np.eye(known + 1)[place[chunk]][:, :known] * (weight[chunk] * base[chunk])[:, None]
        middle += held.T @ made
    total = np.array([float((weight * base)[place == v].sum()) for v in range(known)])
    return _Learnt(base, middle / total[:, None], whole @ fit.inverse[:, known:], kept(fit, whole, weight[teaching], ridge))


def _nothing(vendor: Ints, due: Floats, came: Floats) -> dict[int, float]:
    """Poisson's exact bound of none, over payments as large as those that came."""
    size = float((came**2).sum() / came.sum())
    return {int(v): _NONE_SEEN * size / float(due[vendor == v].sum()) for v in np.unique(vendor)}


def _some(accounts: Accounts, which: NDArray[np.bool_] | slice) -> Accounts:
    return Accounts(**{f.name: getattr(accounts, f.name)[which] for f in fields(Accounts)})
