"""Made teams of known truth."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from audit.coaching.calls import AgentCall, Side


@dataclass(frozen=True, slots=True)
class Team:
    """Calls, the agent who did worst before, and what the coaching truly changed."""

    calls: tuple[AgentCall, ...]
    worst: str
    change: float


def team(
    seed: int, gain: float, agents: int = 14, n: int = 40, spread: float = 0.0, right: float = 1.0, hard: bool = False
) -> Team:
    """The worst of `agents` before is coached and gains `gain` logits; `hard`: after it, only the coached one gets hard calls."""
    rng = np.random.default_rng(seed)
    levels = rng.normal(0.4, spread, agents)
    calls, rates = [], []
    for a in range(agents):
        given = [_given(rng) for _ in range(n)]
        good = _marked(rng, rng.random(n) < expit(levels[a] + _harder(given, hard)), right)
        rates.append(good.mean())
        calls += [AgentCall(f"A-{a}", Side.BEFORE, bool(g), given=told) for g, told in zip(good, given, strict=True)]
    worst, change = int(np.argmin(rates)), 0.0
    for a in range(agents):
        given = [_given(rng, 0.9 if hard and a == worst else 0.3) for _ in range(n)]
        level = levels[a] + _harder(given, hard)
        p = expit(level + (gain if a == worst else 0.0))
        change = float((p - expit(level)).mean()) if a == worst else change
        good = _marked(rng, rng.random(n) < p, right)
        calls += [AgentCall(f"A-{a}", Side.AFTER, bool(g), given=told) for g, told in zip(good, given, strict=True)]
    return Team(tuple(calls), f"A-{worst}", change)


def _harder(given: list[dict[str, str]], hard: bool) -> np.ndarray:
    return np.array([-1.2 if hard and g["told"] == "hardship" else 0.0 for g in given])


def _given(rng: np.random.Generator, share: float = 0.3) -> dict[str, str]:
    return {"told": "hardship" if rng.random() < share else "none"}


def _marked(rng: np.random.Generator, good: np.ndarray, right: float) -> np.ndarray:
    return np.where(rng.random(good.shape) < right, good, ~good)
