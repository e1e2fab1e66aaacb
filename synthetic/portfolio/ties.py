"""Pairs of columns that are the same in some rows and not in others: a balance still at its first amount, a price lent whole."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthetic.portfolio.columns import Kind, Known, few_levels

_LEAST, _OVER_CHANCE = 0.01, 3.0


@dataclass(frozen=True, slots=True)
class Tie:
    """Where column `flag` says "1", `copy` has the value of `source`."""

    source: str
    copy: str
    flag: str


def find_ties(columns: Sequence[Known]) -> tuple[tuple[Tie, Known], ...]:
    """Ties among drawn columns with their flags; no column is a copy twice, and no copy is a source."""
    usable = [column for column in columns if column.ordered and not few_levels(column)]
    found: list[tuple[Tie, Known]] = []
    taken: set[str] = set()
    for a, first in enumerate(usable):
        for second in usable[:a]:
            copy, source = (first, second) if len(first.texts) >= len(second.texts) else (second, first)
            if copy.kind is not source.kind or copy.name in taken or source.name in {tie.copy for tie, _ in found}:
                continue
            flag = _flag(source, copy)
            if flag is not None:
                found.append((Tie(source.name, copy.name, flag.name), flag))
                taken |= {copy.name}
    sources = {tie.source for tie, _ in found}
    return tuple((tie, flag) for tie, flag in found if tie.copy not in sources)


def _flag(source: Known, copy: Known) -> Known | None:
    x, y = source.row_values, copy.row_values
    equal = (x == y) & (x != 0)
    share = float(equal.mean())
    if not _LEAST <= share <= 1 - _LEAST or share < _LEAST + _OVER_CHANCE * _by_chance(source, copy):
        return None
    codes = equal.astype(np.int64)
    counts = np.array([len(codes) - codes.sum(), codes.sum()], dtype=np.int64)
    return Known(f"{source.name}\x00{copy.name}\x00equal", Kind.CHOICE, ("0", "1"), np.full(2, np.nan), counts, codes)


def _by_chance(first: Known, second: Known) -> float:
    _, a, b = np.intersect1d(first.values, second.values, return_indices=True)
    rows = len(first.codes)
    return float((first.counts[a] / rows * second.counts[b] / rows).sum())


__all__ = ["Tie", "find_ties"]
