"""Rules of cells: columns that always say the same, forms, check digits, what follows from what, bands, what never meets."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise, permutations

import numpy as np

from audit.ghosts.agreement_columns import Seen
from audit.ghosts.agreement_rules import FEWEST, Bond, Rule
from audit.ghosts.covertness.cells import Flags, Floats, Ints
from audit.ghosts.covertness.identifier_traits import CHECKS

"""Real rows below which a rule may be chance."""
_BY_CHANCE = -16.0  # natural logarithm of how likely what is seen would be if columns did not go together
_MOST_FORMS, _MOST_BANDS, _MOST_LEVELS, _EXPECTED, _A_LEVEL = 4, 40, 60, 16.0, 5


def cell_rules(columns: Sequence[Seen]) -> Iterator[Rule]:
    """Every rule of cells that all real rows keep."""
    for column in columns:
        yield from _alone(column)
    varied = [column for column in columns if column.distinct > 1]
    for parent, target in permutations(varied, 2):
        rule = follows(parent, target) or band(parent, target)
        if rule is not None:
            yield rule
    for one, other in combinations(varied, 2):
        rule = _never(one, other)
        if rule is not None:
            yield rule


def _alone(column: Seen) -> Iterator[Rule]:
    real = column.cells[: column.real]
    if column.real >= FEWEST and column.distinct == 1:
        kept = np.array([cell == real[0] for cell in column.cells])
        yield Rule(Bond.CONSTANT, column.name, (), column.real, kept, lambda _row: real[0])
        return
    shape = next((s for s in (_exact, _loose) if len({s(cell) for cell in real}) <= _MOST_FORMS), None)
    if column.real >= FEWEST and shape is not None and _written(column):
        known = {shape(cell) for cell in real}
        yield Rule(Bond.FORM, column.name, (), column.real, np.array([shape(cell) in known for cell in column.cells]))
    if column.distinct < FEWEST:
        return
    filled = [cell for cell, none in zip(real, column.missing, strict=False) if not none]
    for _, valid in CHECKS:
        if all(valid(cell) for cell in filled[:200]) and all(valid(cell) for cell in filled):
            kept = np.array([none or valid(cell) for cell, none in zip(column.cells, column.missing, strict=True)])
            yield Rule(Bond.CHECK_DIGIT, column.name, (), len(filled), kept)


def _written(column: Seen) -> bool:
    """Whether how a column is written is its form: amounts are as long as they need to be, numbers that name somebody are not."""
    return column.dated or not column.measured or column.distinct >= 0.5 * column.real


def _exact(cell: str) -> str:
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", cell.strip()))


def _loose(cell: str) -> str:
    return re.sub(r"a+", "a", re.sub(r"9+", "9", _exact(cell)))


def follows(parent: Seen, target: Seen) -> Rule | None:
    """Each cell of `parent` has one of `target`, often enough that it is no chance; a cell that no real row has says nothing."""
    real = parent.real
    if real < FEWEST or parent.distinct >= 0.9 * real:
        return None
    first, second = parent.codes[:real], target.codes[:real]
    levels, place = np.unique(first, return_inverse=True)
    counts = np.bincount(place)
    one = np.zeros(len(levels), dtype=np.int64)
    one[place] = second
    if np.any(one[place] != second):
        return None
    shares = np.bincount(second) / real
    agreeing = float(real - len(counts)) * float(np.log(max(float(np.sum(shares**2)), 1e-9)))
    if agreeing > _BY_CHANCE:
        return None
    known = dict(zip(levels.tolist(), one.tolist(), strict=True))
    text = {int(code): cell for code, cell in zip(second, target.cells, strict=False)}
    kept = np.array([known.get(int(a), int(b)) == int(b) for a, b in zip(parent.codes, target.codes, strict=True)])

    def cell(row: int) -> str | None:
        code = known.get(int(parent.codes[row]))
        return None if code is None else text[code]

    return Rule(Bond.FOLLOWS, target.name, (parent.name,), real, kept, cell)


def band(parent: Seen, target: Seen) -> Rule | None:
    """Stretches of a number that set a kind in every real row."""
    real = parent.real
    good = np.isfinite(parent.value[:real])
    levels = np.unique(target.codes[:real])
    if not parent.measured or not 2 <= len(levels) <= _MOST_BANDS or good.sum() < max(FEWEST, 0.98 * real):
        return None
    if parent.distinct <= len(levels):
        return None
    spans = []
    for level in levels:
        inside = parent.value[:real][good & (target.codes[:real] == level)]
        if len(inside) < _A_LEVEL:
            return None
        spans.append((float(inside.min()), float(inside.max()), int(level)))
    spans.sort()
    if any(first[1] >= second[0] for first, second in pairwise(spans)):
        return None
    text = {int(code): cell for code, cell in zip(target.codes[:real], target.cells, strict=False)}
    kept, cell = _inside(parent.value, target.codes, spans), _cell_of(parent.value, spans, text)
    return Rule(Bond.BAND, target.name, (parent.name,), real, kept, cell)


def _inside(values: Floats, codes: Ints, spans: Sequence[tuple[float, float, int]]) -> Flags:
    """Which rows stand in their band, the free stretch to the next band included."""
    low = np.array([-np.inf, *(first[1] for first in spans[:-1])])
    high = np.array([*(second[0] for second in spans[1:]), np.inf])
    place = {level: i for i, (_, _, level) in enumerate(spans)}
    at = np.array([place.get(int(code), -1) for code in codes])
    fits = np.isnan(values) | ((values > low[at]) & (values < high[at]))
    return np.asarray(fits & ((at >= 0) | np.isnan(values)))


def _cell_of(values: Floats, spans: Sequence[tuple[float, float, int]], text: dict[int, str]) -> Callable[[int], str | None]:
    edges = [_edge(first[1], second[0]) for first, second in pairwise(spans)]

    def cell(row: int) -> str | None:
        value = float(values[row])
        return None if np.isnan(value) else text[spans[int(np.searchsorted(edges, value, side="left"))][2]]

    return cell


def _edge(last: float, first: float) -> float:
    """The roundest whole number from `last` up to before `first`; `last` where there is none."""
    low, high = int(np.ceil(last)), int(np.ceil(first)) - 1
    for step in (1000, 500, 100, 50, 30, 10, 5):
        if low <= high // step * step <= high:
            return float(high // step * step)
    return last


def _never(one: Seen, other: Seen) -> Rule | None:
    """Kinds (cells where there are few; else missing, zero, filled) that never meet, though chance would have them meet often."""
    first, second = _kinds(one), _kinds(other)
    real = one.real
    size = (int(first.max()) + 1, int(second.max()) + 1)
    if min(size) < 2:
        return None
    table = np.zeros(size)
    np.add.at(table, (first[:real], second[:real]), 1)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / real
    unseen = (table == 0) & (expected >= _EXPECTED)
    if not unseen.any():
        return None
    return Rule(Bond.NEVER_TOGETHER, other.name, (one.name,), real, ~unseen[first, second])


def _kinds(column: Seen) -> Ints:
    if column.distinct <= _MOST_LEVELS:
        return column.codes
    return np.where(column.missing, 0, np.where(column.value == 0, 1, 2)).astype(np.int64)


__all__ = ["band", "cell_rules", "follows"]
