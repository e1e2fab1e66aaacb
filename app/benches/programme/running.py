"""Many waves on two cores, and their figures."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from time import perf_counter
from typing import Any

from app.benches.programme.figures import figures
from app.benches.programme.tally import Tally
from app.benches.programme.waves import run_wave

WAVES, SEED, CORES, TOLD_EVERY = 200, 20_261_122, 2, 10


def run(size: int | None, tell: Callable[[str], None], seed: int = SEED) -> dict[str, Any]:
    """`size` waves (200 where not said) on two processes; each figure with its n and 95 % interval."""
    waves = size or WAVES
    began, whole = perf_counter(), Tally()
    with ProcessPoolExecutor(CORES) as pool:
        for done, counted in enumerate(pool.map(partial(run_wave, seed=seed), range(waves)), 1):
            whole.add(counted)
            if done % TOLD_EVERY == 0 or done == waves:
                tell(f"programme: {done} / {waves}, {perf_counter() - began:.0f} s")
    return {"bench": "programme", "waves": waves, "seed": seed, "seconds": round(perf_counter() - began, 1), **figures(whole)}
