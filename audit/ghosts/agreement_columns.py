"""Columns of a client's file for looking at what rows keep: their values, and how values are written back."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from audit.ghosts.covertness.cells import Flags, Floats, Ints, dates, is_missing, numbers
from audit.ghosts.handoff_cells import fitting_forms

_MOSTLY = 0.98


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A column of `real` rows followed by ghosts. `value` is NaN where a cell is missing or no number or date.

    `dated`: values are days. `step` is the smallest step the real cells are written in. `codes` tell different texts apart.
    """

    name: str
    cells: tuple[str, ...]
    real: int
    value: Floats
    dated: bool
    measured: bool
    missing: Flags
    codes: Ints
    step: float
    distinct: int
    """How many different cells real rows have."""


def seen(name: str, cells: Sequence[str], real: int) -> Seen:
    """A column understood from its real rows; ghosts' cells are read in the same way."""
    missing = np.array([is_missing(cell) for cell in cells])
    filled = max(1, int((~missing[:real]).sum()))
    days, plain = dates(cells), numbers(cells)
    dated = np.isfinite(days[:real]).sum() >= _MOSTLY * filled
    measured = dated or np.isfinite(plain[:real]).sum() >= _MOSTLY * filled
    _, codes = np.unique(np.array(cells, dtype=object).astype(str), return_inverse=True)
    value = days if dated else plain if measured else np.full(len(cells), np.nan)
    value = np.where(missing, np.nan, value)
    known = value[:real][np.isfinite(value[:real])][:4000]
    step = 1.0 if dated else 10.0 ** -max((_decimals(v) for v in known), default=0)
    codes = codes.astype(np.int64)
    return Seen(name, tuple(cells), real, value, bool(dated), bool(measured), missing, codes, step, len(np.unique(codes[:real])))


def _decimals(value: float) -> int:
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def writer_of(column: Seen) -> Callable[[float], str] | None:
    """Writes a value as the column's real cells are written; None where they are not written in one way."""
    filled = [(c, float(v)) for c, v in zip(column.cells[: column.real], column.value, strict=False) if np.isfinite(v)]
    some = filled[:: max(1, len(filled) // 400)]
    if not some:
        return None
    ways = _date_ways(some) if column.dated else _number_ways(some)
    return next((way for way in ways if all(way(value) == cell for cell, value in some)), None)


def _date_ways(some: Sequence[tuple[str, float]]) -> list[Callable[[float], str]]:
    forms = fitting_forms([cell.strip() for cell, _ in some])
    return [lambda value, form=form: date.fromordinal(int(value)).strftime(form) for form in forms]  # type: ignore[misc]


def _number_ways(some: Sequence[tuple[str, float]]) -> list[Callable[[float], str]]:
    before, after = (Counter(found) for found in zip(*(_ends(cell) for cell, _ in some), strict=True))
    start, end = before.most_common(1)[0][0], after.most_common(1)[0][0]
    places = max(_decimals(value) for _, value in some)
    ways: list[Callable[[float], str]] = []
    for point, mark in ((".", ""), (",", ""), (",", "."), (".", ","), (".", " "), (",", " "), (".", "'")):
        for fixed in {places, *(len(cell.rpartition(point)[2]) for cell, _ in some[:3] if point in cell)}:
            ways.append(_number_way(start, end, point, mark, fixed, trimmed=False))
            ways.append(_number_way(start, end, point, mark, fixed, trimmed=True))
    return ways


def _number_way(start: str, end: str, point: str, mark: str, places: int, trimmed: bool) -> Callable[[float], str]:
    def write(value: float) -> str:
        text = f"{value + 0.0:,.{places}f}"
        if trimmed and "." in text:
            text = text.rstrip("0").rstrip(".")
        return start + text.replace(",", "\0").replace(".", point).replace("\0", mark) + end

    return write


def _ends(cell: str) -> tuple[str, str]:
    found = re.match(r"^([^\d-]*)-?[\d.,' ]*\d(.*)$", cell, re.DOTALL)
    return (found[1], found[2]) if found else ("", "")


__all__ = ["Seen", "seen", "writer_of"]
