"""The test of kindness by itself, for the bench of learning: simulated rounds of sheets whose heads are calibrated.

Five people, eight agents against whom one to four marks a call are to be expected; heads give each a chance (beta 8, 2) and it
is true with that chance. The first of the people passes a share of what is true, in calls of all agents or of a few.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from audit.learning.corrections.kindness import Leniency, kindness
from reports.intervals import wilson

ROUNDS = 200
PEOPLE, AGENTS = 5, 8


@dataclass(frozen=True, slots=True)
class Sort:
    """What the first of five passes as clean: `share` of what is true, in calls of the first `friends` agents (0: of all)."""

    name: str
    share: float
    friends: int
    sheets: int


SORTS = (
    *(Sort(f"nobody, {n} sheets", 0.0, 0, n) for n in (20, 40)),
    *(Sort(f"lenient to all, {share:.0%}, {n} sheets", share, 0, n) for share in (0.25, 0.35, 0.6, 1.0) for n in (20, 40)),
    *(Sort(f"kind to two agents, {n} sheets", 1.0, 2, n) for n in (20, 40)),
    *(Sort(f"kind to one agent, {n} sheets", 1.0, 1, n) for n in (20, 40)),
)


def rounds_of(sort: Sort, rounds: int) -> dict[str, Any]:
    """In how many rounds the first person was named as somebody's friend, and in how many another one; Wilson, 95 %."""
    rng = np.random.default_rng([PEOPLE, AGENTS, sort.sheets, int(sort.share * 100), sort.friends])
    first = others = 0
    for _ in range(rounds):
        named = {k.who for k in kindness(drawn(rng, sort)).found}
        first, others = first + ("p0" in named), others + bool(named - {"p0"})
    return {"first_named": rate(first, rounds), "another_named": rate(others, rounds)}


def by_itself(rounds: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """All sorts of rounds."""
    made = {}
    for sort in SORTS:
        tell(f"the test of kindness by itself: {sort.name}")
        made[sort.name] = rounds_of(sort, rounds)
    return made


def drawn(rng: np.random.Generator, sort: Sort) -> list[Leniency]:
    """One round's sheets."""
    against = rng.uniform(1, 4, AGENTS)
    made = []
    for person in range(PEOPLE):
        for _ in range(sort.sheets):
            agent = int(rng.integers(AGENTS))
            chances = rng.beta(8, 2, rng.poisson(against[agent]))
            true = rng.random(len(chances)) < chances
            passes = person == 0 and (not sort.friends or agent < sort.friends)
            marked = true & (rng.random(len(chances)) >= sort.share) if passes else true
            missing = float(chances.sum() - marked.sum())
            left_open = float((chances * (1 - chances)).sum())
            made.append(Leniency(f"p{person}", f"a{agent}", float(chances.sum()), missing, left_open))
    return made


def rate(hits: int, n: int) -> dict[str, float | int | None]:
    """A share of independent trials with its 95 % interval (Wilson)."""
    found = wilson(hits, n)
    value, low, high = (round(v, 3) if v is not None else None for v in (found.value, found.low, found.high))
    return {"hits": hits, "n": n, "value": value, "low": low, "high": high}
