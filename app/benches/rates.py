"""`trasluz bench rates`: are the plan's power and error real, do intervals cover, is the verdict fair, does the alarm see?"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from app.benches.rates_rivals import RIVALS, Interval
from audit.ghosts.power import Standard, teeth
from audit.ghosts.power_tails import Clustering
from audit.ghosts.rates import Tally, bound
from audit.ghosts.rates_decision import Accusation, Verdict, decide_counted

_SHAPES = ((4, 5), (8, 5), (12, 4), (20, 5), (6, 10), (25, 2))
_RATES = (0.005, 0.01, 0.02, 0.04, 0.08, 0.12, 0.20, 0.30)
_PLANNED, _TRUE = 0.05, (0.0, 0.05, 0.10, 0.25)


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size` waves in each cell (2,000)."""
    waves = size or 2000
    tell("power")
    power = list(_power(waves * 20))
    tell("coverage")
    covered = [_coverage(shape, rho, waves) for shape, rho in product(_SHAPES, _TRUE)]
    tell("verdicts")
    return {
        "waves": waves,
        "power": power,
        "power_worst_difference": max(row["difference"] for row in power),
        "false_accusation_worst": max(row["false_accusation_drawn"] for row in power),
        "coverage": covered,
        "coverage_by_method": _by_method(covered),
        "verdicts": list(_verdicts(waves * 2)),
    }


def draw(rng: np.random.Generator, waves: int, sizes: npt.NDArray[np.int64], rate: float, rho: float) -> npt.NDArray[np.int64]:
    """Faults [waves, agents] of agents with beta rates."""
    shape = (waves, len(sizes))
    firm = (1.0 - rho) / rho if rho else 0.0
    return rng.binomial(sizes, rng.beta(rate * firm, (1.0 - rate) * firm, shape) if rho else np.full(shape, rate))


def _sizes(ghosts: int, each: int) -> npt.NDArray[np.int64]:
    return np.array([each] * (ghosts // each) + ([ghosts % each] if ghosts % each else []))


def _power(waves: int) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(1)
    for effect, each, ghosts in product((1.0, 1.2, 1.5, 2.0, 2.5), (5, 10), (10, 25, 47, 100, 200)):
        tolerated, matters = (0.02, 0.12) if ghosts > 30 else (0.05, 0.30)
        clustering = Clustering(effect, each)
        told = teeth(Standard(tolerated, 0.05, clustering), (matters,), ghosts)
        at = told.threshold[ghosts]
        bad, fair = (draw(rng, waves, _sizes(ghosts, each), p, clustering.rho).sum(axis=1) for p in (matters, tolerated))
        drawn = float((bad >= at).mean())
        yield {
            "design_effect": effect,
            "ghosts_per_agent": each,
            "ghosts": ghosts,
            "tolerated": tolerated,
            "matters": matters,
            "threshold": int(at),
            "power_told": round(float(told.power[0][ghosts]), 4),
            "power_drawn": round(drawn, 4),
            "difference": round(abs(drawn - float(told.power[0][ghosts])), 4),
            "false_accusation_told": round(float(told.false_accusation[ghosts]), 4),
            "false_accusation_drawn": round(float((fair >= at).mean()), 4),
        }


def _coverage(shape: tuple[int, int], rho: float, waves: int) -> dict[str, Any]:
    """Share of intervals that hold the true rate, drawn within a quarter around each nominal one; the plan expects rho 0.05."""
    agents, each = shape
    expected = Clustering(1.0 + (each - 1) * _PLANNED, each)
    methods: Mapping[str, Interval] = {
        "ours": lambda found: (bound(found, expected, 0.025), bound(found, expected, 0.975)),
        **RIVALS,
    }
    rng = np.random.default_rng([2, agents, each, int(rho * 100)])
    held: dict[str, list[float]] = {name: [] for name in methods}
    wide: dict[str, list[float]] = {name: [] for name in methods}
    for nominal in _RATES:
        true = nominal * np.exp(rng.uniform(-0.25, 0.25, waves))
        faults = np.array([draw(rng, 1, np.full(agents, each), float(p), rho)[0] for p in true])
        counted = [Tally(tuple(sorted((int(x), each) for x in row)), (0, 0), 0) for row in faults]
        for name, method in methods.items():
            limits = {found: method(found) for found in set(counted)}
            wide[name].append(float(np.mean([limits[c][1] - limits[c][0] for c in counted])))
            held[name].append(float(np.mean([limits[c][0] <= p <= limits[c][1] for c, p in zip(counted, true, strict=True)])))
    return {
        "agents": agents,
        "ghosts_per_agent": each,
        "rho_true": rho,
        "rho_planned": _PLANNED,
        "rates": list(_RATES),
        "held": {name: [round(v, 3) for v in values] for name, values in held.items()},
        "width": {name: [round(v, 4) for v in values] for name, values in wide.items()},
    }


def _by_method(covered: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Each method over the cells from 2 % up where agents differ as planned or up to twice, and where five times."""
    start = _RATES.index(0.02)
    out: dict[str, dict[str, float]] = {}
    for name in ("ours", *RIVALS):
        near = [v for row in covered if row["rho_true"] <= 0.10 for v in row["held"][name][start:]]
        far = [v for row in covered if row["rho_true"] > 0.10 for v in row["held"][name][start:]]
        inside = float(np.mean([0.93 <= v <= 0.97 for v in near]))
        out[name] = {
            "width": round(
                float(np.mean([v for row in covered if row["rho_true"] <= 0.10 for v in row["width"][name][start:]])), 4
            ),
            "mean": round(float(np.mean(near)), 4),
            "least": round(min(near), 3),
            "most": round(max(near), 3),
            "cells_within_93_97": round(inside, 3),
            "mean_where_agents_differ_five_times_more": round(float(np.mean(far)), 4),
            "least_where_agents_differ_five_times_more": round(min(far), 3),
        }
    return out


def _verdicts(waves: int) -> Iterator[dict[str, Any]]:
    """What is said of vendors at the tolerated rate and at the one that matters; the plan expects a design effect of 1.2."""
    rng = np.random.default_rng(3)
    clustering, ghosts = Clustering(1.2, 5), 50
    held = Accusation(0.02, 0.12, 0.05, clustering)
    for rho, rate in product((0.0, 0.05, 0.10, 0.25, 0.50), (0.0, 0.01, 0.02, 0.06, 0.12, 0.20)):
        rows = draw(rng, waves, _sizes(ghosts, 5), rate, rho) if rate else np.zeros((waves, 10), dtype=np.int64)
        counted = Counter(Tally(tuple(sorted((int(x), 5) for x in row)), (0, 0), 0) for row in rows)
        said: Counter[Verdict] = Counter()
        for found, times in counted.items():
            said[decide_counted(found, found, held).verdict] += times
        yield {"rho_true": rho, "rate": rate, **{str(v): round(said[v] / waves, 4) for v in Verdict}}
