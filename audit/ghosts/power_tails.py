"""The exact distribution of how many ghosts are mistreated, when one agent handles several of them.

A ghost is mistreated or not. Agents differ: each has a rate of its own, drawn from a beta distribution whose mean is the
vendor's rate, so the ghosts of one agent are correlated by rho and their count is beta-binomial (Skellam 1948). A vendor's
count is the sum over its agents, convolved exactly. The design effect of Kish (1965), 1 + (m - 1) rho with m ghosts an
agent, is what the auditor measures and what the plan asks for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, gammaln

from audit.ghosts.plan_faults import BadPlan

Array = npt.NDArray[np.float64]

ANY_SHARING = (2, 3, 4, 5, 8, 20)


@dataclass(frozen=True, slots=True)
class Clustering:
    """How alike the ghosts of one agent are: a design effect of at least 1, and the ghosts each agent handles.

    `ghosts_per_agent` None means that nobody knows: the plan then holds for the worst of several, see `readings`.
    """

    design_effect: float = 1.0
    ghosts_per_agent: int | None = None

    def __post_init__(self) -> None:
        if not 1.0 <= self.design_effect <= 20.0:
            raise BadPlan(
                f"el efecto de diseño {self.design_effect:g} está fuera de 1 a 20; 1 es que los agentes no se repiten",
                f"the design effect {self.design_effect:g} is outside 1 to 20; 1 means that no agent is met twice",
            )
        m = self.ghosts_per_agent
        if m is not None and (m < 1 or m < self.design_effect):
            raise BadPlan(
                f"con {m} fantasmas por agente el efecto de diseño no puede ser {self.design_effect:g}; es a lo más {max(m, 1)}",
                f"with {m} ghosts an agent the design effect cannot be {self.design_effect:g}; it is {max(m, 1)} at most",
            )

    @property
    def rho(self) -> float:
        """Correlation between two ghosts of the same agent, 0 to 1; of agents with five where their size is not known."""
        m = self.ghosts_per_agent or max(5, ceil(2.0 * self.design_effect - 1.0))
        return 0.0 if m == 1 else min(1.0, (self.design_effect - 1.0) / (m - 1.0))

    def rho_for(self, sizes: Sequence[int]) -> float:
        """The correlation that gives this design effect to agents of these sizes; `rho` where the plan knew their size.

        At most one half, and `rho` where no agent has two ghosts: then clustering can neither help nor hurt.
        """
        met = sum(sizes)
        size = sum(n * n for n in sizes) / met if met else 1.0
        if self.ghosts_per_agent is not None or size <= 1.0:
            return self.rho
        return min(0.5, (self.design_effect - 1.0) / (size - 1.0))

    def readings(self) -> tuple["Clustering", ...]:
        """The ways of sharing ghosts among agents that a plan must hold under: itself where the size is known.

        At one design effect the tails hardly depend on the size (two points at 2.5), unless agents are nearly all or nothing.
        """
        if self.ghosts_per_agent is not None or self.design_effect == 1.0:
            return (Clustering(self.design_effect, self.ghosts_per_agent or 1),)
        smallest = max(2, ceil(2.0 * self.design_effect - 1.0))  # rho at most one half
        sizes = {smallest, *(m for m in ANY_SHARING if m >= smallest)}
        return tuple(Clustering(self.design_effect, m) for m in sorted(sizes))


@lru_cache(maxsize=4096)
def agent_pmf(ghosts: int, rate: float, rho: float) -> Array:
    """P(x of one agent's `ghosts` are mistreated), x = 0..ghosts. Beta-binomial; binomial at rho 0, all or none at rho 1."""
    out = np.ones(1) if ghosts == 0 else _agent_pmf(ghosts, rate, rho)
    out.setflags(write=False)
    return out


def _agent_pmf(ghosts: int, rate: float, rho: float) -> Array:
    if rate in (0.0, 1.0) or rho >= 1.0:
        out = np.zeros(ghosts + 1)
        out[0], out[-1] = 1.0 - rate, rate
        return out
    x = np.arange(ghosts + 1, dtype=np.float64)
    ways = gammaln(ghosts + 1) - gammaln(x + 1) - gammaln(ghosts - x + 1)
    if rho < 1e-9:
        return np.asarray(np.exp(ways + x * np.log(rate) + (ghosts - x) * np.log1p(-rate)))
    a, b = rate * (1.0 - rho) / rho, (1.0 - rate) * (1.0 - rho) / rho
    return np.asarray(np.exp(ways + betaln(x + a, ghosts - x + b) - betaln(a, b)))


def count_pmf(sizes: Sequence[int], rate: float, rho: float, keep: int | None = None) -> Array:
    """P(x ghosts mistreated in all) for agents of these sizes; entries up to `keep` are exact, later ones are left out."""
    out = np.ones(1)
    for size in sizes:
        out = np.convolve(out, agent_pmf(size, rate, rho))
        out = out if keep is None else out[: keep + 1]
    return out


def pmfs(rate: float, clustering: Clustering, most: int, keep: int) -> Iterator[Array]:
    """For n = 0, 1 … `most` ghosts, P(x mistreated) for x up to `keep`: full agents first, one agent with the rest."""
    m = clustering.ghosts_per_agent or 1
    rho, whole = clustering.rho, np.ones(1)
    for n in range(most + 1):
        rest = n % m
        if n and rest == 0:
            whole = np.convolve(whole, agent_pmf(m, rate, rho))[: keep + 1]
        yield whole if rest == 0 else np.convolve(whole, agent_pmf(rest, rate, rho))[: keep + 1]


@lru_cache(maxsize=1024)
def pmf(n: int, rate: float, clustering: Clustering) -> Array:
    """P(x of n ghosts mistreated), x = 0..n, agents as in `clustering` (which must say its size, see `readings`)."""
    m = clustering.ghosts_per_agent or 1
    sizes = [m] * (n // m) + ([n % m] if n % m else [])
    out = count_pmf(sizes, rate, clustering.rho)
    out.setflags(write=False)
    return out


def portfolio_pmf(n: int, rate: float, accounts: int) -> Array:
    """P(x of n mistreated) when a share `rate` of exactly `accounts` is mistreated and ghosts are n of them.

    Hypergeometric; where rate x accounts is not whole, the two nearest whole numbers are mixed so that the mean is right.
    """
    target = rate * accounts
    low = int(np.floor(target + 1e-9))
    share = min(max(target - low, 0.0), 1.0)
    out = (1.0 - share) * _hypergeometric(n, low, accounts)
    return out + share * _hypergeometric(n, low + 1, accounts) if share > 1e-9 else out


def _hypergeometric(n: int, bad: int, accounts: int) -> Array:
    x = np.arange(n + 1, dtype=np.float64)
    fits = (x <= bad) & (n - x <= accounts - bad)
    x_in = x[fits]
    logs = _log_comb(bad, x_in) + _log_comb(accounts - bad, n - x_in) - _log_comb(accounts, np.array([float(n)]))
    out = np.zeros(n + 1)
    out[fits] = np.exp(logs)
    return out


def _log_comb(n: float, k: Array) -> Array:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))
