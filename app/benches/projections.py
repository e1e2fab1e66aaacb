"""`trasluz bench projections`: does the balance hold the truth, and do projections come as told, over made worlds?"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np

from app.benches.scorecard import balanced, what_if
from reports.intervals import wilson

WORLDS, FIRST_MOVED, FIRST_BALANCED, CORES, TOLD_EVERY = 200, 70_000, 80_000, 2, 10
"""Seeds from here on changed nothing of the method: it was made on seeds 50,000 to 60,099."""


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size` worlds (200 where not said) for each part, on two processes; every share with its n and Wilson's interval."""
    worlds = size or WORLDS
    hits: dict[str, list[bool]] = {}
    pits: dict[str, list[float]] = {}
    with ProcessPoolExecutor(CORES) as pool:
        seeds = range(FIRST_BALANCED, FIRST_BALANCED + worlds)
        for one in _counted(pool.map(balanced.balanced, seeds), "balance", tell):
            _add(hits, one)
        seeds = range(FIRST_MOVED, FIRST_MOVED + worlds)
        for told in _counted(pool.map(what_if.projected, seeds), "what-if", tell):
            _add(hits, told.hits)
            for name, found in told.pits.items():
                pits.setdefault(name, []).extend(found)
    return {
        "bench": "projections",
        "worlds": worlds,
        "months": what_if.MONTHS,
        "shares": {name: _share(found) for name, found in sorted(hits.items())},
        "pit": {name: _spread(found) for name, found in sorted(pits.items())},
    }


def _counted(found: Iterable[Any], name: str, tell: Callable[[str], None]) -> Iterable[Any]:
    for n, one in enumerate(found, 1):
        yield one
        if n % TOLD_EVERY == 0:
            tell(f"{name}: {n}")


def _add(hits: dict[str, list[bool]], one: Mapping[str, list[bool]]) -> None:
    for name, found in one.items():
        hits.setdefault(name, []).extend(found)


def _share(hits: list[bool]) -> dict[str, Any]:
    found = wilson(sum(hits), len(hits))
    return {"hits": sum(hits), "n": found.n, "share": found.value, "low": found.low, "high": found.high}


def _spread(pits: list[float]) -> dict[str, Any]:
    return {
        "tenths": [int(n) for n in np.histogram(pits, np.linspace(0, 1, 11))[0]],
        "mean": float(np.mean(pits)),
        "n": len(pits),
    }
