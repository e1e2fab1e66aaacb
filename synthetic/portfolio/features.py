"""Columns as numbers a tree can split and a distance can compare: one small vector for each level of each column."""

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.columns import Floats, Known

_ONE_EACH = 8  # up to so many kinds get an axis each; more are placed by what goes with them
_AXES = 4
Matrix = npt.NDArray[np.float64]


def ranks(known: Known) -> Floats:
    """Middle rank of each level in [0, 1] by rows; missing at -0.25."""
    missing = np.isnan(known.values)
    counts = np.where(missing, 0, known.counts)
    before = np.cumsum(counts) - counts
    middle: Floats = np.where(missing, -0.25, (before + 0.5 * counts) / max(1, counts.sum()))
    return middle


def level_vectors(columns: Sequence[Known]) -> list[Matrix]:
    """For each column a matrix (levels x axes)."""
    found: list[Matrix | None] = [_plain(column) for column in columns]
    rows = [vectors[column.codes] for column, vectors in zip(columns, found, strict=True) if vectors is not None]
    beside = np.hstack(rows) if rows else np.zeros((len(columns[0].codes), 1))
    return [_placed(column, beside) if vectors is None else vectors for column, vectors in zip(columns, found, strict=True)]


def _plain(column: Known) -> Matrix | None:
    if column.ordered:
        return ranks(column)[:, None]
    if len(column.texts) <= _ONE_EACH:
        return np.eye(len(column.texts))
    return None


def _placed(column: Known, beside: Matrix) -> Matrix:
    """Kinds that keep the same company lie close: the first axes of the mean of all other columns in each kind."""
    levels = len(column.texts)
    sums = np.zeros((levels, beside.shape[1]))
    np.add.at(sums, column.codes, beside - beside.mean(axis=0))
    means = sums / (column.counts[:, None] + 5.0)  # rare kinds are pulled to the middle
    scale = beside.std(axis=0) + 1e-9
    weighted = means / scale * np.sqrt(column.counts)[:, None]
    _, _, axes = np.linalg.svd(weighted, full_matrices=False)
    placed = (means / scale) @ axes[:_AXES].T
    common = (np.argsort(np.argsort(-column.counts, kind="stable")) / max(1, levels - 1))[:, None]
    stacked: Matrix = np.hstack([placed / (placed.std(axis=0) + 1e-9), common])
    return stacked


def distance_vectors(columns: Sequence[Known]) -> list[Matrix]:
    """For each column a matrix (levels x axes) in which a plain sum of squares compares rows: ranks, and kinds at distance 1."""
    found = []
    for column in columns:
        if column.ordered:
            found.append(ranks(column)[:, None] * 2.0)
        elif len(column.texts) <= 40:
            found.append(np.eye(len(column.texts)) / np.sqrt(2.0))
        else:
            rng = np.random.default_rng(len(column.texts))
            spread = rng.standard_normal((len(column.texts), 24))
            found.append(spread / np.linalg.norm(spread, axis=1, keepdims=True) / np.sqrt(2.0))
    return found


def gather(vectors: Sequence[Matrix], codes: npt.NDArray[np.int64], skip: Collection[int] = ()) -> npt.NDArray[np.float32]:
    """The matrix of rows (rows x all axes); `codes` is rows x columns. Columns `skip` are left out."""
    blocks = [block[codes[:, i]] for i, block in enumerate(vectors) if i not in skip]
    return np.hstack(blocks).astype(np.float32) if blocks else np.zeros((len(codes), 1), dtype=np.float32)


__all__ = ["Matrix", "distance_vectors", "gather", "level_vectors", "ranks"]
