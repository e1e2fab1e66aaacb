"""What a debt's ledger is made of: books, postings, entries that sum to zero. Debits are positive, amounts in minor units."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Book(StrEnum):
    """Where money stands. Receivables, cash and waived grow by debit; unapplied, income and opening by credit (negative)."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEES = "fees"
    CASH = "cash"
    UNAPPLIED = "unapplied"
    INCOME = "income"
    WAIVED = "waived"
    OPENING = "opening"


RECEIVABLES = (Book.FEES, Book.INTEREST, Book.PRINCIPAL)
REST = 0
"""The instalment number of what the contract owes without a day of its own."""


class Kind(StrEnum):
    """What an entry is."""

    OPENING = "opening"
    INTEREST = "interest"
    FEE = "fee"
    INTEREST_CREDIT = "interest_credit"
    FEE_CREDIT = "fee_credit"
    PAYMENT = "payment"
    APPLICATION = "application"
    REFUND = "refund"
    WAIVER = "waiver"
    RESTATEMENT = "restatement"
    REVERSAL = "reversal"


Cell = tuple[int, Book]
"""An instalment's number and a receivable of it."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry; `instalment` for receivables and the income charged on them, None for every other book."""

    book: Book
    amount_minor: int
    instalment: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking. `reverses` is the place (0, 1, …) of the entry it takes back."""

    kind: Kind
    booked_on: date
    reference: str
    postings: tuple[Posting, ...]
    reverses: int | None = None

    def total(self, *books: Book) -> int:
        """What it books on these books together."""
        return sum(p.amount_minor for p in self.postings if p.book in books)

    @property
    def gross_minor(self) -> int:
        """The sum of its debits."""
        return sum(p.amount_minor for p in self.postings if p.amount_minor > 0)


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment of the contract; `due_on` None where it has no day (the rest of the contract)."""

    n: int
    due_on: date | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Part:
    """An amount of one receivable of one instalment."""

    instalment: int
    book: Book
    amount_minor: int


def merged(postings: list[Posting]) -> tuple[Posting, ...]:
    """The same postings, one for each book and instalment, none of zero."""
    sums: dict[tuple[Book, int | None], int] = {}
    for p in postings:
        place = (p.book, p.instalment)
        sums[place] = sums.get(place, 0) + p.amount_minor
    return tuple(Posting(book, amount, n) for (book, n), amount in sums.items() if amount)


def about(entry: Entry, entries: tuple[Entry, ...]) -> Kind:
    """What the entry is about: its kind, a reversal's that of what it takes back."""
    return entry.kind if entry.reverses is None else entries[entry.reverses].kind


def net_charged(entries: tuple[Entry, ...], book: Book, instalment: int | None = None) -> int:
    """Interest or fees charged, less what was given back or reversed; of one instalment, or of all."""
    kinds = (Kind.INTEREST, Kind.INTEREST_CREDIT) if book is Book.INTEREST else (Kind.FEE, Kind.FEE_CREDIT)
    booked = (p for e in entries if about(e, entries) in kinds for p in e.postings if p.book is Book.INCOME)
    return -sum(p.amount_minor for p in booked if instalment is None or p.instalment == instalment)
