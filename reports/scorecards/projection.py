"""A projection as it is told: every line with its interval or its bounds, or why nothing can be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reports.intervals import Estimate


class Told(StrEnum):
    """What a line of a projection is about. Money in minor units, shares 0–1, counts a month."""

    RECOVERY_SHARE = "recovery_share"
    RECOVERY_MONEY = "recovery_money"
    COMPLAINTS = "complaints"
    AGAINST_LAW = "against_law"
    CONTACTS = "contacts"
    CONTACTS_A_WEEK = "contacts_a_week"


@dataclass(frozen=True, slots=True)
class ProjectionLine:
    """A change (what would be, less what is): `change` has the interval of 95 % and the n it rests on.

    `average` is the same without chance in who pays or complains: what many such months would come to.
    `bounds`: there is no likeliest value, only between which two it lies; `change.value` is None and `low`, `high` are told.
    `cause` {es, en} says why nothing can be told.
    """

    about: Told
    change: Estimate
    bounds: bool = False
    cause: Mapping[str, str] | None = None
    average: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Projection:
    """What would change over the horizon. `notes` {es, en} are its limits."""

    lines: tuple[ProjectionLine, ...]
    notes: tuple[Mapping[str, str], ...]

    def line(self, about: Told) -> ProjectionLine:
        """The line about that. Raises KeyError where there is none."""
        found = [one for one in self.lines if one.about is about]
        if not found:
            raise KeyError(f"the projection has no line about {about}")
        return found[0]


def cannot_tell(about: Told, cause: Mapping[str, str], n: int = 0) -> ProjectionLine:
    """A line that says why nothing can be told."""
    return ProjectionLine(about, Estimate(None, None, None, n), cause=cause)
