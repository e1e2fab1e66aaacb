"""A vendor's invoice line by line: what it asks of which payment, and what the client's books owe of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.errors import Text
from app.operations.commission import commission_minor


class Finding(StrEnum):
    """What becomes of a line. Only OWED is paid as it was asked; AMOUNT and RATE are paid as the books say."""

    OWED = "owed"
    NOT_THEIRS = "not_theirs"
    NO_PAYMENT = "no_payment"
    DEBTOR_BEGAN = "debtor_began"
    TWICE = "twice"
    AMOUNT = "amount"
    RATE = "rate"
    OUTSIDE = "outside"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Billed:
    """A line as the vendor wrote it; `percent` None where it names no rate. `paid_on` None: it says no day."""

    n: int
    number: str
    reference: str
    paid_on: date | None
    amount_minor: int
    percent: Decimal | None
    billed_minor: int


@dataclass(frozen=True, slots=True)
class Booked:
    """The payment in the books: whether it is the vendor's, its contract's rate, whether it worked for it (`touched`)."""

    payment_id: int
    amount_minor: int
    percent: Decimal
    theirs: bool
    reversed: bool
    touched: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with what is owed of it and why, in words its vendor may read."""

    line: Billed
    finding: Finding
    owed_minor: int
    said: Text
    payment_id: int | None = None


_NO_PAYMENT = Text("no hay tal pago en nuestros libros", "there is no such payment in our books")


def judged(line: Billed, given: bool, booked: Booked | None, known: frozenset[int], began_days: int) -> Judged:
    """Hold a line against the books. `given`: the account was the vendor's; `known` are payments billed before this line.

    An account that was never the vendor's, a payment nobody knows: each in one set of words, whoever's account it is.
    """

    def found(finding: Finding, owed: int, es: str, en: str) -> Judged:
        return Judged(line, finding, owed, Text(es, en), booked.payment_id if booked else None)

    if not given:
        return found(Finding.NOT_THEIRS, 0, "la cuenta no se le asignó", "the account was not placed with it")
    if booked is None:
        return Judged(line, Finding.NO_PAYMENT, 0, _NO_PAYMENT)
    if booked.payment_id in known:
        return found(Finding.TWICE, 0, "este pago ya se facturó", "this payment was billed already")
    if booked.reversed:
        return found(Finding.NO_PAYMENT, 0, "el pago se revirtió", "the payment was reversed")
    if not booked.theirs:
        return found(Finding.OUTSIDE, 0, "se pagó fuera de la asignación", "it was paid outside the placement")
    if began_days and not booked.touched:
        return found(
            Finding.DEBTOR_BEGAN,
            0,
            f"la persona pagó sin contacto del proveedor en los {began_days} días anteriores",
            f"the person paid without a contact of the vendor in the {began_days} days before",
        )
    owed = commission_minor(booked.amount_minor, booked.percent)
    if line.amount_minor != booked.amount_minor:
        return found(
            Finding.AMOUNT,
            owed,
            f"el pago fue de {booked.amount_minor}, no de {line.amount_minor} (unidades menores)",
            f"the payment was {booked.amount_minor}, not {line.amount_minor} (minor units)",
        )
    if line.percent not in (None, booked.percent) or line.billed_minor != owed:
        rate = format(booked.percent.normalize(), "f")
        return found(Finding.RATE, owed, f"la tasa del contrato es {rate} %: {owed}", f"the contract's rate is {rate} %: {owed}")
    return found(Finding.OWED, owed, "se debe", "owed")
