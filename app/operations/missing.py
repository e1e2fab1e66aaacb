"""What is not known about a person and would help: asked one or two at a time, the most useful first."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Missing(StrEnum):
    """What an agent can note down."""

    PHONE = "phone"
    EMAIL = "email"
    PAYDAY = "payday"
    PREFERS = "prefers"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file: kinds of contact points that work, and what the person said."""

    points: Collection[str]
    payday: int | None
    prefers: str | None


def missing(known: Known, at_most: int = 3) -> tuple[Missing, ...]:
    """In the order in which they help; at most so many, because nobody likes to be questioned."""
    held = {
        Missing.PHONE: "phone" in known.points,
        Missing.EMAIL: "email" in known.points,
        Missing.PAYDAY: known.payday is not None,
        Missing.PREFERS: bool(known.prefers),
        Missing.ADDRESS: "address" in known.points,
    }
    return tuple(each for each in Missing if not held[each])[:at_most]
