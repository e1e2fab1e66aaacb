"""Do projections hold? Made worlds of six or more months: the last is told from the ones before, and moves actually made in it.

A move's truth is known: the accounts that would be moved are worked by both vendors in the last month, with the chance of each.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from app.benches.scorecard.facts import facts_of
from reports.scorecards.back_test import LEVELS, back_test
from reports.scorecards.facts import Floats
from reports.scorecards.monthly import months_recovery
from reports.scorecards.past import Past, past_of
from reports.scorecards.projection import Projection, ProjectionLine, Told
from reports.scorecards.support import covered_of
from reports.scorecards.what_if import Move, move_accounts
from synthetic.vendors.lived import draw_clusters
from synthetic.vendors.shapes import World
from synthetic.vendors.traits import lived_measures
from synthetic.vendors.world import draw_world

MONTHS, SIZE = 6, 1.0
_MOVES = 4
_SHARES = (0.1, 0.3, 0.6, 1.0)
_PART, _FIRM = 0.35, 1.5
_EACH = {Told.COMPLAINTS: "complaints", Told.AGAINST_LAW: "contacts_against_law"}


@dataclass
class Counts:
    """Hits by name, and every PIT of the back-test."""

    hits: dict[str, list[bool]] = field(default_factory=dict)
    pits: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, hit: bool) -> None:
        """One more case."""
        self.hits.setdefault(name, []).append(bool(hit))


def projected(seed: int) -> Counts:
    """One world: its months told from the ones before, and four moves made in the last."""
    found = Counts()
    with threadpool_limits(limits=1):
        _world(seed, found)
    return found


def _world(seed: int, found: Counts) -> None:
    world = draw_world(seed, SIZE, MONTHS)
    facts = facts_of(world)
    past = past_of(facts, months_recovery(facts))
    for test in back_test(past):
        name = test.tested.value
        found.pits.setdefault(name, []).extend(t.pit for t in test.told)
        for told in test.told:
            found.add(f"back_test.{name}.hit", told.hit)
            for level in LEVELS:
                found.add(f"back_test.{name}.{level:g}", abs(told.pit - 0.5) <= level / 2)
    before = replace(past.until(MONTHS - 1), covered=covered_of(replace(facts, months=facts.months[:-1])))
    _moves(world, before, found)


def _moves(world: World, past: Past, found: Counts) -> None:
    rng = np.random.default_rng([world.seed, 9])
    for _ in range(_MOVES):
        giver, receiver = (int(v) for v in rng.choice(len(world.vendors), 2, replace=False))
        share = float(rng.choice(_SHARES))
        told = move_accounts(past, Move(world.vendors[giver], world.vendors[receiver], share))
        _recovered(world, told, giver, receiver, share, rng, found)
        for about, measure in _EACH.items():
            _counted(world, told, (about, measure), (giver, receiver), share * float(past.people[giver, -1]), rng, found)


def _recovered(
    world: World, told: Projection, giver: int, receiver: int, share: float, rng: np.random.Generator, found: Counts
) -> None:
    change = told.line(Told.RECOVERY_SHARE).change
    found.add("move.told", change.value is not None)
    gains = world.truth.recovery[-1]
    held = world.months[-2].accounts
    own = np.flatnonzero(held.vendor == giver)
    if change.low is None or change.high is None or len(own) == 0:
        return
    true = share * float(gains[receiver] / gains[giver] - 1)
    moved = rng.choice(own, max(1, round(share * len(own))), replace=False)
    came = [_paid(held.expected[moved], held.balance[moved], float(gains[v]), rng) for v in (receiver, giver)]
    whole = float(held.expected[own].sum() * gains[giver])
    _average(told.line(Told.RECOVERY_SHARE), true, "move.recovery", found)
    found.add("move.recovery.came_inside", change.low <= (came[0] - came[1]) / whole <= change.high)


def _average(line: ProjectionLine, true: float, name: str, found: Counts) -> None:
    """What many such months would come to: whether the truth is inside, whether a direction is told, and rightly."""
    told = line.average
    if told is None or told.low is None or told.high is None:
        return
    found.add(f"{name}.average_inside", told.low <= true <= told.high)
    sure = told.low > 0 or told.high < 0
    found.add(f"{name}.direction_told", sure)
    if sure:
        found.add(f"{name}.direction_right", (told.low > 0) == (true > 0))


def _paid(expected: Floats, balance: Floats, gain: float, rng: np.random.Generator) -> float:
    """What comes of accounts whose average vendor's mean is known: whether each pays, and which part."""
    part = np.maximum(_PART, expected * gain / balance / 0.95)
    pays = rng.random(len(expected)) < expected * gain / (balance * part)
    return float((pays * balance * rng.beta(part * _FIRM, np.maximum(1 - part, 1e-6) * _FIRM)).sum())


def _counted(
    world: World,
    told: Projection,
    about: tuple[Told, str],
    pair: tuple[int, int],
    people: float,
    rng: np.random.Generator,
    found: Counts,
) -> None:
    change = told.line(about[0]).change
    measure = next(m for m in lived_measures() if m.id == about[1])
    if change.low is None or change.high is None or people < 2:
        return
    giver, receiver = (float(world.truth.lived[measure.id][-1, v]) for v in pair)
    true = people * measure.each * (receiver - giver)
    came = [float(draw_clusters(rng, measure, rate, round(people), 1).x.sum()) for rate in (receiver, giver)]
    name = f"move.{about[0].value}"
    _average(told.line(about[0]), true, name, found)
    found.add(f"{name}.came_inside", change.low <= came[0] - came[1] <= change.high)
