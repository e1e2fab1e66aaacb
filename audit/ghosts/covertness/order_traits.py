"""What the file's order gives away: where a row stands, and whether it breaks the sorting around it; and what is missing."""

from collections.abc import Sequence

import numpy as np

from audit.ghosts.covertness.cells import Floats, Ints, flat
from audit.ghosts.covertness.identifier_traits import identifier_values
from audit.ghosts.covertness.kinds import Held, Kind
from audit.ghosts.covertness.trait import Trait, What, frequency, keyed, numeric

ROWS = "#"
"""Stands for the order of the rows where a column's name is expected."""
_SORTED, _FOLLOWS, _NEIGHBOURS = 0.8, 0.3, 5


def order_traits(columns: Sequence[Held], place: Ints) -> list[Trait]:
    """Traits of the rows as they stand in the file; `place` is each row's number in it."""
    order = np.argsort(place, kind="stable")
    found = numeric((ROWS,), What.POSITION, place.astype(np.float64))
    for held in columns:
        value = orderable(held)
        if value is not None:
            found += _sorting(held.name, value, order)
        if held.kind is Kind.CATEGORY:
            found += _runs(held, order)
    return found


def orderable(held: Held) -> Floats | None:
    """A column's values as numbers to sort by, None for kinds that no file is sorted by."""
    if held.kind is Kind.NUMBER:
        return held.number
    if held.kind is Kind.DATE:
        return held.day
    if held.kind in (Kind.IDENTIFIER, Kind.PHONE):
        return identifier_values(held)
    if held.kind in (Kind.TEXT, Kind.CATEGORY, Kind.EMAIL):
        known = {text: float(i) for i, text in enumerate(sorted({flat(cell) for cell in held.cells}))}
        return np.array([known[flat(cell)] for cell in held.cells])
    return None


def _sorting(name: str, value: Floats, order: Ints) -> list[Trait]:
    x = value[order]
    good = np.isfinite(x)
    if good.sum() < 50 or np.ptp(x[good]) == 0:
        return []
    x = np.where(good, x, np.nanmedian(x))
    step = np.sign(np.diff(x))
    up, down = float(np.mean(step >= 0)), float(np.mean(step <= 0))
    ranks = np.argsort(np.argsort(x, kind="stable"), kind="stable").astype(np.float64)
    follows = float(np.corrcoef(ranks[1:], ranks[:-1])[0, 1])
    found: list[Trait] = []
    if max(up, down) > _SORTED and float(np.mean(step == 0)) < 0.9:
        wrong = step < 0 if up >= down else step > 0
        found += keyed(
            (ROWS, name), What.SORTING, _back(np.r_[False, wrong].astype(int) + 2 * np.r_[wrong, False], order), detail="break"
        )
    if follows > _FOLLOWS:
        found += numeric((ROWS, name), What.SORTING, _scatter(np.abs(ranks - _around(ranks)), order), "local")
    if abs(float(np.corrcoef(ranks, np.arange(len(ranks)))[0, 1])) > _FOLLOWS:
        expected = np.arange(len(ranks)) if np.corrcoef(ranks, np.arange(len(ranks)))[0, 1] > 0 else np.arange(len(ranks))[::-1]
        found += numeric((ROWS, name), What.SORTING, _scatter(np.abs(ranks - expected), order), "displaced")
    return found


def _around(ranks: Floats) -> Floats:
    """The median rank of the rows around each, itself left out."""
    padded = np.pad(ranks, _NEIGHBOURS, mode="reflect")
    window = [padded[i : i + len(ranks)] for i in range(2 * _NEIGHBOURS + 1) if i != _NEIGHBOURS]
    return np.asarray(np.median(np.stack(window), axis=0), dtype=np.float64)


def _runs(held: Held, order: Ints) -> list[Trait]:
    """Whether a category goes on from the row before to the one after, in files grouped by it."""
    cells = np.asarray([flat(cell) for cell in held.cells])[order]
    same = cells[1:] == cells[:-1]
    _, count = np.unique(cells, return_counts=True)
    if float(np.mean(same)) < 1.3 * float(np.sum((count / len(cells)) ** 2)) + 0.02:
        return []
    marks = np.r_[False, same].astype(int) + 2 * np.r_[same, False]
    return keyed((ROWS, held.name), What.SORTING, _back(marks, order), detail="run")


def _back(marks: Ints, order: Ints) -> list[str]:
    out = np.empty(len(marks), dtype=np.int64)
    out[order] = marks
    return [str(mark) for mark in out]


def _scatter(values: Floats, order: Ints) -> Floats:
    out = np.empty(len(values))
    out[order] = values
    return np.log1p(out)


def missing_traits(columns: Sequence[Held], as_written: bool) -> list[Trait]:
    """What each row lacks, in which words it says so, and the pattern over all columns."""
    gaps = np.array([held.missing for held in columns]).T
    found: list[Trait] = []
    for held in columns:
        if any(held.missing):
            found += keyed((held.name,), What.MISSING, ["falta" if none else "está" for none in held.missing])
            if as_written:
                words = [repr(cell) if none else "" for cell, none in zip(held.cells, held.missing, strict=True)]
                found += keyed((held.name,), What.MISSING, words, detail="spelling")
    some = tuple(held.name for held in columns if any(held.missing))
    if len(some) > 1:
        found += keyed(
            some, What.MISSING, ["".join("01"[g] for g in row) for row in gaps.astype(int)], shown=False, detail="pattern"
        )
        found += numeric(some, What.MISSING, gaps.sum(axis=1).astype(np.float64), "count")
    return found


def repeated_traits(columns: Sequence[Held]) -> list[Trait]:
    """Rows that share with others all that does not identify: copies under another name."""
    body = [h for h in columns if h.kind in (Kind.NUMBER, Kind.DATE, Kind.CATEGORY)]
    sets = [body, [h for h in body if h.kind is Kind.NUMBER], [h for h in columns if h.kind is Kind.TEXT]]
    found: list[Trait] = []
    for some in sets:
        if len(some) > 1:
            keys = ["\x1f".join(flat(cell) for cell in row) for row in zip(*(h.cells for h in some), strict=True)]
            found += numeric([h.name for h in some][:4], What.REPEATED, frequency(keys), "row")
    return found
