"""How near rows lie to the rows of the file: too near is a double, too far is a tell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.neighbors import NearestNeighbors

from synthetic.portfolio.columns import Floats, Known
from synthetic.portfolio.features import distance_vectors, gather

_TOO_NEAR = 0.02  # quantile of the distance from a real row to the next real row
_ROWS_COMPARED = 1024
_REAL_COMPARED = 600


@dataclass(frozen=True, slots=True)
class Distances:
    """For each row the distance to the nearest, second and tenth real row (never itself)."""

    first: Floats
    second: Floats
    tenth: Floats

    def features(self) -> npt.NDArray[np.float64]:
        """Axes for whoever wants to tell rows apart."""
        return np.column_stack([self.first, self.second, self.tenth])


class Neighbourhood:
    """The real rows as points."""

    def __init__(self, columns: Sequence[Known], codes: npt.NDArray[np.int64]) -> None:
        self._vectors = distance_vectors(columns)
        self.codes = codes
        self._index = NearestNeighbors(n_neighbors=min(11, len(codes))).fit(gather(self._vectors, codes))
        sample = codes[:: max(1, len(codes) // 6000)]
        self.real = self._of(sample, own=True)
        self.limit = float(np.quantile(self.real.first, _TOO_NEAR))
        self.least_differing = self._allowed(sample)

    def _of(self, codes: npt.NDArray[np.int64], own: bool) -> Distances:
        found, _ = self._index.kneighbors(gather(self._vectors, codes))
        start = 1 if own else 0
        last = found.shape[1] - 1
        return Distances(*(found[:, min(start + place, last)] for place in (0, 1, 9)))

    def of_real(self, rows: npt.NDArray[np.int64]) -> Distances:
        """Distances of real rows, by number, to other real rows."""
        return self._of(self.codes[rows], own=True)

    def of_ghosts(self, codes: npt.NDArray[np.int64]) -> Distances:
        """Distances of drawn rows to real rows."""
        return self._of(codes, own=False)

    def _allowed(self, sample: npt.NDArray[np.int64]) -> int:
        """How many columns must differ from every real row: as many as in nearly all real pairs, within reason."""
        some = sample[:: max(1, len(sample) // 500)]
        usual: int = int(np.quantile(self.fewest_differing(some, own=True), _TOO_NEAR))
        return int(max(1, min(usual, 2 + self.codes.shape[1] // 8)))

    def fewest_differing(self, codes: npt.NDArray[np.int64], own: bool = False) -> npt.NDArray[np.int64]:
        """In how many columns each row differs from the real row that shares most with it."""
        found = np.full(len(codes), self.codes.shape[1], dtype=np.int64)
        narrow = self.codes.astype(np.int32)
        for start in range(0, len(narrow), _ROWS_COMPARED):
            block = narrow[start : start + _ROWS_COMPARED]
            equal = np.zeros((len(codes), len(block)), dtype=np.int16)
            for column in range(block.shape[1]):
                equal += codes[:, column, None].astype(np.int32) == block[None, :, column]
            if own:
                equal[equal == block.shape[1]] = 0
            found = np.minimum(found, block.shape[1] - equal.max(axis=1))
        return found

    def far_enough(self, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which drawn rows are nobody's double."""
        near = self.of_ghosts(codes).first >= self.limit
        kept: npt.NDArray[np.bool_] = near
        kept[near] = self.fewest_differing(codes[near]) >= self.least_differing
        return kept


class WholeFile:
    """Every row of the file, compared in blocks: memory grows with the rows asked for, not with the file."""

    def __init__(self, columns: Sequence[Known], rng: np.random.Generator) -> None:
        self._columns, self._vectors = columns, distance_vectors(columns)
        self._rows = len(columns[0].codes)
        some = np.sort(rng.choice(self._rows, min(self._rows, _REAL_COMPARED), replace=False))
        first, differing = self._nearest(self._codes(some), some)
        self.limit = float(np.quantile(first, _TOO_NEAR))
        usual = int(np.quantile(differing, _TOO_NEAR))
        self.least_differing = int(max(1, min(usual, 2 + len(columns) // 8)))

    def _codes(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return np.column_stack([column.codes[rows] for column in self._columns])

    def far_enough(self, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which drawn rows (rows x columns) are the double of no row at all."""
        first, differing = self._nearest(codes, None)
        kept: npt.NDArray[np.bool_] = (first >= self.limit) & (differing >= self.least_differing)
        return kept

    def _nearest(self, codes: npt.NDArray[np.int64], own: npt.NDArray[np.int64] | None) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Distance to the nearest row and fewest differing columns; `own` are the rows' places where they are of the file."""
        points = gather(self._vectors, codes)
        squares = np.square(points).sum(axis=1)
        first = np.full(len(codes), np.inf)
        shared = np.zeros(len(codes), dtype=np.int64)
        for start in range(0, self._rows, _ROWS_COMPARED):
            at = np.arange(start, min(self._rows, start + _ROWS_COMPARED))
            block = self._codes(at)
            real = gather(self._vectors, block)
            apart = squares[:, None] + np.square(real).sum(axis=1)[None, :] - 2 * points @ real.T
            equal = np.zeros(apart.shape, dtype=np.int16)
            for column in range(block.shape[1]):
                equal += codes[:, column, None] == block[None, :, column]
            if own is not None:
                mine = own[:, None] == at[None, :]
                apart[mine], equal[mine] = np.inf, 0
            first = np.minimum(first, apart.min(axis=1))
            shared = np.maximum(shared, equal.max(axis=1))
        return np.sqrt(np.maximum(first, 0.0)), codes.shape[1] - shared


__all__ = ["Distances", "Neighbourhood", "WholeFile"]
