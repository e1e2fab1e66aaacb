"""The random stratum: does the size give its precision, the interval hold the portfolio's share or the agents' conduct?"""

from itertools import product
from typing import Any

import numpy as np

from app.benches.calibration.held import Held
from audit.calibration.estimate import conduct_share
from audit.calibration.sampling import Ask, calls_needed
from audit.calibration.shares import share

_RATES = (0.01, 0.02, 0.05, 0.10, 0.20, 0.50)
_CALLS = (10, 20, 40, 100, 200)


def sizes(worlds: int) -> list[dict[str, Any]]:
    """Share of draws of the size given whose interval is no wider than asked: at least the assurance of 80 %, or a census."""
    rng = np.random.default_rng(1)
    out = []
    for half, population, rate in product((0.02, 0.05, 0.10), (None, 300, 5000), (0.02, 0.10, 0.50)):
        size = calls_needed(Ask(half, population=population, planning_rate=rate))
        bad = None if population is None else round(rate * population)
        met, covered = 0, 0
        for _ in range(worlds * 4):
            if population is None or bad is None:
                hits, truth = int(rng.binomial(size.calls, rate)), rate
            else:
                hits, truth = int(rng.hypergeometric(bad, population - bad, size.calls)), bad / population
            found = share(hits, size.calls, population)
            low, high = found.low or 0.0, found.high or 0.0
            met += (high - low) / 2 <= half + 1e-9
            covered += low - 1e-9 <= truth <= high + 1e-9
        shares = {"within": share(met, worlds * 4).as_dict(), "held": share(covered, worlds * 4).as_dict()}
        out.append({"half_width": half, "population": population, "rate": rate, "calls": size.calls, **shares})
    return out


def drawn(worlds: int) -> dict[str, Any]:
    """Intervals of the share of these calls, agents alike or not, and of the agents' conduct (alike by 0, 0.05, 0.15)."""
    rng = np.random.default_rng(2)
    these, conduct = Held(), Held()
    for rate, calls, likeness in product(_RATES, _CALLS, (0.0, 0.05, 0.15)):
        for _ in range(worlds):
            near = rate * float(np.exp(rng.uniform(-0.25, 0.25)))
            _these(these, rng, near, calls, likeness, f"{rate:.0%}")
            _conduct(conduct, rng, near, calls, likeness, f"{rate:.0%}, alike {likeness:g}")
    return {"these_calls": these.rows(), "conduct": conduct.rows()}


def _beta(rng: np.random.Generator, rate: float, likeness: float, agents: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    firm = (1.0 - likeness) / likeness if likeness else 0.0
    return rng.beta(rate * firm, (1.0 - rate) * firm, agents) if likeness else np.full(agents, rate)


def _these(held: Held, rng: np.random.Generator, rate: float, calls: int, likeness: float, name: str) -> None:
    population = calls * int(rng.integers(2, 15))
    of_agent = _beta(rng, rate, likeness, 20)[rng.integers(0, 20, population)]
    truth = rng.random(population) < of_agent
    hits = int(truth[rng.choice(population, calls, replace=False)].sum())
    held.add(name, share(hits, calls, population), float(truth.mean()))


def _conduct(held: Held, rng: np.random.Generator, rate: float, calls: int, likeness: float, name: str) -> None:
    agents = max(2, min(20, calls // 4))
    met = np.bincount(rng.integers(0, agents, calls), minlength=agents)
    hits = rng.binomial(met, _beta(rng, rate, likeness, agents))
    parts = tuple((int(x), int(n)) for x, n in zip(hits, met, strict=True) if n)
    held.add(name, conduct_share(parts), rate)
