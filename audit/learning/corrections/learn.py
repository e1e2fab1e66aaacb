"""One version of the heads from corrections; and what such versions say of calls they had not learnt from, fold by fold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from audit.calls import DUTIES, VIOLATIONS
from audit.learning.corrections.call_heads import CallView, call_view, fit_heads
from audit.learning.corrections.correction import Settled
from audit.learning.corrections.house_table import Base
from audit.learning.corrections.material import Seen
from audit.learning.corrections.turn_shift import Shift, asked, fit_shift
from audit.scoring.heads import Head

Array = NDArray[Any]
INNER_FOLDS = 3
Lessons = Mapping[str, Sequence[Settled]]


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """The turn heads' shift (along the basis of `Seen` it was fitted on) and the deciding heads."""

    shift: Shift
    heads: Mapping[str, Head]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What heads make of one call: chances of each duty's statuses, and of each forbidden act, by its likeliest place."""

    duties: Mapping[str, Mapping[str, float]]
    acts: Mapping[str, float]

    def chance(self, criterion: str, mark: str) -> float:
        """The chance of a person's mark."""
        if criterion in self.duties:
            return self.duties[criterion].get(mark, 0.0)
        return self.acts[criterion] if mark == "happened" else 1 - self.acts[criterion]

    def mark(self, criterion: str, asserted: float) -> str:
        """The likeliest mark; an act is said to have happened from `asserted` on."""
        if criterion in self.duties:
            return max(self.duties[criterion], key=self.duties[criterion].__getitem__)
        return "happened" if self.acts[criterion] >= asserted else "not_happened"


def learn(seen: Seen, base: Base, lessons: Lessons, calls: Sequence[int], seed: int = 7) -> Learnt:
    """Heads from the lessons on the calls (numbers in `seen`).

    The deciding heads see each call through turn heads that had not learnt it.
    """
    with threadpool_limits(1):  # matrices this small only lose time when shared out
        return _learn(seen, base, lessons, calls, seed)


def _learn(seen: Seen, base: Base, lessons: Lessons, calls: Sequence[int], seed: int) -> Learnt:
    taught = [n for n in calls if lessons.get(seen.materials[n].call.id)]
    shift = fit_shift(seen, asked(seen, lessons, taught))
    folds = _folds(len(taught), min(INNER_FOLDS, max(len(taught), 1)), seed)
    views: dict[str, CallView] = {}
    for fold in range(int(folds.max(initial=-1)) + 1):
        inside = [n for n, f in zip(taught, folds, strict=True) if f != fold]
        without = fit_shift(seen, asked(seen, lessons, inside))
        for n, f in zip(taught, folds, strict=True):
            if f == fold:
                one = seen.materials[n]
                views[one.call.id] = call_view(one, without.moved(seen.along[seen.rows(n)]))
    return Learnt(shift, fit_heads(base, views, lessons))


def opinion(view: CallView, heads: Mapping[str, Head]) -> Opinion:
    """What the heads make of a call as it is seen."""
    duties = {d: heads[f"duty {d}"].probabilities(view.features) for d in DUTIES}
    acts = dict.fromkeys(VIOLATIONS, 0.0)
    for candidate in view.found:
        acts[candidate.id] = max(acts[candidate.id], heads["violation"].probabilities(candidate.features)["true"])
    return Opinion(duties, acts)


def opinions(seen: Seen, learnt: Learnt, calls: Sequence[int]) -> list[Opinion]:
    """What learnt heads make of calls."""
    return [opinion(call_view(seen.materials[n], learnt.shift.moved(seen.along[seen.rows(n)])), learnt.heads) for n in calls]


def shipped_opinions(seen: Seen, heads: Mapping[str, Head], calls: Sequence[int]) -> list[Opinion]:
    """What the shipped judge makes of calls."""
    return [opinion(call_view(seen.materials[n], None), heads) for n in calls]


def grouped_folds(groups: Sequence[str], folds: int, seed: int) -> NDArray[np.int64]:
    """A fold a call, whole groups together, largest groups first into the smallest fold."""
    names, counts = np.unique(np.array(groups), return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-counts[order], kind="stable")]
    filled = np.zeros(folds, dtype=np.int64)
    fold_of: dict[str, int] = {}
    for i in order:
        fold_of[str(names[i])] = int(np.argmin(filled))
        filled[fold_of[str(names[i])]] += counts[i]
    return np.array([fold_of[g] for g in groups], dtype=np.int64)


def held_out(
    seen: Seen,
    base: Base,
    lessons: Lessons,
    calls: Sequence[int],
    folds: NDArray[np.int64],
    tell: Callable[[int], None] = lambda _fold: None,
) -> list[Opinion]:
    """For each call the opinion of heads that learnt from the other folds only."""
    made: dict[int, Opinion] = {}
    for fold in sorted(set(folds.tolist())):
        inside = [n for n, f in zip(calls, folds, strict=True) if f != fold]
        outside = [n for n, f in zip(calls, folds, strict=True) if f == fold]
        learnt = learn(seen, base, lessons, inside)
        made |= dict(zip(outside, opinions(seen, learnt, outside), strict=True))
        tell(int(fold))
    return [made[n] for n in calls]


def _folds(count: int, folds: int, seed: int) -> NDArray[np.int64]:
    return np.asarray(np.random.default_rng(seed).permutation(count) % max(folds, 1), dtype=np.int64)
