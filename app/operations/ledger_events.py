"""What can happen to a debt's money. Every event has a reference: told twice, it is booked once."""

from dataclasses import dataclass
from datetime import date

from app.operations.allocation import BOOKS_FIRST, OLDEST_INSTALMENT, Rule
from app.operations.ledger_entries import Book, Due, Part


@dataclass(frozen=True, slots=True)
class Opened:
    """The ledger begins with what is owed; `dues` are the contract's instalments."""

    booked_on: date
    reference: str
    dues: tuple[Due, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Charged:
    """Interest or a fee, on one instalment."""

    booked_on: date
    reference: str
    book: Book
    amount_minor: int
    instalment: int


@dataclass(frozen=True, slots=True)
class Credited:
    """Interest or a fee that was charged too much is given back; what was paid of it already becomes unapplied money."""

    booked_on: date
    reference: str
    book: Book
    amount_minor: int
    instalment: int


@dataclass(frozen=True, slots=True)
class Paid:
    """Money came in."""

    booked_on: date
    reference: str
    amount_minor: int
    rule: Rule = OLDEST_INSTALMENT


@dataclass(frozen=True, slots=True)
class Applied:
    """Unapplied money is set against what is owed, as far as it goes."""

    booked_on: date
    reference: str
    rule: Rule = OLDEST_INSTALMENT


@dataclass(frozen=True, slots=True)
class Refunded:
    """Unapplied money goes back to the person."""

    booked_on: date
    reference: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Waived:
    """A part of what is owed is forgiven."""

    booked_on: date
    reference: str
    amount_minor: int
    rule: Rule = BOOKS_FIRST


@dataclass(frozen=True, slots=True)
class Restated:
    """A newer file says what is owed: `parts` are all that is open now, `dues` instalments that are new or changed."""

    booked_on: date
    reference: str
    dues: tuple[Due, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Reversed:
    """The entry with reference `of` is taken back: a payment that bounced, a charge that was wrong."""

    booked_on: date
    reference: str
    of: str


Happening = Opened | Charged | Credited | Paid | Applied | Refunded | Waived | Restated | Reversed
