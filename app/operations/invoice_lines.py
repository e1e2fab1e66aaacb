"""A vendor's invoice line by line: what it asks of which payment, and what the client's books owe of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.errors import Text
from app.operations.commission import commission_minor
from app.operations.money import from_minor
from reports.wording import wording


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


def judged(line: Billed, given: bool, booked: Booked | None, known: frozenset[int], began_days: int, currency: str) -> Judged:
    """Hold a line against the books. `given`: the account was the vendor's; `known` are payments billed before this line.
    Money of `currency` is written as each language writes it.

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
    return _reckoned(line, booked, currency)


def _reckoned(line: Billed, booked: Booked, currency: str) -> Judged:
    """A line of a payment that is the vendor's: owed as billed, or by another payment or another rate."""
    owed = commission_minor(booked.amount_minor, booked.percent)
    if line.amount_minor != booked.amount_minor:
        (es, en), (told_es, told_en) = _money(booked.amount_minor, currency), _money(line.amount_minor, currency)
        said = Text(f"el pago fue de {es}, no de {told_es}", f"the payment was {en}, not {told_en}")
        return Judged(line, Finding.AMOUNT, owed, said, booked.payment_id)
    if line.percent not in (None, booked.percent):
        (es, en), (told_es, told_en) = _rate(booked.percent), _rate(line.percent or booked.percent)
        said = Text(f"la tasa del contrato es {es}, no {told_es}", f"the contract's rate is {en}, not {told_en}")
        return Judged(line, Finding.RATE, owed, said, booked.payment_id)
    if line.billed_minor != owed:
        (es, en), (owed_es, owed_en) = _rate(booked.percent), _money(owed, currency)
        (paid_es, paid_en) = _money(booked.amount_minor, currency)
        said = Text(f"el {es} de {paid_es} es {owed_es}", f"{en} of {paid_en} is {owed_en}")
        return Judged(line, Finding.RATE, owed, said, booked.payment_id)
    return Judged(line, Finding.OWED, owed, Text("se debe", "owed"), booked.payment_id)


def _money(minor: int, currency: str) -> tuple[str, str]:
    """As Spanish and as English writes it."""
    value = from_minor(minor, currency)
    return wording("es").money(value, currency), wording("en").money(value, currency)


def _rate(percent: Decimal) -> tuple[str, str]:
    """17.5 as `17,5 %` and `17.5%`."""
    plain = percent.normalize()
    decimals = max(0, -int(plain.as_tuple().exponent))
    return f"{wording('es').num(plain, decimals)}\u00a0%", f"{wording('en').num(plain, decimals)}%"
