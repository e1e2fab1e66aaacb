"""How hard each call was given to the agent: a logistic regression of the whole team, agents apart, drawn towards none.

Only what the agent finds goes in; what the agent makes (how the call ended, the state they left the debtor in) would hide the
very thing that is compared.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from audit.coaching.calls import AgentCall

Floats = NDArray[np.float64]
_FEWEST_OF_A_LEVEL = 15
_PULL, _PULL_AGENT = 1.0, 2.0
_STEPS = 12


def difficulty(calls: Sequence[AgentCall]) -> Floats:
    """The logit by which each call is easier than the team's mean call; mean zero; zeros where nothing was given."""
    found = _columns(calls)
    if found.shape[1] == 0:
        return np.zeros(len(calls))
    agents = sorted({(c.agent, c.side) for c in calls})
    place = {key: n for n, key in enumerate(agents)}
    who = np.zeros((len(calls), len(agents)))
    who[np.arange(len(calls)), [place[(c.agent, c.side)] for c in calls]] = 1.0
    design = np.column_stack([np.ones(len(calls)), found, who])
    pull = np.concatenate([[1e-6], np.full(found.shape[1], _PULL), np.full(len(agents), _PULL_AGENT)])
    weight = _fitted(design, np.array([c.good for c in calls], dtype=float), pull)
    easier = found @ weight[1 : 1 + found.shape[1]]
    return np.asarray(easier - easier.mean())


def _columns(calls: Sequence[AgentCall]) -> Floats:
    """A column for each level of each thing given, but the commonest of it and those too rare to learn from."""
    names = sorted({name for call in calls for name in call.given})
    columns: list[list[bool]] = []
    for name in names:
        values = [call.given.get(name, "") for call in calls]
        counted = {value: values.count(value) for value in set(values)}
        common = max(sorted(counted), key=lambda value: counted[value])
        kept = [v for v in sorted(counted) if v != common and counted[v] >= _FEWEST_OF_A_LEVEL]
        columns += [[value == level for value in values] for level in kept]
    return np.array(columns, dtype=float).T if columns else np.zeros((len(calls), 0))


def _fitted(design: Floats, good: Floats, pull: Floats) -> Floats:
    """Penalised maximum likelihood by Newton's steps."""
    weight = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = expit(design @ weight)
        slope = design.T @ (good - p) - pull * weight
        bend = (design * (p * (1 - p))[:, None]).T @ design + np.diag(pull)
        step = np.linalg.solve(bend, slope)
        weight = weight + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-6:
            break
    return weight
