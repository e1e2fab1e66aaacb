"""Where ghosts stand among real accounts: in the order the client's own file keeps, or anywhere at all where it keeps none."""

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

import numpy as np
import numpy.typing as npt

from audit.ghosts.handoff_cells import day_of, fitting_forms, missing

Ranks = npt.NDArray[np.int64]
_CHANCE = math.log(1e6)  # an order that a shuffled file shows once in a million is the file's own
_TIES = 20  # so many steps one way are no chance
_LOOK_AT = 3000
_PIECES = 0.1  # a tenth of steps going back, where shuffling gives half: sorted in pieces


@dataclass(frozen=True, slots=True)
class Placed:
    """`order[i]` is the row that stands i-th, ghosts numbered after the real ones. `kept` names the columns it follows.

    `broken` names columns that are in order in the client's file and that some ghost breaks: a tell.
    """

    order: tuple[int, ...]
    kept: tuple[str, ...]
    broken: tuple[str, ...]


def placed(names: Sequence[str], real: Sequence[Sequence[str]], ghosts: Sequence[Sequence[str]], dice: Random) -> Placed:
    """The rows of both in one order; real rows keep theirs."""
    whole = [*real, *ghosts]
    ranks = {name: _ranks([row[n] for row in whole], len(real)) for n, name in enumerate(names)}
    ways = {name: _ways(rank[: len(real)]) for name, rank in ranks.items() if rank is not None}
    sorted_by = [name for name, many in ways.items() if many > _CHANCE]
    if not sorted_by and ways and max(ways.values()) > 0:
        sorted_by = [max(ways, key=lambda name: ways[name])]  # perhaps by chance; following it harms nothing
    key, kept = _key(names, whole, ranks, sorted_by, len(real))
    order = np.arange(len(real))
    fresh = list(range(len(real), len(whole)))
    dice.shuffle(fresh)
    for ghost in fresh:
        gap = dice.randrange(len(order) + 1) if key is None else _gap(key[order], int(key[ghost]), dice)
        order = np.insert(order, gap, ghost)
    broken = [name for name in sorted_by if bool(np.any(np.diff(_some(ranks[name])[order]) < 0))]
    return Placed(tuple(order.tolist()), kept, tuple(broken))


def _ranks(cells: Sequence[str], real: int) -> Ranks | None:
    """Dense ranks under the reading in which the real cells go up; None where no reading orders them."""
    if not any(_hopeful(cells[: min(real, _LOOK_AT)], read) for read in _readings(cells[: min(real, _LOOK_AT)])):
        return None
    best: Ranks | None = None
    fewest = math.inf
    for read in _readings(cells):
        values = _values(cells, read)
        if values is None:
            continue
        for ranks in (values, values.max() - values):
            steps = np.diff(ranks[:real])
            back = float(np.mean(steps < 0)) if len(steps) else 1.0
            if back < fewest:
                best, fewest = ranks, back
    return best if fewest < _PIECES else None


def _hopeful(cells: Sequence[str], read: Callable[[str], object]) -> bool:
    """Whether the first rows go more one way than shuffled ones would."""
    values = _values(cells, read)
    if values is None or len(values) < 2:
        return values is not None
    steps = np.diff(values)
    return min(float(np.mean(steps < 0)), float(np.mean(steps > 0))) < 2 * _PIECES


def _values(cells: Sequence[str], read: Callable[[str], object]) -> Ranks | None:
    try:
        keys = [(0, 0) if missing(cell) else (1, read(cell)) for cell in cells]
    except ValueError:
        return None
    place = {key: n for n, key in enumerate(sorted(set(keys)))}
    return np.fromiter((place[key] for key in keys), dtype=np.int64, count=len(keys))


def _readings(cells: Sequence[str]) -> tuple[Callable[[str], object], ...]:
    filled = {cell.strip() for cell in cells if not missing(cell)}
    forms = fitting_forms(sorted(filled)) if filled else ()
    return (*(partial(day_of, form=form) for form in forms), _numeric, str, _folded)


def _numeric(cell: str) -> float:
    value = float(cell.strip().replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(cell)
    return value


def _folded(cell: str) -> str:
    plain = unicodedata.normalize("NFD", cell.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _ways(ranks: Ranks) -> float:
    """In how many ways (natural logarithm) these rows could have stood, where they go up without one step back; else -1."""
    if np.any(np.diff(ranks) < 0):
        return -1.0
    _, counts = np.unique(ranks, return_counts=True)
    return math.lgamma(len(ranks) + 1) - sum(math.lgamma(int(count) + 1) for count in counts)


def _key(
    names: Sequence[str], rows: Sequence[Sequence[str]], ranks: dict[str, Ranks | None], sorted_by: Sequence[str], real: int
) -> tuple[Ranks | None, tuple[str, ...]]:
    """The ranks that ghosts are placed by: all sorted columns, coarse ones first, and what is sorted inside their ties."""
    chosen = sorted(sorted_by, key=lambda name: len(set(_some(ranks[name])[:real].tolist())))
    if not chosen:
        pieces = [(name, rank) for name in names if (rank := ranks[name]) is not None and _told(rank[:real])]
        if not pieces:
            return None, ()
        name, rank = min(pieces, key=lambda row: float(np.mean(np.diff(row[1][:real]) < 0)))
        return rank, (name,)
    key = _joined([_some(ranks[name]) for name in chosen])
    for n, name in enumerate(names):
        inside = None if name in chosen else _inside([row[n] for row in rows], key, real)
        if inside is not None:
            key, chosen = _joined([key, inside]), [*chosen, name]
    return key, tuple(chosen)


def _inside(cells: Sequence[str], key: Ranks, real: int) -> Ranks | None:
    """The ranks of a column that goes one way wherever `key` is tied; None for any other."""
    tied = np.diff(key[:real]) == 0
    if tied.sum() < _TIES:
        return None
    for read in _readings(cells):
        values = _values(cells, read)
        if values is not None:
            steps = np.diff(values[:real])[tied]
            if np.count_nonzero(steps) >= _TIES and (np.all(steps >= 0) or np.all(steps <= 0)):
                return values if np.all(steps >= 0) else values.max() - values
    return None


def _told(ranks: Ranks) -> bool:
    """Whether few steps back are news: a column of nearly one value has few of them anyway."""
    _, counts = np.unique(ranks, return_counts=True)
    share = counts / counts.sum()
    by_chance = (1 - float(np.sum(share**2))) / 2
    return float(np.mean(np.diff(ranks) < 0)) < by_chance / 5 and by_chance * len(ranks) > _TIES


def _joined(columns: Sequence[Ranks]) -> Ranks:
    key = columns[0]
    for ranks in columns[1:]:
        key = key * (int(ranks.max()) + 1) + ranks
        _, key = np.unique(key, return_inverse=True)
    return key.astype(np.int64)


def _some(ranks: Ranks | None) -> Ranks:
    if ranks is None:
        raise ValueError("a column without order")
    return ranks


def _gap(lying: Ranks, value: int, dice: Random) -> int:
    """A gap where the value breaks nothing, beside its own kind if there is any; anywhere where there is no such gap."""
    low = np.concatenate(([np.iinfo(np.int64).min], lying))
    high = np.concatenate((lying, [np.iinfo(np.int64).max]))
    fits = (low <= value) & (value <= high)
    beside = fits & ((low == value) | (high == value))
    inner = fits & (low != np.iinfo(np.int64).min) & (high != np.iinfo(np.int64).max)
    for choice in (beside, inner, fits):
        found = np.flatnonzero(choice)
        if len(found):
            return int(found[dice.randrange(len(found))])
    return dice.randrange(len(lying) + 1)
