"""The deciding heads fitted again on what the shipped ones were fitted on together with the client's corrected calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from audit.calibration.sheet import Mark
from audit.calls import DUTIES, VIOLATIONS
from audit.learning.corrections.correction import Settled
from audit.learning.corrections.house_table import Base
from audit.learning.corrections.material import Material, signals
from audit.scoring.features import vector
from audit.scoring.heads import Head
from audit.scoring.violations import Candidate, candidates

Array = NDArray[Any]
CLIENT_WEIGHT = 3.0
"""How much a client's own call counts beside one of the base calls, which are others' manner of speaking."""
STRENGTH = 1.0
SAME_ACT_TURNS = 4


@dataclass(frozen=True, slots=True, eq=False)
class CallView:
    """A call as the deciding heads see it under some turn heads: its features and its candidates."""

    features: Array
    found: tuple[Candidate, ...]


def call_view(one: Material, moved: Array | None) -> CallView:
    """Features and candidates of a call whose logits are moved by `moved` (None: as shipped)."""
    read = signals(one, moved)
    return CallView(vector(one.call, read, one.known)[0], tuple(candidates(one.call, read, one.known)))


@dataclass(slots=True, eq=False)
class _Rows:
    x: list[Array] = field(default_factory=list)
    y: list[str] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)


def fit_heads(
    base: Base, views: Mapping[str, CallView], lessons: Mapping[str, Sequence[Settled]], only: Array | None = None
) -> dict[str, Head]:
    """Heads `duty …` and `violation`. `views` must be of turn heads that had not learnt the call; `only` picks base calls.

    Fitting begins at the heads of the whole base, but not where `only` holds calls of it back: those would be known then.
    """
    kept = np.ones(len(base.x), dtype=bool) if only is None else only
    rows: dict[str, _Rows] = {f"duty {d}": _Rows() for d in DUTIES} | {"violation": _Rows()}
    for call, view in views.items():
        for lesson in lessons.get(call, ()):
            if lesson.criterion in DUTIES and lesson.mark is not None:
                own = rows[f"duty {lesson.criterion}"]
                own.x.append(view.features)
                own.y.append(lesson.mark)
                own.weight.append(CLIENT_WEIGHT * lesson.weight)
            elif lesson.criterion in VIOLATIONS:
                _candidates(rows["violation"], view, lesson)
    inside = kept[base.vcall]
    begun = _of_base(base) if only is None else {}
    heads = {n: _fitted(base.x[kept], base.answers[n][kept], rows[n], begun.get(n)) for n in rows if n != "violation"}
    true = np.where(base.vy[inside], "true", "false")
    heads["violation"] = _fitted(base.vx[inside], true, rows["violation"], begun.get("violation"))
    return heads


def _candidates(rows: _Rows, view: CallView, lesson: Settled) -> None:
    """A candidate is true where people say so of its turns; where they did not say which turns, its kind's likeliest is."""
    own = [c for c in view.found if c.id == lesson.criterion]
    for candidate in own:
        near = [t for t in lesson.turns if any(abs(t - c) <= SAME_ACT_TURNS for c in candidate.turns)]
        if lesson.mark == Mark.HAPPENED and (near or (not lesson.turns and len(own) == 1)):
            true = "true"
        elif lesson.mark == Mark.NOT_HAPPENED or set(candidate.turns) & set(lesson.cleared):
            true = "false"
        else:
            continue
        rows.x.append(candidate.features)
        rows.y.append(true)
        rows.weight.append(CLIENT_WEIGHT * lesson.weight)


@cache
def _of_base(base: Base) -> Mapping[str, Head]:
    """The heads of the base alone: where fitting with a client's calls begins, for it ends near."""
    kept = _Rows()
    heads = {name: _fitted(base.x, y, kept) for name, y in base.answers.items()}
    return heads | {"violation": _fitted(base.vx, np.where(base.vy, "true", "false"), kept)}


def _fitted(x: Array, y: Array, more: _Rows, begun: Head | None = None) -> Head:
    given = np.concatenate([x, np.array(more.x, dtype=np.float32)]) if more.x else x
    told = np.concatenate([y.astype(str), np.array(more.y)]) if more.y else y.astype(str)
    weight = np.concatenate([np.ones(len(x)), np.array(more.weight)])
    model = LogisticRegression(C=STRENGTH, max_iter=2000, warm_start=True)
    if begun is not None and begun.classes == tuple(np.unique(told).tolist()):
        model.coef_, model.intercept_ = begun.weights.copy(), begun.bias.copy()
    model.fit(given, told, weight)
    classes = tuple(str(c) for c in model.classes_)
    return Head(classes, np.atleast_2d(model.coef_).astype(np.float64), np.atleast_1d(model.intercept_).astype(np.float64))
