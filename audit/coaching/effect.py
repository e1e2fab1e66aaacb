"""Did the coaching help: what the agent does now against what they would have reached anyway.

Whoever is coached was chosen because they did badly, and part of badly is bad luck: the next calls would be better without any
coaching. So the calls before are drawn towards the team with the spread of agents integrated, the team's trend is taken out, and
what is compared is the rate over calls drawn at random afterwards with the rate expected over those same calls. A call chosen for
being bad (the moment's own, or one drawn by risk) belongs in neither side: whoever calls this leaves it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from audit.coaching.calls import AgentCall, BadCoaching, Figure, ScorerSeen, Side
from audit.coaching.difficulty import difficulty
from audit.coaching.levels import Floats, drawn_from, jeffreys, likelihood, rate_at, scenarios
from audit.coaching.team import draw, integrate

DRAWS = 4000
FEWEST_BEFORE, FEWEST_AFTER, FEWEST_OTHERS = 8, 12, 3
"""Calls of the agent on each side, and other agents with at least five calls, under which nothing is said of an effect."""
_CALLS_OF_OTHERS = 5


class Told(StrEnum):
    """What can be said. `CANNOT_TELL` is a result: the interval holds no change as well as change."""

    IMPROVED = "improved"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Effect:
    """Rates 0–1. `expected` is what the agent would have reached by chance and the team's trend alone, over the calls of `after`;
    `change` is after minus expected. `lacking` says what is too few: before, after or others. `corrected`: the marks' own error
    was known and is in it."""

    told: Told
    before: Figure
    after: Figure
    expected: Figure
    change: Figure
    others: int
    corrected: bool
    lacking: str | None = None


def effect(calls: Sequence[AgentCall], coached: str, scorer: ScorerSeen | None = None, seed: int = 0) -> Effect:
    """The effect on one agent of a team. `calls` are the team's, both sides; others who were coached meanwhile on the same
    criterion are given before only. The same calls and seed give the same figures. Raises BadCoaching."""
    if not any(c.agent == coached for c in calls):
        raise BadCoaching(f"agent {coached!r} has no call among {len(calls)}: give the agent's calls before and after")
    drawn = scenarios(scorer, seed)
    corrected = scorer is not None and len(drawn.right) > 1
    easier = difficulty(calls)
    mine = _of(calls, coached, Side.BEFORE), _of(calls, coached, Side.AFTER)
    others = sorted({c.agent for c in calls if c.agent != coached})
    enough = [o for o in others if len(_of(calls, o, Side.BEFORE)) >= _CALLS_OF_OTHERS]
    lacking = _lacking(len(mine[0]), len(mine[1]), len(enough))
    told = [[likelihood([calls[i] for i in places], easier[places], drawn) for places in mine]]
    rng = np.random.default_rng([67, seed])
    shown = [_alone(rng, told[0][n], easier[mine[n]], len(mine[n])) for n in (0, 1)]
    if lacking:
        none = Figure(None, None, None, 0)
        return Effect(Told.TOO_FEW, shown[0], shown[1], none, none, len(enough), corrected, lacking)
    for other in others:
        sides = [_of(calls, other, side) for side in Side]
        told.append([likelihood([calls[i] for i in places], easier[places], drawn) for places in sides])
    before = np.stack([pair[0] for pair in told], axis=1)
    after = np.stack([np.zeros_like(told[0][1])] + [pair[1] for pair in told[1:]], axis=1)
    team = integrate(before, after)
    _, by_chance, scenario = draw(team, before[:, 0], rng, DRAWS)
    expected = rate_at(by_chance, easier[mine[1]])
    reached = rate_at(posterior(rng, told[0][1], scenario), easier[mine[1]])
    change = figure_of(reached - expected, len(mine[1]))
    return Effect(
        _said(change),
        shown[0],
        figure_of(reached, len(mine[1])),
        figure_of(expected, len(mine[0])),
        change,
        len(enough),
        corrected,
    )


def _of(calls: Sequence[AgentCall], agent: str, side: Side) -> list[int]:
    return [n for n, c in enumerate(calls) if c.agent == agent and c.side is side]


def _lacking(before: int, after: int, others: int) -> str | None:
    if before < FEWEST_BEFORE:
        return "before"
    if after < FEWEST_AFTER:
        return "after"
    return "others" if others < FEWEST_OTHERS else None


def _alone(rng: np.random.Generator, told: Floats, easier: Floats, n: int) -> Figure:
    """The agent's rate of their own calls alone, as it would be shown without any comparison."""
    if n == 0:
        return Figure(None, None, None, 0)
    scenario = rng.integers(0, told.shape[0], DRAWS)
    return figure_of(rate_at(posterior(rng, told, scenario), easier), n)


def posterior(rng: np.random.Generator, told: Floats, scenario: NDArray[np.int64]) -> Floats:
    """Levels [D] of the agent's own calls alone, in the scenario of each draw."""
    out = np.empty(len(scenario))
    for s in np.unique(scenario):
        mine = np.flatnonzero(scenario == s)
        log = told[s] + jeffreys()
        out[mine] = drawn_from(rng, np.exp(log - log.max()), len(mine))
    return out


def figure_of(draws: Floats, n: int) -> Figure:
    """Middle and 95 % interval of draws."""
    low, middle, high = (float(x) for x in np.quantile(draws, (0.025, 0.5, 0.975)))
    return Figure(middle, low, high, n)


def _said(change: Figure) -> Told:
    if change.low is not None and change.low > 0:
        return Told.IMPROVED
    return Told.WORSE if change.high is not None and change.high < 0 else Told.CANNOT_TELL
