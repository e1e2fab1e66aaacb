"""Watching a rate every day: a confidence sequence that holds at any moment the auditor chooses to look or to stop.

Betting (Waudby-Smith & Ramdas 2024): against each candidate rate p a gambler stakes on the next agent's share of mistreated
ghosts; if p is true the wealth is a nonnegative martingale, so it passes 1/alpha at any time with probability at most alpha
(Ville 1939). The bet is on a whole agent, not on a ghost, so that no assumption on how alike an agent's ghosts are is needed:
agents are independent of one another, their shares average the vendor's rate, nothing more. An agent enters once all its
ghosts are judged. Stakes are a fixed mixture, so the order in which agents close does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power_tails import Array

_STAKES = np.array([0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9])
_RATES = np.sin(np.linspace(0.0, np.pi / 2.0, 402)[1:-1]) ** 2


@dataclass(frozen=True, slots=True)
class Watched:
    """After each agent: the lower and upper end [agents] of the sequence, and the evidence [agents] against the tolerated rate.

    `evidence` is an e-value: at or above 1/alpha the vendor is above the tolerated rate, whenever one looks.
    """

    low: Array
    high: Array
    evidence: Array


def watch(agents: Sequence[tuple[int, int]], tolerated: float, alpha: float = 0.05) -> Watched:
    """`agents`: (mistreated, ghosts) of each agent in the order they closed. Two-sided sequence at 1 - alpha.

    Raises BadPlan for an agent with no ghosts or more faults than ghosts.
    """
    for faults, ghosts in agents:
        if not 0 <= faults <= ghosts or ghosts < 1:
            raise BadPlan(
                f"un agente con {faults} faltas en {ghosts} fantasmas no puede ser; las faltas van de 0 a los fantasmas",
                f"an agent with {faults} faults in {ghosts} ghosts cannot be; faults go from 0 to the ghosts",
            )
    shares = np.array([faults / ghosts for faults, ghosts in agents], dtype=np.float64)
    up, down = _wealth(shares, _RATES, 1.0), _wealth(shares, _RATES, -1.0)
    kept = (up + down) / 2.0 < 1.0 / alpha
    return Watched(
        low=_ends(kept, first=True),
        high=_ends(kept, first=False),
        evidence=_wealth(shares, np.array([tolerated]), 1.0)[:, 0],
    )


def _wealth(shares: Array, rates: Array, side: float) -> Array:
    """Wealth [agents, rates] of betting that shares are above (side 1) or below (-1) each rate; mean over stakes."""
    worst = rates if side > 0 else 1.0 - rates  # the most a bet can lose is its stake times this
    stakes = side * _STAKES[:, None] / worst[None, :]
    steps = np.log1p(stakes[None] * (shares[:, None, None] - rates[None, None, :]))
    return np.asarray(np.exp(np.cumsum(steps, axis=0)).mean(axis=1))


def _ends(kept: npt.NDArray[np.bool_], first: bool) -> Array:
    """Lowest or highest rate kept after each agent, narrowing only; the neighbour outside it, so that nothing true is cut."""
    edges = np.concatenate([[0.0], _RATES, [1.0]])
    index = kept.argmax(axis=1) if first else len(_RATES) + 1 - kept[:, ::-1].argmax(axis=1)
    ends = edges[index]
    ends = np.where(kept.any(axis=1), ends, np.nan)
    return np.asarray(np.fmax.accumulate(ends) if first else np.fmin.accumulate(ends))
