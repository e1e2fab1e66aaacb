"""A wave of simulated vendors: what each did to whom, what its log says, and the truth of both. Seeded: same seed, same world."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from synthetic.bpos.arrays import Flags, Floats
from synthetic.bpos.books import Log, keep_books
from synthetic.bpos.choosing import chosen, occasions
from synthetic.bpos.conduct import Vendor, WavePlan
from synthetic.bpos.debtors import Debtors, draw_debtors
from synthetic.bpos.events import KIND, Events
from synthetic.bpos.living import Turns, minded, silences
from synthetic.bpos.planting import plant
from synthetic.bpos.practice import Calendar, Practice, calendar, practice
from synthetic.bpos.schedule import durations, planned
from synthetic.bpos.words import KINDS, Kind

_MADE = (Kind.OVER_CALLING, Kind.OUT_OF_HOURS, Kind.REST_DAY, Kind.THREAT, Kind.INSULT, Kind.DISCLOSURE)


@dataclass(frozen=True, slots=True)
class Lived:
    """One vendor's wave. `wrong` is contacts × kinds: which contact is which misconduct; `shadow` marks contacts that a
    planted one may have pushed over a cap: a frequency finding on them is neither right nor wrong. `rate` is the vendor's
    population rate of mistreating a debtor in the wave, over all agents it could have, not the realised share of these
    debtors."""

    vendor: Vendor
    debtors: Debtors
    events: Events
    turns: Turns
    wrong: Flags
    shadow: Flags
    log: Log
    rate: float

    @property
    def ways(self) -> Flags:
        """Debtors × kinds: how each was mistreated."""
        found: Flags = np.zeros((len(self.debtors), len(KINDS)), bool)
        np.logical_or.at(found, self.events.account, self.wrong)
        return found

    @property
    def mistreated(self) -> Flags:
        """Which debtors were mistreated at all."""
        badly: Flags = np.any(self.ways, axis=1)
        return badly


@dataclass(frozen=True, slots=True)
class Wave:
    """Every vendor's part of a simulated wave, with the country's practice and days."""

    plan: WavePlan
    seed: int
    how: Practice
    cal: Calendar
    lived: tuple[Lived, ...]


def simulate(plan: WavePlan, seed: int) -> Wave:
    """Draw the wave. Raises BadWave for a country without a practice."""
    how = practice(plan.country)
    cal = calendar(how, plan.first, plan.weeks * 7)
    streams = np.random.SeedSequence(seed).spawn(len(plan.vendors))
    lived = tuple(
        _vendor(plan, vendor, how, cal, np.random.default_rng(stream))
        for vendor, stream in zip(plan.vendors, streams, strict=True)
    )
    return Wave(plan, seed, how, cal, lived)


def _vendor(plan: WavePlan, vendor: Vendor, how: Practice, cal: Calendar, rng: np.random.Generator) -> Lived:
    debtors = draw_debtors(plan, vendor, how, rng)
    made, turns = minded(planned(vendor, how, cal, debtors, rng), how, cal, debtors, rng)
    what = occasions(made, turns, how, cal, debtors)
    ways = chosen(vendor.conduct, what.possible, debtors, rng)
    kept = len(made)
    made = plant(made, ways, what, how, cal, debtors, rng)
    new = np.arange(len(made)) >= kept
    made = replace(made, duration=np.where(new, durations(made, made.answer, rng), made.duration))
    order = np.lexsort((made.instant, made.account))
    place = np.empty(len(made), int)
    place[order] = np.arange(len(made))
    made = made.keep(order)
    turns = replace(turns, contact=np.where(turns.contact < 0, -1, place[turns.contact]) if len(made) else turns.contact)
    log = keep_books(vendor.books, made, turns, cal, debtors, rng)
    rate = vendor.conduct.rate * float(debtors.worked.mean())
    return Lived(vendor, debtors, made, turns, _wrong(made, turns), _shadow(made), log, rate)


def _wrong(made: Events, turns: Turns) -> Flags:
    """Contacts × kinds. What breaks a duty of silence is read off the timeline, whatever it was planted as."""
    found = np.zeros((len(made), len(KINDS)), bool)
    for kind in _MADE:
        found[:, KIND[kind]] = made.planted_as(kind)
    for kind, start in silences(made, turns).items():
        found[:, KIND[kind]] = made.instant > start[made.account]
    return found


def _shadow(made: Events) -> Flags:
    """Contacts of a debtor within seven local dates after a planted one, and the lesser calls of bursts."""
    pushed = made.rides | (made.planted >= 0)
    day = np.where(pushed, made.day * 1.0, -np.inf)
    base: np.ndarray[Any, Any] = made.account * 10_000.0
    latest: Floats = np.maximum.accumulate(np.where(pushed, base + day, -np.inf)) if len(made) else day
    shadow: Flags = (base + made.day - latest) < 7
    return shadow
