"""The trial: every adversary on rows it has not learned from, and an AUC of the strongest that choosing it does not inflate."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from audit.ghosts.covertness.adversaries import ATTACKS, Adversary
from audit.ghosts.covertness.auc import Auc, auc, interval, parts
from audit.ghosts.covertness.cells import Floats, Ints
from audit.ghosts.covertness.field_scores import (
    SHUFFLES,
    FieldScore,
    Seen,
    field_scores,
    field_table,
    seen,
    table_scores,
)
from audit.ghosts.covertness.sight import Sight

Tell = Callable[[str], None]
FOLDS, INNER = 5, 4
"""Parts that take turns judging; and of what is left, one part in INNER tries out who should judge."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one adversary did, by itself."""

    adversary: Adversary
    auc: Auc


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """`strongest` is the AUC when in each fold that adversary judges which did best among the rows learned from.

    `by` is who that mostly was; `scores` its out-of-fold rank of each row (0–1); `folds` the rows each fold judged.
    """

    strongest: Auc
    by: Adversary
    attempts: tuple[Attempt, ...]
    fields: tuple[FieldScore, ...]
    seen: tuple[Seen, ...]
    scores: Floats
    folds: tuple[Ints, ...]


def trial(
    sight: Sight, labels: Ints, seed: int, tell: Tell, folds: int = FOLDS, shuffles: int = SHUFFLES, repeats: int = 1
) -> Trial:
    """Judge `labels` (1 for a ghost). The same seed gives the same trial. Needs at least two rows of each kind."""
    rng = np.random.default_rng(seed)
    folds = min(folds, int(labels.sum()), int((1 - labels).sum()))
    traits, names = seen(sight), list(Adversary)
    outer, best = np.zeros((repeats, len(names), folds)), np.zeros((repeats, folds), dtype=np.int64)
    ranks = np.zeros((len(names), len(labels)))
    fields: tuple[FieldScore, ...] = ()
    split: list[Ints] = []
    for repeat in range(repeats):
        split = parts(labels, folds, rng)
        table = field_table(traits, labels, split, rng, 1 if repeat else shuffles)
        tell(Adversary.ONE_FIELD.value)
        fields = fields or field_scores(traits, table, labels)
        for f, judge in enumerate(split):
            learn = np.setdiff1d(np.arange(len(labels)), judge)
            tried = _tried(sight, labels, learn, traits, rng)
            scores = _scores(sight, labels, learn, judge, traits[int(np.argmax(table.inner[:, f]))])
            best[repeat, f] = int(np.argmax([tried[name] for name in names]))
            for a, name in enumerate(names):
                outer[repeat, a, f] = auc(scores[name], labels[judge])
                ranks[a, judge] += rankdata(scores[name]) / (len(judge) + 1) / repeats
            tell(f"{repeat * folds + f + 1}/{repeats * folds}")
    ghosts, real = int(labels.sum()), int((1 - labels).sum())
    value = float(np.mean([outer[r, best[r, f], f] for r in range(repeats) for f in range(folds)]))
    chosen = int(np.bincount(best.ravel()).argmax())
    attempts = tuple(Attempt(name, interval(float(outer[:, a].mean()), ghosts, real)) for a, name in enumerate(names))
    return Trial(interval(value, ghosts, real), names[chosen], attempts, fields, tuple(traits), ranks[chosen], tuple(split))


def _scores(sight: Sight, labels: Ints, learn: Ints, judge: Ints, field: Seen) -> dict[Adversary, Floats]:
    found = {name: attack(sight, labels, learn, judge) for name, attack in ATTACKS.items()}
    together = np.sum([rankdata(scores) for scores in found.values()], axis=0)
    one = table_scores(field.codes, labels, learn)[field.codes[judge]]
    return {**found, Adversary.ONE_FIELD: one, Adversary.TOGETHER: np.asarray(together, dtype=np.float64)}


def _tried(sight: Sight, labels: Ints, learn: Ints, traits: list[Seen], rng: np.random.Generator) -> dict[Adversary, float]:
    """How each adversary does on a part of the rows learned from, having learned from the rest of them."""
    inner = parts(labels[learn], INNER, rng)[0]
    tested, taught = learn[inner], np.delete(learn, inner)
    ways = min(INNER, int(labels[taught].sum()), int((1 - labels[taught]).sum()))  # a part without a ghost would tell nothing
    if not 0 < labels[tested].sum() < len(tested) or ways < 2:
        return dict.fromkeys(Adversary, 0.5)
    quick = field_table(traits, labels, [taught[part] for part in parts(labels[taught], ways, rng)], rng, 0)
    scores = _scores(sight, labels, taught, tested, traits[int(np.argmax(quick.outer.mean(axis=1)))])
    return {name: auc(found, labels[tested]) for name, found in scores.items()}
