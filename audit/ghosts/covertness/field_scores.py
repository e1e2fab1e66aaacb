"""One field at a time: what each column, pair of columns and order of rows tells by itself, against shuffled labels."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from audit.ghosts.covertness.auc import Auc, interval, naive_spread
from audit.ghosts.covertness.cells import Floats, Ints
from audit.ghosts.covertness.sight import Sight, base_codes
from audit.ghosts.covertness.trait import Trait, What

SHUFFLES = 199
"""Shuffled copies of the labels: the smallest corrected p is 1 in 200."""
_PRIOR, _LEVELS, _PAIRED = 4.0, 1500, 22
_STEP, _REACH = 0.05, 6.0
"""Scores are told apart to a twentieth of a log-odds unit."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A trait as levels, ready to be scored. `trait` is None for a table of two columns."""

    columns: tuple[str, ...]
    what: What
    codes: Ints
    trait: Trait | None


@dataclass(frozen=True, slots=True)
class FieldScore:
    """How well one field tells ghosts by itself: `auc` of its best trait, chosen on rows that do not judge it.

    `p` is how often the best of *all* fields would do as well by chance (Westfall and Young's max-T); `what` and `index`
    name the trait.
    """

    columns: tuple[str, ...]
    what: What
    auc: Auc
    p: float
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class FieldTable:
    """Per trait and fold: the AUC outside the fold's learning, and how well it did among the rows learned from."""

    outer: Floats
    inner: Floats
    shuffled: Floats
    """Per trait and shuffle, the mean AUC over the folds."""


def seen(sight: Sight) -> list[Seen]:
    """Every trait of the sight as levels, and the pairs of columns as tables."""
    found = [Seen(t.columns, t.what, few(t.codes(16)), t) for t in sight.traits]
    base = base_codes(sight.columns, 7)[:_PAIRED]
    for i, (a, x) in enumerate(base):
        for b, y in base[i + 1 :]:
            found.append(Seen((a, b), What.COMBINATION, few(x * 64 + y), None))
    return found


def few(codes: Ints) -> Ints:
    """Levels numbered from 0; where there are very many, the rarest are one."""
    _, code, count = np.unique(codes, return_inverse=True, return_counts=True)
    if len(count) > _LEVELS:
        rank = np.empty(len(count), dtype=np.int64)
        rank[np.argsort(-count, kind="stable")] = np.arange(len(count))
        code = np.minimum(rank[code], _LEVELS)
    return np.asarray(code, dtype=np.int64)


def level_scores(hits: Floats, count: Floats, base: float) -> Floats:
    """A score for each level (rows) and labelling (columns): the log-odds of ghosts in it above the whole's, drawn to it.

    A level that was never learned from scores like the levels of a single row.
    """
    alone = (count == 1)[:, 0]
    lonely = (hits[alone].sum(axis=0) + _PRIOR * base) / (alone.sum() + _PRIOR)
    rate = np.where(count == 0, lonely, (hits + _PRIOR * base) / (count + _PRIOR))
    return np.asarray(np.log(rate / (1 - rate)) - np.log(base / (1 - base)), dtype=np.float64)


def table_scores(codes: Ints, labels: Ints, learn: Ints) -> Floats:
    """The score of each level, learned from some rows."""
    many = int(codes.max()) + 1
    count: Floats = np.bincount(codes[learn], minlength=many).astype(np.float64)[:, None]
    hits: Floats = np.bincount(codes[learn], weights=labels[learn].astype(float), minlength=many).astype(np.float64)[:, None]
    return level_scores(hits, count, float(labels[learn].mean()))[:, 0]


def field_table(found: list[Seen], labels: Ints, folds: list[Ints], rng: np.random.Generator, shuffles: int) -> FieldTable:
    """Score every trait in every fold, with the labels as they are and shuffled within folds (no shuffles: no `inner` either).

    Raises ValueError for a fold of one kind alone: it holds no pair of a ghost and a real row, and its AUC would be 0/0.
    """
    for judge in folds:
        if not 0 < int(labels[judge].sum()) < len(judge):
            raise ValueError(f"a fold of {len(judge)} rows holds {int(labels[judge].sum())} ghosts; both kinds must judge")
    every = np.repeat(labels[:, None], shuffles + 1, axis=1)
    for judge in folds:
        every[judge, 1:] = rng.permuted(every[judge, 1:], axis=0)
    outer, inner = np.zeros((len(found), len(folds))), np.zeros((len(found), len(folds)))
    shuffled = np.zeros((len(found), shuffles))
    sizes = [float(labels[judge].sum()) for judge in folds]
    everyone = every.astype(np.float64)
    for i, trait in enumerate(found):
        counts, hits = _by_fold(trait.codes, everyone, folds)
        whole, all_hits = _total(counts), _total(hits)
        for f in range(len(folds)):
            known, known_hits = whole - counts[f], all_hits - hits[f]
            base = (sum(sizes) - sizes[f]) / float(known.sum())
            aucs = _aucs(level_scores(known_hits, known, base), hits[f], counts[f] - hits[f])
            outer[i, f] = aucs[0]
            shuffled[i] += aucs[1:] / len(folds)
            inner[i, f] = _inner(counts, hits, f, sizes) if shuffles else 0.5
    return FieldTable(outer, inner, shuffled)


def _by_fold(codes: Ints, every: Floats, folds: list[Ints]) -> tuple[list[Floats], list[Floats]]:
    many = int(codes.max()) + 1
    counts: list[Floats] = []
    hits: list[Floats] = []
    for judge in folds:
        rows = csr_matrix((np.ones(len(judge)), (codes[judge], np.arange(len(judge)))), shape=(many, len(judge)))
        counts.append(np.asarray(rows.sum(axis=1), dtype=np.float64).reshape(-1, 1))
        hits.append(np.asarray(rows @ every[judge], dtype=np.float64))
    return counts, hits


def _total(tables: list[Floats]) -> Floats:
    return np.asarray(np.sum(tables, axis=0), dtype=np.float64)


def _inner(counts: list[Floats], hits: list[Floats], held_out: int, sizes: list[float]) -> float:
    """The mean AUC among the other folds, each judged by the rest of them: nothing of the fold held out takes part."""
    rest = [f for f in range(len(counts)) if f != held_out]
    if len(rest) < 2:
        return 0.5
    whole, all_hits = _total([counts[f] for f in rest]), _total([hits[f][:, :1] for f in rest])
    total = 0.0
    for f in rest:
        known, known_hits = whole - counts[f], all_hits - hits[f][:, :1]
        base = (sum(sizes[g] for g in rest) - sizes[f]) / float(np.sum(known))
        total += float(_aucs(level_scores(known_hits, known, base), hits[f][:, :1], counts[f] - hits[f][:, :1])[0])
    return total / len(rest)


def _aucs(scores: Floats, ghosts: Floats, real: Floats) -> Floats:
    """The AUC of each labelling from counts by level; scores in the same small step are ties."""
    steps = int(2 * _REACH / _STEP) + 1
    wide = scores.shape[1]
    place = np.rint((np.clip(scores, -_REACH, _REACH) + _REACH) / _STEP).astype(np.int64) * wide + np.arange(wide)
    g = np.bincount(place.ravel(), weights=ghosts.ravel(), minlength=steps * wide).reshape(steps, wide)
    r = np.bincount(place.ravel(), weights=real.ravel(), minlength=steps * wide).reshape(steps, wide)
    below = np.cumsum(r, axis=0) - r
    return np.asarray((g * (below + r / 2)).sum(axis=0) / (g.sum(axis=0) * r.sum(axis=0)), dtype=np.float64)


def field_scores(found: list[Seen], table: FieldTable, labels: Ints) -> tuple[FieldScore, ...]:
    """Each field by its best trait, strongest evidence first."""
    ghosts, real = int(labels.sum()), int((1 - labels).sum())
    mean, spread = table.shuffled.mean(axis=1), table.shuffled.std(axis=1) + 1e-6
    reached = (table.outer.mean(axis=1) - mean) / spread
    highest = ((table.shuffled - mean[:, None]) / spread[:, None]).max(axis=0)
    p = np.array([(1 + (highest >= z).sum()) / (1 + len(highest)) for z in reached])
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, trait in enumerate(found):
        groups.setdefault(trait.columns, []).append(i)
    out = []
    for columns, members in groups.items():
        value = crossed(np.array(members), table)
        best = min(members, key=lambda i: (p[i], -reached[i]))
        factor = float((spread[best] / naive_spread(ghosts, real)) ** 2)
        out.append(
            (
                float(reached[best]),
                FieldScore(columns, found[best].what, interval(value, ghosts, real, factor), float(p[best]), best),
            )
        )
    return tuple(score for _, score in sorted(out, key=lambda pair: (pair[1].p, -pair[0], pair[1].columns)))


def crossed(members: Ints, table: FieldTable) -> float:
    """The mean AUC when in each fold that member judges which did best among the rows learned from."""
    best = members[np.argmax(table.inner[members], axis=0)]
    return float(table.outer[best, np.arange(table.outer.shape[1])].mean())
