"""The rules of a country over its contacts: which contact breaks which rule in which reading."""

from dataclasses import dataclass

import numpy as np

from audit.contacts.frequency import capped, rule_binds
from audit.contacts.hours import days_off, out_of_hours, place_looked_up
from audit.contacts.limbs import Broken, Limb
from audit.contacts.ruled import CountryRules, LogRule, Reading
from audit.contacts.timeline import UNKNOWN, Clock, Flags, Ints, Timeline, clock_of
from audit.rule_params import CapReading, HoursReading

_LIMBS, _READINGS = 8, 2


@dataclass(frozen=True, slots=True)
class Breaches:
    """A line for each contact, rule and reading, in the order of contacts, rules and readings.

    `at` is where the contact stands in the timeline; `text` says rule, reading, limb and whether the zone was unknown
    (`unpacked`); `us` and `zone` are the debtor's wall clock; `number` and `other` as in Broken; `place` for `place_name`.
    """

    at: Ints
    text: Ints
    us: Ints
    zone: Ints
    number: Ints
    other: Ints
    place: Ints

    def taken(self, which: Ints | Flags) -> "Breaches":
        """Some of the lines."""
        return Breaches(*(column[which] for column in self.columns()))

    def columns(self) -> tuple[Ints, ...]:
        """Every column."""
        return (self.at, self.text, self.us, self.zone, self.number, self.other, self.place)


def packed(rule: int, reading: int, limb: int, zone_unknown: bool) -> int:
    """The number of a text; in this order lines are written."""
    return ((rule * _READINGS + reading) * 2 + zone_unknown) * _LIMBS + limb


def unpacked(text: int) -> tuple[int, int, Limb, bool]:
    """Rule, reading, limb and whether the zone was unknown."""
    rest, limb = divmod(text, _LIMBS)
    rest, zone_unknown = divmod(rest, 2)
    rule, reading = divmod(rest, _READINGS)
    return rule, reading, Limb(limb), bool(zone_unknown)


def judged(contacts: Timeline, rules: CountryRules) -> Breaches:
    """Every breach. A debtor with a contact of no known zone is read on each clock of the country:

    hours are kept only if they are kept on all of them, a cap is broken only if it is broken on all of them.
    """
    lost = contacts.zone == UNKNOWN
    if not lost.any():
        return _gathered([_on_clock(contacts, clock_of(contacts), rules)], contacts, rules)
    doubtful = np.isin(contacts.debtor, np.unique(contacts.debtor[lost]))
    sure, unsure = np.flatnonzero(~doubtful), np.flatnonzero(doubtful)
    known, unknown = contacts.taken(sure), contacts.taken(unsure)
    parts = [_gathered([_on_clock(known, clock_of(known), rules)], known, rules)]
    parts.append(_gathered([_on_clock(unknown, clock_of(unknown, zone), rules) for zone in rules.zones], unknown, rules))
    back = [Breaches(where[part.at], *part.columns()[1:]) for part, where in zip(parts, (sure, unsure), strict=True)]
    return _in_order([np.concatenate(columns) for columns in zip(*(part.columns() for part in back), strict=True)])


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What one clock says of every rule and reading."""

    clock: Clock
    broken: dict[tuple[int, int], Broken]


def _on_clock(contacts: Timeline, clock: Clock, rules: CountryRules) -> _Judgement:
    off = days_off(contacts, clock)
    found: dict[tuple[int, int], Broken] = {}
    for number, rule in enumerate(rules.judged):
        bound = rule_binds(contacts, clock, rule)
        for which, (reading, asked) in enumerate(rule.readings):
            broken = _read(contacts, clock, bound, off, rule, asked)
            if reading is Reading.LENIENT:
                broken = broken.but_only(found[number, 0].limb > 0)
            found[number, which] = broken
    return _Judgement(clock, found)


def _read(contacts: Timeline, clock: Clock, bound: Flags, off: Flags, rule: LogRule, asked: HoursReading | CapReading) -> Broken:
    if isinstance(asked, CapReading):
        return capped(contacts, clock, bound, rule, asked)
    broken = Broken.none(len(contacts))
    at = np.flatnonzero(bound & ~contacts.inbound)
    broken.limb[at] = out_of_hours(clock.us[at], off[at], asked, rule.end_included)
    return broken


def _gathered(judgements: list[_Judgement], contacts: Timeline, rules: CountryRules) -> Breaches:
    lines: list[list[Ints]] = []
    place = place_looked_up(contacts)
    lost = contacts.zone == UNKNOWN
    for number, rule in enumerate(rules.judged):
        for which, (_, asked) in enumerate(rule.readings):
            told = [(j.broken[number, which], j.clock) for j in judgements]
            limbs = np.stack([broken.limb for broken, _ in told])
            breaks = (limbs > 0).all(axis=0)
            if isinstance(asked, HoursReading):
                breaks = np.where(lost, (limbs > 0).any(axis=0), breaks)
            teller = (limbs > 0).argmax(axis=0)
            for clock_number, (broken, clock) in enumerate(told):
                at = np.flatnonzero(breaks & (teller == clock_number))
                text = packed(number, which, 0, False) + lost[at] * _LIMBS + broken.limb[at]
                lines.append([at, text, clock.us[at], clock.zone[at], broken.number[at], broken.other[at], place[at]])
    if not lines:
        return Breaches(*(np.zeros(0, dtype=np.int64) for _ in range(7)))
    return _in_order([np.concatenate(columns) for columns in zip(*lines, strict=True)])


def _in_order(columns: list[Ints]) -> Breaches:
    order = np.lexsort((columns[1], columns[0]))
    return Breaches(*(column[order] for column in columns))
