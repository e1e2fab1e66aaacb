"""People measured by calls whose truth is known: what each catches, what each passes by, with intervals.

Calls are few, so each person's figure comes twice: of their own calls alone (mid-p), and partly pooled over the team (a
beta-binomial with its mean and spread integrated over a grid; Efron & Morris 1975, Gelman et al. 2013 chapter 5). The pooled one
is narrower and fair to somebody with three calls; it is the right one on average over people, not for an outlier.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

from audit.agreement import Interval
from audit.calibration.marks import is_fault
from audit.calibration.shares import NOTHING, share
from audit.calibration.sheet import UNKNOWN, Mode, Sheet

Floats = npt.NDArray[np.float64]
_MEANS = (np.arange(60) + 0.5) / 60
_FIRM = np.geomspace(1.0, 60.0, 16)
_ANGLE = (np.arange(400) + 0.5) / 400 * np.pi / 2
_GRID = np.sin(_ANGLE) ** 2
_STEP = np.sin(2.0 * _ANGLE)


@dataclass(frozen=True, slots=True)
class Skill:
    """One person on one side (bad calls, or good ones). `alone` of their own calls, `pooled` with the team's; `right` of `n`
    answered, and `untold` where they said that it cannot be told: no answer, yet no catch either.
    """

    alone: Interval
    pooled: Interval
    right: int
    n: int
    untold: int


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person: `sensitivity` on known faults, `specificity` on what is known to be none."""

    scorer: str
    sensitivity: Skill
    specificity: Skill


@dataclass(frozen=True, slots=True)
class Catch:
    """What one person made of one kind of known fault: `caught` of `shown`, `untold` among them."""

    scorer: str
    criterion: str
    caught: int
    shown: int
    untold: int


@dataclass(frozen=True, slots=True)
class _Seen:
    """One answer to one known mark."""

    scorer: str
    criterion: str
    bad: bool
    mark: str

    @property
    def right(self) -> bool:
        return is_fault(self.mark) == self.bad


Known = Mapping[str, Mapping[str, str]]
"""Call → criterion → the true mark."""


def reviewers(sheets: Iterable[Sheet], known: Known, criterion: str | None = None) -> tuple[Reviewer, ...]:
    """Each person who scored known calls blind, of all criteria or of one. A mark not made on a known criterion is untold."""
    seen = _seen(sheets, known, criterion)
    names = sorted({s.scorer for s in seen})
    bad, good = (_skills(names, [s for s in seen if s.bad is side]) for side in (True, False))
    return tuple(Reviewer(name, bad[name], good[name]) for name in names)


def catches(sheets: Iterable[Sheet], known: Known) -> tuple[Catch, ...]:
    """Who catches what: each person and kind of known fault, by criterion then person."""
    seen = [s for s in _seen(sheets, known, None) if s.bad]
    out = []
    for criterion, scorer in sorted({(s.criterion, s.scorer) for s in seen}):
        mine = [s for s in seen if (s.criterion, s.scorer) == (criterion, scorer)]
        untold = sum(s.mark in UNKNOWN for s in mine)
        out.append(Catch(scorer, criterion, sum(s.right for s in mine if s.mark not in UNKNOWN), len(mine), untold))
    return tuple(out)


def _seen(sheets: Iterable[Sheet], known: Known, criterion: str | None) -> list[_Seen]:
    return [
        _Seen(sheet.scorer, name, is_fault(true), sheet.marks.get(name, next(iter(UNKNOWN))))
        for sheet in sheets
        if sheet.mode is Mode.BLIND
        for name, true in known.get(sheet.call, {}).items()
        if (criterion is None or name == criterion) and true not in UNKNOWN
    ]


def _skills(names: Sequence[str], seen: Sequence[_Seen]) -> dict[str, Skill]:
    answered = {name: [s for s in seen if s.scorer == name and s.mark not in UNKNOWN] for name in names}
    counts = [(sum(s.right for s in answered[name]), len(answered[name])) for name in names]
    pooled = partly_pooled(counts)
    return {
        name: Skill(share(x, n), span, x, n, sum(s.scorer == name for s in seen) - n)
        for name, (x, n), span in zip(names, counts, pooled, strict=True)
    }


def partly_pooled(counts: Sequence[tuple[int, int]], confidence: float = 0.95) -> tuple[Interval, ...]:
    """Each (right, n) with its share drawn towards the team's as far as the team is alike; nothing for n of 0.

    Raises ValueError for right outside 0..n.
    """
    if any(not 0 <= x <= n for x, n in counts):
        raise ValueError(f"counts {list(counts)}: right must lie between 0 and n")
    if not any(n for _, n in counts):
        return tuple(NOTHING for _ in counts)
    a, b = (_MEANS[:, None] * _FIRM).ravel(), ((1.0 - _MEANS[:, None]) * _FIRM).ravel()
    log = np.zeros_like(a)
    for x, n in counts:
        log += betaln(a + x, b + n - x) - betaln(a, b)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    kept = weight > 1e-6
    a, b, weight = a[kept], b[kept], weight[kept] / weight[kept].sum()
    return tuple(_pooled(x, n, a, b, weight, confidence) for x, n in counts)


def _pooled(x: int, n: int, a: Floats, b: Floats, weight: Floats, confidence: float) -> Interval:
    """Of the mixture of betas, on a grid that is finest beside 0 and 1."""
    if n == 0:
        return NOTHING
    tail = (1.0 - confidence) / 2.0
    after, beside = a + x, b + n - x
    log = np.outer(after - 1.0, np.log(_GRID)) + np.outer(beside - 1.0, np.log1p(-_GRID)) - betaln(after, beside)[:, None]
    mass = weight @ np.exp(log) * _STEP
    reached = np.cumsum(mass) / mass.sum()
    low, high = (float(v) for v in np.interp((tail, 1.0 - tail), reached, _GRID))
    return Interval(float(weight @ (after / (after + beside))), low, high, n)
