"""Figures of many worlds, each with its n and a 95 % interval; worlds are the clusters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from reports.intervals import mean_t, wilson
from reports.kpis.clustered import Sums, estimate
from reports.kpis.measure import Kind
from reports.scorecards.facts import Floats
from reports.scorecards.taken import CONDUCT, RECOVERY

_BANDS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0001)
Row = Mapping[str, Any]


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """By measure and by family (conduct, recovery, plain measures)."""
    told = [row for row in rows if row["measure"] != "overlap"]
    families: dict[str, Callable[[str], bool]] = {
        "conduct": lambda m: m == CONDUCT,
        "recovery": lambda m: m == RECOVERY,
        "plain": lambda m: m not in (CONDUCT, RECOVERY),
    }
    measures = dict.fromkeys(row["measure"] for row in told)
    return {
        "families": {name: _family([r for r in told if inside(r["measure"])]) for name, inside in families.items()},
        "measures": {m: _coverage([r for r in told if r["measure"] == m]) for m in measures},
        "overlap": _overlap([row for row in rows if row["measure"] == "overlap"]),
    }


def _family(rows: Sequence[Row]) -> dict[str, Any]:
    equal = [row["equal_told"] for row in rows if row["equal_told"] is not None]
    ranks = [row["ranks_hold"] for row in rows if row["ranks_hold"] is not None]
    apart = sum(row["apart"][0] for row in rows)
    return {
        **_coverage(rows),
        "worlds_with_equal_vendors_told_apart": _share(sum(equal), len(equal)),
        "unequal_pairs_told_apart": _share(apart, sum(row["apart"][1] for row in rows)),
        "told_apart_in_the_wrong_order": _share(sum(row["wrong_order"] for row in rows), apart),
        "worlds_whose_rank_intervals_all_hold": _share(sum(ranks), len(ranks)),
        "changes_told_wrongly": _share(sum(row["moved"][0] for row in rows), sum(row["moved"][1] for row in rows)),
        "best": _best([pair for row in rows for pair in row["chances"]]),
        "named": _named([row["named"] for row in rows if row["named"] is not None]),
    }


def _coverage(rows: Sequence[Row]) -> dict[str, Any]:
    return {side: _clustered((row[side][0], row[side][1]) for row in rows) for side in ("own", "shrunk")}


def _clustered(pairs: Iterable[tuple[int, int]]) -> dict[str, Any]:
    held = np.array([pair for pair in pairs if pair[1]], dtype=float)
    if not len(held):
        return {"value": None, "n": 0}
    x, y = held.T
    sums = Sums(len(held), int(y.sum()), float(x.sum()), float(y.sum()), float(x @ x), float(x @ y), float(y @ y))
    found = estimate(sums, Kind.SHARE)
    return {"value": _r(found.value), "low": _r(found.low), "high": _r(found.high), "n": found.n, "worlds": len(held)}


def _share(hits: int, n: int) -> dict[str, Any]:
    found = wilson(int(hits), int(n))
    return {"value": _r(found.value), "low": _r(found.low), "high": _r(found.high), "n": int(n)}


def _best(chances: Sequence[tuple[float, float]]) -> dict[str, Any]:
    if not chances:
        return {}
    said, was = np.array(chances).T
    bands = []
    for low, high in pairwise(_BANDS):
        inside = (said >= low) & (said < high)
        if inside.any():
            bands.append({"said": _r(float(said[inside].mean())), "was": _r(float(was[inside].mean())), "n": int(inside.sum())})
    return {"bands": bands, "brier": _r(float(((said - was) ** 2).mean())), "n": len(said)}


def _named(rows: Sequence[tuple[bool, bool, float, float]]) -> dict[str, Any]:
    """How often the wrong best vendor is named, and what that loses; the difference by world, with its interval."""
    if not rows:
        return {}
    raw_wrong, ours_wrong, raw_loss, ours_loss = np.array(rows, dtype=float).T
    return {
        "raw_wrong": _share(int(raw_wrong.sum()), len(rows)),
        "ours_wrong": _share(int(ours_wrong.sum()), len(rows)),
        "wrong_less_often": _gap(raw_wrong - ours_wrong),
        "raw_loss": _r(float(raw_loss.mean())),
        "ours_loss": _r(float(ours_loss.mean())),
        "loss_spared": _gap(raw_loss - ours_loss),
        "n": len(rows),
    }


def _gap(by_world: Floats) -> dict[str, Any]:
    found = mean_t([float(x) for x in by_world])
    return {"value": _r(found.value), "low": _r(found.low), "high": _r(found.high), "n": found.n}


def _overlap(rows: Sequence[Row]) -> dict[str, Any]:
    def total(name: str) -> int:
        return sum(int(row[name]) for row in rows)

    return {
        "alone_not_valued": _share(total("alone_told"), total("alone")),
        "others_valued": _share(total("others_valued"), total("others")),
    }


def _r(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
