"""What follows from what in a row: a total from its parts, a due date from an opening date and a term, a name from a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.cells import DateStyle
from synthetic.portfolio.columns import Floats, Known
from synthetic.portfolio.factors import Pieces
from synthetic.portfolio.support import grid_of


class Form(StrEnum):
    """The shape of a relation."""

    SUM = "sum"  # constant + sum of factor x parent
    PRODUCT = "product"  # factor x first parent x second parent
    RATIO = "ratio"  # factor x first parent / second parent
    MONTHS = "months"  # first parent (a date) and as many months as factor x second parent, or as the constant says
    LOOKUP = "lookup"  # the cell that goes with the first parent's
    PIECES = "pieces"  # one of a few factors times other columns; which one is drawn, or told by a kind
    PART = "part"  # first parent x (constant + factor x second parent / third parent): what instalments leave of a capital
    SHARE = "share"  # a share of the first parent, drawn: all of it, nothing, or a part


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
    pieces: Pieces | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """Every column that has to be known before this one."""
        gate = self.pieces.gate if self.pieces else None
        return tuple(dict.fromkeys((*self.parents, *(gate.names if gate else ()))))

    @property
    def which(self) -> str:
        """Name of the column of which piece a row has; "" where the relation has no pieces."""
        return f"{self.target}\x00piece" if self.pieces else ""

    @property
    def multiplies(self) -> bool:
        """Whether what is left over multiplies what the parents make, where it is not added."""
        return self.form in (Form.SHARE, Form.PART)

    @property
    def left_over(self) -> str:
        """Name of the column of what is left over."""
        return f"{self.target}\x00left"

    def value(self, given: Sequence[Floats]) -> Floats:
        """What the parents' values make, on the grid of the target; NaN where a parent is missing. Not for lookups."""
        if self.form is Form.SHARE:
            return given[0]
        if self.form is Form.MONTHS:
            months = self.constant if len(given) == 1 else self.constant + self.factors[0] * given[1]
            return add_months(given[0], np.broadcast_to(months, given[0].shape))
        if self.form is Form.PRODUCT:
            raw = self.factors[0] * given[0] * given[1]
        elif self.form is Form.PART:
            with np.errstate(divide="ignore", invalid="ignore"):
                raw = given[0] * (self.constant + self.factors[0] * given[1] / given[2])
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
    """So that every parent is known before what follows from it."""
    waiting, done = list(reversed(relations)), list[Relation]()
    while waiting:
        targets = {relation.target for relation in waiting}
        ready = [relation for relation in waiting if not targets & set(relation.needs)]
        if not ready:
            raise ValueError(f"relations go round in a circle: {sorted(targets)}")
        done += ready
        waiting = [relation for relation in waiting if relation not in ready]
    return tuple(done)


def share_of(made: Floats, target: Floats, of_nothing: float = 0.0) -> Floats:
    """What share each value is of what its parents make; `of_nothing` where that is nothing. NaN where either is unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(made != 0, target / made, of_nothing)
    return np.asarray(np.where(np.isfinite(made) & np.isfinite(target), found, np.nan))


def which_of(pieces: Pieces, columns: Mapping[str, Floats]) -> npt.NDArray[np.int64]:
    """The piece each row has, the one of most rows first; -1 where its value is missing."""
    real = columns[pieces.target]
    fits = pieces.fits(columns, real)
    found: npt.NDArray[np.int64] = np.where(np.isfinite(real), int(np.argmax(fits.sum(axis=1))), -1).astype(np.int64)
    open_ = np.ones(len(real), dtype=bool)
    for piece in np.argsort(-fits.sum(axis=1), kind="stable"):
        found[open_ & fits[piece]] = piece
        open_ &= ~fits[piece]
    return found


def by_piece(
    pieces: Pieces, drawn: Floats, columns: Mapping[str, Floats], cells: Mapping[str, Sequence[str]], rng: np.random.Generator
) -> Floats:
    """The value of each row by the piece drawn for it; one that its gate never lets it have gives way to one as often seen."""
    rows = len(drawn)
    allowed = pieces.permitted(columns, cells, rows)
    which = np.where(drawn >= 0, drawn, 0).astype(np.int64)
    wrong = np.flatnonzero((allowed[np.arange(rows), which] <= 0) & (drawn >= 0))
    for row in wrong:
        which[row] = rng.choice(len(pieces.pieces), p=allowed[row] / allowed[row].sum())
    made = pieces.made(columns, rows)[which, np.arange(rows)]
    return np.asarray(np.where(drawn >= 0, made, np.nan))


__all__ = ["Form", "Relation", "Writer", "add_months", "by_piece", "in_order", "share_of", "step_of", "which_of", "writer_of"]
