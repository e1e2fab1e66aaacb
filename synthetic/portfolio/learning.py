"""What a file teaches before anything is drawn: its columns, what follows from what, what never happens, what is missing."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.bands import Bands, bands_of
from synthetic.portfolio.cells import is_missing
from synthetic.portfolio.columns import Floats, Kind, Known, as_choice, residual, understand
from synthetic.portfolio.errors import BadMaterial
from synthetic.portfolio.factors import Pieces
from synthetic.portfolio.limits import Limits, learn_limits
from synthetic.portfolio.relations import Form, Relation, Writer, in_order, share_of, which_of, writer_of
from synthetic.portfolio.rounds import round_flags
from synthetic.portfolio.searching import find_relations
from synthetic.portfolio.table import Column, Table
from synthetic.portfolio.ties import Tie, find_ties

PLACE = "\x00place"
_FEWEST_ROWS = 100
_NO_FLAG = 0.003
_OFTEN = 30  # rows to a level from which a level nobody has stands out


@dataclass(frozen=True, slots=True)
class Book:
    """The cells of a column that go with each cell of another, as often as they do."""

    cells: Mapping[str, tuple[str, ...]]
    values: Mapping[str, float]
    bands: Bands | None = None

    def cell(self, parent: str, value: float, rng: np.random.Generator) -> str:
        """One of the cells seen with `parent`, or the cell of the band that its `value` is in."""
        if self.bands is not None and np.isfinite(value):
            return self.bands.cell(value)
        seen = self.cells.get(parent) or next(iter(self.cells.values()))
        return seen[int(rng.integers(0, len(seen)))]

    def value(self, cell: str) -> float:
        """The number of a cell; NaN where it is none."""
        return self.values.get(cell, np.nan)


@dataclass(frozen=True, slots=True)
class Learnt:
    """A file understood. `told`: columns that are drawn or follow. `free`: what the trees draw. `apart`: the rest."""

    table: Table
    told: tuple[Known, ...]
    free: tuple[Known, ...]
    relations: tuple[Relation, ...]
    limits: Limits
    writers: Mapping[str, Writer]
    books: Mapping[str, Book]
    flags: Mapping[str, str]
    ties: tuple[Tie, ...]
    rounds: Mapping[str, str]
    apart: tuple[str, ...]

    @property
    def left_over(self) -> frozenset[str]:
        """Names of columns nobody wrote, which hold what relations leave over."""
        return frozenset(relation.left_over for relation in self.relations if not relation.exact)

    @property
    def asked(self) -> frozenset[str]:
        """Columns whose very cells decide others: they take no cell that the file does not have."""
        books = [r.parents[0] for r in self.relations if r.form is Form.LOOKUP and self.books[r.target].bands is None]
        gates = [r.pieces.gate for r in self.relations if r.pieces and r.pieces.gate and r.pieces.gate.edge is None]
        return frozenset((*books, *(name for gate in gates for name in gate.names)))

    def known(self, name: str) -> Known:
        """The drawn column of that name. Raises KeyError."""
        return {column.name: column for column in self.told}[name]

    def limits_hold(self, values: Mapping[str, Floats]) -> npt.NDArray[np.bool_]:
        """Which rows keep the order of numbers and dates, and the days between dates."""
        rows = len(next(iter(values.values())))
        good = np.ones(rows, dtype=bool)
        for a, b in self.limits.below:
            good &= ~(values[self.told[a].name] > values[self.told[b].name] + 1e-9)
        for a, b, fewest, most in self.limits.apart:
            days = values[self.told[b].name] - values[self.told[a].name]
            good &= np.isnan(days) | ((days >= fewest) & (days <= most))
        for relation in self.relations:
            if relation.form is not Form.LOOKUP:
                good &= _could_be(self.known(relation.target), values[relation.target])
        return good


def learn(table: Table, aside: Collection[str] = (), kinds: Collection[str] = ()) -> Learnt:
    """What `table` teaches. `aside`: columns that somebody else fills (people); `kinds`: codes to be taken as kinds.

    Columns of free text are put apart too. Raises BadMaterial for a file too small to imitate.
    """
    if len(table) < _FEWEST_ROWS:
        raise BadMaterial(
            f"el archivo tiene {len(table)} filas; hacen falta {_FEWEST_ROWS} para imitarlo",
            f"the file has {len(table)} rows; {_FEWEST_ROWS} are needed to imitate it",
        )
    columns = [column for column in table.columns if column.name not in aside]
    known = [as_choice(column) if column.name in kinds else understand(column) for column in columns]
    known = [column for column in known if not _names_rows(column)]
    told = tuple(column for column in known if column.kind is not Kind.TEXT)
    if not told:
        raise BadMaterial("el archivo no tiene ninguna columna que aprender", "the file has no column to learn from")
    apart = tuple(name for name in table.names if name not in {column.name for column in told})
    relations = find_relations(told)
    derived = {relation.target for relation in relations}
    rest = [residual(r.left_over, _left(r, told)) for r in relations if not r.exact]
    rest += [_which(r.which, which_of(r.pieces, _numbers(told))) for r in relations if r.pieces and not _is_told(r.pieces, told)]
    flags = [flag for name in apart if (flag := _flag(table.column(name))) is not None]
    place = residual(PLACE, np.arange(len(table), dtype=np.float64))
    drawn = [column for column in told if column.name not in derived]
    ties = find_ties(drawn)
    rounds = dict(round_flags([column for column in drawn if column.name not in {tie.copy for tie, _ in ties}]))
    free = (*drawn, *rest, *flags, *(flag for _, flag in ties), *rounds.values(), place)
    limited = [column.name for column in free] + [r.target for r in relations if r.form in (Form.PIECES, Form.SHARE, Form.PART)]
    return Learnt(
        table, told, free, relations, learn_limits(told, limited),
        {name: writer_of(_of(told, name)) for name in _computed(relations, [tie.copy for tie, _ in ties])},
        {r.target: _book(_of(told, r.parents[0]), _of(told, r.target)) for r in in_order(relations) if r.form is Form.LOOKUP},
        {flag.name.removesuffix("\x00filled"): flag.name for flag in flags},
        tuple(tie for tie, _ in ties),
        {name: flag.name for name, flag in rounds.items()},
        apart,
    )  # fmt: skip


def _could_be(known: Known, values: Floats) -> npt.NDArray[np.bool_]:
    """Which computed values the column could hold: between its ends, and one of its own where it holds few often."""
    held = known.values[np.isfinite(known.values)]
    if not len(held):
        return np.ones(len(values), dtype=bool)
    fits = np.isnan(values) | ((values >= held.min() - 1e-9) & (values <= held.max() + 1e-9))
    if len(known.codes) >= _OFTEN * len(held):
        fits &= np.isnan(values) | (np.abs(values[:, None] - held[None, :]).min(axis=1) < 1e-6)
    return np.asarray(fits, dtype=bool)


def _computed(relations: Sequence[Relation], copies: Sequence[str]) -> list[str]:
    return [*(relation.target for relation in relations if relation.form is not Form.LOOKUP), *copies]


def _of(columns: Sequence[Known], name: str) -> Known:
    return next(column for column in columns if column.name == name)


def _names_rows(column: Known) -> bool:
    """Whether a column only names its rows: whole numbers, each its own."""
    if column.kind is not Kind.NUMBER or len(column.texts) < 0.98 * len(column.codes):
        return False
    values = column.row_values
    if not np.isfinite(values).all() or column.number is None:
        return False
    whole = bool((values == np.round(values)).all())
    spread = float(np.ptp(values)) / max(1.0, float(np.abs(values).max()))
    dense = len(values) > 0.2 * (float(np.ptp(values)) + 1)
    return whole and not column.number.thousands and (dense or spread < 0.5 or float(np.abs(values).min()) >= 1e5)


def _numbers(told: Sequence[Known]) -> dict[str, Floats]:
    return {column.name: column.row_values for column in told if column.ordered}


def _is_told(pieces: Pieces, told: Sequence[Known]) -> bool:
    """Whether the gate alone says which piece a row has."""
    return pieces.gate is not None and pieces.gate.sets and bool(np.isfinite(_of(told, pieces.target).row_values).all())


def _which(name: str, pieces: npt.NDArray[np.int64]) -> Known:
    """Which piece each row has, as kinds."""
    levels, codes = np.unique(pieces, return_inverse=True)
    texts = tuple(str(level) for level in levels)
    counts = np.bincount(codes).astype(np.int64)
    return Known(name, Kind.CHOICE, texts, np.full(len(levels), np.nan), counts, codes.astype(np.int64))


def _left(relation: Relation, told: Sequence[Known]) -> Floats:
    made = relation.value([_of(told, parent).row_values for parent in relation.parents])
    if relation.multiplies:
        return share_of(made, _of(told, relation.target).row_values, of_nothing=0.0 if relation.form is Form.SHARE else 1.0)
    found: Floats = np.round((_of(told, relation.target).row_values - made) / relation.step) * relation.step
    return found + 0.0


def _flag(column: Column) -> Known | None:
    """Whether each cell of a column left to others is filled; None where all are or none is."""
    empty = np.array([is_missing(text) for text in column.texts])[column.codes]
    if not _NO_FLAG < empty.mean() < 1 - _NO_FLAG:
        return None
    counts = np.array([empty.sum(), (~empty).sum()], dtype=np.int64)
    return Known(f"{column.name}\x00filled", Kind.CHOICE, ("0", "1"), np.full(2, np.nan), counts, (~empty).astype(np.int64))


def _book(parent: Known, target: Known) -> Book:
    pairs = Counter(zip(parent.codes.tolist(), target.codes.tolist(), strict=True))
    seen: dict[str, list[str]] = defaultdict(list)
    most: dict[str, int] = defaultdict(int)
    for (a, b), count in pairs.most_common():
        text = parent.texts[a]
        most[text] = max(most[text], count)
        if count >= 0.05 * most[text]:
            seen[text] += [target.texts[b]] * max(1, round(20 * count / most[text]))
    values = dict(zip(target.texts, target.values.tolist(), strict=True))
    return Book({text: tuple(cells) for text, cells in seen.items()}, values, bands_of(parent, target))


__all__ = ["PLACE", "Book", "Learnt", "learn"]
