"""What no row of a file does: a payment before the opening, a product in a region that does not sell it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.columns import Floats, Kind, Known

_ALWAYS, _EXPECTED = 0.999, 8.0
_MOST_LEVELS = 60
_FEWEST = 200
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limits:
    """`below`: pairs of ordered columns of which the first never passes the second. `never`: kinds that never meet.

    `apart`: pairs of dates with the fewest and the most days from the first to the second.
    """

    below: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int, float, float], ...]
    never: tuple[tuple[int, int, Bools], ...]

    def kept(self, values: Sequence[Floats], codes: Sequence[npt.NDArray[np.int64]]) -> Bools:
        """Which rows keep within them; `values` and `codes` are by column, as in the columns learnt."""
        good = np.ones(len(codes[0]), dtype=bool)
        for a, b in self.below:
            good &= ~(values[a] > values[b] + 1e-9)
        for a, b, fewest, most in self.apart:
            days = values[b] - values[a]
            good &= np.isnan(days) | ((days >= fewest) & (days <= most))
        for a, b, unseen in self.never:
            good &= ~unseen[codes[a], codes[b]]
        return good


def learn_limits(columns: Sequence[Known], free: Collection[str]) -> Limits:
    """The limits of these columns' rows; of kinds (cells, or a number missing or zero) only among columns `free`."""
    values = [column.row_values for column in columns]
    below = []
    for a, first in enumerate(columns):
        for b, second in enumerate(columns):
            if a != b and first.ordered and first.kind is second.kind and _is_below(values[a], values[b]):
                below.append((a, b))
    kinds = [kinds_of(column)[column.codes] for column in columns]
    never = []
    for a in range(len(columns)):
        for b in range(a + 1, len(columns)):
            unseen = _unseen(kinds[a], kinds[b]) if {columns[a].name, columns[b].name} <= set(free) else None
            if unseen is not None:
                never.append((a, b, unseen))
    dates = [n for n, column in enumerate(columns) if column.kind is Kind.DATE]
    apart = [(a, b, *ends) for n, a in enumerate(dates) for b in dates[:n] if (ends := _ends(values[b] - values[a])) is not None]
    return Limits(tuple(below), tuple(apart), tuple(never))


def kinds_of(column: Known) -> npt.NDArray[np.int64]:
    """For each level its kind: itself where there are few, else missing 0, zero 1, other 2."""
    if len(column.texts) <= _MOST_LEVELS:
        return np.arange(len(column.texts), dtype=np.int64)
    if not column.ordered:
        return np.zeros(len(column.texts), dtype=np.int64)
    return np.where(np.isnan(column.values), 0, np.where(column.values == 0, 1, 2)).astype(np.int64)


def kinds_made(column: Known, values: Floats) -> npt.NDArray[np.int64]:
    """The kind of each value made for a column, where the kinds are missing, zero and other; else 0, which no limit knows."""
    if len(column.texts) <= _MOST_LEVELS or not column.ordered:
        return np.zeros(len(values), dtype=np.int64)
    return np.where(np.isnan(values), 0, np.where(values == 0, 1, 2)).astype(np.int64)


def _ends(days: Floats) -> tuple[float, float] | None:
    known = days[np.isfinite(days)]
    return (float(known.min()) - 1e-6, float(known.max()) + 1e-6) if len(known) >= _FEWEST else None


def _is_below(first: Floats, second: Floats) -> bool:
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < _FEWEST:
        return False
    a, b = first[both], second[both]
    near = np.median(b) <= 50 * max(np.median(a), 1e-9) if np.median(a) > 0 else bool(np.any(a > 0))
    return bool(near and (a <= b + 1e-9).mean() >= _ALWAYS and (a == b).mean() < 0.999 and a.max() > np.quantile(b, 0.01))


def _unseen(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> Bools | None:
    size = (int(first.max()) + 1, int(second.max()) + 1)
    if size[0] < 2 or size[1] < 2:
        return None
    table = np.zeros(size)
    np.add.at(table, (first, second), 1)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / table.sum()
    unseen: Bools = (table == 0) & (expected >= _EXPECTED)
    return unseen if unseen.any() else None


__all__ = ["Limits", "kinds_made", "kinds_of", "learn_limits"]
