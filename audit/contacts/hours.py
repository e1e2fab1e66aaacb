"""Rules on hours: which contacts came at a time the debtor need not bear."""

from datetime import time

import numpy as np

from audit.contacts.clocks import DAY_US, SECOND_US
from audit.contacts.days_off import ANYWHERE, is_day_off, places
from audit.contacts.limbs import Limb
from audit.contacts.timeline import UNKNOWN, Clock, Flags, Ints, Timeline
from audit.rule_params import WEEKDAYS, Holidays, HoursReading

_THURSDAY = 3


def days_off(contacts: Timeline, clock: Clock) -> Flags:
    """Which contacts fall on a public holiday where the debtor is.

    By subdivision where it is known; where neither it nor the zone is, a holiday of any part of the country.
    """
    place = place_looked_up(contacts)
    flags = np.zeros(len(contacts), dtype=bool)
    for each in np.unique(place).tolist():
        here = place == each
        flags[here] = is_day_off(clock.day[here], contacts.country, place_name(each))
    return flags


def place_looked_up(contacts: Timeline) -> Ints:
    """The place whose holidays hold for each contact, for `place_name`."""
    return np.where((contacts.place == UNKNOWN) & (contacts.zone == UNKNOWN), UNKNOWN - 1, contacts.place)


def place_name(number: int) -> str | None:
    """A number of `places()` by name; UNKNOWN is None, below it ANYWHERE."""
    return places()[number] if number >= 0 else None if number == UNKNOWN else ANYWHERE


def out_of_hours(us: Ints, day_off: Flags, reading: HoursReading, end_included: bool) -> Ints:
    """For each local time what is wrong with it (Limb, 0 for nothing)."""
    day, within = np.divmod(us, DAY_US)
    weekday = (day + _THURSDAY) % 7
    named = np.zeros(us.size, dtype=bool)
    fine = np.zeros(us.size, dtype=bool)
    for window in reading.allowed:
        today = np.array([name in window.days for name in WEEKDAYS])[weekday]
        named |= today
        end = _us(window.end)
        fine |= today & (within >= _us(window.start)) & ((within <= end) if end_included else (within < end))
    wrong = np.where(fine, 0, np.where(named, Limb.HOUR, Limb.WEEKDAY)).astype(np.int64)
    if reading.holidays is Holidays.PROHIBITED:
        wrong[day_off] = Limb.HOLIDAY
    return wrong


def _us(clock: time) -> int:
    return (clock.hour * 3_600 + clock.minute * 60 + clock.second) * SECOND_US
