"""In what a contact breaks a rule: a limb for every contact of a timeline, with the figures that show it."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from audit.contacts.timeline import Flags, Ints


class Limb(IntEnum):
    """What is wrong; 0 is nothing."""

    HOLIDAY = 1
    WEEKDAY = 2
    HOUR = 3
    OVER = 4
    NEAR = 5
    OVER_AND_NEAR = 6
    AFTER = 7


@dataclass(frozen=True, slots=True)
class Broken:
    """Columns as long as the timeline: the limb (0 where all is well), the place in the count, and by limb the time since the
    previous contact or the local time of the event that began the wait, in microseconds."""

    limb: Ints
    number: Ints
    other: Ints

    @classmethod
    def none(cls, size: int) -> "Broken":
        """All is well."""
        return cls(*(np.zeros(size, dtype=np.int64) for _ in range(3)))

    def but_only(self, where: Flags) -> "Broken":
        """All is well elsewhere."""
        return Broken(np.where(where, self.limb, 0), self.number, self.other)
