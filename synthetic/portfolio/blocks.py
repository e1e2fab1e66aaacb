"""Which columns are drawn together: terms of one sum, of which one real row gives the values, and what chance must not part."""

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.columns import Known
from synthetic.portfolio.features import Matrix

_ROWS = 3000
_EXPLAINED = 0.88  # of a number's variance in the rows that a sum fits best; below it they only go together
_STRONG = 0.24  # of it, a term that explains less is left to the trees
_LARGEST_SHARE = 0.25
_KEPT, _ROUNDS, _MANY = 0.7, 4, 12


def blocks_of(
    columns: Sequence[Known], codes: npt.NDArray[np.int64], bound: Collection[tuple[int, int]]
) -> tuple[tuple[int, ...], ...]:
    """A partition of the columns. Bound pairs join first, then the strongest terms; no block has more than its share.

    Blocks of columns that merely go together were tried: a ghost that takes five cells of one row shares more cells with it
    than any two real rows do, and is told by that alone. Terms of sums are mostly each row's own, and are settled anew.
    """
    width = codes.shape[1]
    most = max(2, round(_LARGEST_SHARE * width))
    tie = sums(columns, codes)
    tie = np.maximum(tie, tie.T)
    for a, b in bound:
        tie[a, b] = tie[b, a] = np.inf
    block = {i: {i} for i in range(width)}
    pairs = sorted((-tie[a, b], a, b) for a in range(width) for b in range(a))
    for strength, a, b in pairs:
        if -strength < _STRONG:
            break
        if block[a] is block[b] or (np.isfinite(strength) and len(block[a]) + len(block[b]) > most):
            continue
        block[a] |= block[b]
        for i in block[b]:
            block[i] = block[a]
    return tuple(sorted({tuple(sorted(one)) for one in block.values()}))


def sums(columns: Sequence[Known], codes: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """What share of each number (row) each other (column) explains as one term of a sum, in the rows that fit it best."""
    width = len(columns)
    found = np.zeros((width, width))
    some = codes[np.linspace(0, len(codes) - 1, min(len(codes), _ROWS)).astype(np.int64)]
    at = [i for i, column in enumerate(columns) if column.ordered and len(column.texts) > _MANY and "\x00" not in column.name]
    values = np.column_stack([columns[i].values[some[:, i]] for i in at]) if at else np.zeros((len(some), 0))
    middle = np.nanmedian(values, axis=0) if at else np.zeros(0)
    filled = np.where(np.isfinite(values), values, middle)
    spread = filled.std(axis=0)
    design = (filled - filled.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    for place, column in enumerate(at):
        rows = np.flatnonzero(np.isfinite(values[:, place]))
        others = [n for n in range(len(at)) if n != place]
        if len(rows) < 20 * (len(others) + 1) or not others or not spread[place]:
            continue
        weights, explained = _trimmed(design[rows, place], np.column_stack([np.ones(len(rows)), design[rows][:, others]]))
        if explained < _EXPLAINED:
            continue
        share = np.abs(weights[1:]) / max(float(np.abs(weights[1:]).sum()), 1e-12)
        found[column, [at[n] for n in others]] = explained * share
    return found


def _trimmed(target: npt.NDArray[np.float64], design: Matrix) -> tuple[npt.NDArray[np.float64], float]:
    """Least trimmed squares: the weights, and the share of variance explained in the rows kept."""
    kept = np.arange(len(target))
    weights: npt.NDArray[np.float64] = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        weights = np.asarray(np.linalg.lstsq(design[kept], target[kept], rcond=None)[0], dtype=np.float64)
        away = np.abs(target - design @ weights)
        kept = np.argsort(away, kind="stable")[: int(_KEPT * len(target))]
    variance = float(np.var(target[kept]))
    left = float(np.var(target[kept] - design[kept] @ weights))
    return weights, max(0.0, 1.0 - left / variance) if variance > 0 else 0.0


__all__ = ["blocks_of", "sums"]
