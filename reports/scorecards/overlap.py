"""Whose accounts somebody else had too: a vendor can be held against others only on accounts like theirs.

A shallow tree looks for the traits that tell vendors' accounts apart; where a leaf holds (almost) only one vendor's, those
accounts have no counterpart. Vendors that share leaves with nobody of the larger group cannot be compared with it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from reports.scorecards.difficulty import raw
from reports.scorecards.facts import Accounts, Floats

_LEARN = 40_000
_RARE, _ENOUGH = 0.04, 4.0
_SHARED = 5


@dataclass(frozen=True, slots=True)
class Overlap:
    """`kept` [N]: the account has counterparts. `lone` [V]: share of a vendor's balance that has none (NaN: no accounts).

    `together` [V]: in the largest group of vendors that can be held against each other."""

    kept: NDArray[np.bool_]
    lone: Floats
    together: NDArray[np.bool_]


def overlap(accounts: Accounts, vendors: int, seed: int) -> Overlap:
    """Which accounts have counterparts with other vendors."""
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - a second to load, for pages that never fit anything

    count = len(accounts)
    columns = raw(accounts).astype(np.float32)
    rng = np.random.default_rng([67, seed])
    train = rng.choice(count, _LEARN, replace=False) if count > _LEARN else np.arange(count)
    leaf = int(np.clip(len(train) / 40, 40, 1000))
    tree = DecisionTreeClassifier(min_samples_leaf=leaf, max_leaf_nodes=40, random_state=0)
    tree.fit(columns[train], accounts.vendor[train])
    _, where = np.unique(tree.apply(columns), return_inverse=True)
    leaves = int(where.max()) + 1
    held = np.bincount(where * vendors + accounts.vendor, minlength=leaves * vendors).reshape(leaves, vendors).astype(float)
    size, whole = held.sum(axis=1, keepdims=True), held.sum(axis=0)
    others = size - held
    hoped = held * (count - whole) / np.maximum(whole, 1)
    alone = (hoped >= _ENOUGH) & (others < np.maximum(1.0, _RARE * hoped))
    without = alone[where, accounts.vendor]
    money: Floats = np.asarray(np.bincount(accounts.vendor, weights=accounts.balance, minlength=vendors), dtype=np.float64)
    lost = np.bincount(accounts.vendor, weights=accounts.balance * without, minlength=vendors)
    lone = np.where(whole > 0, lost / np.maximum(money, 1e-12), np.nan)
    return Overlap(~without, np.asarray(lone), _together(held, alone, money))


def _together(held: Floats, alone: NDArray[np.bool_], money: Floats) -> NDArray[np.bool_]:
    """The group, linked by leaves both have some of, that holds most money."""
    some = (held >= _SHARED) & ~alone
    links = some.T.astype(int) @ some.astype(int)
    _, group = connected_components(links, directed=False)
    held_by = np.bincount(group, weights=money)
    return np.asarray((group == int(held_by.argmax())) & (money > 0))
