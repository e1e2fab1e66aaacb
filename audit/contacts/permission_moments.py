"""The instants at which a rule's answer can change: doors that open and close, midnights, gaps that run out, clocks that jump."""

from datetime import UTC, datetime, time, timedelta

import numpy as np

from audit.contacts.clocks import DAY_US, HOUR_US, SECOND_US, changes_of, local_us
from audit.contacts.ruled import CountryRules
from audit.contacts.timeline import Ints
from audit.rule_params import CapReading, HoursReading

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moments(rules: tuple[CountryRules, ...], zones: tuple[str, ...], past_us: Ints, first_us: int, last_us: int) -> Ints:
    """Every instant after `first_us` up to `last_us` where something may change, in order; some change nothing.

    `zones` are the clocks the proposed contact is read on, `past_us` the instants of what went before.
    """
    times = _clock_times(rules)
    found = [_gaps(rules, past_us)]
    for zone in zones:
        years = range(_year(first_us), _year(last_us) + 1)
        changes = np.array([at for year in years for at, _ in changes_of(zone, year)], dtype=np.int64)
        found.append(changes)
        offsets = {offset for year in years for _, offset in changes_of(zone, year)}
        today = int(local_us(np.array([first_us], dtype=np.int64), zone)[0]) // DAY_US
        days = np.arange(today - 1, today + (last_us - first_us) // DAY_US + 3, dtype=np.int64) * DAY_US
        wall = (days[:, None] + times[None, :]).ravel()
        found += [wall - offset for offset in offsets]
    every = np.unique(np.concatenate(found))
    return every[(every > first_us) & (every <= last_us)]


def instant_us(at: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(us: int) -> datetime:
    """The inverse of `instant_us`, in UTC."""
    return _EPOCH + timedelta(microseconds=us)


def _year(us: int) -> int:
    return moment(us).year


def _clock_times(rules: tuple[CountryRules, ...]) -> Ints:
    times = {0}
    for rule in (rule for book in rules for rule in book.judged):
        for _, asked in rule.readings:
            if isinstance(asked, HoursReading):
                for window in asked.allowed:
                    times |= {_us(window.start), _us(window.end) + (1 if rule.end_included else 0)}
    return np.array(sorted(times), dtype=np.int64)


def _gaps(rules: tuple[CountryRules, ...], past_us: Ints) -> Ints:
    gaps = set()
    for rule in (rule for book in rules for rule in book.judged):
        for _, asked in rule.readings:
            if isinstance(asked, CapReading) and asked.gap_hours is not None:
                gaps.add(round(asked.gap_hours * HOUR_US))
    around = [past_us + side for gap in sorted(gaps) for side in (gap, 1 - gap)]  # before it, where a clock was turned back
    return np.concatenate([past_us, *around]).astype(np.int64)


def _us(clock: time) -> int:
    return (clock.hour * 3_600 + clock.minute * 60 + clock.second) * SECOND_US
