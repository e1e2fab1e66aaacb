"""How hard accounts are, as columns of the rate model: bends of each trait, products of pairs, a score learnt by trees.

The score is cross-fitted by person and learnt with the vendors' effects held out of it, so that who was handed what does not leak
into how good a vendor is. Its job is what bends and products miss.
"""

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from reports.scorecards.facts import Accounts, Floats, Ints

_FOLDS, _LEARN = 3, 60_000


def traits(accounts: Accounts) -> Floats:
    """Standardised traits [N, 5]: days overdue, balance (logarithms), risk, months open (logarithm), age; unknown is the mean."""
    columns = (
        np.log1p(np.maximum(accounts.days_overdue, 0)),
        np.log(np.maximum(accounts.balance, 1)),
        accounts.risk,
        np.log1p(np.maximum(accounts.months_open, 0)),
        accounts.age,
    )
    return np.column_stack([_standard(column) for column in columns])


def _standard(column: Floats) -> Floats:
    known = np.isfinite(column)
    if not known.any():
        return np.zeros(len(column))
    middle, spread = column[known].mean(), column[known].std() or 1.0
    return np.asarray(np.where(known, np.clip((column - middle) / spread, -4, 4), 0.0))


def design(accounts: Accounts, z: Floats) -> Floats:
    """Columns [N, P] without the vendors' own, each centred."""
    count = len(accounts)
    bends = [z]
    for column in z.T:
        knots = np.unique(np.quantile(column, (0.1, 0.3, 0.5, 0.7, 0.9)))
        bends.append(np.maximum(column[:, None] - knots[None], 0))
    kinds = [_kinds(accounts.product), _kinds(accounts.segment)]
    pairs = [(z[:, i] * z[:, j])[:, None] for i in range(5) for j in range(i)]
    across = [kinds[0] * z[:, [n]] for n in range(3)]
    unknown = [~np.isfinite(c) for c in (accounts.age, accounts.risk, accounts.months_open)]
    missing = [u.astype(float)[:, None] for u in unknown if 0 < u.sum() < count]
    early = accounts.days_left < 1
    timing = [np.log(np.clip(accounts.days_left, 0.02, 1))[:, None]] if early.any() else []
    if timing:
        timing.append(np.maximum(np.log(0.5) - timing[0], 0))
    whole = np.hstack([*bends, *kinds, *pairs, *across, *missing, *timing])
    whole = whole - whole.mean(axis=0)
    spread = whole.std(axis=0)
    return np.asarray(whole[:, spread > 1e-9] / spread[spread > 1e-9])


def _kinds(numbers: Ints) -> Floats:
    """One column a kind that at least 1 % (and 20) have, but the commonest."""
    found, counts = np.unique(numbers, return_counts=True)
    order = np.argsort(-counts, kind="stable")[1:]
    keep = [found[n] for n in order if counts[n] >= max(20, 0.005 * len(numbers))][:40]
    return np.column_stack([(numbers == kind).astype(float) for kind in keep]) if keep else np.empty((len(numbers), 0))


def learnt(accounts: Accounts, part: Floats, exposure: Floats, seed: int) -> Floats:
    """The logarithm of the part of the balance that comes back of an average vendor, foretold for each account by others' trees.

    `part` [N] came back of the balance; `exposure` [N] is the vendors' effect and the time gone, which the trees must not learn.
    """
    rng = np.random.default_rng([61, seed])
    people, where = np.unique(accounts.person, return_inverse=True)
    fold = rng.integers(0, _FOLDS, len(people))[where]
    columns = np.column_stack([_banded(column) for column in raw(accounts).T])
    out = np.zeros(len(part))
    for turn in range(_FOLDS):
        train = np.flatnonzero(fold != turn)
        if len(train) > _LEARN:
            train = rng.choice(train, _LEARN, replace=False)
        held = fold == turn
        model = _trees(len(train), seed)
        with threadpool_limits(limits=1):
            model.fit(columns[train], part[train] / exposure[train], sample_weight=exposure[train])
            out[held] = np.log(np.maximum(model.predict(columns[held]), 1e-6))
    return np.asarray(out - out.mean())


def raw(accounts: Accounts) -> Floats:
    """Every trait as it was handed over [N, 7]."""
    kinds = (accounts.segment.astype(float), accounts.product.astype(float))
    return np.column_stack([accounts.days_overdue, accounts.balance, accounts.risk, accounts.months_open, accounts.age, *kinds])


def _trees(rows: int, seed: int) -> HistGradientBoostingRegressor:
    return HistGradientBoostingRegressor(
        loss="poisson",
        max_iter=60,
        learning_rate=0.08,
        max_leaf_nodes=12,
        min_samples_leaf=int(np.clip(rows / 60, 20, 400)),
        l2_regularization=5.0,
        early_stopping=False,
        random_state=seed,
    )


def _banded(column: Floats) -> Floats:
    """At most 48 bands of a trait, unknown the last: the trees need no finer, and find their cuts at once."""
    known = np.isfinite(column)
    cuts = np.unique(np.quantile(column[known], np.linspace(0, 1, 48)[1:-1])) if known.any() else np.zeros(1)
    return np.where(known, np.digitize(column, cuts), 60).astype(float)
