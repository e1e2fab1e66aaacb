"""How often the machine is right of a whole call, from calls people heard: those drawn at random, and signed."""

import numpy as np

from reports.scorecards.facts import Calls, Scorer

_SOURCE = {
    "es": "llamadas de este espacio sorteadas al azar y firmadas por una persona",
    "en": "calls of this workspace drawn at random and signed by a person",
}


def scorer_of(months: list[Calls]) -> Scorer | None:
    """Of drawn calls alone: which other calls people looked at depends on what the machine said. None without any."""
    flagged = np.concatenate([m.flagged[m.drawn & (m.truth >= 0)] for m in months]) if months else np.zeros(0, dtype=np.bool_)
    truth = np.concatenate([m.truth[m.drawn & (m.truth >= 0)] for m in months]) if months else np.zeros(0, dtype=np.int64)
    if not truth.size:
        return None
    bad, good = truth == 1, truth == 0
    return Scorer(int((flagged & bad).sum()), int(bad.sum()), int((~flagged & good).sum()), int(good.sum()), _SOURCE)
