"""The figures of a bargain: how firmly each stands, and what the agent last put on the table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Generic, TypeVar

from audit.promises.figures import First
from audit.promises.money import Amount
from audit.promises.spoken_days import Day
from audit.promises.stance import Said

T = TypeVar("T", Amount, Day)


class Strength(IntEnum):
    """How firmly a figure stands: asked or guessed, the agent's and accepted, the debtor's own words."""

    GUESSED = 1
    ACCEPTED = 2
    STATED = 3


@dataclass(frozen=True, slots=True)
class Term(Generic[T]):
    """A figure that stands, the turn that gave it, and how firmly."""

    value: T
    turn: int
    strength: Strength


def restated(held: Term[T] | None, term: Term[T]) -> Term[T]:
    """The new term; where it only repeats what stood, the turn that first gave it stays."""
    if held is None or _worth(held.value) != _worth(term.value):
        return term
    return Term(term.value, held.turn, max(held.strength, term.strength))


def _worth(figure: Amount | Day) -> Decimal | date:
    return figure.value if isinstance(figure, Amount) else figure.day


@dataclass(frozen=True, slots=True)
class Offer:
    """What an agent's turn puts on the table: the first payment it names and every amount in it.

    `source`: the turn that said the amounts, where a later one only moved the day.
    """

    said: Said
    first: First
    amounts: tuple[Amount, ...]
    source: Said
