"""What people lived, as sums by person or agent, of measures whose truth is known."""

import numpy as np

from synthetic.vendors.shapes import Clusters, Floats, Ints
from synthetic.vendors.traits import Lived

_ANSWERS = (0.75, 1.15)
"""How far a satisfied and an unsatisfied person answer a survey, over the mean: the angry answer more."""


def draw_clusters(rng: np.random.Generator, measure: Lived, value: float, people: int, agents: int) -> Clusters:
    """Clusters of one vendor in one month."""
    count = agents if measure.by == "agent" else max(2, round(people * measure.share_of_people))
    rows = 1 + rng.poisson(np.maximum(measure.each - 1, 0) * rng.gamma(4, 0.25, count)).astype(np.int64)
    drawn = {"mean": _mean, "share": _share, "survey": _share, "count": _count, "days": _days}[measure.draw]
    at = among_answers(value) if measure.draw == "survey" else value
    return Clusters(drawn(rng, measure, at, rows), rows.astype(float))


def among_answers(satisfied: float) -> float:
    """The share of satisfied among those who answer."""
    yes, no = satisfied * _ANSWERS[0], (1 - satisfied) * _ANSWERS[1]
    return yes / (yes + no)


def _mean(rng: np.random.Generator, measure: Lived, value: float, rows: Ints) -> Floats:
    own = rng.normal(value, measure.alike, len(rows))
    return np.asarray(rng.normal(own * rows, measure.noise * np.sqrt(rows)))


def _share(rng: np.random.Generator, measure: Lived, value: float, rows: Ints) -> Floats:
    if measure.alike == 0:
        return rng.binomial(rows, value).astype(float)
    firm = (1 - measure.alike) / measure.alike
    return rng.binomial(rows, rng.beta(value * firm, (1 - value) * firm, len(rows))).astype(float)


def _count(rng: np.random.Generator, measure: Lived, value: float, rows: Ints) -> Floats:
    own = rng.gamma(1 / measure.alike, measure.alike, len(rows))
    return rng.poisson(value * own * rows).astype(float)


def _days(rng: np.random.Generator, measure: Lived, value: float, rows: Ints) -> Floats:
    return np.asarray(rng.gamma(measure.noise * rows, value / measure.noise))
