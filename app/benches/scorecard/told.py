"""What one world's comparison said, held against its truth: counts that add up over worlds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from app.benches.scorecard.facts import facts_of
from reports.scorecards.card import Comparison, Line
from reports.scorecards.compare import compared
from reports.scorecards.facts import Floats
from reports.scorecards.measure import VendorMeasure, vendor_measures
from reports.scorecards.taken import CONDUCT, RECOVERY, TakenMonth, taken
from synthetic.vendors.shapes import World
from synthetic.vendors.world import draw_world

SIZE = 0.6
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Named:
    """Who was named best, raw and by ours, against who is: wrong or not, and what naming them loses in the measure's unit."""

    raw_wrong: bool
    ours_wrong: bool
    raw_loss: float
    ours_loss: float


@dataclass(frozen=True, slots=True)
class Told:
    """One measure of one world. Hits of so many; `equal_told` None where no pair is equal; `chances` (said, was best)."""

    measure: str
    own: tuple[int, int]
    shrunk: tuple[int, int]
    equal_told: bool | None
    apart: tuple[int, int]
    wrong_order: int
    ranks_hold: bool | None
    chances: tuple[tuple[float, float], ...]
    named: Named | None
    moved: tuple[int, int] = (0, 0)


def told(seed: int, size: float = SIZE) -> list[dict[str, Any]]:
    """Everything one world tells, as plain rows. Every fourth world has two months, the others one."""
    with threadpool_limits(limits=1):
        world = draw_world(seed, size, 2 if seed % 4 == 0 else 1)
        facts = facts_of(world)
        months = [taken(facts, month) for month in facts.months]
        made = compared(facts, months)
    rows = [_row(world, made, months[-1], measure) for measure in vendor_measures().values()]
    return [_plain(row) | {"seed": seed} for row in rows if row is not None] + [_overlap(world, made) | {"seed": seed}]


def _overlap(world: World, made: Comparison) -> dict[str, Any]:
    lone = [bool(x) for x in world.truth.alone]
    valued = [_line(made, v, RECOVERY).value.value is not None for v in range(len(lone))]
    return {
        "measure": "overlap",
        "alone_told": sum(not has for has, is_lone in zip(valued, lone, strict=True) if is_lone),
        "alone": sum(lone),
        "others_valued": sum(has for has, is_lone in zip(valued, lone, strict=True) if not is_lone),
        "others": len(lone) - sum(lone),
    }


def _plain(row: Told) -> dict[str, Any]:
    named = row.named
    return {
        "measure": row.measure,
        "own": row.own,
        "shrunk": row.shrunk,
        "equal_told": row.equal_told,
        "apart": row.apart,
        "wrong_order": row.wrong_order,
        "ranks_hold": row.ranks_hold,
        "chances": row.chances,
        "moved": row.moved,
        "named": None if named is None else (named.raw_wrong, named.ours_wrong, named.raw_loss, named.ours_loss),
    }


def _truth(world: World, measure: str, month: int = -1) -> Floats | None:
    if measure == CONDUCT:
        return np.asarray(world.truth.conduct[month])
    if measure == RECOVERY:
        return np.asarray(world.truth.recovery[month])
    found = world.truth.lived.get(measure)
    return None if found is None else np.asarray(found[month])


def _line(made: Comparison, vendor: int, measure: str) -> Line:
    return next(line for line in made.cards[vendor].lines if line.measure == measure)


def _row(world: World, made: Comparison, month: TakenMonth, measure: VendorMeasure) -> Told | None:
    truth = _truth(world, measure.id)
    lines = [_line(made, v, measure.id) for v in range(len(world.vendors))]
    valued = [v for v, line in enumerate(lines) if line.shrunk.value is not None]
    if truth is None or len(valued) < 2:
        return None
    if measure.id == RECOVERY:
        truth = truth / np.exp(np.log(truth[list(month.recovery.reference)]).mean())
    way = 1.0 if measure.better == "up" else -1.0
    good = {v: float(way * truth[v]) for v in valued}
    pairs = {(p.first, p.second): p for p in made.pairs if p.measure == measure.id}
    equal, apart, unlike, wrong = [], 0, 0, 0
    for i, j in combinations(valued, 2):
        pair = pairs.get((world.vendors[i], world.vendors[j]))
        if pair is None:
            continue
        if abs(good[i] - good[j]) < _SAME:
            equal.append(bool(pair.apart))
            continue
        unlike += 1
        apart += bool(pair.apart)
        wrong += bool(pair.apart) and ((pair.difference.value or 0.0) * way > 0) != (good[i] > good[j])
    tops = [v for v in valued if good[v] > max(good.values()) - _SAME]
    return Told(
        measure.id,
        _covered((line.value.low, line.value.high, truth[v]) for v, line in enumerate(lines)),
        _covered((line.shrunk.low, line.shrunk.high, truth[v]) for v, line in enumerate(lines)),
        any(equal) if equal else None,
        (apart, unlike),
        wrong,
        _ranks_hold(lines, good),
        tuple((float(lines[v].best or 0.0), 1 / len(tops) if v in tops else 0.0) for v in valued if lines[v].best is not None),
        _named(measure, lines, good, tops),
        _moved(world, measure.id, lines),
    )


def _covered(spans: Iterator[tuple[float | None, float | None, float]]) -> tuple[int, int]:
    known = [(low, high, true) for low, high, true in spans if low is not None and high is not None]
    return sum(low <= true <= high for low, high, true in known), len(known)


def _ranks_hold(lines: list[Line], good: Mapping[int, float]) -> bool | None:
    """Whether every true place is within its interval; equals share their places."""
    hold = True
    for v, own in good.items():
        rank = lines[v].rank
        if rank is None:
            return None
        first = 1 + sum(other > own + _SAME for other in good.values())
        last = len(good) - sum(other < own - _SAME for other in good.values())
        hold = hold and rank[0] <= last and rank[1] >= first
    return hold


def _named(measure: VendorMeasure, lines: list[Line], good: Mapping[int, float], tops: list[int]) -> Named | None:
    """Only where there is a raw figure to name by, and some are truly better than others."""
    raws = {v: raw.hits / raw.of for v in good if (raw := lines[v].raw) is not None and raw.of > 0}
    if len(raws) < len(good) or len(tops) == len(good):
        return None
    way = 1.0 if measure.better == "up" else -1.0
    plain = max(good, key=lambda v: way * raws[v])
    ours = max(good, key=lambda v: lines[v].best or 0.0)
    top = max(good.values())
    return Named(plain not in tops, ours not in tops, top - good[plain], top - good[ours])


def _moved(world: World, measure: str, lines: list[Line]) -> tuple[int, int]:
    """Months said to have moved though the truth did not, or the other way; of those said to have moved."""
    if len(world.months) < 2:
        return 0, 0
    now, before = _truth(world, measure), _truth(world, measure, -2)
    if now is None or before is None:
        return 0, 0
    said = [(line.change, float(a - b)) for line, a, b in zip(lines, now, before, strict=True) if line.change in ("up", "down")]
    return sum((change == "up") != (step > 0) for change, step in said), len(said)
