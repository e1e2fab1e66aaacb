"""A team's levels before and after, with its mean, its spread, its trend and how much agents change by themselves integrated.

Level before ~ N(mean, spread²); after = before + trend + N(0, own change²), for whoever was not coached. Nothing is fixed at its
best value: all four are summed over a grid, because the worst of a small team regresses by an amount that is not known well.
Beside Gelman and Hill 2007, ch. 5; Efron 2011 (JASA 106:1602) on why a posterior needs no correction for having been chosen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from audit.coaching.levels import GRID, STEP, drawn_by_row

Floats = NDArray[np.float64]
_SPREADS = np.array([0.02, 0.08, 0.16, 0.26, 0.38, 0.52, 0.7, 0.95, 1.3, 1.8])
_CHANGES = np.array([0.02, 0.1, 0.2, 0.32, 0.48, 0.7])
_HALF_SPREAD, _HALF_CHANGE, _TREND = 0.7, 0.25, 0.7
_MEANS, _TRENDS = 9, 11
_EDGES = np.append(GRID - STEP / 2, GRID[-1] + STEP / 2)


@dataclass(frozen=True, slots=True)
class TeamLevels:
    """The weight [S, M, C] of each (scenario; mean and spread; trend and own change), and what each pair stands for."""

    weight: Floats
    means: Floats
    spreads: Floats
    trends: Floats
    changes: Floats


def integrate(before: Floats, after: Floats | None) -> TeamLevels:
    """Of log likelihoods [S, A, G] of the agents before and, of those not coached, after (zeros where nothing is known)."""
    mean, spread, prior = _placed(before)
    level = _normal(mean, spread)  # [M, G]
    if after is None:
        trend, change, prior_after = np.zeros(1), np.full(1, _CHANGES[0]), np.zeros(1)
        told = np.zeros((*before.shape[:2], 1, len(GRID)))
        top_after = np.zeros(before.shape[:2])
    else:
        trend, change, prior_after = _moved(before, after)
        kernel = _kernel(trend, change)  # [C, G, G]
        top_after = after.max(axis=2)
        told = np.log(np.einsum("cgh,sah->sacg", kernel, np.exp(after - top_after[:, :, None]), optimize=True) + 1e-300)
    top = before.max(axis=2)
    joint = np.zeros((before.shape[0], len(mean), len(trend)))
    for agent in range(before.shape[1]):
        likely = np.exp(before[:, agent] - top[:, agent, None])[:, None] * np.exp(told[:, agent])  # [S, C, G]
        joint += np.log(np.einsum("mg,scg->smc", level, likely, optimize=True) + 1e-300)
    joint += (top + top_after).sum(axis=1)[:, None, None] + prior[None, :, None] + prior_after[None, None]
    weight = np.exp(joint - joint.max())
    return TeamLevels(weight / weight.sum(), mean, spread, trend, change)


def draw(team: TeamLevels, before: Floats, rng: np.random.Generator, draws: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Levels [draws] of an agent with log likelihood `before` [S, G]: now, after if nothing is done, and each draw's scenario."""
    flat = team.weight.ravel()
    places = np.searchsorted(np.cumsum(flat), (np.arange(draws) + rng.random()) / draws).clip(max=len(flat) - 1)
    scenario, pair, moved = np.unravel_index(places, team.weight.shape)
    now = np.empty(draws)
    narrow = team.spreads[pair] < STEP
    for s in np.unique(scenario):
        mine = np.flatnonzero((scenario == s) & narrow)  # narrower than a cell: the normal itself, moved by nothing of the calls
        now[mine] = team.means[pair[mine]] + team.spreads[pair[mine]] * rng.standard_normal(len(mine))
        mine = np.flatnonzero((scenario == s) & ~narrow)
        pairs, counts = np.unique(pair[mine], return_counts=True)
        log = before[s] - 0.5 * ((GRID - team.means[pairs, None]) / team.spreads[pairs, None]) ** 2
        now[mine] = drawn_by_row(rng, np.exp(log - log.max(axis=1)[:, None]), counts)
    after = now + team.trends[moved] + team.changes[moved] * rng.standard_normal(draws)
    return now, after, np.asarray(scenario, dtype=np.int64)


def _placed(before: Floats) -> tuple[Floats, Floats, Floats]:
    """Pairs of mean and spread worth looking at, with the log of their prior."""
    pooled = before.mean(axis=0).sum(axis=0)
    at, error = _moments(pooled)
    agents = before.shape[1]
    out_mean, out_spread, out_prior = [], [], []
    for spread in _SPREADS:
        width = np.sqrt(error**2 + spread**2 / agents)
        means = at + width * np.linspace(-3.6, 3.6, _MEANS)
        out_mean.append(means)
        out_spread.append(np.full(_MEANS, spread))
        out_prior.append(np.full(_MEANS, np.log(width) - 0.5 * (spread / _HALF_SPREAD) ** 2))
    cell = np.repeat(np.log(np.gradient(_SPREADS)), _MEANS)
    return np.concatenate(out_mean), np.concatenate(out_spread), np.concatenate(out_prior) + cell


def _moved(before: Floats, after: Floats) -> tuple[Floats, Floats, Floats]:
    """Pairs of trend and own change worth looking at, with the log of their prior."""
    first, first_error = _moments(before.mean(axis=0).sum(axis=0))
    told = after.mean(axis=0)
    known = np.ptp(told, axis=1) > 0
    if not known.any():
        at, error = 0.0, _TREND
    else:
        last, last_error = _moments(told[known].sum(axis=0))
        at, error = last - first, float(np.hypot(first_error, last_error))
    agents = max(1, int(known.sum()))
    trends, changes, prior = [], [], []
    for change in _CHANGES:
        width = float(np.sqrt(error**2 + (change**2 + 0.3**2) / agents))
        values = at + width * np.linspace(-3.8, 3.8, _TRENDS)
        trends.append(values)
        changes.append(np.full(_TRENDS, change))
        prior.append(np.log(width) - 0.5 * (values / _TREND) ** 2 - 0.5 * (change / _HALF_CHANGE) ** 2)
    cell = np.repeat(np.log(np.gradient(_CHANGES)), _TRENDS)
    return np.concatenate(trends), np.concatenate(changes), np.concatenate(prior) + cell


def _moments(log: Floats) -> tuple[float, float]:
    """Middle and standard error of a log likelihood over the grid, with a weak prior so that it is never improper."""
    weight = np.exp((bent := log - 0.5 * (GRID / 3.0) ** 2) - bent.max())
    weight /= weight.sum()
    at = float(weight @ GRID)
    return at, max(STEP / 2, float(np.sqrt(weight @ (GRID - at) ** 2)))


def _normal(mean: Floats, spread: Floats) -> Floats:
    """What each normal puts into each cell [M, G]; the outermost cells hold the tails."""
    return _cells(mean[:, None], np.hypot(spread, STEP / np.sqrt(12))[:, None])


def _kernel(trend: Floats, change: Floats) -> Floats:
    """From a level before to levels after [C, G, G]."""
    return _cells(GRID[None, :, None] + trend[:, None, None], np.hypot(change, STEP / np.sqrt(12))[:, None, None])


def _cells(middle: Floats, wide: Floats) -> Floats:
    below = ndtr((_EDGES - middle) / wide)
    below[..., 0], below[..., -1] = 0.0, 1.0
    return np.asarray(np.diff(below, axis=-1))
