"""`trasluz bench coaching`: is improvement claimed where nothing changed though the worst were picked, and found where it did?

Worlds of 5–25 agents on one criterion: agents equal or spread (normal or heavy-tailed), a team trend, agents who change by
themselves, cases of two difficulties whose mix moves for whoever was coached, marks of a machine that errs and is corrected from
a counted sample, or marks that are true. The agent with the worst marks before is coached; in half the worlds nothing changes.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from scipy.special import expit

from audit.coaching.calls import AgentCall, ScorerSeen, Side
from audit.coaching.effect import Effect, Told, effect
from reports.intervals import wilson

WORLDS, FIRST, CORES, TOLD_EVERY = 400, 90_000, 2, 20
"""Worlds that change nothing, and as many that do. Seeds from `FIRST` on changed nothing of the method."""
GAINS = ((0.0, 0.10), (0.10, 0.20), (0.20, 0.35), (0.35, 1.0))
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Tried:
    """One world: what was true, what was said, and what the plain comparison of before and after would have said."""

    kind: tuple[str, ...]
    change: float
    found: Effect
    naive: bool


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size` worlds without effect and as many with (400 each where not said), on two processes."""
    worlds = size or WORLDS
    seeds = range(FIRST, FIRST + worlds)
    with ProcessPoolExecutor(CORES) as pool:
        still = list(_counted(pool.map(nothing, seeds, chunksize=4), "nothing changed", tell))
        moved = list(_counted(pool.map(something, seeds, chunksize=4), "something changed", tell))
    kinds = sorted({kind for one in still for kind in one.kind})
    return {
        "bench": "coaching",
        "worlds": worlds,
        "nothing_changed": {**_said(still), "naive_improved": _share([t.naive for t in _told(still)])},
        "something_changed": {**_said(moved), "naive_improved": _share([t.naive for t in _told(moved)])},
        "power": {f"{low:.2f}-{high:.2f}": _power(moved, low, high) for low, high in GAINS},
        "by_kind": {
            kind: {
                "coverage": _coverage([t for t in (*still, *moved) if kind in t.kind]),
                "false_improved": _share([t.found.told is Told.IMPROVED for t in _told(still) if kind in t.kind]),
            }
            for kind in kinds
        },
    }


def nothing(seed: int) -> Tried:
    """A world in which coaching changes nothing."""
    return _world(seed, 0.0)


def something(seed: int) -> Tried:
    """A world in which it does, by 0.3 to 2 logits."""
    return _world(seed + 1_000_000, float(np.random.default_rng([1, seed]).uniform(0.3, 2.0)))


def _world(seed: int, gain: float) -> Tried:
    rng = np.random.default_rng([89, seed])
    agents, mean, trend = int(rng.integers(5, 26)), rng.normal(0.4, 0.9), rng.normal(0, 0.3)
    shape = ("equal", "normal", "heavy")[int(rng.integers(3))]
    spread, own = rng.uniform(0.15, 1.1), float(rng.choice([0.0, 0.2, 0.35]))
    level = (
        mean
        + {
            "equal": np.zeros(agents),
            "normal": rng.normal(0, spread, agents),
            "heavy": rng.standard_t(4, agents) * spread / np.sqrt(2),
        }[shape]
    )
    harder, errs = rng.normal(-0.6, 0.4), bool(rng.random() < 0.4)
    right, wrong = (rng.uniform(0.8, 0.97), rng.uniform(0.05, 0.25)) if errs else (1.0, 0.0)
    counts = rng.integers(15, 80, agents), rng.integers(14, 60, agents)
    before = [_calls(rng, level[a], harder, 0.35, int(counts[0][a]), right, wrong) for a in range(agents)]
    rates = [np.mean([good for good, _ in calls]) for calls in before]
    coached, change, after_rate = int(np.argmin(rates)), 0.0, 0.0
    calls = [AgentCall(f"a{a}", Side.BEFORE, good, given=_given(hard)) for a in range(agents) for good, hard in before[a]]
    for a in range(agents):
        now = level[a] + trend + rng.normal(0, own)
        mix = float(rng.uniform(0.1, 0.8)) if a == coached else 0.35
        after = _calls(rng, now + (gain if a == coached else 0.0), harder, mix, int(counts[1][a]), right, wrong)
        if a == coached:
            shift = np.array([harder * hard for _, hard in after])
            change = float((expit(now + gain + shift) - expit(now + shift)).mean())
            after_rate = float(np.mean([good for good, _ in after]))
        calls += [AgentCall(f"a{a}", Side.AFTER, good, given=_given(hard)) for good, hard in after]
    naive = _naive(float(rates[coached]), int(counts[0][coached]), after_rate, int(counts[1][coached]))
    found = effect(calls, f"a{coached}", _scorer(rng, right, wrong) if errs else None, seed)
    return Tried((shape, "machine errs" if errs else "marks are true", f"own change {own}"), change, found, naive)


def _calls(
    rng: np.random.Generator, level: float, harder: float, mix: float, n: int, right: float, wrong: float
) -> list[tuple[bool, bool]]:
    """(marked good, hard case) of `n` calls."""
    hard = rng.random(n) < mix
    good = rng.random(n) < expit(level + harder * hard)
    marked = np.where(good, rng.random(n) < right, rng.random(n) < wrong)
    return [(bool(m), bool(h)) for m, h in zip(marked, hard, strict=True)]


def _given(hard: bool) -> dict[str, str]:
    return {"told": "hardship" if hard else "none"}


def _scorer(rng: np.random.Generator, right: float, wrong: float) -> ScorerSeen:
    good, bad = int(rng.integers(60, 250)), int(rng.integers(60, 250))
    return ScorerSeen(int(rng.binomial(good, right)), good, int(rng.binomial(bad, 1 - wrong)), bad)


def _naive(before: float, n: int, after: float, m: int) -> bool:
    """Two shares held against each other as if the agent had not been chosen."""
    pooled = (before * n + after * m) / (n + m)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return bool(error > 0 and (after - before) / error > _Z)


def _counted(found: Iterable[Tried], name: str, tell: Callable[[str], None]) -> Iterable[Tried]:
    for n, one in enumerate(found, 1):
        yield one
        if n % TOLD_EVERY == 0:
            tell(f"{name}: {n}")


def _told(tried: Iterable[Tried]) -> list[Tried]:
    return [t for t in tried if t.found.told is not Told.TOO_FEW]


def _said(tried: list[Tried]) -> dict[str, Any]:
    told = _told(tried)
    widths = [(t.found.change.high or 0.0) - (t.found.change.low or 0.0) for t in told]
    return {
        "coverage": _coverage(tried),
        "improved": _share([t.found.told is Told.IMPROVED for t in told]),
        "worse": _share([t.found.told is Told.WORSE for t in told]),
        "cannot_tell": _share([t.found.told is Told.CANNOT_TELL for t in told]),
        "too_few": _share([t.found.told is Told.TOO_FEW for t in tried]),
        "mean_width": float(np.mean(widths)) if widths else None,
    }


def _coverage(tried: list[Tried]) -> dict[str, Any]:
    return _share([(t.found.change.low or 0.0) <= t.change <= (t.found.change.high or 0.0) for t in _told(tried)])


def _power(tried: list[Tried], low: float, high: float) -> dict[str, Any]:
    return _share([t.found.told is Told.IMPROVED for t in _told(tried) if low <= t.change < high])


def _share(hits: list[bool]) -> dict[str, Any]:
    found = wilson(sum(hits), len(hits))
    return {"hits": sum(hits), "n": found.n, "share": found.value, "low": found.low, "high": found.high}
