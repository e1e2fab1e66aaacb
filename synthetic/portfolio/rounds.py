"""How round a number is, where that goes with a kind: loans lent in round sums, card balances that never are."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import chi2_contingency

from synthetic.portfolio.columns import Kind, Known, few_levels

_LEAST, _OVER_CHANCE, _SURE, _MOST_LEVELS, _MOST_POWER = 0.05, 3.0, 1e-8, 60, 7


def round_flags(columns: Sequence[Known]) -> Iterator[tuple[str, Known]]:
    """Names of columns of numbers, each with the column that says which rows are round, where some kind says much of it."""
    kinds = [column for column in columns if 1 < len(column.texts) <= _MOST_LEVELS]
    for column in columns:
        if column.kind is not Kind.NUMBER or few_levels(column) or "\x00" in column.name:
            continue
        flag = _round(column)
        if flag is not None and any(_goes_with(flag, kind) for kind in kinds if kind.name != column.name):
            counts = np.bincount(flag, minlength=2).astype(np.int64)
            codes = flag.astype(np.int64)
            yield column.name, Known(f"{column.name}\x00round", Kind.CHOICE, ("0", "1"), np.full(2, np.nan), counts, codes)


def _round(column: Known) -> np.ndarray[tuple[int], np.dtype[np.bool_]] | None:
    """Which rows are multiples of the power of ten that sets most of them apart; None where none does."""
    values = column.row_values
    whole = np.isfinite(values) & (values != 0) & (values == np.round(values))
    best: tuple[float, np.ndarray[tuple[int], np.dtype[np.bool_]]] | None = None
    before = float(whole.mean())
    for power in range(1, _MOST_POWER):
        flag = whole & (np.mod(np.where(whole, values, 1), 10.0**power) == 0)
        share = float(flag.mean())
        surplus = share / max(before / 10, 1e-9)
        if _LEAST <= share <= 1 - _LEAST and surplus >= _OVER_CHANCE and (best is None or share >= 0.7 * best[0]):
            best = (share, flag)
        before = share
    return best[1] if best else None


def _goes_with(flag: np.ndarray[tuple[int], np.dtype[np.bool_]], kind: Known) -> bool:
    table = np.zeros((2, len(kind.texts)))
    np.add.at(table, (flag.astype(np.int64), kind.codes), 1)
    table = table[:, table.sum(axis=0) >= 10]
    if table.shape[1] < 2 or np.any(table.sum(axis=1) == 0):
        return False
    shares = table[1] / table.sum(axis=0)
    return bool(np.ptp(shares) > 0.1 and chi2_contingency(table)[1] < _SURE)


__all__ = ["round_flags"]
