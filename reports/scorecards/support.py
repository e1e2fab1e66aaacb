"""Whether what is asked of a vendor lies within what was seen of it: accounts of that kind, and that many."""

from collections.abc import Mapping

import numpy as np

from reports.scorecards.facts import Accounts, Facts, Floats, Ints
from reports.scorecards.past import Past

LEAST_SHARE = 0.9
"""Of the accounts to be moved, the share whose like the other vendor has had."""
LEAST_SEEN = 10
MOST_TIMES = 2.0


def outside(facts: Facts, past: Past, move_from: int, move_to: int, share: float) -> Mapping[str, str] | None:
    """Why nothing can be told of the move: the receiver never had such accounts, or never so many; None where it can."""
    newest = past.accounts[:, -1]
    moved, largest = share * float(newest[move_from]), float(past.accounts[move_to].max())
    if newest[move_from] == 0:
        return {
            "es": "no tiene cuentas de esas en el último mes: no hay qué mover",
            "en": "it has no such accounts in the newest month: there is nothing to move",
        }
    covered = _covered(facts, past.segment, move_from, move_to)
    if covered < LEAST_SHARE:
        return {
            "es": f"quien las recibiría ha tenido cuentas como {100 * covered:.0f} % de ellas: no se puede decir",
            "en": f"whoever would receive them has had accounts like {100 * covered:.0f} % of them: it cannot be told",
        }
    if float(newest[move_to]) + moved > MOST_TIMES * largest:
        return {
            "es": f"pasaría el doble de su mes más grande ({largest:.0f} cuentas): no se puede decir",
            "en": f"it would exceed twice its largest month ({largest:.0f} accounts): it cannot be told",
        }
    return None


def _covered(facts: Facts, segment: str, move_from: int, move_to: int) -> float:
    """The share of the accounts whose product and days overdue, and whose balance, the receiver has had a few of."""
    newest = facts.months[-1].accounts
    mine = _inside(newest, facts, segment) & (newest.vendor == move_from)
    edges = (_thirds(newest.days_overdue[mine]), _thirds(newest.balance[mine]))
    asked = _cells(newest, mine, edges)
    had = [_cells(m.accounts, m.accounts.vendor == move_to, edges) for m in facts.months]
    shares = [_seen(kind, np.concatenate([h[place] for h in had])) for place, kind in enumerate(asked)]
    return min(shares)


def _seen(asked: Ints, had: Ints) -> float:
    cells, counts = np.unique(had, axis=0, return_counts=True)
    known = {tuple(c) for c, n in zip(cells.tolist(), counts.tolist(), strict=True) if n >= LEAST_SEEN}
    return float(np.mean([tuple(c) in known for c in asked.tolist()]))


def _inside(accounts: Accounts, facts: Facts, segment: str) -> np.ndarray:
    if not segment:
        return np.ones(len(accounts), dtype=bool)
    return np.asarray(accounts.segment == facts.segments.index(segment))


def _thirds(values: Floats) -> Floats:
    return np.asarray(np.quantile(values, (1 / 3, 2 / 3)))


def _cells(accounts: Accounts, which: np.ndarray, edges: tuple[Floats, Floats]) -> tuple[Ints, Ints]:
    """By segment, product and days overdue; and by segment and balance."""
    days, size = (np.digitize(c[which], e) for c, e in zip((accounts.days_overdue, accounts.balance), edges, strict=True))
    segment = accounts.segment[which]
    kinds = np.column_stack([segment, accounts.product[which], days]).astype(np.int64)
    return kinds, np.column_stack([segment, size]).astype(np.int64)
