"""Numbers that name a row (account, customer, folio): others like them, unused, in the gaps their neighbours leave."""

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.columns import Floats
from synthetic.portfolio.errors import BadMaterial

_SHAPE = re.compile(r"^(?P<before>\D*)(?P<digits>\d(?:[\d.\- ]*[\dKk])?)(?P<after>[^\dKk]*)$")
_WIDER = (0, 2, 4, 12, 40, 300, 3000, 100_000)
_MOST_PLACES, _BINS, _FEW_GAPS = 60, 24, 40
_WINDOW = 12  # numbers to either side among whose gaps a number that goes with nothing chooses
_PREFERRED = 0.05
POSITION = "position"
_BOUND = 0.9  # rank correlation from which a number goes with a date or with the order of rows


def luhn(body: str) -> str:
    """The check digit of cards and many account numbers (ISO/IEC 7812)."""
    total = 0
    for i, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if i % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def _mod11(highest: int, spare: str) -> Callable[[str], str]:
    def check(body: str) -> str:
        total = sum(int(digit) * (2 + i % (highest - 1)) for i, digit in enumerate(reversed(body)))
        rest = -total % 11
        return spare if rest == 10 else str(rest % 10)

    return check


def _weights31(body: str) -> str:
    return str(-sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(body))) % 10)


CHECKS: dict[str, Callable[[str], str]] = {
    "luhn": luhn,
    "mod11": _mod11(7, "K"),
    "mod11_0": _mod11(7, "0"),
    "mod11_9": _mod11(9, "0"),
    "mod10_31": _weights31,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How the numbers of a column are written."""

    before: str
    after: str
    width: int | None  # digits with leading zeros, None where they are as long as they need
    check: str | None
    punctuation: str  # the digits of one cell as `#`, "" where there are only digits

    def write(self, body: int) -> str:
        """The cell of a number without its check digit."""
        digits = str(body)
        if self.width is not None:
            digits = digits.zfill(self.width - (1 if self.check else 0))
        if self.check:
            digits += CHECKS[self.check](digits)
        if self.punctuation:
            given = iter(digits)
            digits = "".join(next(given, "") if mark == "#" else mark for mark in self.punctuation) + "".join(given)
        return f"{self.before}{digits}{self.after}"


@dataclass
class Numbering:
    """The numbers of a column in order, those given to ghosts among them."""

    shape: Shape
    bodies: list[int]  # of rows, by row
    step: int
    anchor: str | None  # the column (or `position`) the numbers go with
    taken: list[int] = field(default_factory=list)  # sorted: every number in use

    kept: dict[str, "Around"] = field(default_factory=dict, repr=False)

    def around(self, beside: Floats | None) -> "Around":
        """Its numbers in the order of what they go with; sorted once, and kept."""
        key = "position" if beside is None else "beside"
        if key not in self.kept:
            self.kept[key] = Around(self.bodies, beside)
        return self.kept[key]

    @property
    def counter(self) -> bool:
        """Whether it only counts the rows: no gap, in the order of the file."""
        return len(self.bodies) > 1 and all(b - self.bodies[0] == i * self.step for i, b in enumerate(self.bodies))


def learn_sequence(cells: Sequence[str], beside: dict[str, Floats]) -> Numbering | None:
    """The sequence behind a column of unique numbers, or None where the cells have no one shape."""
    matches = [_SHAPE.match(cell.strip()) for cell in cells]
    found = [match for match in matches if match]
    if len(found) < len(cells) or len(set(cells)) < 0.98 * len(cells):
        return None
    (before, after), common = Counter((m["before"], m["after"]) for m in found).most_common(1)[0]
    if common < len(found):
        return None
    digits = [re.sub(r"[^\dK]", "", m["digits"].upper()) for m in found]
    punctuation = Counter(re.sub(r"[\dKk]", "#", m["digits"]) for m in found).most_common(1)[0][0]
    width = len(digits[0]) if len({len(d) for d in digits}) == 1 else None
    check = _check_of(digits)
    if check is None and any(d.endswith("K") for d in digits):
        return None
    shape = Shape(before, after, width, check, punctuation if set(punctuation) != {"#"} else "")
    bodies = [int(d[:-1] if check else d) for d in digits]
    ordered = sorted(set(bodies))
    step = int(np.gcd.reduce(np.diff(np.array(ordered, dtype=object)))) if len(ordered) > 1 else 1
    return Numbering(shape, bodies, max(1, step), _anchor(bodies, beside), ordered)


def _check_of(digits: Sequence[str]) -> str | None:
    some = [d for d in digits[:: max(1, len(digits) // 500)] if len(d) > 4]
    if len(some) < 20:
        return None
    return next((name for name, check in CHECKS.items() if sum(check(d[:-1]) == d[-1] for d in some) >= 0.99 * len(some)), None)


def _anchor(bodies: Sequence[int], beside: dict[str, Floats]) -> str | None:
    rank = np.argsort(np.argsort(np.array(bodies, dtype=object), kind="stable"), kind="stable")
    best: tuple[float, str] | None = None
    for name, values in beside.items():
        good = np.isfinite(values)
        if good.mean() < 0.95:
            continue
        other = np.argsort(np.argsort(values[good], kind="stable"), kind="stable")
        bound = abs(float(np.corrcoef(rank[good], other)[0, 1]))
        bound -= _PREFERRED if name == POSITION else 0.0  # a date of the row binds its number; the order follows from it
        if bound >= _BOUND and (best is None or bound > best[0] + 1e-6):
            best = (bound, name)
    return best[1] if best else None


def draw_numbers(
    sequence: Numbering, anchors: Floats | None, beside: Floats | None, rng: np.random.Generator, what: str
) -> list[str]:
    """An unused number for each ghost, near those of the real rows whose anchor value is near its own.

    It stands among the numbers of its own anchor value, each free place as likely as the gaps left and right of it are in the
    file, were they drawn one after another (a renewal process). Raises BadMaterial when no number is left.
    """
    around = sequence.around(beside)
    bound = sequence.anchor not in (None, POSITION)
    cells = []
    for anchor in anchors if anchors is not None else ():
        low, high = around.span(float(anchor) if bound or sequence.anchor else np.nan, rng)
        cells.append(sequence.shape.write(_in_a_gap(sequence, low, high, rng, what, bound)))
    return cells


def _in_a_gap(sequence: Numbering, low: int, high: int, rng: np.random.Generator, what: str, bound: bool) -> int:
    """A free number between two numbers in use, or near them where none is free between, or where nothing binds it there."""
    taken, step = sequence.taken, sequence.step
    first, last = bisect_left(taken, low), bisect_left(taken, high)
    for wider in _WIDER if bound else (_WINDOW, *_WIDER[4:]):
        ends = taken[max(0, first - wider) : last + wider + 1]
        found = _places(ends, step, sequence.around(None), rng)
        if found is not None:
            insort(taken, found)
            return found
    raise BadMaterial(
        f"columna {what!r}: no quedan números libres entre los del archivo; reserve números y delos en --ids (kind account)",
        f"column {what!r}: no number is free between those of the file; reserve numbers and give them in --ids (kind account)",
    )


def place_between(
    sequence: Numbering, ends: Sequence[int], rng: np.random.Generator, favour: Sequence[float] | None = None
) -> int | None:
    """A free number in one of the gaps between numbers in use, marked as used; None where there is none.

    `favour`: how many times likelier each gap is than its length says.
    """
    found = _places(ends, sequence.step, sequence.around(None), rng, favour)
    if found is not None:
        insort(sequence.taken, found)
    return found


def _places(
    ends: Sequence[int], step: int, around: "Around", rng: np.random.Generator, favour: Sequence[float] | None = None
) -> int | None:
    """A free place in one of the gaps between `ends`, by how likely the two gaps are that it leaves."""
    places: list[int] = []
    for left, right in pairwise(ends):
        free = (right - left) // step - 1
        if free > 0:
            some = (
                range(1, free + 1) if free <= _MOST_PLACES else sorted({int(n) for n in rng.integers(1, free + 1, _MOST_PLACES)})
            )
            places += [left + step * n for n in some]
    if not places:
        return None
    bounds = np.array(ends, dtype=np.float64)
    made = np.array(places, dtype=np.float64)
    at = np.searchsorted(bounds, made)
    before, after = made - bounds[at - 1], bounds[np.minimum(at, len(bounds) - 1)] - made
    odds = around.density(before) + around.density(after) - around.density(before + after)
    odds += np.log(_share_of(at, before + after, step))
    if favour is not None:
        odds += np.log(np.maximum(np.array(favour, dtype=np.float64), 1e-12))[at - 1]
    weight = np.exp(odds - odds.max())
    return places[int(rng.choice(len(places), p=weight / weight.sum()))]


def _share_of(at: npt.NDArray[np.int64], width: Floats, step: int) -> Floats:
    """How many free places each place tried stands for."""
    tried = np.bincount(at)[at]
    return np.maximum(width / step - 1, 1.0) / tried


class Around:
    """The numbers of a file in the order of what they go with, and how long the gaps between them are."""

    def __init__(self, bodies: Sequence[int], beside: Floats | None) -> None:
        self._bodies = np.array(bodies, dtype=object)
        ranks = np.argsort(np.argsort(self._bodies, kind="stable"), kind="stable")
        if beside is None:
            self._order = np.argsort(ranks, kind="stable")
        else:  # of equal dates, in the order in which the numbers run
            good = np.isfinite(beside)
            falls = good.sum() > 2 and float(np.corrcoef(ranks[good], beside[good])[0, 1]) < 0
            self._order = np.lexsort((-ranks if falls else ranks, beside))
        self._beside = beside[self._order] if beside is not None else None
        gaps = np.diff(np.sort(self._bodies)).astype(np.float64)
        gaps = gaps[gaps > 0]
        self._held, counts = np.unique(gaps, return_counts=True)
        if 0 < len(self._held) <= _FEW_GAPS:  # so few different gaps: any other would stand out
            self._logs = np.log(np.r_[counts, 1e-3 * counts.min()])
            return
        self._held = np.zeros(0)
        edges = np.unique(np.quantile(np.log(gaps), np.linspace(0, 1, _BINS + 1))) if len(gaps) else np.zeros(1)
        if len(edges) < 3:
            self._middles, self._logs = np.zeros(1), np.zeros(1)
            return
        counts, _ = np.histogram(np.log(gaps), edges)
        width = np.diff(np.exp(edges)) + 1.0
        self._middles, self._logs = (edges[1:] + edges[:-1]) / 2, np.log((counts + 0.5) / width)

    def density(self, gaps: Floats) -> Floats:
        """Log of how likely gaps of these lengths are, up to a constant; falling on beyond the longest."""
        if len(self._held):
            near = np.minimum(np.searchsorted(self._held, gaps), len(self._held) - 1)
            return np.asarray(self._logs[np.where(self._held[near] == gaps, near, len(self._held))], dtype=np.float64)
        at = np.log(np.maximum(gaps, 1.0))
        found = np.interp(at, self._middles, self._logs)
        return np.asarray(found - 2.0 * np.maximum(at - self._middles[-1], 0.0), dtype=np.float64)

    def span(self, anchor: float, rng: np.random.Generator) -> tuple[int, int]:
        """Between which two numbers a row of that anchor value stands; anywhere where it has none."""
        bodies, order, size = self._bodies, self._order, len(self._order)
        if self._beside is None or not np.isfinite(anchor):
            at = int(rng.integers(0, size))
            low = high = at
        else:
            low, high = (int(place) for place in np.searchsorted(self._beside, [anchor, anchor + 1e-9]))
            low -= 1
        ends = sorted((int(bodies[order[max(0, min(low, size - 1))]]), int(bodies[order[max(0, min(high, size - 1))]])))
        inside = sorted(int(bodies[order[i]]) for i in range(max(0, low), min(high, size - 1) + 1))
        strays = len(inside) > 2 and (inside[0] < ends[0] or inside[-1] > ends[1])
        if strays or self._strays(ends):  # numbers that do not follow closely: near one of those of the same value
            near = inside[int(rng.integers(0, len(inside)))]
            return near, near
        return ends[0], ends[1]

    def _strays(self, ends: Sequence[int]) -> bool:
        return ends[1] - ends[0] > 0.1 * (int(self._bodies.max()) - int(self._bodies.min()) + 1)


Anchors = npt.NDArray[np.float64]
__all__ = ["CHECKS", "POSITION", "Numbering", "Shape", "draw_numbers", "learn_sequence", "luhn", "place_between"]
