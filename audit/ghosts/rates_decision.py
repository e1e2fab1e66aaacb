"""Accuse, clear, or say that one cannot tell.

A vendor is accused when two things hold. The count is one that a vendor at the tolerated rate reaches with probability at most
alpha under the plan's clustering (the sealed threshold), and the rate's own lower limit, which learns from the wave how alike
agents are, is above the tolerated rate. The second keeps false accusation within alpha where agents differ ten times more than
the plan expected, at a cost of under a point of power where they do not (docs/ghost-programme.md). Retired ghosts count as
treated well when accusing and as mistreated when clearing: nobody is judged on what was not seen.

Several questions of one vendor, or of a whole wave, are a family: Holm (1979) keeps the chance of any false accusation in it
within alpha. Family-wise error is held, not a false discovery rate, because one wrong accusation is one too many.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np

from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power_tails import Array, Clustering, count_pmf, pmf
from audit.ghosts.rates import Outcome, Tally, bound, tally


class Verdict(StrEnum):
    """What may be said of a vendor."""

    ACCUSE = "accuse"
    CLEAR = "clear"
    CANNOT_TELL = "cannot_tell"


class Reason(StrEnum):
    """Why."""

    FAULTS_REACH = "faults_reach"
    FAULTS_FEW = "faults_few"
    IN_BETWEEN = "in_between"
    FEW_AGENTS = "few_agents"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Accusation:
    """What an accusation is held to: as sealed in the plan. `accuse_at` is the boundary of the look, None for the exact tail."""

    tolerated: float
    matters: float
    alpha: float
    clustering: Clustering
    worst: Clustering | None = None
    accuse_at: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`p_value` is P(as many faults or more) at the tolerated rate, `clear_p` P(as few or fewer) at the rate that matters.

    `low` and `high` are one-sided limits of the rate at 1 - alpha. `threshold` is the number of faults that accuse.
    """

    verdict: Verdict
    reason: Reason
    mistreated: int
    ghosts: int
    retired: int
    threshold: int
    p_value: float
    clear_p: float
    low: float
    high: float


def decide(outcomes: Sequence[Outcome], held: Accusation) -> Decision:
    """The verdict on one vendor for one question. Raises BadPlan without ghosts."""
    return decide_counted(tally(outcomes, retired_as=False), tally(outcomes, retired_as=True), held)


@lru_cache(maxsize=4096)
def decide_counted(least: Tally, most: Tally, held: Accusation) -> Decision:
    """As `decide`, from outcomes counted with the retired as treated well (`least`) and as mistreated (`most`)."""
    if least.ghosts == 0:
        raise BadPlan(
            "no hay fantasmas con los que decidir; incluya los de la ola", "there are no ghosts to decide with; give the wave's"
        )
    tails = _tails(least, held.tolerated, held)
    threshold = int((tails > held.alpha).sum()) if held.accuse_at is None else held.accuse_at
    clear_p = float(max(found[: most.mistreated + 1].sum() for found in _pmfs(most, held.matters, held)))
    low, high = bound(least, held.clustering, held.alpha), bound(most, held.clustering, 1.0 - held.alpha)
    verdict, reason = _judge(least, most, threshold, clear_p, (low, high), held)
    p_value = float(min(tails[least.mistreated], 1.0))
    return Decision(verdict, reason, least.mistreated, least.ghosts, least.retired, threshold, p_value, clear_p, low, high)


def _judge(
    least: Tally, most: Tally, threshold: int, clear_p: float, limits: tuple[float, float], held: Accusation
) -> tuple[Verdict, Reason]:
    low, high = limits
    if least.mistreated >= threshold:
        sure = low > held.tolerated or (held.tolerated == 0.0 and least.mistreated > 0)
        return (Verdict.ACCUSE, Reason.FAULTS_REACH) if sure else (Verdict.CANNOT_TELL, Reason.FEW_AGENTS)
    if clear_p <= held.alpha and high < held.matters:
        return Verdict.CLEAR, Reason.FAULTS_FEW
    return Verdict.CANNOT_TELL, Reason.RETIRED if most.mistreated > least.mistreated else Reason.IN_BETWEEN


def _guarded(held: Accusation) -> tuple[Clustering, ...]:
    return held.clustering.readings() + (held.worst.readings() if held.worst else ())


def _pmfs(counted: Tally, rate: float, held: Accusation) -> list[Array]:
    """The count's distribution for every sharing the plan guards against, and for the agents as they were."""
    out = [pmf(counted.ghosts, rate, c) for c in _guarded(held)]
    sizes = [n for _, n in counted.agents]
    if sizes and counted.lone[1] == 0:
        out.append(count_pmf(sizes, rate, (held.worst or held.clustering).rho_for(sizes)))
    return out


def _tails(counted: Tally, rate: float, held: Accusation) -> Array:
    """P(x or more) for x = 0 … ghosts, the largest of the sharings."""
    return np.asarray(np.maximum.reduce([np.cumsum(found[::-1])[::-1] for found in _pmfs(counted, rate, held)]))


def decide_family(cases: Sequence[tuple[Sequence[Outcome], Accusation]]) -> tuple[Decision, ...]:
    """Decide several questions that share one alpha (each case's `alpha` is the family's), Holm's way; answers in the same order.

    Raises BadPlan where the cases do not share it.
    """
    if len({held.alpha for _, held in cases}) > 1:
        raise BadPlan(
            "las preguntas de una familia comparten un alpha; use uno", "the questions of a family share one alpha; use one"
        )
    singly = [decide(outcomes, held) for outcomes, held in cases]
    order = sorted(range(len(cases)), key=lambda i: singly[i].p_value)
    out: dict[int, Decision] = {}
    going = True
    for step, i in enumerate(order):
        outcomes, held = cases[i]
        level = held.alpha / (len(cases) - step) if going else held.alpha / len(cases)
        out[i] = decide(outcomes, replace(held, alpha=level))
        going = going and out[i].verdict is Verdict.ACCUSE
    return tuple(out[i] for i in range(len(cases)))
