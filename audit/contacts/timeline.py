"""Contacts of one country as columns, whole debtors in the order things happened."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from audit.contacts.clocks import DAY_US, local_us, zones
from audit.contacts.contact import AnsweredBy

ANSWERED = tuple(AnsweredBy)
BY_DEBTOR = ANSWERED.index(AnsweredBy.DEBTOR)
UNKNOWN = -1
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Columns of equal length, sorted by debtor, instant and place in the file.

    `debtor` and `account` are numbers that tell them apart; `zone` stands in `zones()` and `place` in `places()`, UNKNOWN for
    none; `channel` stands in CHANNELS, `answered` in ANSWERED; `row` is whatever the caller knows the contact by.
    """

    country: str
    row: Ints
    debtor: Ints
    account: Ints
    at_us: Ints
    zone: Ints
    place: Ints
    channel: Ints
    inbound: Flags
    answered: Ints

    def __len__(self) -> int:
        return int(self.row.size)

    def taken(self, which: Ints | Flags | slice) -> "Timeline":
        """Some of the contacts."""
        columns = {f.name: getattr(self, f.name)[which] for f in fields(self) if f.name != "country"}
        return replace(self, **columns)


@dataclass(frozen=True, slots=True)
class Clock:
    """The debtors' wall clock: microseconds since 1970-01-01 00:00 there, and the zone it is read in."""

    us: Ints
    zone: Ints

    @property
    def day(self) -> Ints:
        """Local dates, days since 1970-01-01."""
        return self.us // DAY_US


def clock_of(contacts: Timeline, unknown_as: str | None = None) -> Clock:
    """Everybody's own clock; those of no known zone are read in `unknown_as`."""
    zone = contacts.zone
    if unknown_as is not None:
        zone = np.where(zone == UNKNOWN, zones().index(unknown_as), zone)
    us = np.empty_like(contacts.at_us)
    order = np.argsort(zone, kind="stable")
    starts = np.flatnonzero(np.diff(zone[order], prepend=UNKNOWN - 1))
    for part in np.split(order, starts[1:]) if order.size else []:
        us[part] = local_us(contacts.at_us[part], zones()[int(zone[part[0]])])
    return Clock(us, zone)
