"""The adversaries: each learns from some rows to tell ghosts from real ones, and scores rows it has not learned from."""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from audit.data_file import Words
from audit.ghosts.covertness.cells import Floats, Ints
from audit.ghosts.covertness.sight import Sight


class Adversary(StrEnum):
    """Who tries to tell."""

    TREES = "trees"
    LOGISTIC = "logistic"
    NEIGHBOURS = "neighbours"
    SEQUENCE = "sequence"
    ONE_FIELD = "one_field"
    TOGETHER = "together"


NAMES: dict[Adversary, Words] = {
    Adversary.TREES: Words("Árboles reforzados", "Boosted trees"),
    Adversary.LOGISTIC: Words("Regresión logística", "Logistic regression"),
    Adversary.NEIGHBOURS: Words("Vecinos más cercanos", "Nearest neighbours"),
    Adversary.SEQUENCE: Words("Orden y rangos", "Order and ranges"),
    Adversary.ONE_FIELD: Words("El campo que más delata", "The most telling field"),
    Adversary.TOGETHER: Words("Todos juntos", "All together"),
}

Attack = Callable[[Sight, Ints, Ints, Ints], Floats]
"""What is seen, the labels (1 for a ghost), rows to learn from, rows to score. Labels of the latter are never read."""


def trees(sight: Sight, labels: Ints, learn: Ints, judge: Ints) -> Floats:
    """Histogram boosted trees over every trait."""
    model = fitted_trees(sight, labels, learn)
    return np.asarray(model.decision_function(sight.matrix[judge]), dtype=np.float64)


def fitted_trees(sight: Sight, labels: Ints, learn: Ints) -> HistGradientBoostingClassifier:
    """The trees themselves, for asking what they rest on."""
    least = max(5, min(20, int(labels[learn].sum()) // 4))
    model = HistGradientBoostingClassifier(
        max_iter=90, learning_rate=0.1, max_leaf_nodes=12, min_samples_leaf=least, l2_regularization=2.0,
        max_bins=63, max_features=0.5, early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(sight.matrix[learn], labels[learn])


def logistic(sight: Sight, labels: Ints, learn: Ints, judge: Ints) -> Floats:
    """Regularised logistic regression over levels, pieces of text and pairs of columns."""
    model = LogisticRegression(C=0.03, max_iter=60, tol=1e-3, class_weight="balanced")
    model.fit(sight.marks[learn], labels[learn])
    return np.asarray(model.decision_function(sight.marks[judge]), dtype=np.float64)


def neighbours(sight: Sight, labels: Ints, learn: Ints, judge: Ints) -> Floats:
    """How near the nearest real rows and ghosts are, how many cells are shared with one, weighed by a small logistic."""
    return _weighed(_near(sight, labels, learn), labels, learn, judge)


def sequence(sight: Sight, labels: Ints, learn: Ints, judge: Ints) -> Floats:
    """Who stands next in the file, in number ranges and in dates, and at what rhythm."""
    columns = [_beside(line, labels, learn) for line in sight.lines]
    if sight.place is not None:
        columns.append(_rhythm(sight.place, labels, learn))
    return _weighed(np.hstack(columns), labels, learn, judge) if columns else np.zeros(len(judge))


ATTACKS: dict[Adversary, Attack] = {
    Adversary.TREES: trees,
    Adversary.LOGISTIC: logistic,
    Adversary.NEIGHBOURS: neighbours,
    Adversary.SEQUENCE: sequence,
}


def _weighed(features: Floats, labels: Ints, learn: Ints, judge: Ints) -> Floats:
    scale = StandardScaler().fit(features[learn])
    model = LogisticRegression(C=0.1, max_iter=200, class_weight="balanced").fit(scale.transform(features[learn]), labels[learn])
    return np.asarray(model.decision_function(scale.transform(features[judge])), dtype=np.float64)


def _near(sight: Sight, labels: Ints, learn: Ints) -> Floats:
    """Distances of every row to the rows learned from, itself left out."""
    known = {kind: learn[labels[learn] == kind] for kind in (0, 1)}
    features = []
    for kind, counts in ((0, (1, 3, 10)), (1, (1, 3, 10))):
        features += _distances(sight, known[kind], counts)
    nearest_real, nearest_ghost = features[0], features[3]
    shared = [_most_shared(sight.tokens, known[kind]) for kind in (0, 1)]
    with np.errstate(divide="ignore"):
        logs = [np.log(f + 1e-3) for f in features]
    ratio = np.log((nearest_real + 1e-3) / (nearest_ghost + 1e-3))
    copies = (nearest_real < 1e-6).astype(np.float64)
    near_share = _share_of_ghosts(sight, labels, learn)
    return np.column_stack([*logs, ratio, copies, *shared, shared[0] ** 2, near_share])


def _distances(sight: Sight, known: Ints, counts: tuple[int, ...]) -> list[Floats]:
    most = min(max(counts), len(known) - 1)
    index = NearestNeighbors(n_neighbors=most + 1, algorithm="brute").fit(sight.metric[known])
    far, who = index.kneighbors(sight.metric)
    own = known[who] == np.arange(sight.n)[:, None]
    rows = np.where(own, np.inf, far)
    rows.sort(axis=1)
    return [rows[:, min(k, most) - 1] for k in counts]


def _share_of_ghosts(sight: Sight, labels: Ints, learn: Ints) -> Floats:
    most = min(25, len(learn) - 2)
    index = NearestNeighbors(n_neighbors=most + 1, algorithm="brute").fit(sight.metric[learn])
    who = index.kneighbors(sight.metric, return_distance=False)
    own = learn[who] == np.arange(sight.n)[:, None]
    weight = np.where(own, 0.0, 1.0)
    return np.asarray((labels[learn][who] * weight).sum(axis=1) / weight.sum(axis=1), dtype=np.float64)


def _most_shared(tokens: Ints, known: Ints, chunk: int = 400) -> Floats:
    """The largest share of cells that a row has in common with one of the rows known, itself left out."""
    codes = tokens.astype(np.int32)
    out = np.zeros(len(codes))
    for start in range(0, len(codes), chunk):
        block = codes[start : start + chunk]
        same = np.zeros((len(block), len(known)), dtype=np.int16)
        for j in range(codes.shape[1]):
            same += block[:, j][:, None] == codes[known, j][None, :]
        same[known[None, :] == np.arange(start, start + len(block))[:, None]] = 0
        out[start : start + chunk] = same.max(axis=1)
    return np.asarray(out / codes.shape[1], dtype=np.float64)


def _beside(line: Floats, labels: Ints, learn: Ints) -> Floats:
    """The share of ghosts among the rows learned from that stand next on a line, 1 to each side and 4 to each side."""
    good = np.where(np.isfinite(line), line, np.nanmedian(line) if np.isfinite(line).any() else 0.0)
    order = learn[np.argsort(good[learn], kind="stable")]
    y = labels[order].astype(np.float64)
    total = np.r_[0.0, np.cumsum(y)]
    at = np.searchsorted(good[order], good, "left")
    own = np.zeros(len(line), dtype=bool)
    own[learn] = True
    place = np.zeros(len(line), dtype=np.int64)
    place[order] = np.arange(len(order))
    at = np.where(own, place, at)
    base = y.mean()
    out = []
    for reach in (1, 4):
        low, high = np.maximum(at - reach, 0), np.minimum(at + reach + own, len(y))
        seen, count = total[high] - total[low] - np.where(own, labels, 0), (high - low - own).astype(np.float64)
        out.append((seen + base) / (count + 1))
    return np.column_stack(out)


def _rhythm(place: Ints, labels: Ints, learn: Ints, longest: int = 60) -> Floats:
    """How often the rows learned from are ghosts at this beat, for the period at which ghosts come most evenly."""
    base = float(labels[learn].mean())
    best, rate = -1.0, np.full(len(place), base)
    own = np.zeros(len(place))
    own[learn] = 1.0
    for period in range(2, longest + 1):
        beat = place % period
        count = np.bincount(beat[learn], minlength=period).astype(np.float64)
        hits = np.bincount(beat[learn], weights=labels[learn].astype(np.float64), minlength=period)
        gain = float(np.sum((hits - base * count) ** 2 / np.maximum(base * (1 - base) * count, 1e-9))) - (period - 1)
        gain /= (2 * (period - 1)) ** 0.5
        if gain > best:
            best = gain
            rate = (hits[beat] - own * labels + 5 * base) / (count[beat] - own + 5)
    return rate[:, None]
