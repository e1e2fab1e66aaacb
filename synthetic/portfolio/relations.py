"""What follows from what in a row: a total from its parts, a due date from an opening date and a term, a name from a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.cells import DateStyle
from synthetic.portfolio.columns import Floats, Known
from synthetic.portfolio.support import grid_of


class Form(StrEnum):
    """The shape of a relation."""

    SUM = "sum"  # constant + sum of factor x parent
    PRODUCT = "product"  # factor x first parent x second parent
    RATIO = "ratio"  # factor x first parent / second parent
    MONTHS = "months"  # first parent (a date) and as many months as factor x second parent, or as the constant says
    LOOKUP = "lookup"  # the cell that goes with the first parent's


@dataclass(frozen=True, slots=True)
class Relation:
    """`target` follows from `parents`. `exact` False: a column of what is left over (`left_over`) is drawn and added."""

    target: str
    form: Form
    parents: tuple[str, ...]
    factors: tuple[float, ...] = ()
    constant: float = 0.0
    step: float = 1.0
    exact: bool = True

    @property
    def left_over(self) -> str:
        """Name of the column of what is left over."""
        return f"{self.target}\x00left"

    def value(self, given: Sequence[Floats]) -> Floats:
        """What the parents' values make, on the grid of the target; NaN where a parent is missing. Not for lookups."""
        if self.form is Form.MONTHS:
            months = self.constant if len(given) == 1 else self.constant + self.factors[0] * given[1]
            return add_months(given[0], np.broadcast_to(months, given[0].shape))
        if self.form is Form.PRODUCT:
            raw = self.factors[0] * given[0] * given[1]
        elif self.form is Form.RATIO:
            with np.errstate(divide="ignore", invalid="ignore"):
                raw = self.factors[0] * given[0] / given[1]
        else:
            raw = self.constant + np.tensordot(np.array(self.factors), np.stack(list(given)), axes=1)
        found: Floats = np.where(np.isfinite(raw), np.round(raw / self.step) * self.step, np.nan)
        return found


def add_months(days: Floats, months: Floats) -> Floats:
    """Dates (days since 1970) so many calendar months later, at the month's end where the day does not exist."""
    known = np.isfinite(days) & np.isfinite(months)
    start = np.where(known, days, 0).astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    day = (start - month.astype("datetime64[D]")).astype(int)
    later = month + np.where(known, np.round(months), 0).astype(int)
    length = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(int)
    moved = later.astype("datetime64[D]") + np.minimum(day, length - 1)
    found: Floats = np.where(known, moved.astype(float) + np.where(known, days % 1, 0), np.nan)
    return found


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes values of a column as its cells are written."""

    known: Known
    most: int
    least: int
    missing: str

    def write(self, value: float) -> str:
        """The cell; the commonest missing cell for NaN."""
        if np.isnan(value):
            return self.missing
        if self.known.date is not None:
            return self.known.date.write(value)
        style = self.known.number
        if style is None:
            return self.missing
        decimals = self.most
        while decimals > self.least and abs(round(value, decimals - 1) - value) < 10.0**-decimals / 4:
            decimals -= 1
        return style.write(value + 0.0 if value else 0.0, decimals)


def writer_of(known: Known) -> Writer:
    """How a column writes a computed value."""
    filled = ~np.isnan(known.values)
    decimals = grid_of(known).decimals[filled]
    most, least = (int(decimals.max()), int(decimals.min())) if len(decimals) else (0, 0)
    empty = np.flatnonzero(~filled)
    missing = known.texts[empty[np.argmax(known.counts[empty])]] if len(empty) else ""
    return Writer(known, most, least, missing)


def step_of(known: Known) -> float:
    """The smallest step in which a column is written."""
    if isinstance(known.date, DateStyle):
        return 1.0 / 86_400 if known.date.has_time else 1.0
    filled = grid_of(known).decimals[~np.isnan(known.values)]
    return float(10.0 ** -(int(filled.max()) if len(filled) else 0))


def in_order(relations: Sequence[Relation]) -> tuple[Relation, ...]:
    """So that every parent is known before what follows from it: the reverse of how they were found."""
    return tuple(reversed(relations))


def follow(
    relations: Sequence[Relation], values: dict[str, Floats], left: Mapping[str, Floats]
) -> dict[str, npt.NDArray[np.float64]]:
    """`values` with every computed column added; lookups are left to the caller."""
    for relation in in_order(relations):
        if relation.form is Form.LOOKUP:
            continue
        made = relation.value([values[parent] for parent in relation.parents])
        if not relation.exact:
            made = np.round((made + left[relation.left_over]) / relation.step) * relation.step
        values[relation.target] = made
    return values


__all__ = ["Form", "Relation", "Writer", "add_months", "follow", "in_order", "step_of", "writer_of"]
