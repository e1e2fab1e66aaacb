"""One training: batches looked at, heads learnt, measured on calls not learnt from, and whether they may be published."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.calls import DUTIES
from audit.data_file import Words
from audit.errors import AuditError
from audit.judges.adapted import HeadVersion
from audit.judges.local import LocalJudge
from audit.learning.corrections.anchor import house_views, turns_kept
from audit.learning.corrections.batches import Known, Suspicion, suspicious
from audit.learning.corrections.call_heads import call_view, fit_heads
from audit.learning.corrections.correction import Correction, Settled, by_call, settled
from audit.learning.corrections.gate import Decision, Measured, decide, measure
from audit.learning.corrections.house_table import Base, base
from audit.learning.corrections.kindness import Reach
from audit.learning.corrections.learn import Lessons, Opinion, grouped_folds, held_out, learn, opinion, shipped_opinions
from audit.learning.corrections.material import Material, Seen, seen
from audit.learning.corrections.measure import Answer, Compared, compared
from audit.learning.corrections.version import name_of, packed
from audit.scoring.heads import Head

FOLDS = 5
FEWEST_AGENTS = 5
FEWEST_FRESH = 20
Tell = Callable[[str, int, int], None]


class NothingLearnt(AuditError):
    """There was nothing to learn from: no corrections, or none that agree; `words` say it in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A version (`data`, named `id`), what was measured of it, and whether it may be published.

    `by_agent`: calls not learnt from were of other agents than those learnt from; else only other calls.
    """

    id: str
    data: bytes
    decision: Decision
    measured: Measured
    aside: tuple[Suspicion, ...]
    reach: tuple[Reach, ...]
    calls: tuple[str, ...]
    marks: int
    against_machine: int
    by_agent: bool


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The version to be replaced and the calls it learnt from; None: what ships."""

    version: HeadVersion
    learnt: frozenset[str]


def train(
    given: Sequence[Material],
    corrections: Sequence[Correction],
    judge: LocalJudge,
    standing: Standing | None = None,
    tell: Tell = lambda _stage, _done, _of: None,
    known: Known | None = None,
) -> Trained:
    """Learn from the corrections on these calls. `tell(stage, done, of)`: batches, learning, measuring, keeping.

    `known`: calls whose truth somebody gave, to hold people against it.

    Raises NothingLearnt where there is nothing to learn, NoJudge where weights or their table are missing.
    """
    table, within = base(), {m.call.id for m in given}
    told = [c for c in corrections if c.call in within]
    if not told:
        raise NothingLearnt(
            Words(
                "no hay correcciones de llamadas cuyas palabras se conserven; puntúe o decida algunas antes",
                "no corrections on calls whose words are kept; score or decide some calls first",
            )
        )
    tell("batches", 0, 1)
    world = seen(given, house_views())
    look = suspicious(world, table, told, known)
    left = [c for c in told if c.batch not in {s.batch for s in look.aside}]
    lessons = by_call(settled(left))
    place = world.place()
    calls = sorted(place[c] for c in lessons)
    if not calls:
        raise NothingLearnt(
            Words(
                "las marcas de las personas se contradicen en todo; haga que alguien más puntúe las mismas llamadas",
                "people's marks contradict one another everywhere; let a second person score the same calls",
            )
        )
    tell("learning", 0, FOLDS + 1)
    learnt = learn(world, table, lessons, calls)
    data = packed(learnt, world, table.version)
    folds, by_agent = _folds([given[n].agent for n in calls])
    after = held_out(world, table, lessons, calls, folds, lambda fold: tell("measuring", fold + 1, FOLDS))
    before = _before(world, judge, standing, calls)
    fair = _fair(world, standing, calls)
    asserted = judge.heads.numbers["assert"]
    answers = [
        a
        for n, was, now in zip(calls, before, after, strict=True)
        if n in fair
        for a in _answers(lessons[given[n].call.id], was, now, asserted)
    ]
    tell("keeping", 0, 1)
    kept = (
        turns_kept(learnt.shift.steps @ world.basis, learnt.shift.bias, judge.network),
        _duties_kept(table, world, lessons, calls),
    )
    measured = measure(answers, kept)
    against = sum(a.person != a.before for a in answers)
    return Trained(
        id=name_of(data),
        data=data,
        decision=decide(measured),
        measured=measured,
        aside=look.aside,
        reach=look.reach,
        calls=tuple(given[n].call.id for n in calls),
        marks=len(left),
        against_machine=against,
        by_agent=by_agent,
    )


def _folds(agents: Sequence[str]) -> tuple[NDArray[np.int64], bool]:
    """By agent where there are enough, else by call."""
    by_agent = len(Counter(agents)) >= FEWEST_AGENTS
    groups = agents if by_agent else [str(n) for n in range(len(agents))]
    return grouped_folds(groups, min(FOLDS, len(set(groups))), seed=11), by_agent


def _before(world: Seen, judge: LocalJudge, standing: Standing | None, calls: Sequence[int]) -> list[Opinion]:
    if standing is None:
        return shipped_opinions(world, judge.heads.heads, calls)
    version = standing.version
    heads = {**judge.heads.heads, **version.deciding}
    views = (world.materials[n].view.astype(np.float32) @ version.moves.T + version.bias for n in calls)
    return [opinion(call_view(world.materials[n], moved), heads) for n, moved in zip(calls, views, strict=True)]


def _fair(world: Seen, standing: Standing | None, calls: Sequence[int]) -> set[int]:
    """Calls neither version learnt from; all where those are too few (the standing one is then flattered, not the new)."""
    if standing is None:
        return set(calls)
    fresh = {n for n in calls if world.materials[n].call.id not in standing.learnt}
    return fresh if len(fresh) >= FEWEST_FRESH else set(calls)


def _answers(lessons: Sequence[Settled], was: Opinion, now: Opinion, asserted: float) -> list[Answer]:
    return [
        Answer(one.call, one.criterion, one.mark, was.mark(one.criterion, asserted), now.mark(one.criterion, asserted))
        for one in lessons
        if one.mark is not None
    ]


def _duties_kept(table: Base, world: Seen, lessons: Lessons, calls: Sequence[int]) -> Compared:
    """Kappa of the duties on the house's own calls, by halves: heads fitted on the other half, without and with the client's."""
    half = np.arange(len(table.x)) % 2 == 0
    views = {world.materials[n].call.id: call_view(world.materials[n], None) for n in calls}
    answers: list[Answer] = []
    for inside in (half, ~half):
        plain, mixed = fit_heads(table, {}, {}, inside), fit_heads(table, views, lessons, inside)
        for duty in DUTIES:
            was, now = (_likeliest(heads[f"duty {duty}"], table.x[~inside]) for heads in (plain, mixed))
            true = table.answers[f"duty {duty}"][~inside]
            places = np.flatnonzero(~inside)
            answers += [Answer(str(p), duty, str(t), a, b) for p, t, a, b in zip(places, true, was, now, strict=True)]
    return compared("house duties", answers)


def _likeliest(head: Head, x: NDArray[np.float32]) -> list[str]:
    scores, classes = x @ head.weights.T + head.bias, head.classes
    if scores.shape[1] == 1:
        return [classes[int(s > 0)] for s in scores[:, 0]]
    return [classes[i] for i in scores.argmax(1)]
