"""Whether a vendor began a payment: a contact of its own in the days its contract asks for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.interaction import Interaction
from app.operations.commission import Contract

_NEVER_OUT = ("refused", "cleared", "failed")
_WEST = 2
"""Days after the beginning of a day, in UTC, until it has ended everywhere."""


@dataclass(frozen=True, slots=True)
class Reach:
    """When a vendor reached out, by person."""

    at: Mapping[int, Sequence[datetime]] = field(default_factory=dict)

    def earns(self, contract: Contract | None, person: int, paid_on: date) -> bool:
        """Whether a payment is the vendor's doing: a contact in the `began_days` before it, up to the end of its day.

        Where the contract does not ask, every payment is.
        """
        if contract is None or not contract.began_days:
            return True
        since, end = _days(paid_on, paid_on, contract.began_days)
        return any(since <= at < end for at in self.at.get(person, ()))


def reach_of(
    session: Session, vendor_id: int, people: Collection[int] | Select[int], first: date, last: date, began_days: int
) -> Reach:
    """The vendor's contacts with these people that payments from `first` to `last` may rest on; nothing is read for 0 days."""
    if not began_days:
        return Reach()
    since, end = _days(first, last, began_days)
    wanted = select(Interaction.person_id, Interaction.at).where(
        Interaction.person_id.in_(people),
        Interaction.vendor_id == vendor_id,
        Interaction.direction == "outbound",
        Interaction.state.not_in(_NEVER_OUT),
        Interaction.at >= since,
        Interaction.at < end,
    )
    found: dict[int, list[datetime]] = {}
    for person, at in session.execute(wanted).tuples():
        found.setdefault(person, []).append(at)
    return Reach(found)


def _days(first: date, last: date, began_days: int) -> tuple[datetime, datetime]:
    end = datetime.combine(last + timedelta(days=_WEST), time(), UTC)
    return datetime.combine(first, time(), UTC) - timedelta(days=began_days), end
