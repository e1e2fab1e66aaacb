"""Treatment, its balance with recovery, and the price: do regions and intervals hold the truth of made worlds?"""

from itertools import combinations
from math import cos, exp, sin

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from app.benches.scorecard.facts import facts_of
from reports.scorecards.adjusted import recovery
from reports.scorecards.anchors import ingredients
from reports.scorecards.balance import EXPERIENCE, Held, balance_of
from reports.scorecards.card import Balance, Point
from reports.scorecards.compare import told_of_recovery
from reports.scorecards.experience import Treatment, experience
from reports.scorecards.facts import Facts, Floats
from reports.scorecards.measure import vendor_measures
from reports.scorecards.slope import Cells, slopes
from reports.scorecards.taken import RECOVERY, of_accounts
from synthetic.vendors.shapes import World
from synthetic.vendors.world import draw_world

SIZE = 0.6
_PRICED = ((3, 6), (5, 3), (5, 8), (8, 4), (12, 2))
"""Vendors and months of worlds in which the slope is known."""
Hits = dict[str, list[bool]]


def balanced(seed: int) -> Hits:
    """One world's treatment, regions and pairs, and one slope."""
    hits: Hits = {}
    with threadpool_limits(limits=1):
        _world(seed, hits)
        _slope(seed, *_PRICED[seed % len(_PRICED)], hits)
    return hits


def _world(seed: int, hits: Hits) -> None:
    world = draw_world(seed, SIZE, 1)
    facts = facts_of(world)
    treated = experience(facts.months[-1].sums, world.vendors)
    truth = true_scores(world, treated)
    for v, key in enumerate(world.vendors):
        score = treated[key].score
        if score.low is not None and score.high is not None:
            _add(hits, "treatment", score.low <= truth[v] <= score.high)
    balance, gains = _balance(facts, world, treated)
    for v, point in enumerate(balance.points):
        if point.ellipse is not None:
            _add(hits, "ellipse", inside(point, float(truth[v]), float(gains[v])))
        for better in point.dominated_by:
            other = world.vendors.index(better)
            _add(hits, "dominated.truly", bool(truth[other] >= truth[v] and gains[other] >= gains[v]))
    _pairs(balance, world.vendors, {EXPERIENCE: truth, "recovery_adjusted": gains}, hits)


def _balance(facts: Facts, world: World, treated: dict[str, Treatment]) -> tuple[Balance, Floats]:
    """The balance as pages show it (recovery told as its own line does), and the true recovery over its 1.00's."""
    accounts, many = facts.months[-1].accounts, len(world.vendors)
    found = recovery(accounts, many)
    told = told_of_recovery(facts, of_accounts(vendor_measures()[RECOVERY], found, accounts, many))
    covariance = np.full((many, many), np.nan)
    covariance[np.ix_(found.known, found.known)] = found.covariance
    held = [Held(k, treated[k].score, found.values[v], treated[k].error) for v, k in enumerate(world.vendors)]
    gains = world.truth.recovery[-1]
    shown = balance_of(held, covariance=covariance, recovery=told)
    return shown, gains / exp(float(np.log(gains[list(found.reference)]).mean() or 0.0))


def _pairs(balance: Balance, vendors: tuple[str, ...], truth: dict[str, Floats], hits: Hits) -> None:
    by_pair = {(p.measure, p.first, p.second): p for p in balance.pairs}
    for measure, values in truth.items():
        equal, wrong = [], []
        for a, b in combinations(range(len(vendors)), 2):
            pair = by_pair.get((measure, vendors[a], vendors[b]))
            if pair is None:
                continue
            gap = float(values[a] - values[b])
            wrong.append(not (pair.difference.low or 0) <= gap <= (pair.difference.high or 0))
            if abs(gap) < 1e-9:
                equal.append(bool(pair.apart))
            elif pair.apart:
                _add(hits, f"{measure}.apart_in_right_order", ((pair.difference.value or 0) > 0) == (gap > 0))
        if equal:
            _add(hits, f"{measure}.worlds_with_equals_told_apart", any(equal))
        if wrong:
            _add(hits, f"{measure}.worlds_all_differences_inside", not any(wrong))


def _add(hits: Hits, name: str, hit: bool) -> None:
    hits.setdefault(name, []).append(bool(hit))


def true_scores(world: World, treated: dict[str, Treatment]) -> Floats:
    """What the score would be were every measure known: the tables at the truth, over the same parts."""
    out = np.full(len(world.vendors), np.nan)
    for v, key in enumerate(world.vendors):
        weights = {p.id: (p.weight, p.measure) for p in treated[key].parts if p.weight}
        tables = {(i.id, t.measure): t for i in ingredients() for t in i.tables}
        parts = [w * float(tables[id, m].of(float(world.truth.lived[m][-1, v]))) for id, (w, m) in weights.items()]
        out[v] = sum(parts) if parts else np.nan
    return out


def inside(point: Point, x: float, y: float) -> bool:
    """Whether the region holds it."""
    if point.ellipse is None:
        return False
    a, b, long, short, turn = point.ellipse
    along, across = (x - a) * cos(turn) + (y - b) * sin(turn), (y - b) * cos(turn) - (x - a) * sin(turn)
    return (along / long) ** 2 + (across / short) ** 2 <= 1


def _slope(seed: int, vendors: int, months: int, hits: Hits) -> None:
    """Vendors' months whose slope is known, drifting, measured with errors."""
    rng = np.random.default_rng([seed, 3])
    slope, apart = float(rng.normal(0, 0.006)), float(rng.uniform(4, 12))
    memory, own = float(rng.uniform(0, 0.95)), float(rng.uniform(0.02, 0.1))
    treated = apart * (rng.standard_normal((vendors, 1)) + 0.4 * _walk(rng, vendors, months, memory))
    gained = slope * treated + own * (rng.standard_normal((vendors, 1)) + 0.4 * _walk(rng, vendors, months, memory))
    x_error, y_error = rng.uniform(1.5, 4, treated.shape), rng.uniform(0.02, 0.07, treated.shape)
    x = 60 + treated + x_error * rng.standard_normal(treated.shape)
    y = gained - gained.mean(axis=0) + y_error * rng.standard_normal(treated.shape)
    low, high = slopes(Cells(x, x_error, y, y_error), seed).quantiles(0.025, 0.975)
    _add(hits, "price.inside", low <= slope <= high)
    _add(hits, "price.sign_told", low > 0 or high < 0)
    if low > 0 or high < 0:
        _add(hits, "price.sign_right", (low > 0) == (slope > 0))


def _walk(rng: np.random.Generator, vendors: int, months: int, memory: float) -> Floats:
    out = rng.standard_normal((vendors, months))
    for m in range(1, months):
        out[:, m] = memory * out[:, m - 1] + np.sqrt(1 - memory**2) * out[:, m]
    return out
