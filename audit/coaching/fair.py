"""Agents of a team side by side, over calls of the same difficulty, each drawn towards the team as far as few calls ask for.

There is no table of places: what can be said is what an agent surely does better than the rest of the team, and what worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from audit.coaching.calls import FEWEST_FOR_A_RATE, FEWEST_TO_NAME, AgentCall, Figure, ScorerSeen
from audit.coaching.difficulty import difficulty
from audit.coaching.effect import figure_of, posterior
from audit.coaching.levels import Floats, likelihood, rate_at, scenarios
from audit.coaching.team import draw, integrate

DRAWS = 2000


class Against(StrEnum):
    """An agent beside the rest of the team."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    """Not told apart: the interval of the difference holds zero."""
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class AgentRate:
    """One criterion of one agent. `own` is of their calls alone; `fair` over the team's calls, drawn towards the team; `apart` is
    `fair` minus the rest of the team's. Under `FEWEST_FOR_A_RATE` calls all three are empty and only `own.n` is told."""

    agent: str
    own: Figure
    fair: Figure
    apart: Figure
    against: Against


@dataclass(frozen=True, slots=True)
class TeamRate:
    """One criterion of a team: its rate over all calls of agents who may be named or pooled, and the agents by name."""

    team: Figure
    agents: tuple[AgentRate, ...]
    corrected: bool


def team_rate(calls: Sequence[AgentCall], scorer: ScorerSeen | None = None, seed: int = 0) -> TeamRate:
    """Every agent's rate of one criterion; sides are not told apart. An agent below the minimum helps to know the team."""
    agents = sorted({c.agent for c in calls})
    nothing = Figure(None, None, None, len(calls))
    if not agents:
        return TeamRate(nothing, (), False)
    drawn, easier = scenarios(scorer, seed), difficulty(calls)
    rng = np.random.default_rng([71, seed])
    places: dict[str, list[int]] = {a: [] for a in agents}
    for place, call in enumerate(calls):
        places[call.agent].append(place)
    told = np.stack([likelihood([calls[n] for n in places[a]], easier[places[a]], drawn) for a in agents], axis=1)
    levels = _levels(told, rng)
    rates = np.stack([rate_at(level, easier) for level in levels])
    counts = np.array([len(places[a]) for a in agents], dtype=float)
    rows = []
    for n, agent in enumerate(agents):
        if counts[n] < FEWEST_FOR_A_RATE:
            none = Figure(None, None, None, int(counts[n]))
            rows.append(AgentRate(agent, none, none, none, Against.TOO_FEW))
            continue
        own = figure_of(
            rate_at(posterior(rng, told[:, n], rng.integers(0, told.shape[0], DRAWS)), easier[places[agent]]), int(counts[n])
        )
        rest = _rest(rates, counts, n)
        apart = figure_of(rates[n] - rest, int(counts[n])) if rest is not None else Figure(None, None, None, 0)
        rows.append(AgentRate(agent, own, figure_of(rates[n], int(counts[n])), apart, _against(apart)))
    team = figure_of((counts / counts.sum()) @ rates, len(calls))
    return TeamRate(team, tuple(rows), len(drawn.right) > 1)


def nameable_agents(calls: Sequence[AgentCall]) -> frozenset[str]:
    """Agents with enough calls to be named in a finding at all."""
    counted: dict[str, int] = {}
    for call in calls:
        counted[call.agent] = counted.get(call.agent, 0) + 1
    return frozenset(agent for agent, n in counted.items() if n >= FEWEST_TO_NAME)


def _levels(told: Floats, rng: np.random.Generator) -> list[Floats]:
    """A draw of every agent's level; one agent alone is drawn of their own calls."""
    if told.shape[1] == 1:
        return [posterior(rng, told[:, 0], rng.integers(0, told.shape[0], DRAWS))]
    team = integrate(told, None)
    state = rng.integers(2**32)
    return [draw(team, told[:, n], np.random.default_rng([n, int(state)]), DRAWS)[0] for n in range(told.shape[1])]


def _rest(rates: Floats, counts: Floats, n: int) -> Floats | None:
    """The rate of the rest of the team, by their calls."""
    weight = counts.copy()
    weight[n] = 0.0
    return None if weight.sum() == 0 else np.asarray((weight / weight.sum()) @ rates)


def _against(apart: Figure) -> Against:
    if apart.low is None or apart.high is None:
        return Against.TOO_FEW
    if apart.low > 0:
        return Against.BETTER
    return Against.WORSE if apart.high < 0 else Against.SAME
