"""What the trees rest on: the AUC they lose when a column's traits are shuffled among the rows they judge."""

import numpy as np

from audit.ghosts.covertness.adversaries import fitted_trees
from audit.ghosts.covertness.auc import auc
from audit.ghosts.covertness.cells import Ints
from audit.ghosts.covertness.sight import Sight
from audit.ghosts.covertness.trial import Trial

_FOLDS = 2


def weights(sight: Sight, labels: Ints, judged: Trial, seed: int) -> dict[str, float]:
    """By column (the order of rows among them), the mean loss of AUC over two folds; never below 0."""
    rng = np.random.default_rng(seed)
    names = sorted({column for trait in sight.traits for column in trait.columns})
    lost = dict.fromkeys(names, 0.0)
    for judge in judged.folds[:_FOLDS]:
        model = fitted_trees(sight, labels, np.setdiff1d(np.arange(len(labels)), judge))
        rows = sight.matrix[judge]
        whole = auc(model.decision_function(rows), labels[judge])
        for name in names:
            touched = [i for i, trait in enumerate(sight.traits) if name in trait.columns]
            mixed = rows.copy()
            mixed[:, touched] = rows[rng.permutation(len(rows))][:, touched]
            lost[name] += max(0.0, whole - auc(model.decision_function(mixed), labels[judge])) / _FOLDS
    return lost
