"""The rows the adversaries see: ghosts, and the real accounts a vendor could compare them with."""

from dataclasses import dataclass

import numpy as np

from audit.ghosts.covertness.cells import Ints, is_missing
from audit.ghosts.covertness.covertness import Against
from audit.ghosts.covertness.planted import Planted
from audit.ghosts.covertness.table import Table

MOST_REAL, MOST_GHOSTS = 10_000, 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Rows in the order of the file; `labels` 1 for a ghost; `rows` each one's number (from 0) in its own file.

    `place` is the row's number in the common file, None where ghosts and real rows come from two.
    """

    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    labels: Ints
    rows: tuple[int, ...]
    place: Ints | None
    against: Against

    @property
    def ghosts(self) -> int:
        """How many ghosts are judged."""
        return int(self.labels.sum())

    @property
    def real(self) -> int:
        """How many real rows they are judged against."""
        return len(self.labels) - self.ghosts


def pooled(real: Table, handed: Table, found: Planted, seed: int) -> Pool:
    """The real rows of the handed-over file where they are at least as many as the ghosts, as a vendor has no others.

    Where they are fewer, all real rows of the client's file over the shared columns: then order and spelling, which
    belong to a file, are left out. Very large files are drawn from.
    """
    rng = np.random.default_rng(seed)
    ghosts = _drawn(found.ghosts, MOST_GHOSTS, rng)
    if len(found.real) >= max(20, len(found.ghosts)):
        chosen = sorted([*ghosts, *_drawn(found.real, MOST_REAL, rng)])
        planted_ = set(ghosts)
        table = handed.only(chosen)
        labels = np.array([int(i in planted_) for i in chosen], dtype=np.int64)
        return Pool(table.columns, table.cells, labels, tuple(chosen), np.array(chosen, dtype=np.int64), Against.SAME_FILE)
    rest = _drawn(tuple(range(real.rows)), MOST_REAL, rng)
    columns, cells = [], []
    for ours, theirs in found.shared:
        if ours not in found.rewritten:
            columns.append(ours)
            mine, other = handed.column(ours), real.column(theirs)
            cells.append(tuple(_plain(mine[i]) for i in ghosts) + tuple(_plain(other[i]) for i in rest))
    labels = np.r_[np.ones(len(ghosts), dtype=np.int64), np.zeros(len(rest), dtype=np.int64)]
    return Pool(tuple(columns), tuple(cells), labels, (*ghosts, *rest), None, Against.REAL_FILE)


def _drawn(rows: tuple[int, ...], most: int, rng: np.random.Generator) -> list[int]:
    if len(rows) <= most:
        return list(rows)
    return sorted(int(i) for i in rng.choice(np.array(rows), most, replace=False))


def _plain(cell: str) -> str:
    return "" if is_missing(cell) else cell
