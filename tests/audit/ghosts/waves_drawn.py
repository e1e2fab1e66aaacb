"""Waves drawn at random, by hand, to hold the plan's exact figures against: agents with beta rates, ghosts shared among them."""

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]


def agent_rates(rng: np.random.Generator, rate: float, rho: float, shape: tuple[int, int]) -> npt.NDArray[np.float64]:
    if rho <= 0.0:
        return np.full(shape, rate)
    firm = (1.0 - rho) / rho
    return rng.beta(rate * firm, (1.0 - rate) * firm, shape)


def shared_evenly(rng: np.random.Generator, waves: int, ghosts: int, each: int, rate: float, rho: float) -> Counts:
    """Faults [waves, agents]; agents take `each` ghosts, the last what is left."""
    sizes = np.full(-(-ghosts // each), each)
    sizes[-1] = ghosts - each * (len(sizes) - 1)
    return rng.binomial(sizes, agent_rates(rng, rate, rho, (waves, len(sizes))))


def shared_at_random(rng: np.random.Generator, waves: int, ghosts: int, agents: int, rate: float, rho: float) -> Counts:
    """Faults [waves, agents]; every ghost falls to any agent."""
    sizes = rng.multinomial(ghosts, np.full(agents, 1.0 / agents), waves)
    return rng.binomial(sizes, agent_rates(rng, rate, rho, (waves, agents)))


def ghost_by_ghost(
    rng: np.random.Generator, waves: int, ghosts: int, each: int, rate: float, rho: float
) -> npt.NDArray[np.bool_]:
    """Whether each ghost is mistreated [waves, ghosts]; the ghosts of an agent stand side by side."""
    agents = -(-ghosts // each)
    rates = np.repeat(agent_rates(rng, rate, rho, (waves, agents)), each, axis=1)[:, :ghosts]
    return rng.random((waves, ghosts)) < rates
