"""Other people's intervals for a rate with clustered ghosts, to choose by measurement: all take agents' (mistreated, ghosts)."""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.stats import beta, norm, t

from audit.ghosts.rates import Tally

Interval = Callable[[Tally], tuple[float, float]]


def effective(counted: Tally) -> tuple[float, float]:
    """Rate and effective size of Korn & Graubard (1998): Taylor variance between agents, degrees of freedom, never above n."""
    faults = np.array([x for x, _ in counted.agents], dtype=np.float64)
    sizes = np.array([n for _, n in counted.agents], dtype=np.float64)
    total, agents = sizes.sum(), len(sizes)
    rate = float(faults.sum() / total)
    spread = float(agents / (agents - 1) * ((faults - rate * sizes) ** 2).sum() / total**2)
    size = rate * (1 - rate) / spread if spread > 0 else float(total)
    freedom = (t.ppf(0.975, total - 1) / t.ppf(0.975, agents - 1)) ** 2
    return rate, float(min(size * freedom, total))


def clopper_pearson(counted: Tally) -> tuple[float, float]:
    """Exact limits at the effective size (Korn & Graubard)."""
    rate, n = effective(counted)
    x = rate * n
    low = float(beta.ppf(0.025, x, n - x + 1)) if x > 0 else 0.0
    return low, float(beta.ppf(0.975, x + 1, n - x)) if x < n else 1.0


def jeffreys(counted: Tally) -> tuple[float, float]:
    """Jeffreys' limits at the effective size."""
    rate, n = effective(counted)
    x = rate * n
    low = float(beta.ppf(0.025, x + 0.5, n - x + 0.5)) if x > 0 else 0.0
    return low, float(beta.ppf(0.975, x + 0.5, n - x + 0.5)) if x < n else 1.0


def wilson(counted: Tally) -> tuple[float, float]:
    """Wilson's limits at the effective size."""
    rate, n = effective(counted)
    z = float(norm.ppf(0.975))
    middle = (rate + z * z / 2 / n) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(rate * (1 - rate) / n + z * z / 4 / n**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def wald(counted: Tally) -> tuple[float, float]:
    """The textbook's interval with the variance between agents."""
    rate, n = effective(counted)
    half = float(norm.ppf(0.975) * np.sqrt(rate * (1 - rate) / n))
    return max(0.0, rate - half), min(1.0, rate + half)


RIVALS: Mapping[str, Interval] = {
    "clopper_pearson_effective": clopper_pearson,
    "jeffreys_effective": jeffreys,
    "wilson_effective": wilson,
    "wald_between_agents": wald,
}
