"""A month's measures as the lines and pairs that pages print."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from reports.changed import changed
from reports.intervals import Estimate
from reports.scorecards.card import Line, Pair
from reports.scorecards.facts import Facts, Floats
from reports.scorecards.ranks import Gap, best, gaps, places
from reports.scorecards.taken import Taken

_BLANK = Estimate(None, None, None, 0)


def lines_of(facts: Facts, now: Taken, before: Sequence[Taken], seed: int) -> tuple[tuple[Line, ...], tuple[Pair, ...]]:
    """The line of every vendor, and every pair, of one measure. A diagnostic measure gives neither places nor pairs."""
    drawn = now.draws(seed)
    told = () if now.measure.diagnostic else gaps(drawn)
    up = now.measure.better == "up"
    ranked = places(len(now.known), told, up) if told else ()
    chances = best(drawn, up) if told else np.zeros(0)
    lines = []
    for vendor, name in enumerate(facts.vendors):
        place = now.known.index(vendor) if vendor in now.known else None
        own = now.values[vendor]
        earlier = tuple(month.values[vendor] for month in before)
        line = Line(
            measure=now.measure.id,
            value=own,
            shrunk=_shrunk(drawn, place, own),
            raw=now.raws[vendor],
            others=_others(now.values, vendor),
            target=target_of(facts, now.measure.id, name.key),
            past=(*earlier, own),
            change=None,
            rank=ranked[place] if told and place is not None else None,
            best=float(chances[place]) if told and place is not None else None,
            cause=now.causes[vendor],
        )
        lines.append(line)
    pairs = () if now.measure.diagnostic else _pairs(facts, now, told)
    return tuple(lines), pairs


def with_changes(lines: Sequence[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """The lines of a whole page, each with its `change` against its own month before."""
    dated = [line for measure in lines for line in measure if len(line.past) > 1]
    told = iter(changed([(line.past[-1], line.past[-2]) for line in dated]))
    return [tuple(replace(x, change=_way(x, next(told))) if len(x.past) > 1 else x for x in measure) for measure in lines]


def _way(line: Line, told: bool | None) -> str | None:
    if not told:
        return None if told is None else "same"
    return "up" if (line.past[-1].value or 0.0) > (line.past[-2].value or 0.0) else "down"


def target_of(facts: Facts, measure: str, vendor: str) -> float | None:
    """What the vendor's contract asks, or else what all are asked."""
    asked: Mapping[str, float] = {t.vendor: t.value for t in facts.targets if t.measure == measure}
    return asked.get(vendor, asked.get(""))


def _shrunk(drawn: Floats, place: int | None, own: Estimate) -> Estimate:
    if place is None:
        return Estimate(None, None, None, own.n)
    low, middle, high = (float(x) for x in np.quantile(drawn[:, place], (0.025, 0.5, 0.975)))
    return Estimate(middle, low, high, own.n)


def _others(values: Sequence[Estimate], vendor: int) -> tuple[float, float] | None:
    found = [v.value for n, v in enumerate(values) if n != vendor and v.value is not None]
    return (min(found), max(found)) if found else None


def _pairs(facts: Facts, now: Taken, told: tuple[Gap, ...]) -> tuple[Pair, ...]:
    by_place = {(now.known[g.first], now.known[g.second]): g for g in told}
    if not by_place:
        return ()
    found = []
    for i, j in combinations(range(len(facts.vendors)), 2):
        names = (facts.vendors[i].key, facts.vendors[j].key)
        gap = by_place.get((i, j))
        if gap is None:
            found.append(Pair(now.measure.id, *names, _BLANK, None))
            continue
        n = min(now.values[i].n, now.values[j].n)
        found.append(Pair(now.measure.id, *names, Estimate(gap.value, gap.low, gap.high, n), gap.apart))
    return tuple(found)
