"""Counting what came before, for sorted columns of any length and without a loop over rows."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
_FAR = 1 << 20  # more days than any calendar here has


def groups(*keys: Ints) -> Ints:
    """A number for each run of equal keys: 0, 0, 1, … Equal keys must stand together."""
    if not keys[0].size:
        return np.zeros(0, dtype=np.int64)
    changed = np.zeros(keys[0].size, dtype=bool)
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    return np.cumsum(changed)


def earlier_within(group: Ints, day: Ints, counted: Flags, span: int) -> Ints:
    """For each row, how many counted rows of its group stand before it on the `span` dates that end on its own."""
    key = group * _FAR + day
    back = np.zeros(int(group[-1]) + 1 if group.size else 0, dtype=bool)
    back[group[1:][key[1:] < key[:-1]]] = True
    if not back.any():
        return _in_order(key, counted, span)
    found = np.empty(key.size, dtype=np.int64)
    for part, count in ((~back[group], _in_order), (back[group], _in_any_order)):
        found[part] = count(key[part], counted[part], span)
    return found


def earlier_same(group: Ints, period: Ints, counted: Flags) -> Ints:
    """For each row, how many counted rows of its group and period stand before it."""
    return earlier_within(group, period, counted, 1)


def first_in(group: Ints, period: Ints, wanted: Flags) -> Ints:
    """For each row, where the first wanted row of its group and period stands; -1 where there is none."""
    key = group * _FAR + period
    which, inverse = np.unique(key, return_inverse=True)
    first = np.full(which.size, -1, dtype=np.int64)
    at = np.flatnonzero(wanted)[::-1]
    first[inverse[at]] = at
    return first[inverse]


def last_before(group: Ints, wanted: Flags) -> Ints:
    """For each row, where the last wanted row of its group before it stands; -1 where there is none."""
    place = np.arange(group.size)
    seen = np.maximum.accumulate(np.where(wanted, place, -1)) if group.size else place
    before = np.concatenate([[-1], seen[:-1]]).astype(np.int64)[: group.size]
    return np.where((before >= 0) & (group[before] == group), before, -1)


def _in_order(key: Ints, counted: Flags, span: int) -> Ints:
    before = np.concatenate([[0], np.cumsum(counted)]).astype(np.int64)
    return before[:-1] - before[np.searchsorted(key, key - (span - 1), side="left")]


def _in_any_order(key: Ints, counted: Flags, span: int) -> Ints:
    """As `earlier_within` where dates go back within a group, as they do for a debtor with contacts in zones far apart."""
    size = key.size
    which, inverse = np.unique(key, return_inverse=True)
    marks = np.sort(inverse[counted] * size + np.flatnonzero(counted))
    place = np.arange(size)
    found = np.zeros(size, dtype=np.int64)
    for back in range(span):
        at = np.minimum(np.searchsorted(which, key - back), which.size - 1)
        there = which[at] == key - back
        found += there * (np.searchsorted(marks, at * size + place) - np.searchsorted(marks, at * size))
    return found
