"""Which vendor mistreats more, or that they cannot be told apart.

The interval of a difference of two vendors' rates is built from their own intervals (MOVER: Newcombe 1998; Zou & Donner 2008),
so it carries what they carry: agents, few ghosts, retired ones. With several vendors every pair is at 1 - 0.05 / pairs, and all
statements hold together with 95 %.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import sqrt

from audit.ghosts.power_tails import Clustering
from audit.ghosts.rates import EXPECTED, Outcome, Rate, rate_of


class Order(StrEnum):
    """What a difference says."""

    FIRST_WORSE = "first_worse"
    SECOND_WORSE = "second_worse"
    CANNOT_BE_TOLD_APART = "cannot_be_told_apart"


@dataclass(frozen=True, slots=True)
class Difference:
    """Rate of `first` minus rate of `second`, with an interval at each pair's `confidence`. None where one has no known ghost."""

    first: str
    second: str
    value: float | None
    low: float
    high: float
    confidence: float
    order: Order


def difference(first: tuple[str, Rate], second: tuple[str, Rate]) -> Difference:
    """The difference of two vendors whose rates have intervals at the same confidence."""
    (name_a, a), (name_b, b) = first, second
    if a.value is None or b.value is None:
        return Difference(name_a, name_b, None, -1.0, 1.0, a.confidence, Order.CANNOT_BE_TOLD_APART)
    value = a.value - b.value
    low = value - sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    high = value + sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    order = Order.FIRST_WORSE if low > 0.0 else Order.SECOND_WORSE if high < 0.0 else Order.CANNOT_BE_TOLD_APART
    return Difference(name_a, name_b, value, max(low, -1.0), min(high, 1.0), a.confidence, order)


def differences(
    vendors: Mapping[str, Sequence[Outcome]], expected: Clustering = EXPECTED, confidence: float = 0.95
) -> tuple[Difference, ...]:
    """Every pair of vendors in the order given, all holding together at `confidence`."""
    pairs = list(combinations(vendors, 2))
    if not pairs:
        return ()
    each = 1.0 - (1.0 - confidence) / len(pairs)
    rates = {name: rate_of(outcomes, expected, each) for name, outcomes in vendors.items()}
    return tuple(difference((a, rates[a]), (b, rates[b])) for a, b in pairs)
