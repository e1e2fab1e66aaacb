"""Who is mistreated, and in which ways: the rate is decided here, the contacts that carry it out are made in `planting`."""

from dataclasses import dataclass

import numpy as np

from synthetic.bpos.arrays import Flags, Floats, Ints
from synthetic.bpos.conduct import Conduct
from synthetic.bpos.debtors import Debtors
from synthetic.bpos.events import DAY_S, KIND, Events
from synthetic.bpos.living import Turns, others_heard, silences, talked
from synthetic.bpos.practice import Calendar, Practice
from synthetic.bpos.words import KINDS, Channel, Kind

GRACE_DAYS = {Kind.IGNORED_STOP: 3, Kind.IGNORED_DISPUTE: 3, Kind.DUNNED_AFTER_PAYMENT: 7}  # a payment takes days to post
SILENT = (Kind.IGNORED_STOP, Kind.IGNORED_DISPUTE, Kind.DUNNED_AFTER_PAYMENT)


@dataclass(frozen=True, slots=True)
class Occasions:
    """What each debtor gives occasion for: `possible` debtors × kinds; `last` the day before which it may happen (noticed,
    silenced); `silent` the day each duty of silence begins, or the wave's length."""

    possible: Flags
    last: Ints
    silent: dict[Kind, Ints]


def agent_rates(conduct: Conduct, agents: int, rng: np.random.Generator) -> Floats:
    """Each agent's own chance of mistreating a debtor: beta-distributed with the vendor's rate and clustering."""
    rate, rho = conduct.rate, conduct.clustering
    if rho == 0 or rate in (0, 1):
        return np.full(agents, float(rate))
    return rng.beta(rate * (1 - rho) / rho, (1 - rate) * (1 - rho) / rho, agents)


def next_working(cal: Calendar) -> Ints:
    """For each day, and for two weeks past the end, the first day on or after it the vendor works (the wave's length if none)."""
    days = len(cal.works)
    found = np.full(days + 15, days)
    for day in range(days - 1, -1, -1):
        found[day] = day if cal.works[day] else found[day + 1]
    return found


def may_rest(made: Events, cal: Calendar, last: Ints) -> Flags:
    """Calls that may be put off to the Sunday of their week: nobody acted in them, and the Sunday is still in time."""
    sunday = made.day + 6 - cal.weekday[made.day]
    in_time: Flags = (
        (sunday < last[made.account]) & (cal.weekday[made.day] < 6) & cal.rests[np.minimum(sunday, len(cal.rests) - 1)]
    )
    return in_time & made.on(Channel.VOICE) & ~made.talk


def occasions(made: Events, turns: Turns, how: Practice, cal: Calendar, debtors: Debtors) -> Occasions:
    """What may be done to whom, given what a careful vendor's wave looks like."""
    size, days = len(debtors), len(cal.works)
    silent = {kind: (np.minimum(days * DAY_S, start) // DAY_S).astype(int) for kind, start in silences(made, turns).items()}
    last = np.minimum.reduce([debtors.until, *silent.values()])
    soon = made.day < debtors.until[made.account]
    voice = soon & made.on(Channel.VOICE)
    working = next_working(cal)

    def some(mask: Flags) -> Flags:
        return np.bincount(made.account[mask], minlength=size) > 0

    possible = np.zeros((size, len(KINDS)), bool)
    free_day = debtors.worked & (working[0] < last)
    possible[:, KIND[Kind.THREAT]] = possible[:, KIND[Kind.INSULT]] = some(soon) | free_day
    possible[:, KIND[Kind.DISCLOSURE]] = some(soon & others_heard(made) & talked_to_somebody(made))
    possible[:, KIND[Kind.OUT_OF_HOURS]] = how.late & (some(voice) | free_day)
    possible[:, KIND[Kind.REST_DAY]] = how.rest & some(may_rest(made, cal, last))
    possible[:, KIND[Kind.OVER_CALLING]] = (how.over is not None) & some(voice & (made.day < last[made.account]))
    for kind in SILENT:
        ends = np.where(silent[kind] < days, working[np.minimum(silent[kind] + GRACE_DAYS[kind], days)], days)
        possible[:, KIND[kind]] = ends < debtors.until
    return Occasions(possible & debtors.worked[:, None], last, silent)


def talked_to_somebody(made: Events) -> Flags:
    """Contacts in which words were exchanged with a person, whoever it was."""
    return talked(made) | others_heard(made)


def chosen(conduct: Conduct, possible: Flags, debtors: Debtors, rng: np.random.Generator) -> Ints:
    """How many times each kind is to be done to each debtor (debtors × kinds); rows of zeros are treated well."""
    rates = agent_rates(conduct, len(debtors.agent_skill), rng)
    weight = np.array([conduct.repertoire.get(kind, 0.0) for kind in KINDS])[None, :] * possible
    badly = (rng.random(len(debtors)) < rates[debtors.agent]) & (weight.sum(axis=1) > 0)
    ways = np.zeros((len(debtors), len(KINDS)), bool)
    for chance in (1.0, conduct.more):
        left = np.where(ways, 0.0, weight)
        keys = np.where(left > 0, rng.exponential(1.0, left.shape) / np.where(left > 0, left, 1.0), np.inf)
        best = np.argmin(keys, axis=1)
        go = badly & (left.sum(axis=1) > 0) & (rng.random(len(debtors)) < chance)
        ways[np.flatnonzero(go), best[go]] = True
    return np.where(ways, 1 + rng.poisson(conduct.repeats, ways.shape), 0)
