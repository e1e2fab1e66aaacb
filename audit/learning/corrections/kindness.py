"""Whether somebody passes as clean what some agents did and marks it in others: a permutation test over a person's calls.

Each call gives one figure: how much less speaks against its agent by the marks than by the heads (which learnt from other
people), standardised by what the heads leave open; off the share that this person passes whoever speaks, so that who is
lenient to everybody is nobody's friend though some agents do more wrong than others; and off the agent's own mean, so that
neither is an agent whom the heads misjudge in everybody's sheets. Were the marks the same whoever spoke, these figures might
have fallen on any call: shuffled over the calls, the highest cell of all people and agents says how high chance alone goes
(max-T; Westfall and Young 1993), whatever the number of cells. Whole calls are shuffled: the marks of one belong together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FEWEST_PEOPLE = 3
"""Of fewer, each is held against heads that learnt from the same person or from one other: nobody can say who is kind."""
ERROR_OF_KINDNESS = 0.01
"""Chance that anybody of a training is named when all mark everybody alike."""
DRAWS = 1999
MOST_FRIENDS = 3
SAME_AGENT = 0.05
"""And among the calls of these agents alone it must be this unlikely that the passed ones are this person's."""
_LEFT_OPEN = 0.4
"""Variance of a call's figure that no head sees: people's slips."""
_DOUBT = 4.0
"""Marks against agents, none of them passed, that each person is taken to have seen beside their own: few sheets move little."""


@dataclass(frozen=True, slots=True)
class Leniency:
    """One person's sheet of a call. `missing` is what the heads expect against the agent less what was marked, in marks.

    `expected` is what they expect, `open` the variance of that expectation; both from heads that did not learn from this person.
    """

    who: str
    agent: str
    expected: float
    missing: float
    open: float


@dataclass(frozen=True, slots=True)
class Kind:
    """A person kinder to these agents than to others, with the chance of that, all people and agents looked at."""

    who: str
    agents: tuple[str, ...]
    p: float


@dataclass(frozen=True, slots=True)
class Reach:
    """Of a person's agents, in how many somebody wholly kind to that one alone would be told, and in how many none can tell."""

    who: str
    told: int
    cannot_tell: int


@dataclass(frozen=True, slots=True)
class Kindness:
    """What was found, surest first, and how far it could be."""

    found: tuple[Kind, ...]
    reach: tuple[Reach, ...]


def kindness(sheets: Sequence[Leniency], seed: int = 20261122) -> Kindness:
    """Looks at every person and agent. With two people, or one agent, nobody can tell and nothing is found."""
    people, agents = sorted({s.who for s in sheets}), sorted({s.agent for s in sheets})
    who = np.array([people.index(s.who) for s in sheets], dtype=np.int64)
    agent = np.array([agents.index(s.agent) for s in sheets], dtype=np.int64)
    if len(people) < FEWEST_PEOPLE or len(agents) < 2:
        return Kindness((), tuple(Reach(p, 0, len(set(agent[who == n].tolist()))) for n, p in enumerate(people)))
    table = _Table(who, agent, len(people), len(agents))
    rng = np.random.default_rng(seed)
    figures = _figures(sheets, who, agent)
    drawn = table.highest(rng.permuted(np.tile(figures, (DRAWS, 1)), axis=1))
    cells = table.cells(figures[None])[0]
    found = [
        Kind(people[n], tuple(agents[a] for a in friends), p)
        for n in range(len(people))
        if (height := _height(cells[n])) is not None
        for top, friends in [height]
        if (p := (1 + int((drawn >= top).sum())) / (DRAWS + 1)) <= ERROR_OF_KINDNESS
        and _theirs(figures, who == n, agent, friends, rng) <= SAME_AGENT
    ]
    least = float(np.quantile(drawn, 1 - ERROR_OF_KINDNESS, method="higher"))
    reach = tuple(_reach(sheets, people[n], n, table, least) for n in range(len(people)))
    return Kindness(tuple(sorted(found, key=lambda k: k.p)), reach)


class _Table:
    """Calls in cells of a person and an agent."""

    def __init__(self, who: NDArray[np.int64], agent: NDArray[np.int64], people: int, agents: int) -> None:
        self.who, self.agent, self.shape = who, agent, (people, agents)
        self._in = np.zeros((len(who), people * agents))
        self._in[np.arange(len(who)), who * agents + agent] = 1
        self._count = self._in.sum(0)

    def cells(self, figures: Array) -> Array:
        """[draws, people, agents]: the sum of each cell over the root of its size; nothing where it is empty."""
        sums = figures @ self._in
        return np.asarray((sums / np.sqrt(np.maximum(self._count, 1))).reshape(len(figures), *self.shape))

    def highest(self, figures: Array) -> Array:
        """[draws]: the highest of all people, each by their best few agents together."""
        best = -np.sort(-self.cells(figures), axis=2)[:, :, : _most(self.shape[1])]
        over = best.cumsum(2) / np.sqrt(np.arange(1, best.shape[2] + 1))
        return np.asarray(over.max((1, 2)))


def _most(agents: int) -> int:
    return max(1, min(MOST_FRIENDS, agents // 2))


def _figures(sheets: Sequence[Leniency], who: NDArray[np.int64], agent: NDArray[np.int64]) -> Array:
    """Each call's figure off its person's share and its agent's mean, each drawn to nothing where there is little of it.

    A share and not a mean: who passes a third of everything passes most marks where there are most.
    """
    expected, missing = np.array([s.expected for s in sheets]), np.array([s.missing for s in sheets])
    passed = np.bincount(who, missing) / (np.bincount(who, expected) + _DOUBT)
    raw = (missing - passed[who] * expected) / np.sqrt(np.array([s.open for s in sheets]) + _LEFT_OPEN)
    raw = np.clip(raw - np.median(raw), -3.0, 5.0)
    counts = np.bincount(agent)
    means = np.bincount(agent, raw) / (counts + 2)
    return np.asarray(raw - means[agent])


def _height(row: Array) -> tuple[float, tuple[int, ...]] | None:
    """A person's highest figure and the agents it is about."""
    order = np.argsort(-row)[: _most(len(row))]
    over = row[order].cumsum() / np.sqrt(np.arange(1, len(order) + 1))
    size = int(np.argmax(over)) + 1
    return (float(over[size - 1]), tuple(int(a) for a in order[:size])) if over[size - 1] > 0 else None


def _theirs(
    figures: Array, mine: NDArray[np.bool_], agent: NDArray[np.int64], friends: tuple[int, ...], rng: np.random.Generator
) -> float:
    """The chance that among these agents' calls the kindest ones fall to this person: shuffled agent by agent."""
    own = sum(float(figures[mine & (agent == a)].sum()) for a in friends)
    drawn = np.zeros(DRAWS)
    for a in friends:
        values, count = figures[agent == a], int((mine & (agent == a)).sum())
        drawn += rng.permuted(np.tile(values, (DRAWS, 1)), axis=1)[:, :count].sum(1)
    return (1 + int((drawn >= own - 1e-9).sum())) / (DRAWS + 1)


def _reach(sheets: Sequence[Leniency], who: str, n: int, table: _Table, least: float) -> Reach:
    """Agent by agent: were every mark against this one passed as clean, would it be told?"""
    told = cannot = 0
    for a in sorted(set(table.agent[table.who == n].tolist())):
        inside = (table.who == n) & (table.agent == a)
        kind = [_wholly(s) if i else s for s, i in zip(sheets, inside, strict=True)]
        top = _height(table.cells(_figures(kind, table.who, table.agent)[None])[0][n])
        sure = top is not None and top[0] >= least
        told, cannot = told + sure, cannot + (not sure)
    return Reach(who, told, cannot)


def _wholly(sheet: Leniency) -> Leniency:
    return Leniency(sheet.who, sheet.agent, sheet.expected, sheet.expected, sheet.open)


def leniency(who: str, agent: str, marks: Mapping[str, tuple[float, bool]]) -> Leniency:
    """From each criterion's chance of speaking against the agent and whether it was marked so."""
    chances = np.array([c for c, _ in marks.values()])
    marked = sum(adverse for _, adverse in marks.values())
    expected = float(chances.sum())
    return Leniency(who, agent, expected, expected - marked, float((chances * (1 - chances)).sum()))
