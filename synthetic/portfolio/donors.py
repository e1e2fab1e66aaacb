"""What columns that go together may be, given all others: trees whose leaves hold real rows, one of which gives its values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.tree import DecisionTreeRegressor

from synthetic.portfolio.features import Matrix, gather

Ints = npt.NDArray[np.int64]
_LEAF = 5
_TREES = 5
_SHARE_OF_COLUMNS = 0.7


@dataclass(frozen=True, slots=True)
class Leaves:
    """One tree and the real rows of each of its leaves, as slices of `rows`."""

    tree: Any
    rows: Ints
    start: Ints
    size: Ints

    def draw(self, features: npt.NDArray[np.float32], origins: Ints, rng: np.random.Generator) -> Ints:
        """A real row for each row of features, from its leaf, and not the row it came from."""
        leaf = self.tree.apply(features)
        start, size = self.start[leaf], self.size[leaf]
        chosen: Ints = self.rows[start + rng.integers(0, size)]
        for _ in range(8):
            own = chosen == origins
            if not own.any():
                break
            chosen[own] = self.rows[start[own] + rng.integers(0, size[own])]
        return chosen


class Conditionals:
    """For each block of columns a few trees that split the real rows by all other columns. Rows are codes (rows x columns)."""

    def __init__(
        self,
        codes: Ints,
        vectors: Sequence[Matrix],
        rng: np.random.Generator,
        blocks: Sequence[Sequence[int]] | None = None,
        leaf: int = _LEAF,
    ) -> None:
        self.codes, self.vectors = codes, vectors
        self.blocks = tuple(tuple(block) for block in blocks or [(column,) for column in range(codes.shape[1])])
        self._leaves = [self._grow(block, leaf, rng) for block in self.blocks]

    def _grow(self, block: Sequence[int], leaf: int, rng: np.random.Generator) -> list[Leaves]:
        features = gather(self.vectors, self.codes, block)
        target = np.hstack([self.vectors[column][self.codes[:, column]] for column in block])
        return [self._leaves_of(features, target, leaf, int(rng.integers(1 << 31))) for _ in range(_TREES)]

    @staticmethod
    def _leaves_of(features: npt.NDArray[np.float32], target: Matrix, leaf: int, seed: int) -> Leaves:
        tree = DecisionTreeRegressor(min_samples_leaf=leaf, max_features=_SHARE_OF_COLUMNS, random_state=seed)
        tree.fit(features, target)
        at = tree.apply(features)
        rows = np.argsort(at, kind="stable").astype(np.int64)
        size = np.bincount(at, minlength=tree.tree_.node_count).astype(np.int64)
        return Leaves(tree, rows, np.cumsum(size) - size, size)

    def redraw(self, number: int, codes: Ints, origins: Ints, rng: np.random.Generator) -> Ints:
        """New codes (rows x columns of the block) of one block for rows whose other columns are `codes`."""
        block = self.blocks[number]
        features = gather(self.vectors, codes, block)
        leaves = self._leaves[number]
        which = rng.integers(0, len(leaves), len(codes))
        found = np.empty((len(codes), len(block)), dtype=np.int64)
        for i, one in enumerate(leaves):
            mine = which == i
            if mine.any():
                found[mine] = self.codes[one.draw(features[mine], origins[mine], rng)][:, list(block)]
        return found


__all__ = ["Conditionals", "Ints", "Leaves"]
