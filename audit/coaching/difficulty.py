"""How hard each call was given to the agent: a logistic regression of the whole team, agents apart, drawn towards none.

Only what the agent finds goes in; what the agent makes (how the call ended, the state they left the debtor in) would hide the
very thing that is compared.
"""

from collections.abc import Mapping, Sequence

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
    cells: dict[tuple[str, str, tuple[tuple[str, str], ...]], int] = {}
    places = np.array([cells.setdefault((c.agent, c.side.value, tuple(c.given.items())), len(cells)) for c in calls], dtype=int)
    counts = np.bincount(places, minlength=len(cells)).astype(float)
    found = _columns([dict(given) for _, _, given in cells], counts)
    if found.shape[1] == 0:
        return np.zeros(len(calls))
    agents = {key: n for n, key in enumerate(sorted({(agent, side) for agent, side, _ in cells}))}
    whose = np.array([agents[(agent, side)] for agent, side, _ in cells], dtype=int)
    given = np.column_stack([np.ones(len(cells)), found])
    pull = np.concatenate([[1e-6], np.full(found.shape[1], _PULL), np.full(len(agents), _PULL_AGENT)])
    good = np.asarray(np.bincount(places, weights=[float(c.good) for c in calls], minlength=len(cells)), dtype=float)
    easier = (found @ _fitted(given, whose, good, counts, pull)[1 : 1 + found.shape[1]])[places]
    return np.asarray(easier - easier.mean())


def _columns(given: Sequence[Mapping[str, str]], counts: Floats) -> Floats:
    """A column for each level of each thing given, but the commonest of it and those too rare to learn from."""
    names = sorted({name for one in given for name in one})
    columns: list[list[bool]] = []
    for name in names:
        values = [one.get(name, "") for one in given]
        counted: dict[str, float] = {}
        for value, n in zip(values, counts, strict=True):
            counted[value] = counted.get(value, 0.0) + float(n)
        common = max(sorted(counted), key=lambda value: counted[value])
        kept = [v for v in sorted(counted) if v != common and counted[v] >= _FEWEST_OF_A_LEVEL]
        columns += [[value == level for value in values] for level in kept]
    return np.array(columns, dtype=float).T if columns else np.zeros((len(given), 0))


def _fitted(given: Floats, whose: NDArray[np.int64], good: Floats, counts: Floats, pull: Floats) -> Floats:
    """Penalised maximum likelihood by Newton's steps; a row stands for `counts` calls that were given the same, `good` good.

    The weights are those of `given`, then those of the agents (each row has one: their part of the matrix is a diagonal).
    """
    wide = given.shape[1]
    weight, bend = np.zeros(len(pull)), np.zeros((len(pull), len(pull)))
    for _ in range(_STEPS):
        p = expit(given @ weight[:wide] + weight[wide + whose])
        left, known = good - counts * p, counts * p * (1 - p)
        slope = np.concatenate([given.T @ left, _by_agent(whose, left, len(pull) - wide)]) - pull * weight
        bend[:wide, :wide] = (given * known[:, None]).T @ given
        for n in range(wide):
            bend[n, wide:] = bend[wide:, n] = _by_agent(whose, known * given[:, n], len(pull) - wide)
        bend[wide:, wide:] = np.diag(_by_agent(whose, known, len(pull) - wide))
        bend[np.diag_indices(len(pull))] += pull
        step = np.linalg.solve(bend, slope)
        weight = weight + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-6:
            break
    return weight


def _by_agent(whose: NDArray[np.int64], of: Floats, agents: int) -> Floats:
    return np.asarray(np.bincount(whose, weights=of, minlength=agents), dtype=float)
