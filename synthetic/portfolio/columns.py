"""What each column is: numbers, dates, kinds, or numbers that only name a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.cells import DateStyle, NumberStyle, date_style, is_missing, number_style
from synthetic.portfolio.table import Codes, Column

Floats = npt.NDArray[np.float64]
_FEW = 12  # so few different numbers are kinds in all but name, and still ordered


class Kind(StrEnum):
    """How a column is drawn."""

    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"  # nearly every cell its own: names, addresses, numbers that name a row


@dataclass(frozen=True, slots=True)
class Known:
    """A column understood. Levels are the different cells: `texts`, their `values` (NaN where no number), how often (`counts`).

    Levels of numbers and dates are sorted by value, missing cells first; `codes` gives each row's level.
    """

    name: str
    kind: Kind
    texts: tuple[str, ...]
    values: Floats
    counts: npt.NDArray[np.int64]
    codes: Codes
    number: NumberStyle | None = None
    date: DateStyle | None = None

    @property
    def row_values(self) -> Floats:
        """The value of each row, NaN where missing."""
        found: Floats = self.values[self.codes]
        return found

    @property
    def ordered(self) -> bool:
        """Whether more and less mean something."""
        return self.kind in (Kind.NUMBER, Kind.DATE)


def understand(column: Column) -> Known:
    """What a column holds, from its cells alone."""
    style_date = date_style(column.texts)
    style_number = None if style_date else number_style(column.texts)
    if style_date or style_number:
        parse = style_date.parse if style_date else style_number.parse  # type: ignore[union-attr]
        values = np.array([np.nan if is_missing(text) else parse(text) for text in column.texts])
        kind = Kind.DATE if style_date else Kind.NUMBER
        return _sorted(column, kind, values, style_number, style_date)
    values = np.full(len(column.texts), np.nan)
    filled = [text for text in column.texts if not is_missing(text)]
    rows = max(1, len(column.codes))
    many = len(filled) > max(50, 0.3 * rows)
    return _sorted(column, Kind.TEXT if many else Kind.CHOICE, values, None, None)


def as_choice(column: Column) -> Known:
    """A column whose cells are names even where they look like numbers: postal codes, branches."""
    return _sorted(column, Kind.CHOICE, np.full(len(column.texts), np.nan), None, None)


def _sorted(column: Column, kind: Kind, values: Floats, number: NumberStyle | None, date: DateStyle | None) -> Known:
    order = np.lexsort((np.arange(len(values)), np.nan_to_num(values, nan=-np.inf)))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    codes = place[column.codes]
    counts = np.bincount(codes, minlength=len(order)).astype(np.int64)
    return Known(column.name, kind, tuple(column.texts[i] for i in order), values[order], counts, codes, number, date)


def residual(name: str, row_values: Floats) -> Known:
    """A column that nobody wrote: what is left of another when a relation is taken away. `texts` are empty."""
    filled = np.nan_to_num(row_values, nan=-np.inf)
    levels, codes = np.unique(filled, return_inverse=True)
    values = np.where(np.isneginf(levels), np.nan, levels)
    counts = np.bincount(codes, minlength=len(levels)).astype(np.int64)
    return Known(name, Kind.NUMBER, ("",) * len(levels), values, counts, codes.astype(np.int64))


def few_levels(known: Known) -> bool:
    """Whether a column of numbers has so few of them that each is a kind of its own."""
    return len(known.texts) <= _FEW


def names_of(columns: Sequence[Known]) -> tuple[str, ...]:
    """Their names."""
    return tuple(column.name for column in columns)


__all__ = ["Floats", "Kind", "Known", "as_choice", "few_levels", "names_of", "residual", "understand"]
