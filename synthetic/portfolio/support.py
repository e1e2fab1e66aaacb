"""Values a column could have held: as often seen, as round and as long as those it holds.

A value drawn from a real row is always in the file; a further real row's would not be. By Good and Turing, a new row meets a
value seen r times as often as a row of the file has a value seen r + 1 times. So a drawn value seen c times becomes a near one
seen c - 1 times, and one seen once becomes a near one never seen, with as many trailing zeros and decimals.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.columns import Floats, Kind, Known
from synthetic.portfolio.days import Days

_RARE = 30  # above this one more or less tells nobody anything
_STEPS = (1, 5, *(step * 10**power for power in range(10) for step in (10, 25, 50)))
_TRIES = 24
_NEAR = 20  # as round levels to each side among which a neighbour is looked for


@dataclass(frozen=True, slots=True)
class Grid:
    """The steps of a column: `decimals` of each level, and how round its digits are."""

    decimals: npt.NDArray[np.int64]
    zeros: npt.NDArray[np.int64]


def grid_of(known: Known) -> Grid:
    """Decimals and trailing zeros of every level of a column of numbers; whole days and no zeros for dates."""
    size = len(known.texts)
    if known.number is None:
        return Grid(np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64))
    decimals = np.array([known.number.decimals_of(text) for text in known.texts], dtype=np.int64)
    zeros = np.array([_zeros(value, int(n)) for value, n in zip(known.values, decimals, strict=True)], dtype=np.int64)
    return Grid(decimals, zeros)


def _zeros(value: float, decimals: int) -> int:
    """How round a number is: the place in `_STEPS` of the largest step that divides its digits; 0 for zero."""
    if np.isnan(value):
        return 0
    digits = abs(round(value * 10**decimals))
    if digits == 0:
        return 0
    return max(i for i, step in enumerate(_STEPS) if digits % step == 0)


def settle(
    known: Known, codes: npt.NDArray[np.int64], rng: np.random.Generator, together: bool = True, unseen: bool = True
) -> tuple[list[str], Floats]:
    """The text and value of each drawn level, shifted as above. Levels of kinds stay as they are.

    `together`: the rows will be in one file, so each counts for those after it; otherwise each is drawn as if alone. `unseen`:
    cells that the file does not have may be made.
    """
    texts = [known.texts[code] for code in codes]
    values = known.values[codes].copy()
    if not known.ordered:
        return texts, values
    levels = _Levels(known, unseen)
    for i in rng.permutation(len(codes)):
        code = int(codes[i])
        if not np.isnan(known.values[code]):
            texts[i], values[i] = levels.shifted(code, rng)
        if together:
            levels.take(texts[i])
    return texts, values


class _Levels:
    """The levels of a column and how often each is in the file, drawn rows included as they come."""

    def __init__(self, known: Known, unseen: bool) -> None:
        self.known, self.grid = known, grid_of(known)
        self.count = known.counts.copy()
        self._number = {text: i for i, text in enumerate(known.texts)}
        self._made: set[str] = set()
        self._may_be_new = unseen
        self._days = Days(known) if known.kind is Kind.DATE else None
        usable = np.flatnonzero(~np.isnan(known.values))
        self._alike = {int(zeros): usable[self.grid.zeros[usable] == zeros] for zeros in np.unique(self.grid.zeros)}

    def take(self, text: str) -> None:
        """A drawn row has this cell now."""
        if text in self._number:
            self.count[self._number[text]] += 1
        else:
            self._made.add(text)

    def shifted(self, code: int, rng: np.random.Generator) -> tuple[str, float]:
        """A near cell seen once less often than `code` is in the file of the client."""
        count = int(self.count[code])
        if count > 1:
            other = code if count > _RARE else self._near_level(code, count - 1, rng)
            return self.known.texts[other], float(self.known.values[other])
        made = self._unseen(code, rng) if self._may_be_new else None
        return made if made is not None else (self.known.texts[code], float(self.known.values[code]))

    def _near_level(self, code: int, count: int, rng: np.random.Generator) -> int:
        """A level near `code`, as round, in the file `count` times by now; `code` itself where there is none near."""
        alike = self._alike[int(self.grid.zeros[code])]
        at = int(np.searchsorted(alike, code))
        near = alike[max(0, at - _NEAR) : at + _NEAR + 1]
        near = near[self.count[near] == count]
        if not len(near):
            return code
        nearest = near[np.argsort(np.abs(near - code), kind="stable")[:2]]
        return int(rng.choice(nearest))

    def _unseen(self, code: int, rng: np.random.Generator) -> tuple[str, float] | None:
        """A value near a level that no row has, as round and with as many decimals; None where every such value is taken."""
        known, grid = self.known, self.grid
        value, decimals, zeros = float(known.values[code]), int(grid.decimals[code]), int(grid.zeros[code])
        finite = np.flatnonzero(~np.isnan(known.values))
        first, last = int(finite[0]), int(finite[-1])
        made = self._in_a_like_gap(code, rng)
        if made is not None:
            return made
        for attempt in range(_TRIES):
            reach = 1 + attempt * 2
            other = int(np.clip(code + rng.choice((-1, 1)) * rng.integers(1, reach + 1), first, last))
            share = rng.uniform(0.05, 0.95)
            raw = value + share * (float(known.values[other]) - value)
            if other == code:
                raw = value * (1 + rng.normal(0, 0.02))
            made = _written(known, raw, decimals, zeros)
            if made is not None and self._is_new(*made):
                return made
        return None

    def _is_new(self, text: str, value: float) -> bool:
        """Whether nobody has this cell, and the column could have it."""
        return text not in self._number and text not in self._made and (self._days is None or self._days.may_be(value))

    def _in_a_like_gap(self, code: int, rng: np.random.Generator) -> tuple[str, float] | None:
        """A value in a gap near `code` as wide as the gap that `code` itself would leave, and as far into it."""
        known, grid = self.known, self.grid
        values = known.values
        if code < 1 or code + 1 >= len(values) or not np.isfinite(values[code - 1]):
            return None
        width = float(values[code + 1] - values[code - 1])
        part = float(values[code] - values[code - 1]) / width if width > 0 else 0.5
        reach = int(np.clip(len(values) // 100, 4, 30))
        low, high = max(0, code - reach), min(len(values) - 1, code + reach)
        gaps = np.diff(values[low : high + 1])
        usable = np.flatnonzero(np.isfinite(gaps) & (gaps > 0))
        unlike = np.abs(np.log(gaps[usable] / max(width, 1e-12))) + 0.3 * rng.random(len(usable))
        for at in usable[np.argsort(unlike)][:6]:
            raw = float(values[low + at]) + part * float(gaps[at])
            made = _written(known, raw, int(grid.decimals[code]), int(grid.zeros[code]))
            if made is not None and self._is_new(*made):
                return made
        return None


def _written(known: Known, raw: float, decimals: int, zeros: int) -> tuple[str, float] | None:
    if known.kind is Kind.DATE and known.date is not None:
        days = raw if known.date.has_time else float(round(raw))
        text = known.date.write(days)
        return text, known.date.parse(text)
    if known.number is None:
        return None
    step = _STEPS[zeros] / 10.0**decimals
    value = round(raw / step) * step
    if _zeros(value, decimals) != zeros:
        return None
    text = known.number.write(value, decimals)
    return text, known.number.parse(text)


__all__ = ["Grid", "grid_of", "settle"]
