"""Many worlds on two cores, and their figures."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter
from typing import Any

from app.benches.scorecard.figures import figures
from app.benches.scorecard.timing import timing
from app.benches.scorecard.told import SIZE, told

WORLDS, FIRST_SEED, CORES, TOLD_EVERY = 200, 9_000_000, 2, 10
"""The method was made on seeds under a thousand. Worlds from 7, 8 and 9 millions were run once each and are published."""


def run(size: int | None, tell: Callable[[str], None], first: int = FIRST_SEED, timed: bool = True) -> dict[str, Any]:
    """`size` worlds (200 where not said) on two processes; each figure with its n and 95 % interval."""
    worlds, began = size or WORLDS, perf_counter()
    rows: list[dict[str, Any]] = []
    with ProcessPoolExecutor(CORES) as pool:
        for done, found in enumerate(pool.map(told, range(first, first + worlds)), 1):
            rows += found
            if done % TOLD_EVERY == 0 or done == worlds:
                tell(f"scorecard: {done} / {worlds}, {perf_counter() - began:.0f} s")
    spent = round(perf_counter() - began, 1)
    found_all = {"bench": "scorecard", "worlds": worlds, "first_seed": first, "size": SIZE, "seconds": spent, **figures(rows)}
    return {**found_all, "timing": timing(tell)} if timed else found_all
