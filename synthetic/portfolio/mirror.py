"""Choosing, among many drawn rows, those that a suspicious reader would not have picked out.

A classifier learns to tell drawn rows from real ones; each drawn row is then kept with the odds that it is real, judged by a
classifier that did not see it (discriminator rejection sampling, Azadi et al. 2019). What the trees drew a little too often
goes; the rows themselves are never edited.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold

from synthetic.portfolio.columns import Known
from synthetic.portfolio.features import ranks

Matrix = npt.NDArray[np.float64]
_FOLDS, _ROUNDS = 3, 3
_WORST_ODDS = 12.0
_BINS = 120


def odds_of_being_real(real: Matrix, drawn: Matrix, seed: int) -> npt.NDArray[np.float64]:
    """For each drawn row how many times likelier it is among real rows, judged by classifiers that did not learn from it."""
    weights = np.ones(len(drawn))
    for turn in range(_ROUNDS):
        weights *= _odds(real, drawn, weights, seed + turn)
        weights = np.clip(weights / np.median(weights), 1 / _WORST_ODDS, _WORST_ODDS)
    return weights


def _odds(real: Matrix, drawn: Matrix, weights: npt.NDArray[np.float64], seed: int) -> npt.NDArray[np.float64]:
    rows = _binned(np.vstack([real, drawn]))
    side = np.r_[np.zeros(len(real)), np.ones(len(drawn))]
    mass = np.r_[np.full(len(real), 1.0), weights / weights.sum() * len(real)]
    found = np.ones(len(drawn))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    for learn, judge in folds.split(rows, side):
        model = HistGradientBoostingClassifier(
            max_iter=80, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=25, l2_regularization=1.0, random_state=seed
        )
        model.fit(rows[learn], side[learn], sample_weight=mass[learn])
        mine = judge[judge >= len(real)]
        made_up = model.predict_proba(rows[mine])[:, 1]
        found[mine - len(real)] = (1 - made_up) / np.maximum(made_up, 1e-3)
    return found


def bound_pairs(columns: Sequence[Known], most: int = 10) -> tuple[tuple[int, int], ...]:
    """The pairs of ordered columns that go together most closely by rank: their difference is what a reader looks at next."""
    if len(columns) < 2:
        return ()
    rows = len(columns[0].codes)
    some = np.linspace(0, rows - 1, min(rows, 4000)).astype(np.int64)
    placed = np.column_stack([ranks(column)[column.codes[some]] for column in columns]) + _jitter(some)
    together: npt.NDArray[np.float64] = np.atleast_2d(np.corrcoef(placed, rowvar=False))
    pairs = [(-abs(float(together[a, b])), a, b) for a in range(len(columns)) for b in range(a)]
    return tuple((a, b) for strength, a, b in sorted(pairs)[:most] if strength < -0.15)


def _jitter(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """So little that it only keeps a column of one value from dividing by zero."""
    noise: npt.NDArray[np.float64] = np.random.default_rng(len(rows)).random((len(rows), 1)) * 1e-9
    return noise


def _binned(rows: Matrix) -> Matrix:
    """Each column as the number of its bin; the classifier bins anyway, and far more slowly where rows have weights."""
    found = np.empty_like(rows)
    for i, column in enumerate(rows.T):
        filled = column[np.isfinite(column)]
        edges = np.unique(np.quantile(filled, np.linspace(0, 1, _BINS + 1)[1:-1])) if len(filled) else np.zeros(1)
        found[:, i] = np.where(np.isfinite(column), np.searchsorted(edges, column, side="right"), np.nan)
    return found


def pick(weights: npt.NDArray[np.float64], count: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """`count` different rows, each with chance in proportion to its weight (Efraimidis and Spirakis)."""
    keys = np.log(rng.random(len(weights))) / weights
    return np.argsort(-keys)[:count]


__all__ = ["bound_pairs", "odds_of_being_real", "pick"]
