"""Champion and challenger: whose people get which, by a hash that nobody can choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

_WHOLE = 2**64


class BadShares(ValueError):
    """Shares that are not whole percentages adding up to 100."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A strategy and the share of people that get it, in whole per cent."""

    strategy: int
    share_percent: int


def arm_of(person: int, seed: str, arms: Sequence[Arm]) -> Arm:
    """The arm of a person: the same for ever under one seed, and nothing to do with the arm under another.

    SHA-256 of seed and person, its first 64 bits as a place in [0, 1), cut by the cumulative shares in the order given. Raises
    BadShares.
    """
    check(arms)
    place, edge = place_of(person, seed), 0
    for arm in arms:
        edge += arm.share_percent
        if place * 100 < edge * _WHOLE:
            return arm
    raise BadShares("unreachable: shares add up to 100")


def place_of(person: int, seed: str) -> int:
    """Where a person falls among 2**64 places, evenly."""
    return int.from_bytes(sha256(f"{seed}\x1f{person}".encode()).digest()[:8], "big")


def check(arms: Sequence[Arm]) -> None:
    """Raises BadShares unless whole shares of 1 to 100 add up to 100 and no strategy is there twice."""
    shares = [arm.share_percent for arm in arms]
    if not arms or min(shares) < 1 or sum(shares) != 100:
        raise BadShares(f"shares {shares} must be at least 1 and add up to 100")
    if len({arm.strategy for arm in arms}) != len(arms):
        raise BadShares(f"strategies {[arm.strategy for arm in arms]} repeat one")
