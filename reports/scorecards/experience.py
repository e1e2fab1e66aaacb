"""Lived treatment 0–100 of each vendor, made of the parts of `experience.yaml` all of them were measured in.

A part's error is its measure's (clustered by person or call) carried through the table of points by seeded draws; parts are
independent but for those heard in the same calls. Where every cluster says the same, up to 3.69/n of them may still differ
(the exact 95 % bound of nothing seen), anywhere on the scale. The tables and weights are a decision, not an estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np

from reports.intervals import Estimate
from reports.kpis.clustered import Sums
from reports.scorecards.anchors import Ingredient, Table, ingredients
from reports.scorecards.card import Part
from reports.scorecards.counted import counted
from reports.scorecards.facts import OWN_KEY, Floats
from reports.scorecards.measure import vendor_measures
from reports.scorecards.survey import with_silence

LEAST_WEIGHT = 60.0
"""Hundredths of the weight that must be measured for there to be a score."""
_ALIKE = 0.5
_DRAWS = 4000
_NONE_SEEN = 3.6888794541139363

_UNMEASURED = {"es": "nadie pudo medirlo en este período", "en": "nobody could measure it in this period"}
_NOT_ALL = {
    "es": "medido aquí y no en todos los proveedores: queda fuera del puntaje para que se puedan comparar",
    "en": "measured here and not at every vendor: left out of the score so that scores can be compared",
}


@dataclass(frozen=True, slots=True)
class Treatment:
    """A vendor's lived treatment: `score` 0–100, its standard `error`, the `parts` with the share of the score each is (0: out).

    `over` are the parts it rests on, the same for all scored vendors. `cause` {es, en} says why there is no score.
    """

    vendor: str
    score: Estimate
    error: float | None
    parts: tuple[Part, ...]
    over: tuple[str, ...]
    cause: Mapping[str, str] | None = None


def experience(
    sums: Mapping[str, Mapping[str, Sums]],
    vendors: Sequence[str],
    causes: Mapping[tuple[str, str], Mapping[str, str]] | None = None,
    asked: Mapping[str, int] | None = None,
    only: Sequence[str] | None = None,
    seed: int = 5,
) -> dict[str, Treatment]:
    """Each vendor's treatment, by key, from a month's `sums` and `causes` (as in `facts.Month`).

    `asked` are surveys sent, by vendor key: without them the response rate is not known. `only` holds the parts to those of
    another comparison (so that months, or segments, are scored over the same). Raises ValueError for sums that are no numbers.
    """
    causes = causes or {}
    tables = _tables(sums, vendors, only)
    scored = _scored(tables, sums, vendors)
    common = [i for i in ingredients() if i.id in tables and all(_has(sums, tables[i.id], v) for v in scored)]
    values = {p: _values(t, sums, vendors) for p, t in tables.items()}
    found = {}
    for at, vendor in enumerate(vendors):
        over = common if vendor in scored else []
        rng = np.random.default_rng([seed, at])
        own = {p: by[vendor] for p, by in values.items() if vendor in by}
        clusters = {p: sums[tables[p].measure][vendor].clusters for p in own}
        parts = [
            _measured(i, tables[i.id], own[i.id], clusters[i.id], over, (asked or {}).get(vendor))
            if i.id in own
            else _unmeasured(i, tables.get(i.id), vendor, causes)
            for i in ingredients()
        ]
        found[vendor] = _treatment(vendor, parts, over, tables, rng, bool(scored))
    return found


def _has(sums: Mapping[str, Mapping[str, Sums]], table: Table, vendor: str) -> bool:
    held = sums.get(table.measure, {}).get(vendor)
    if held is None:
        return False
    if not all(isfinite(n) for n in (held.x, held.y, held.xx, held.xy, held.yy)):
        raise ValueError(
            f"{table.measure} of {vendor}: its sums are no numbers ({held.x}, {held.y}); leave the measure out with a cause"
        )
    return held.y > 0


def _tables(sums: Mapping[str, Mapping[str, Sums]], vendors: Sequence[str], only: Sequence[str] | None) -> dict[str, Table]:
    """The measure each part is read from: the one most vendors have, then the own desk, the first of equals."""
    found = {}
    for i in ingredients():
        held = [sum(_has(sums, t, v) * (1 if v == OWN_KEY else 2) for v in vendors) for t in i.tables]
        if max(held) > 0 and (only is None or i.id in only):
            found[i.id] = i.tables[held.index(max(held))]
    return found


def _scored(tables: Mapping[str, Table], sums: Mapping[str, Mapping[str, Sums]], vendors: Sequence[str]) -> list[str]:
    """The vendors with enough parts in common; who has least to compare leaves first.

    The client's own desk is no vendor: it takes no part from them, and is scored where it was measured in all of theirs.
    """
    weights = {i.id: i.weight for i in ingredients()}
    own = {v: {p for p, t in tables.items() if _has(sums, t, v)} for v in vendors}
    enough = [v for v in vendors if sum(weights[p] for p in own[v]) >= LEAST_WEIGHT]
    held = [v for v in enough if v != OWN_KEY]
    while held and sum(weights[p] for p in set.intersection(*(own[v] for v in held))) < LEAST_WEIGHT:
        rest = {v: set.intersection(*(own[o] for o in held if o != v)) for v in held}
        held.remove(max(held, key=lambda v: (sum(weights[p] for p in rest[v]), -sum(weights[p] for p in own[v]))))
    if OWN_KEY in enough and (not held or own[OWN_KEY] >= set.intersection(*(own[v] for v in held))):
        held.append(OWN_KEY)
    return held


def _values(table: Table, sums: Mapping[str, Mapping[str, Sums]], vendors: Sequence[str]) -> dict[str, Estimate]:
    """The measure's own values, as the card's lines have them, of the vendors that have it."""
    having = [v for v in vendors if _has(sums, table, v)]
    found = counted([sums[table.measure][v] for v in having], vendor_measures()[table.measure])
    return dict(zip(having, found.values, strict=True))


def _unmeasured(
    ingredient: Ingredient, table: Table | None, vendor: str, causes: Mapping[tuple[str, str], Mapping[str, str]]
) -> Part:
    measure = (table or ingredient.tables[0]).measure
    why = causes.get((measure, vendor)) or causes.get((measure, "")) or _UNMEASURED
    return Part(ingredient.id, Estimate(None, None, None, 0), 0.0, measure, why)


def _measured(
    ingredient: Ingredient, table: Table, value: Estimate, clusters: int, over: Sequence[Ingredient], asked: int | None
) -> Part:
    inside = ingredient in over
    weight = ingredient.weight / sum(i.weight for i in over) if inside else 0.0
    ends = _ends(value, clusters, table)
    score = Estimate(float(table.of(_known(value))), min(ends), max(ends), value.n)
    part = Part(ingredient.id, score, weight, table.measure, None if inside or not over else _NOT_ALL, value=value)
    return with_silence(part, table, asked) if ingredient.id == "survey" else part


def _known(value: Estimate) -> float:
    if value.value is None:
        raise ValueError("a part with sums has a value")
    return value.value


def _ends(value: Estimate, clusters: int, table: Table) -> tuple[float, float]:
    """The points at the ends of the measure's interval; without one, what so few clusters that agree leave open."""
    if value.low is not None and value.high is not None:
        low, high = table.of(value.low), table.of(value.high)
        return float(low), float(high)
    points, open_share = float(table.of(_known(value))), min(1.0, _NONE_SEEN / max(clusters, 1))
    return points * (1 - open_share), points + (100 - points) * open_share


def _treatment(
    vendor: str,
    parts: Sequence[Part],
    over: Sequence[Ingredient],
    tables: Mapping[str, Table],
    rng: np.random.Generator,
    others: bool,
) -> Treatment:
    names = tuple(i.id for i in over)
    if not over:
        measured = sum(i.weight for i, p in zip(ingredients(), parts, strict=True) if p.score.value is not None)
        return Treatment(vendor, Estimate(None, None, None, 0), None, tuple(parts), (), _cause(vendor, measured, others))
    drawn = _draws(parts, over, tables, rng)
    value = sum(p.weight * p.score.value for p in parts if p.weight and p.score.value is not None)
    low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975)))
    score = Estimate(value, min(low, value), max(high, value), sum(p.score.n for p in parts if p.weight))
    return Treatment(vendor, score, float(np.std(drawn)), tuple(parts), names)


def _draws(parts: Sequence[Part], over: Sequence[Ingredient], tables: Mapping[str, Table], rng: np.random.Generator) -> Floats:
    """The score under each part's error: two half normals that meet at the value, carried through the table."""
    shared = {i.heard: rng.standard_normal(_DRAWS) for i in over if i.heard}
    total = np.zeros(_DRAWS)
    by_id = {p.id: p for p in parts}
    for i in over:
        part, z = by_id[i.id], rng.standard_normal(_DRAWS)
        if i.heard:
            z = sqrt(_ALIKE) * shared[i.heard] + sqrt(1 - _ALIKE) * z
        total += part.weight * _points(part, tables[i.id], z)
    return total


def _points(part: Part, table: Table, z: Floats) -> Floats:
    value, better = part.value, vendor_measures()[table.measure].better
    if value is None or value.low is None or value.high is None:
        return np.clip(_halves(part.score, z), 0, 100)
    return table.of(_halves(value, z if better == "up" else -z))


def _halves(found: Estimate, z: Floats) -> Floats:
    if found.value is None or found.low is None or found.high is None:
        raise ValueError("a part that is weighed has an interval of points")
    below, above = (found.value - found.low) / 1.96, (found.high - found.value) / 1.96
    return found.value + np.where(z < 0, below, above) * z


def _cause(vendor: str, measured: float, others: bool) -> Mapping[str, str]:
    if measured >= LEAST_WEIGHT and others and vendor == OWN_KEY:
        return {
            "es": "la mesa propia no se midió en todas las partes de los proveedores: no hay puntaje que se pueda comparar",
            "en": "the own desk was not measured in all parts of the vendors: there is no score that can be compared",
        }
    if measured >= LEAST_WEIGHT and others:
        return {
            "es": "sus partes medidas en común con los demás pesan menos de 60 %: no hay puntaje que se pueda comparar",
            "en": "its parts measured in common with the others weigh under 60 %: there is no score that can be compared",
        }
    return {
        "es": f"lo medido pesa {measured:.0f} % del trato y hace falta 60 %: no hay puntaje",
        "en": f"what was measured weighs {measured:.0f}% of treatment and 60% is needed: there is no score",
    }
