"""Numbers that begin with a field of their own: a branch, a product, a year before the number that runs."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthetic.portfolio.alongside import Alongside, alongside
from synthetic.portfolio.columns import Floats, Kind, Known
from synthetic.portfolio.numbering import POSITION, Numbering, draw_numbers, learn_sequence

_MOST_FIELDS, _SHARE, _ROWS_EACH, _LONGEST = 60, 0.03, 8, 6
_BOUND = 0.12  # Cramér's V, squared, from which the field goes with a kind of the row
_LEVELS = 60

Beside = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Run:
    """A numbering with what its numbers stand beside; `close`: the dates that they follow row by row."""

    numbering: Numbering
    beside: Floats | None
    close: Alongside | None = None

    def draw(
        self, place: float, values: Mapping[str, float], rng: np.random.Generator, what: str, movable: Collection[str] = ()
    ) -> tuple[str, Mapping[str, float]]:
        """A number for a row at that place of the file whose dates have these `values`, and the date it moved, if `movable`.

        Raises BadMaterial where no number is free.
        """
        anchor = self.numbering.anchor
        if anchor in (None, POSITION):
            return draw_numbers(self.numbering, np.array([place]), self.beside, rng, what)[0], {}
        day = values[str(anchor)]
        if self.close is not None and anchor in movable and np.isfinite(day):
            found = self.close.draw(day, rng)
            if found is not None:
                return found[0], {str(anchor): found[1]} if found[1] != day else {}
        return draw_numbers(self.numbering, np.array([day]), self.beside, rng, what)[0], {}


@dataclass(frozen=True, slots=True)
class Fielded:
    """Numbers of several runs, each behind its own field; one run for all where the numbers do not care for the field."""

    runs: Mapping[str, Run]  # by field; "" the one run of all
    fields: Sequence[str]  # of rows
    by: str | None  # the column of kinds that the field goes with
    of_kind: Mapping[str, Sequence[str]]

    def draw(
        self,
        place: float,
        values: Mapping[str, float],
        rng: np.random.Generator,
        what: str,
        movable: Collection[str] = (),
        kinds: Mapping[str, str] | None = None,
    ) -> tuple[str, Mapping[str, float]]:
        """A number for a row with these dates and kinds, and the date it moved. Raises BadMaterial where none is free."""
        offered = self.of_kind.get((kinds or {}).get(self.by, ""), self.fields) if self.by else self.fields
        field = offered[int(rng.integers(0, len(offered)))]
        run = self.runs.get(field) or self.runs[""]
        made, moved = run.draw(place, values, rng, what, movable)
        return field + made, moved


def learn_run(cells: Sequence[str], beside: Beside) -> Run | None:
    """The one run of a column of numbers; None where the cells have no one shape."""
    found = learn_sequence(cells, dict(beside))
    if found is None:
        return None
    near = beside.get(found.anchor or POSITION)
    return Run(found, near, alongside(found, near) if found.anchor not in (None, POSITION) else None)


def learn_fields(cells: Sequence[str], beside: Beside, kinds: Sequence[Known], rows: Sequence[int]) -> Fielded | None:
    """Runs behind a field; None where no beginning of the cells is one. `rows`: which rows of `kinds` the cells are of."""
    for size in _cuts(cells):
        fields = [cell[: size(cell)] for cell in cells]
        counts = Counter(fields)
        if not 1 < len(counts) <= max(_MOST_FIELDS, _SHARE * len(cells)) or len(cells) < _ROWS_EACH * len(counts):
            continue
        rest = [cell[len(field) :] for cell, field in zip(cells, fields, strict=True)]
        runs = _one_run(rest, beside) or _runs_of(rest, fields, beside)
        if runs:
            by, of_kind = _goes_with(fields, kinds, rows)
            return Fielded(runs, fields, by, of_kind)
    return None


def _cuts(cells: Sequence[str]) -> Iterator["_Cut"]:
    """Where a field may end: at the first sign, after the first letters, after so many digits."""
    if all(re.match(r"[A-Za-z0-9]+[-/. _]\d", cell) for cell in cells):
        yield _Cut(re.compile(r"[A-Za-z0-9]+[-/. _]"))
    if all(re.match(r"[A-Za-z]+\d", cell) for cell in cells):
        yield _Cut(re.compile(r"[A-Za-z]+"))
    if all(cell.isdigit() for cell in cells) and len({len(cell) for cell in cells}) == 1:
        for size in range(2, min(_LONGEST, len(cells[0]) - 4) + 1):
            yield _Cut(re.compile(rf"\d{{{size}}}"))


@dataclass(frozen=True, slots=True)
class _Cut:
    pattern: re.Pattern[str]

    def __call__(self, cell: str) -> int:
        found = self.pattern.match(cell)
        return found.end() if found else 0


def _one_run(rest: Sequence[str], beside: Beside) -> Mapping[str, Run] | None:
    """One run for all fields, where its numbers go with a date or the order of rows."""
    run = learn_run(rest, beside)
    return {"": run} if run and run.numbering.anchor is not None else None


def _runs_of(rest: Sequence[str], fields: Sequence[str], beside: Beside) -> Mapping[str, Run] | None:
    """A run for each field, where most go with a date or the order of rows."""
    members: dict[str, list[int]] = defaultdict(list)
    for row, field in enumerate(fields):
        members[field].append(row)
    runs: dict[str, Run] = {}
    bound = 0
    for field, rows in members.items():
        run = learn_run([rest[row] for row in rows], {name: values[rows] for name, values in beside.items()})
        if run is None:
            return None
        bound += run.numbering.anchor is not None
        runs[field] = run
    return runs if bound > 0.5 * len(runs) else None


def _goes_with(
    fields: Sequence[str], kinds: Sequence[Known], rows: Sequence[int]
) -> tuple[str | None, Mapping[str, Sequence[str]]]:
    """The column of kinds that tells most of the field, with the fields of each of its cells."""
    best: tuple[float, Known | None] = (_BOUND, None)
    for known in kinds:
        if known.kind is Kind.CHOICE and 1 < len(known.texts) <= _LEVELS and "\x00" not in known.name:
            told = _association([known.texts[code] for code in known.codes[list(rows)]], fields)
            best = max(best, (told, known), key=lambda found: found[0])
    found = best[1]
    if found is None:
        return None, {}
    of_kind: dict[str, list[str]] = defaultdict(list)
    for code, field in zip(found.codes[list(rows)], fields, strict=True):
        of_kind[found.texts[code]].append(field)
    return found.name, of_kind


def _association(first: Sequence[str], second: Sequence[str]) -> float:
    """Cramér's V squared, less what chance gives."""
    a, rows = np.unique(first, return_inverse=True)
    b, columns = np.unique(second, return_inverse=True)
    if len(a) < 2 or len(b) < 2:
        return 0.0
    seen = np.zeros((len(a), len(b)))
    np.add.at(seen, (rows, columns), 1)
    expected = seen.sum(axis=1, keepdims=True) * seen.sum(axis=0, keepdims=True) / seen.sum()
    chi2 = float(((seen - expected) ** 2 / expected).sum())
    free = (len(a) - 1) * (len(b) - 1)
    return max(0.0, chi2 - free) / float(seen.sum() * min(len(a) - 1, len(b) - 1))


__all__ = ["Fielded", "Run", "learn_fields", "learn_run"]
