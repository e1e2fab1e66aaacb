"""What the calls of one agent say of the agent's level: a likelihood over a grid of logits, whole.

A call that a person checked says what happened; another says what the machine marked, which happens with its sensitivity and
specificity. Those are known by counts only, so that everything is worked out under several draws of them (scenarios).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from audit.coaching.calls import AgentCall, ScorerSeen

Floats = NDArray[np.float64]
GRID = np.linspace(-7.0, 7.0, 141)
STEP = float(GRID[1] - GRID[0])
SCENARIOS = 24
_ROUND = 2
_LEAST_APART = 0.05


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Draws of the chance that the machine calls good what is good, and that it calls good what is bad [S]."""

    right: Floats
    wrong: Floats


def scenarios(scorer: ScorerSeen | None, seed: int) -> Scenarios:
    """Of the scorer's counts (Jeffreys); one perfect scenario where nothing is known of it."""
    if scorer is None or not scorer.known:
        return Scenarios(np.ones(1), np.zeros(1))
    rng = np.random.default_rng([61, seed])
    right = rng.beta(scorer.good_right + 0.5, scorer.good - scorer.good_right + 0.5, SCENARIOS * 4)
    wrong = rng.beta(scorer.bad - scorer.bad_right + 0.5, scorer.bad_right + 0.5, SCENARIOS * 4)
    tells = right - wrong > _LEAST_APART
    if tells.sum() < SCENARIOS:
        return Scenarios(np.ones(1), np.zeros(1))
    return Scenarios(right[tells][:SCENARIOS], wrong[tells][:SCENARIOS])


def likelihood(calls: Sequence[AgentCall], easier: Floats, drawn: Scenarios) -> Floats:
    """The log likelihood [S, G] of a level, from calls and by how much each is easier; zeros of no calls."""
    cells: dict[tuple[float, bool, bool], int] = {}
    for call, shift in zip(calls, easier, strict=True):
        key = (round(float(shift), _ROUND), call.good, call.checked)
        cells[key] = cells.get(key, 0) + 1
    out = np.zeros((len(drawn.right), len(GRID)))
    for (shift, good, checked), n in sorted(cells.items()):
        p = np.broadcast_to(expit(GRID + shift), out.shape)
        if not checked:
            p = drawn.wrong[:, None] + (drawn.right - drawn.wrong)[:, None] * p
        p = np.clip(p, 1e-9, 1 - 1e-9)
        out = out + n * np.log(p if good else 1 - p)
    return out


def rate_at(levels: Floats, easier: Floats) -> Floats:
    """The rate [D] that each level [D] gives over calls that are so much easier."""
    shifts, counts = np.unique(np.round(easier, _ROUND), return_counts=True)
    return np.asarray(expit(levels[:, None] + shifts[None]) @ (counts / counts.sum()))


def jeffreys() -> Floats:
    """The log prior [G] of a level of which nothing else is known: √(p(1−p)) on the logit."""
    p = expit(GRID)
    return np.asarray(0.5 * np.log(p * (1 - p)))


def drawn_from(rng: np.random.Generator, weight: Floats, draws: int) -> Floats:
    """Levels drawn of weights [G] over the grid, spread within their cell."""
    steps = np.cumsum(weight / weight.sum())
    cell = np.searchsorted(steps, rng.random(draws)).clip(max=len(GRID) - 1)
    return np.asarray(GRID[cell] + STEP * (rng.random(draws) - 0.5))


def drawn_by_row(rng: np.random.Generator, weights: Floats, draws: NDArray[np.int64]) -> Floats:
    """The same of each row of weights [R, G], `draws[R]` of each, one row after the other."""
    steps = np.cumsum(weights / weights.sum(axis=1)[:, None], axis=1)
    row = np.repeat(np.arange(len(draws)), draws)
    first = np.arange(len(row)) + np.repeat(np.cumsum(draws) - draws, draws)  # a row's cells come before its places within them
    drawn = rng.random(2 * len(row))
    cell = (steps[row] < drawn[first][:, None]).sum(axis=1).clip(max=len(GRID) - 1)
    return np.asarray(GRID[cell] + STEP * (drawn[first + draws[row]] - 0.5))
