"""Whether what is asked of a vendor lies within what was seen of it: accounts of that kind, and that many."""

from collections.abc import Mapping

import numpy as np

from reports.scorecards.facts import Accounts, Facts, Floats, Ints

LEAST_SHARE = 0.9
"""Of the accounts to be moved, the share whose like the other vendor has had."""
LEAST_SEEN = 10
MOST_TIMES = 2.0
_BINS = 6


def outside(accounts: Ints, covered: Floats, giver: int, receiver: int, share: float) -> Mapping[str, str] | None:
    """Why nothing can be told of the move: the receiver never had such accounts, or never so many; None where it can.

    `accounts` [vendors, months], `covered` [giver, receiver] as of `covered_of`.
    """
    newest = accounts[:, -1]
    moved, largest = share * float(newest[giver]), float(accounts[receiver].max())
    if newest[giver] == 0:
        return {
            "es": "no tiene cuentas de esas en el último mes: no hay qué mover",
            "en": "it has no such accounts in the newest month: there is nothing to move",
        }
    if (seen := float(covered[giver, receiver])) < LEAST_SHARE:
        return {
            "es": f"quien las recibiría solo ha tenido cuentas como el {100 * seen:.0f} % de ellas: no se puede saber",
            "en": f"whoever would receive them has had accounts like {100 * seen:.0f}% of them: it cannot be told",
        }
    if float(newest[receiver]) + moved > MOST_TIMES * largest:
        return {
            "es": f"pasaría el doble de su mes más grande ({largest:.0f} cuentas): no se puede saber",
            "en": f"it would exceed twice its largest month ({largest:.0f} accounts): it cannot be told",
        }
    return None


def covered_of(facts: Facts, segment: str = "") -> Floats:
    """By giver and receiver: of the giver's newest accounts of the segment, the share whose product and days overdue, and whose
    balance, the receiver has had a few of (within the segment of each account)."""
    newest, many = facts.months[-1].accounts, len(facts.vendors)
    if len(newest) == 0:
        return np.zeros((many, many))
    inside = newest.segment == facts.segments.index(segment) if segment else np.ones(len(newest), dtype=bool)
    steps = np.arange(1, _BINS) / _BINS
    edges = (np.quantile(newest.days_overdue, steps), np.quantile(newest.balance, steps))
    products = np.unique(np.concatenate([m.accounts.product for m in facts.months]))
    coded = [_cells(m.accounts, edges, products) for m in facts.months]
    shares = []
    for kind in range(2):
        cells = 1 + max(int(codes[kind].max(initial=0)) for codes in coded)
        had = np.zeros((many, cells))
        for month, codes in zip(facts.months, coded, strict=True):
            had += np.bincount(month.accounts.vendor * cells + codes[kind], minlength=many * cells).reshape(many, cells)
        asked = np.bincount(newest.vendor[inside] * cells + coded[-1][kind][inside], minlength=many * cells).reshape(many, cells)
        shares.append(asked @ (had >= LEAST_SEEN).T / np.maximum(asked.sum(axis=1, keepdims=True), 1))
    return np.asarray(np.minimum(*shares), dtype=np.float64)


def _cells(accounts: Accounts, edges: tuple[Floats, Floats], products: Ints) -> tuple[Ints, Ints]:
    """Numbers of the cell of each account: by segment, product and days overdue; and by segment and balance."""
    days = np.digitize(accounts.days_overdue, edges[0])
    size = np.digitize(accounts.balance, edges[1])
    product = np.searchsorted(products, accounts.product)
    kinds = (accounts.segment * len(products) + product) * _BINS + days
    return kinds.astype(np.int64), (accounts.segment * _BINS + size).astype(np.int64)
