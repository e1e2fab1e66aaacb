"""Numbers that name a row (account, customer, folio): others like them, unused, in the gaps their neighbours leave."""

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.columns import Floats
from synthetic.portfolio.errors import BadMaterial

_SHAPE = re.compile(r"^(?P<before>\D*)(?P<digits>\d(?:[\d.\- ]*[\dKk])?)(?P<after>[^\dKk]*)$")
_WINDOWS = (4, 12, 40, 300, 3000)
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

    Each real number leaves a gap when taken away; a ghost's number splits a gap of such a length in such a place, so gaps
    around ghosts are like gaps around anybody. Raises BadMaterial when no number is left.
    """
    bodies = np.array(sequence.bodies, dtype=object)
    order = np.argsort(beside, kind="stable") if beside is not None else np.arange(len(bodies))
    sorted_beside = beside[order] if beside is not None else None
    cells = []
    count = len(anchors) if anchors is not None else 0
    for i in range(count):
        if sorted_beside is None or anchors is None or not np.isfinite(anchors[i]):
            near = int(rng.integers(0, len(bodies)))
        else:
            low, high = np.searchsorted(sorted_beside, [anchors[i], anchors[i] + 1e-9])
            near = int(order[int(np.clip(rng.integers(low - 1, max(high, low) + 1), 0, len(order) - 1))])
        cells.append(sequence.shape.write(_in_a_gap(sequence, int(bodies[near]), rng, what)))
    return cells


def _in_a_gap(sequence: Numbering, body: int, rng: np.random.Generator, what: str) -> int:
    taken, step = sequence.taken, sequence.step
    at = bisect_left(taken, body)
    before, after = taken[max(0, at - 1)], taken[min(len(taken) - 1, at + 1)]
    length, part = max(after - before, 2 * step), (body - before) / max(1, after - before)
    for window in _WINDOWS:
        low, high = max(0, at - window), min(len(taken) - 1, at + window)
        gaps = np.array([taken[i + 1] - taken[i] for i in range(low, high)], dtype=np.float64)
        free = np.flatnonzero(gaps >= 2 * step)
        if not len(free):
            continue
        unlike = np.abs(np.log(gaps[free] / length)) + 0.1 * rng.random(len(free))
        left = taken[low + int(free[np.argmin(unlike)])]
        width = taken[bisect_left(taken, left) + 1] - left
        made = left + step * int(np.clip(round(part * width / step), 1, width // step - 1))
        insort(taken, made)
        return made
    raise BadMaterial(
        f"columna {what!r}: no quedan números libres entre los del archivo; reserve números y delos en --ids (kind account)",
        f"column {what!r}: no number is free between those of the file; reserve numbers and give them in --ids (kind account)",
    )


Anchors = npt.NDArray[np.float64]
__all__ = ["CHECKS", "POSITION", "Numbering", "Shape", "draw_numbers", "learn_sequence", "luhn"]
