"""How sure a rate is: mistreated ghosts of a finished wave, with an interval that holds when agents differ."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power_tails import Clustering
from audit.ghosts.rates_likelihood import likeness, quantiles

EXPECTED = Clustering(1.2)  # what is expected where no plan says otherwise


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one ghost ended. `mistreated` None: retired before anything happened, so nobody knows. `agent` None: not known."""

    ghost: str
    agent: str | None
    mistreated: bool | None


@dataclass(frozen=True, slots=True)
class Rate:
    """A vendor's rate of mistreated ghosts. `value` is of those known, None where none is; `low` and `high` hold at `confidence`.

    `retired` ghosts have no outcome: `low` counts them as treated well and `high` as mistreated, so the interval holds whatever
    would have happened to them. It is [0, 1] for a vendor with no ghosts.
    """

    mistreated: int
    known: int
    retired: int
    agents: int
    value: float | None
    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """A measured design effect with its 95 % interval, for the next plan."""

    design_effect: float
    low: float
    high: float
    agents: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Outcomes counted by agent. `agents` (mistreated, ghosts) of each; `lone` of the ghosts with no known agent."""

    agents: tuple[tuple[int, int], ...]
    lone: tuple[int, int]
    retired: int

    @property
    def ghosts(self) -> int:
        """All of them."""
        return sum(n for _, n in self.agents) + self.lone[1]

    @property
    def mistreated(self) -> int:
        """All of them."""
        return sum(x for x, _ in self.agents) + self.lone[0]


def tally(outcomes: Sequence[Outcome], retired_as: bool | None = None) -> Tally:
    """Count outcomes by agent; retired ghosts are left out, or counted as `retired_as`. Raises BadPlan for a ghost twice."""
    twice = [ghost for ghost, times in Counter(o.ghost for o in outcomes).items() if times > 1]
    if twice:
        raise BadPlan(
            f"el fantasma «{twice[0]}» tiene más de un resultado; deje uno",
            f"the ghost «{twice[0]}» has more than one outcome; keep one",
        )
    faults: dict[str | None, int] = defaultdict(int)
    ghosts: dict[str | None, int] = defaultdict(int)
    for outcome in outcomes:
        ended = retired_as if outcome.mistreated is None else outcome.mistreated
        if ended is not None:
            faults[outcome.agent] += ended
            ghosts[outcome.agent] += 1
    known = tuple(sorted((faults[agent], ghosts[agent]) for agent in ghosts if agent is not None))
    lone = (faults.get(None, 0), ghosts.get(None, 0))
    return Tally(known, lone, sum(outcome.mistreated is None for outcome in outcomes))


def rate_of(outcomes: Sequence[Outcome], expected: Clustering = EXPECTED, confidence: float = 0.95) -> Rate:
    """The rate of one vendor with a two-sided interval. `expected` is the clustering of the plan."""
    counted = tally(outcomes)
    tail = (1.0 - confidence) / 2.0
    low = bound(tally(outcomes, retired_as=False), expected, tail)
    high = bound(tally(outcomes, retired_as=True), expected, 1.0 - tail)
    return Rate(
        mistreated=counted.mistreated,
        known=counted.ghosts,
        retired=counted.retired,
        agents=len(counted.agents),
        value=counted.mistreated / counted.ghosts if counted.ghosts else None,
        low=low,
        high=high,
        confidence=confidence,
    )


def bound(counted: Tally, expected: Clustering, at: float) -> float:
    """The quantile `at` of the rate; 0 below where nobody was mistreated, 1 above where everybody was, or there are no ghosts.

    With a single fault (or a single ghost spared) the limit is the exact one where that lies further out: Jeffreys' limits cover
    too little beside 0 and 1 (Brown, Cai & DasGupta 2001).
    """
    faults, spared = counted.mistreated, counted.ghosts - counted.mistreated
    if at < 0.5 and faults == 0:
        return 0.0
    if at > 0.5 and spared == 0:
        return 1.0
    rho = round(expected.rho_for([n for _, n in counted.agents]), 6)
    found = quantiles(counted.agents, counted.lone, rho, expected.design_effect, (at,))[0]
    if at < 0.5 and faults == 1:
        return min(found, 1.0 - float((1.0 - at) ** (1.0 / counted.ghosts)))
    return max(found, float(at ** (1.0 / counted.ghosts))) if at > 0.5 and spared == 1 else found


def measured_likeness(outcomes: Sequence[Outcome], expected: Clustering = EXPECTED) -> Likeness:
    """The design effect this wave showed. Raises BadPlan where no agent met two ghosts: then it cannot be measured."""
    counted = tally(outcomes)
    met = sum(n for _, n in counted.agents)
    size = sum(n * n for _, n in counted.agents) / met if met else 0.0
    if size <= 1.0:
        raise BadPlan(
            "ningún agente atendió a dos fantasmas: el efecto de diseño no se puede medir; use el del plan",
            "no agent handled two ghosts: the design effect cannot be measured; use the plan's",
        )
    middle, low, high = (1.0 + (size - 1.0) * rho for rho in likeness(counted.agents, expected.rho, (0.5, 0.025, 0.975)))
    return Likeness(middle, low, high, len(counted.agents))
