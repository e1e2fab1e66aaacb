"""Two judges against people on the same calls: kappa before and after, and their difference with a paired interval.

Intervals: bootstrap over calls (criteria of one call move together), both judges on the same draw, seeded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.agreement import Interval

Array = NDArray[Any]
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """One mark of people and what the judge says before and after. `call` is where it is drawn from."""

    call: str
    criterion: str
    person: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure before and after, over `n` marks of `calls` calls. None where there was nothing to measure."""

    name: str
    n: int
    calls: int
    before: Interval
    after: Interval
    difference: Interval

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        parts = {"before": self.before, "after": self.after, "difference": self.difference}
        return {"name": self.name, "n": self.n, "calls": self.calls} | {k: v.as_dict() for k, v in parts.items()}


def compared(name: str, answers: Sequence[Answer], level: float = 0.95, seed: int = 20260101) -> Compared:
    """Cohen's kappa with people, pooled over the answers."""
    tables = _tables(answers)
    return _compared(name, answers, tables, _kappas, level, seed)


def precision(name: str, answers: Sequence[Answer], level: float = 0.95, seed: int = 20260101) -> Compared:
    """Of the acts a judge asserts, the share people confirm."""
    return _compared(name, answers, _tables(answers), _precisions, level, seed)


def asserted(answers: Sequence[Answer]) -> tuple[int, int]:
    """(right, all) assertions of the judge after."""
    said = [a for a in answers if a.after == "happened"]
    return sum(a.person == a.after for a in said), len(said)


def at_best(right: int, of: int) -> float:
    """The upper end of Wilson's 95 % interval of a share (Wilson 1927)."""
    share, z2 = right / of, 1.959964**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    return middle + float(np.sqrt(z2 * (share * (1 - share) / of + z2 / (4 * of**2)))) / (1 + z2 / of)


def _tables(answers: Sequence[Answer]) -> tuple[Array, Array, list[str]]:
    """Confusion [calls, person's, judge's] before and after, and the marks' names."""
    names = sorted({m for a in answers for m in (a.person, a.before, a.after)})
    place = {m: i for i, m in enumerate(names)}
    calls = {c: i for i, c in enumerate(dict.fromkeys(a.call for a in answers))}
    before = np.zeros((len(calls), len(names), len(names)))
    after = np.zeros_like(before)
    for a in answers:
        before[calls[a.call], place[a.person], place[a.before]] += 1
        after[calls[a.call], place[a.person], place[a.after]] += 1
    return before, after, names


def _compared(
    name: str, answers: Sequence[Answer], tables: tuple[Array, Array, list[str]], figure: Any, level: float, seed: int
) -> Compared:
    before, after, names = tables
    count = len(before)
    if not count:
        nothing = Interval(None, None, None, 0)
        return Compared(name, 0, 0, nothing, nothing, nothing)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(count, np.full(count, 1 / count), size=DRAWS).astype(np.float64)
    was, now = (np.tensordot(drawn, t, axes=(1, 0)) for t in (before, after))
    first, second = figure(was, names), figure(now, names)
    own, other = figure(before.sum(0)[None], names)[0], figure(after.sum(0)[None], names)[0]
    n = len(answers)
    return Compared(
        name,
        n,
        count,
        _interval(own, first, level, n),
        _interval(other, second, level, n),
        _interval(other - own, second - first, level, n),
    )


def _kappas(tables: Array, _names: list[str]) -> Array:
    whole = tables.sum((1, 2))
    agreed = np.trace(tables, axis1=1, axis2=2) / whole
    chance = (tables.sum(2) * tables.sum(1)).sum(1) / whole**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance < 1, (agreed - chance) / (1 - chance), np.nan)


def _precisions(tables: Array, names: list[str]) -> Array:
    if "happened" not in names:
        return np.full(len(tables), np.nan)
    i = names.index("happened")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(tables[:, i, i] / tables[:, :, i].sum(1))


def _interval(value: float, drawn: Array, level: float, n: int) -> Interval:
    if np.isnan(value):
        return Interval(None, None, None, n)
    known = drawn[~np.isnan(drawn)]
    if len(known) < DRAWS // 2:
        return Interval(float(value), None, None, n)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(value), float(low), float(high), n)


def each(answers: Sequence[Answer], level: float) -> Mapping[str, Compared]:
    """Every criterion by itself."""
    groups: dict[str, list[Answer]] = {}
    for a in answers:
        groups.setdefault(a.criterion, []).append(a)
    return {c: compared(c, some, level) for c, some in sorted(groups.items())}
