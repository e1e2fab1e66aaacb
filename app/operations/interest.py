"""Interest by contract: simple, by the day, on what is overdue. Rounded in one place, half to even, on the total so far.

Because the total is rounded and not each day, nothing is lost or gained by charging every day rather than once a month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from app.operations.ledger import Ledger
from app.operations.ledger_entries import Book, net_charged

_DAY = timedelta(days=1)


class DayCount(StrEnum):
    """Days of a year by contract."""

    ACT_360 = "act/360"
    ACT_365 = "act/365"


@dataclass(frozen=True, slots=True)
class Rate:
    """Yearly percent on overdue principal; `compounds` only where the contract says so: then on overdue interest as well."""

    percent_yearly: Decimal
    day_count: DayCount = DayCount.ACT_365
    compounds: bool = False


def rounded(amount: Fraction) -> int:
    """To the minor unit, half to even: the one place where interest and commissions are rounded."""
    return round(amount)


def accrued(ledger: Ledger, rate: Rate, through: date) -> Fraction:
    """Interest of every day after the opening entry through `through`, exactly; each day on what was overdue at its end."""
    if not ledger.entries or rate.percent_yearly == 0:
        return Fraction(0)
    begin = ledger.entries[0].booked_on + _DAY
    marks = {e.booked_on for e in ledger.entries} | {d.due_on + _DAY for d in ledger.dues.values() if d.due_on}
    edges = sorted({begin, through + _DAY, *(m for m in marks if begin < m <= through)})
    year = 360 if rate.day_count is DayCount.ACT_360 else 365
    total = Fraction(0)
    for first, following in pairwise(edges):
        if first <= through:
            base = sum(_overdue_at(ledger, _bearing(rate), first))
            total += Fraction(base) * (following - first).days
    return total * Fraction(rate.percent_yearly) / 100 / year


def _bearing(rate: Rate) -> tuple[Book, ...]:
    return (Book.PRINCIPAL, Book.INTEREST) if rate.compounds else (Book.PRINCIPAL,)


def _overdue_at(ledger: Ledger, books: tuple[Book, ...], day: date) -> Iterable[int]:
    late = {d.n for d in ledger.dues.values() if d.due_on is not None and d.due_on < day}
    booked = (p for e in ledger.entries if e.booked_on <= day for p in e.postings)
    return (p.amount_minor for p in booked if p.instalment in late and p.book in books)


def to_charge(ledger: Ledger, rate: Rate, through: date) -> int:
    """What is still to be charged through that day; negative where too much was (a payment that came to light late)."""
    return rounded(accrued(ledger, rate, through)) - net_charged(ledger.entries, Book.INTEREST)
