"""What a wave says of a vendor's rate when agents differ by an unknown amount: an integrated beta-binomial likelihood.

Given the rate p and the likeness rho of an agent's ghosts, each agent's count is beta-binomial. p has Jeffreys' prior (flat in
the arcsine of its root), rho a mixture: mostly what the plan expected, partly anything up to one, so that a vendor with a few
rotten agents widens its own interval. rho is summed out on a grid; limits are quantiles, chosen by measurement of their
coverage over a grid of designs (docs/ghost-programme.md) against Clopper-Pearson, Wilson and Jeffreys with an estimated
effective size (Korn & Graubard 1998), which undercover when agents differ much and overcover when they do not.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.special import betaln
from scipy.stats import beta

from audit.ghosts.power_tails import Array

_POINTS = 800
_ANGLE = (np.arange(_POINTS) + 0.5) / _POINTS * np.pi / 2.0
_RATES = np.sin(_ANGLE) ** 2
_RHOS = np.array([0.0, 0.01, 0.025, 0.05, 0.08, 0.12, 0.17, 0.23, 0.3, 0.4, 0.52, 0.68, 0.85])
_EXPECTED_WEIGHT, _EXPECTED_FIRMNESS, _SMALLEST = 0.7, 20.0, 0.02
_ANY = (1.0, 3.0)

Counts = tuple[tuple[int, int], ...]


def likeness_prior(expected: float) -> Array:
    """Weights of the grid of rho: 0.7 around the expected one, 0.3 Beta(1, 3) over all."""
    mean = min(max(expected, _SMALLEST), 0.9)
    near = _on_grid(mean * _EXPECTED_FIRMNESS, (1.0 - mean) * _EXPECTED_FIRMNESS)
    return _EXPECTED_WEIGHT * near + (1.0 - _EXPECTED_WEIGHT) * _on_grid(*_ANY)


def _on_grid(a: float, b: float) -> Array:
    edges = np.concatenate([[0.0], (_RHOS[1:] + _RHOS[:-1]) / 2.0, [1.0]])
    return np.asarray(np.diff(beta.cdf(edges, a, b)))


@lru_cache(maxsize=1024)
def _agent(faults: int, ghosts: int) -> Array:
    """Log likelihood [rho, rate] of one agent, binomial coefficients left out."""
    x, rest = float(faults), float(ghosts - faults)
    out = np.empty((len(_RHOS), _POINTS))
    out[0] = x * np.log(_RATES) + rest * np.log1p(-_RATES)
    for i, rho in enumerate(_RHOS[1:], 1):
        a, b = _RATES * (1.0 - rho) / rho, (1.0 - _RATES) * (1.0 - rho) / rho
        out[i] = betaln(x + a, rest + b) - betaln(a, b)
    return out


@lru_cache(maxsize=4096)
def _joint(agents: Counts, lone: tuple[int, int], expected: float, effect: float) -> Array:
    """Posterior [rho, rate]. `lone` are ghosts whose agent nobody knows: a binomial weakened by the expected design effect."""
    log = np.log(likeness_prior(expected) + 1e-300)[:, None] + np.zeros((1, _POINTS))
    for faults, ghosts in agents:
        log = log + _agent(faults, ghosts)
    log = log + _agent(*lone)[0][None, :] / effect
    out = np.exp(log - log.max())
    out /= out.sum()
    out.setflags(write=False)
    return np.asarray(out)


def quantiles(
    agents: Sequence[tuple[int, int]], lone: tuple[int, int], expected: float, effect: float, at: Sequence[float]
) -> tuple[float, ...]:
    """Quantiles of the rate given (mistreated, ghosts) of each agent, of ghosts with no known agent, and the expected rho."""
    cumulative = np.cumsum(_joint(tuple(sorted(agents)), lone, expected, effect).sum(axis=0))
    edges = np.sin(np.arange(1, _POINTS + 1) / _POINTS * np.pi / 2.0) ** 2
    return tuple(float(q) for q in np.interp(at, np.concatenate([[0.0], cumulative]), np.concatenate([[0.0], edges])))


def likeness(agents: Sequence[tuple[int, int]], expected: float, at: Sequence[float]) -> tuple[float, ...]:
    """Quantiles of rho, straight lines between the points of its grid."""
    cumulative = np.cumsum(_joint(tuple(sorted(agents)), (0, 0), expected, 1.0).sum(axis=1))
    edges = np.concatenate([[0.0], (_RHOS[1:] + _RHOS[:-1]) / 2.0, [1.0]])
    return tuple(float(q) for q in np.interp(at, np.concatenate([[0.0], cumulative]), edges))
