"""Numbers that are a factor times other columns, the factor one of a few: a rate by product, costs of none, 5 or 9 %.

Kept twice, in `synthetic.portfolio` and `audit.ghosts`, which never import each other; a test holds the two copies equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Term:
    """The sum of columns, or (`over` given) what it has beyond that, never below zero; `power` 1 multiplies, -1 divides."""

    names: tuple[str, ...]
    power: int = 1
    over: float | None = None

    def value(self, columns: Mapping[str, Floats]) -> Floats:
        """By row, NaN where a column is missing or nothing can be divided by it."""
        found: Floats = columns[self.names[0]] + sum(columns[name] for name in self.names[1:])
        if self.over is not None:
            found = np.maximum(0.0, found - self.over)
        if self.power > 0:
            return found
        return np.asarray(np.where(found != 0, 1.0 / np.where(found != 0, found, 1.0), np.nan))


@dataclass(frozen=True, slots=True)
class Piece:
    """`factor` times its terms; with no terms the factor alone."""

    factor: float
    terms: tuple[Term, ...] = ()

    def value(self, columns: Mapping[str, Floats], rows: int) -> Floats:
        """Before rounding."""
        found: Floats = np.full(rows, self.factor)
        for term in self.terms:
            found = found * term.value(columns)
        return found


@dataclass(frozen=True, slots=True)
class Gate:
    """What tells which pieces a row may have: the cells of kinds `names`, or (`edge` given) whether a number passes it.

    `allowed` gives for each cell (cells joined by a NUL) how often each piece goes with it.
    """

    names: tuple[str, ...]
    allowed: Mapping[str, tuple[float, ...]]
    edge: float | None = None

    def keys(self, columns: Mapping[str, Floats], cells: Mapping[str, Sequence[str]]) -> list[str]:
        """The cell of each row."""
        if self.edge is not None:
            return ["?" if np.isnan(v) else "high" if v > self.edge else "low" for v in columns[self.names[0]]]
        return ["\x00".join(row) for row in zip(*(cells[name] for name in self.names), strict=True)]

    @property
    def sets(self) -> bool:
        """Whether it leaves no choice."""
        return all(sum(share > 0 for share in shares) == 1 for shares in self.allowed.values())


@dataclass(frozen=True, slots=True)
class Pieces:
    """`target` is one of the pieces, held between `least` and `most`, on a grid of `step`, rounded or cut off (`down`)."""

    target: str
    pieces: tuple[Piece, ...]
    step: float
    down: bool = False
    least: float = -np.inf
    most: float = np.inf
    gate: Gate | None = None
    share: float = 1.0

    @property
    def parents(self) -> tuple[str, ...]:
        """Every column that takes part in the arithmetic."""
        return tuple(dict.fromkeys(name for piece in self.pieces for term in piece.terms for name in term.names))

    def made(self, columns: Mapping[str, Floats], rows: int) -> Floats:
        """What each piece makes of each row: pieces by rows."""
        found = []
        for piece in self.pieces:
            raw = piece.value(columns, rows) / self.step
            whole = np.floor(raw + 1e-6) if self.down else np.floor(np.abs(raw) + 0.5 + 1e-9) * np.sign(raw)
            found.append(np.clip(whole * self.step, self.least, self.most) if piece.terms else whole * self.step)
        return np.stack(found)

    def fits(self, columns: Mapping[str, Floats], real: Floats) -> Bools:
        """Which pieces give each row its value, to a step of the last digit where something is rounded: pieces by rows."""
        with np.errstate(invalid="ignore"):
            off = np.abs(self.made(columns, len(real)) - real)
        slack = np.array([1.01 if piece.terms else 0.01 for piece in self.pieces])[:, None] * self.step
        return np.asarray(np.isfinite(off) & (off <= slack + 1e-9 * np.abs(real)))

    def permitted(self, columns: Mapping[str, Floats], cells: Mapping[str, Sequence[str]], rows: int) -> Floats:
        """How often each piece goes with what the gate says of each row: rows by pieces; 1 where it says nothing."""
        free = np.ones(len(self.pieces))
        if self.gate is None:
            return np.tile(free, (rows, 1))
        return np.array([self.gate.allowed.get(key, free) for key in self.gate.keys(columns, cells)]).reshape(rows, -1)


def gate_of(found: Pieces, columns: Mapping[str, Floats], kinds: Mapping[str, Sequence[str]], fits: Bools) -> Gate | None:
    """The column, pair of columns or threshold that says most of which piece a row has; None where none says much."""
    single = [(name,) for name, cells in kinds.items() if len(set(cells)) <= _MOST_LEVELS]
    pairs = [(a[0], b[0]) for n, a in enumerate(single) for b in single[:n]]
    rows = np.flatnonzero(fits.any(axis=0))
    best: tuple[float, Gate] | None = None
    for names in single + (pairs if len(found.pieces) <= _MOST_LEVELS else []):
        keys = np.array(["\x00".join(row) for row in zip(*(kinds[name] for name in names), strict=True)], dtype=object)[rows]
        best = _better(best, _told(names, keys.astype(str), fits[:, rows], None), len(names))
        if best and best[0] <= _SURE and len(names) == 1:
            return best[1]
    for name, values in columns.items():
        for edge in _edges(values[rows], fits[:, rows]):
            keys = np.where(np.isnan(values[rows]), "?", np.where(values[rows] > edge, "high", "low"))
            best = _better(best, _told((name,), keys, fits[:, rows], edge), 1)
    nothing = _told((), np.full(len(rows), "", dtype=object).astype(str), fits[:, rows], None)
    worth = best is not None and nothing is not None and best[0] < nothing[0] - 0.02
    return best[1] if worth and best is not None else None


_MOST_LEVELS, _A_LEVEL, _SURE = 60, 5, 0.003


def _better(best: tuple[float, Gate] | None, one: tuple[float, Gate] | None, names: int) -> tuple[float, Gate] | None:
    """The gate that leaves less open, a further column counting for something."""
    return one if one is not None and (best is None or one[0] + 0.01 * (names - 1) < best[0] - 0.005) else best


def _told(names: tuple[str, ...], keys: npt.NDArray[np.str_], fits: Bools, edge: float | None) -> tuple[float, Gate] | None:
    """How open the piece stays (mean entropy) when the keys are known, and the gate. None where keys are too rare."""
    levels, place = np.unique(keys, return_inverse=True)
    if len(levels) > _MOST_LEVELS * 4 or np.mean(np.bincount(place)[place] < _A_LEVEL) > 0.02:
        return None
    allowed, left = {}, 0.0
    for n, level in enumerate(levels):
        inside = fits[:, place == n]
        many = inside.shape[1]
        counts = np.zeros(len(fits))
        while inside.shape[1]:  # a row that several pieces fit belongs to the one that fits most
            piece = int(np.argmax(inside.sum(axis=1)))
            counts[piece] = inside[piece].sum()
            inside = inside[:, ~inside[piece]]
        counts[counts < 0.002 * many] = 0
        shares = counts / counts.sum()
        some = shares[shares > 0]
        left += many / len(keys) * float(-(some * np.log(some)).sum())
        allowed[str(level)] = tuple(shares.tolist())
    return left, Gate(names, allowed, edge)


def _edges(values: Floats, fits: Bools) -> list[float]:
    """Thresholds at which a piece begins or ends."""
    found = set()
    for one in fits:
        for inside, sign in ((values[one], 1), (-values[one], -1)):
            if np.isfinite(inside).sum() >= 20:
                last = float(np.nanmax(inside))
                beyond = (values if sign > 0 else -values) > last
                if beyond.any():
                    ends = sorted((sign * last, sign * float(np.min((sign * values)[beyond]))))
                    found.add(_round_between(*ends))
    return sorted(found)


def _round_between(low: float, high: float) -> float:
    """The roundest number from `low` up to before `high`: the last that is still on the lower side."""
    for step in (10.0**power * digit for power in range(7, -3, -1) for digit in (1.0, 0.5)):
        edge = np.floor((high - 1e-9 * abs(high)) / step) * step
        if low <= edge < high:
            return float(edge)
    return low


__all__ = ["Bools", "Floats", "Gate", "Ints", "Piece", "Pieces", "Term", "gate_of"]
