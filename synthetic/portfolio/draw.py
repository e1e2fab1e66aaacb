"""Rows like a client's own: learnt from its file, drawn by walking away from real rows, chosen so that nobody picks them out.

A ghost starts at a real row. Every column is then drawn anew given all the others (`donors`), so that the row drifts along the
joint distribution of the file until nothing of the origin need be left. What breaks a limit of the file or lies too near a real
row is dropped, the rest is reweighted against a classifier (`mirror`), values become ones the column could have held
(`support`), and what follows from other columns is computed (`relations`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from synthetic.portfolio.blocks import blocks_of
from synthetic.portfolio.columns import Floats, Known
from synthetic.portfolio.donors import Conditionals, Ints
from synthetic.portfolio.errors import BadMaterial
from synthetic.portfolio.features import level_vectors
from synthetic.portfolio.learning import PLACE, Learnt
from synthetic.portfolio.limits import kinds_made, kinds_of
from synthetic.portfolio.mirror import bound_pairs, odds_of_being_real, pick
from synthetic.portfolio.neighbours import Neighbourhood, WholeFile
from synthetic.portfolio.relations import Form, Relation, by_piece, in_order
from synthetic.portfolio.support import settle

_LEARN_FROM = 20_000
_LEAF = 6
_POOL, _POOL_LEAST, _POOL_MOST = 6, 3000, 12_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """Drawn rows: cells by column, values of numbers and dates, the real row each began at, and its place in the file."""

    cells: Mapping[str, Sequence[str]]
    values: Mapping[str, Floats]
    filled: Mapping[str, npt.NDArray[np.bool_]]
    origins: Ints
    places: Floats

    def __len__(self) -> int:
        return len(self.origins)


class Painter:
    """Draws rows of one learnt file. Costs one fit; any number of draws follow."""

    def __init__(self, learnt: Learnt, rng: np.random.Generator) -> None:
        self.learnt = learnt
        self._free = learnt.free
        self._codes = np.column_stack([column.codes for column in self._free])
        rows = len(self._codes)
        self._rows = np.sort(rng.choice(rows, min(rows, _LEARN_FROM), replace=False))
        self._vectors = level_vectors(self._free)
        blocks = blocks_of(self._free, self._codes[self._rows], _joined(learnt, self._free))
        self._trees = Conditionals(self._codes[self._rows], self._vectors, rng, blocks, leaf=_LEAF)
        self._told = [i for i, column in enumerate(self._free) if column.name != PLACE]
        told = [self._free[i] for i in self._told]
        self._bound = bound_pairs([column for column in learnt.told if column.ordered])
        with threadpool_limits(limits=1):
            self._near = Neighbourhood(told, self._codes[self._rows][:, self._told])
            self._whole = WholeFile(told, rng) if len(self._rows) < rows else None  # else all have been looked at already

    def draw(self, count: int, rng: np.random.Generator, fixed: tuple[str, str] | None = None) -> Drawn:
        """`count` rows; `fixed` holds a column at one of its cells. Raises BadMaterial when the file cannot give so many."""
        start = self._starts(fixed)
        pool = int(np.clip(_POOL * count, _POOL_LEAST, max(_POOL_MOST, 3 * count)))
        origins = _each_as_often(start, pool, rng)
        codes = self._walked(origins, fixed, rng)
        _, values = self._written(codes, rng, together=False)
        with threadpool_limits(limits=1):  # many short parallel stretches: waiting for a busy core costs more than it gains
            good = self._good(codes, values)
            order = _first_of_each(self._ranked(codes, values, good, rng), origins)
        return self._finished(order, codes, origins, count, rng)

    def _starts(self, fixed: tuple[str, str] | None) -> Ints:
        if fixed is None:
            return np.arange(len(self._rows))
        column = next((c for c in self._free if c.name == fixed[0]), None)
        rows = np.zeros(0, dtype=np.int64)
        if column is not None and fixed[1] in column.texts:
            rows = np.flatnonzero(column.codes[self._rows] == column.texts.index(fixed[1]))
        if len(rows) < 30:
            raise BadMaterial(
                f"columna {fixed[0]!r}: {len(rows)} filas dicen {fixed[1]!r}; hacen falta 30 para imitarlas",
                f"column {fixed[0]!r}: {len(rows)} rows say {fixed[1]!r}; 30 are needed to imitate them",
            )
        return rows

    def _walked(self, origins: Ints, fixed: tuple[str, str] | None, rng: np.random.Generator) -> Ints:
        """Every block of columns drawn anew once, in an order that chance sets."""
        codes = self._codes[self._rows[origins]].copy()
        held = {i for i, column in enumerate(self._free) if fixed is not None and column.name == fixed[0]}
        blocks = self._trees.blocks
        for number in rng.permutation(len(blocks)):
            made = self._trees.redraw(int(number), codes, origins, rng)
            for place, column in enumerate(blocks[number]):
                if column not in held:
                    codes[:, column] = made[:, place]
        return codes

    def _written(self, codes: Ints, rng: np.random.Generator, together: bool) -> tuple[dict[str, list[str]], dict[str, Floats]]:
        """Cells and values of every column that is drawn or follows."""
        cells: dict[str, list[str]] = {}
        values: dict[str, Floats] = {}
        for i, column in enumerate(self._free):
            if column.texts[0] == "" and column.name in self.learnt.left_over:
                values[column.name] = column.values[codes[:, i]]
                continue
            if column.name == PLACE:
                values[PLACE] = column.values[codes[:, i]]
                continue
            cells[column.name], values[column.name] = settle(
                column, codes[:, i], rng, together, column.name not in self.learnt.asked
            )
        self._tied(cells, values)
        for flag in self.learnt.rounds.values():
            cells.pop(flag), values.pop(flag)
        for relation in in_order(self.learnt.relations):
            self._follow(relation, cells, values, rng)
        return cells, values

    def _tied(self, cells: dict[str, list[str]], values: dict[str, Floats]) -> None:
        for tie in self.learnt.ties:
            same = np.array(cells.pop(tie.flag)) == "1"
            values.pop(tie.flag)
            values[tie.copy] = np.where(same, values[tie.source], values[tie.copy])
            writer = self.learnt.writers[tie.copy]
            for i in np.flatnonzero(same):
                cells[tie.copy][i] = writer.write(values[tie.copy][i])

    def _follow(
        self, relation: Relation, cells: dict[str, list[str]], values: dict[str, Floats], rng: np.random.Generator
    ) -> None:
        """The column that follows, as values and cells."""
        name = relation.target
        if relation.form is Form.LOOKUP:
            book, parent = self.learnt.books[name], relation.parents[0]
            cells[name] = [book.cell(cell, value, rng) for cell, value in zip(cells[parent], values[parent], strict=True)]
            values[name] = np.array([book.value(cell) for cell in cells[name]])
            return
        if relation.pieces is not None:
            drawn = np.array(cells.pop(relation.which, ["0"] * len(values[relation.needs[0]])), dtype=np.float64)
            values.pop(relation.which, None)
            values[name] = by_piece(relation.pieces, drawn, values, cells, rng)
        else:
            values[name] = relation.value([values[parent] for parent in relation.parents])
            if not relation.exact:
                left = values[relation.left_over]
                whole = values[name] * left if relation.multiplies else values[name] + left
                values[name] = np.round(whole / relation.step) * relation.step
        cells[name] = [self.learnt.writers[name].write(value) for value in values[name]]

    def _good(self, codes: Ints, values: dict[str, Floats]) -> npt.NDArray[np.bool_]:
        learnt = self.learnt
        place = {free.name: i for i, free in enumerate(self._free)}
        column_codes = [
            kinds_of(column)[codes[:, place[column.name]]] if column.name in place else kinds_made(column, values[column.name])
            for column in learnt.told
        ]
        good = learnt.limits.kept([values[column.name] for column in learnt.told], column_codes)
        good &= learnt.limits_hold(values)
        good[good] = self._near.far_enough(codes[good][:, self._told])
        return good

    def _ranked(self, codes: Ints, values: dict[str, Floats], good: npt.NDArray[np.bool_], rng: np.random.Generator) -> Ints:
        """The good rows of the pool in the order in which they are to be taken."""
        at = np.flatnonzero(good)
        if not len(at):
            raise BadMaterial(
                "ninguna fila dibujada está lo bastante lejos de las reales; el archivo es demasiado pequeño o se repite",
                "no drawn row is far enough from the real ones; the file is too small or repeats itself",
            )
        real = self._seen(self._codes[self._rows], {c.name: c.row_values[self._rows] for c in self.learnt.told}, None)
        drawn = self._seen(codes[at], {name: column[at] for name, column in values.items()}, self._near)
        weights = odds_of_being_real(real, drawn, int(rng.integers(1 << 31)))
        return at[pick(weights, len(at), rng)]

    def _seen(self, codes: Ints, values: Mapping[str, Floats], near: Neighbourhood | None) -> npt.NDArray[np.float64]:
        """What a suspicious reader sees of rows: kinds, numbers, and how near the next real row is."""
        told = codes[:, self._told]
        distances = near.of_ghosts(told) if near else self._near.of_real(np.arange(len(codes)))
        shared = self._near.fewest_differing(told, own=near is None)
        numbers = [values[column.name] for column in self.learnt.told if column.ordered]
        between = [numbers[a] - numbers[b] for a, b in self._bound]
        kinds = [
            self._vectors[i][codes[:, i]] for i, column in enumerate(self._free) if not column.ordered or column.name == PLACE
        ]
        return np.column_stack([*kinds, *numbers, *between, distances.features(), shared])

    def _finished(self, order: Ints, codes: Ints, origins: Ints, count: int, rng: np.random.Generator) -> Drawn:
        """The first `count` that stay good once their values are settled together."""
        keep = order[: count + count // 4 + 5]
        if self._whole is not None:
            keep = keep[self._whole.far_enough(codes[keep][:, self._told])]
        cells, values = self._written(codes[keep], rng, together=True)
        good = np.flatnonzero(self.learnt.limits_hold(values))
        if len(good) < count:
            spare = np.setdiff1d(np.arange(len(keep)), good)
            if len(good) + len(spare) < count:
                raise BadMaterial(
                    f"solo {len(keep)} de {count} filas quedaron lejos de las reales; pida menos fantasmas o dé un archivo mayor",
                    f"only {len(keep)} of {count} rows stayed clear of the real ones; ask for fewer ghosts or give a larger file",
                )
            good = np.r_[good, spare]
        good = good[:count]
        places = values.pop(PLACE)[good] + rng.random(count) if PLACE in values else rng.random(count)
        filled = {
            name: np.array([cells[flag][i] == "1" for i in good]) for name, flag in self.learnt.flags.items() if flag in cells
        }
        shown = {name: [column[i] for i in good] for name, column in cells.items() if name not in self.learnt.flags.values()}
        kept = {name: column[good] for name, column in values.items() if "\x00" not in name}
        return Drawn(shown, kept, filled, self._rows[origins[keep[good]]], places)


def _each_as_often(rows: Ints, count: int, rng: np.random.Generator) -> Ints:
    """`count` of the rows, none more than once more often than another."""
    rounds = [rng.permutation(rows) for _ in range(-(-count // len(rows)))]
    return np.concatenate(rounds)[:count]


def _first_of_each(order: Ints, origins: Ints) -> Ints:
    """The same rows with those last that began at a real row from which an earlier one began."""
    _, first = np.unique(origins[order], return_index=True)
    kept = np.sort(first)
    return np.concatenate([order[kept], np.delete(order, kept)])


def _joined(learnt: Learnt, free: Sequence[Known]) -> frozenset[tuple[int, int]]:
    """Pairs of columns never drawn apart: those that are the same in some rows, numbers and how round they are."""
    at = {column.name: i for i, column in enumerate(free)}
    pairs: set[tuple[int, int]] = {
        (at[tie.copy], at[name]) for tie in learnt.ties for name in (tie.source, tie.flag) if {tie.copy, name} <= set(at)
    }
    pairs |= {(at[name], at[flag]) for name, flag in learnt.rounds.items()}
    return frozenset(pairs)


__all__ = ["Drawn", "Painter"]
