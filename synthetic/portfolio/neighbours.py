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


@dataclass(frozen=True, slots=True)
class Distances:
    """For each row the distance to the nearest and second real row (never itself), and how few columns differ from any."""

    first: Floats
    second: Floats

    def features(self) -> npt.NDArray[np.float64]:
        """Two axes for whoever wants to tell rows apart."""
        return np.column_stack([self.first, self.second])


class Neighbourhood:
    """The real rows as points."""

    def __init__(self, columns: Sequence[Known], codes: npt.NDArray[np.int64]) -> None:
        self._vectors = distance_vectors(columns)
        self.codes = codes
        self._index = NearestNeighbors(n_neighbors=3).fit(gather(self._vectors, codes))
        sample = codes[:: max(1, len(codes) // 6000)]
        self.real = self._of(sample, own=True)
        self.limit = float(np.quantile(self.real.first, _TOO_NEAR))
        self.least_differing = self._allowed(sample)

    def _of(self, codes: npt.NDArray[np.int64], own: bool) -> Distances:
        found, _ = self._index.kneighbors(gather(self._vectors, codes))
        return Distances(found[:, 1], found[:, 2]) if own else Distances(found[:, 0], found[:, 1])

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


__all__ = ["Distances", "Neighbourhood"]
