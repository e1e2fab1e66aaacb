"""What a vendor earns by its contract: a rate by stage and age of the debt, on payments that are its own, exactly.

Rounded once a line, half to even (`interest.rounded`), so that lines add up to the invoice. A payment that bounced gives its line
back, in the invoice of the day it bounced, at the very amount it was invoiced with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from app.errors import BadInput
from app.operations.interest import rounded


@dataclass(frozen=True, slots=True)
class Band:
    """A rate for debts of a stage ("" any) that were from `days_from` to `days_to` overdue when placed (None: no end)."""

    percent: Decimal
    stage: str = ""
    days_from: int = 0
    days_to: int | None = None

    def fits(self, stage: str | None, days: int) -> bool:
        """Whether a debt falls into it."""
        return self.stage in ("", stage) and self.days_from <= days and (self.days_to is None or days <= self.days_to)


@dataclass(frozen=True, slots=True)
class Contract:
    """A vendor's terms. `minimum_minor` and `cap_minor` are of one invoice in one currency (None: none).

    `tail_days`: payments so many days after a debt was taken back are still the vendor's. `began_days`: a payment without a
    contact of the vendor in so many days before it is the debtor's own doing and earns nothing (0: nobody asks).
    """

    currency: str
    bands: tuple[Band, ...]
    minimum_minor: int | None = None
    cap_minor: int | None = None
    tail_days: int = 0
    began_days: int = 0

    def percent(self, stage: str | None, days: int) -> Decimal:
        """The rate of the first band that fits; 0 where none does: such debts earn nothing."""
        return next((b.percent for b in self.bands if b.fits(stage, days)), Decimal(0))


@dataclass(frozen=True, slots=True)
class Earned:
    """A payment of the vendor's, or (`reversal`) one that was taken back; `stage` and `days_overdue` as at the placement.

    `percent` is the rate of the contract that held on the day of the payment, so that a reversal takes back what was invoiced.
    """

    payment_id: int
    debt_number: str
    amount_minor: int
    on: date
    stage: str | None
    days_overdue: int
    percent: Decimal
    reversal: bool = False
    began: bool = False
    """Made without the contact the contract asks for before it: it earns nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an invoice: `kind` payment, began, reversal, minimum or cap; for a payment, where it comes from."""

    kind: str
    amount_minor: int
    earned: Earned | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """Lines that add up to the total."""

    lines: tuple[Line, ...]

    @property
    def total_minor(self) -> int:
        """What is owed to the vendor; negative where more was taken back than earned."""
        return sum(line.amount_minor for line in self.lines)


def commission_minor(amount_minor: int, percent: Decimal) -> int:
    """A rate of an amount, rounded half to even."""
    return rounded(Fraction(amount_minor) * Fraction(percent) / 100)


def invoice(contract: Contract, earned: Iterable[Earned]) -> Invoice:
    """The invoice of a period by its terms: one line a payment, then what lifts it to the minimum or cuts it to the cap."""
    lines = []
    for one in sorted(earned, key=lambda e: (e.on, e.payment_id, e.reversal)):
        amount = 0 if one.began else commission_minor(one.amount_minor, one.percent)
        kind = "reversal" if one.reversal else "began" if one.began else "payment"
        lines.append(Line(kind, -amount if one.reversal else amount, one))
    total = sum(line.amount_minor for line in lines)
    if contract.minimum_minor is not None and total < contract.minimum_minor:
        lines.append(Line("minimum", contract.minimum_minor - total))
    elif contract.cap_minor is not None and total > contract.cap_minor:
        lines.append(Line("cap", contract.cap_minor - total))
    return Invoice(tuple(lines))


def contract_from(row: Mapping[str, Any]) -> Contract:
    """A contract as it is written and kept: {currency, bands: [{percent, stage, days_from, days_to}], minimum_minor, …}.

    Raises BadInput naming the field.
    """
    try:
        bands = tuple(
            Band(Decimal(str(b["percent"])), str(b.get("stage") or ""), _whole(b.get("days_from", 0)), _maybe(b.get("days_to")))
            for b in row["bands"]
        )
        made = Contract(
            str(row["currency"]),
            bands,
            _maybe(row.get("minimum_minor")),
            _maybe(row.get("cap_minor")),
            _whole(row.get("tail_days", 0)),
            _whole(row.get("began_days", 0)),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError) as cause:
        raise BadInput(
            f"el contrato no se entiende ({cause}); escriba currency, bands [percent, stage, days_from, days_to]",
            f"the contract cannot be read ({cause}); write currency, bands [percent, stage, days_from, days_to]",
            "contract",
        ) from cause
    _sound(made)
    return made


def _sound(made: Contract) -> None:
    if not made.bands or any(not b.percent.is_finite() or not 0 <= b.percent <= 100 for b in made.bands):
        raise BadInput("cada tramo lleva una tasa de 0 a 100 %", "each band has a rate from 0 to 100 %", "bands")
    if any(b.days_to is not None and b.days_to < b.days_from for b in made.bands):
        raise BadInput("un tramo termina antes de empezar", "a band ends before it begins", "bands")
    limits = [made.minimum_minor, made.cap_minor]
    if any(v is not None and v < 0 for v in limits) or made.tail_days < 0 or made.began_days < 0:
        raise BadInput("mínimo, tope y días no bajan de cero", "minimum, cap and days are not below zero", "cap_minor")
    if made.minimum_minor is not None and made.cap_minor is not None and made.minimum_minor > made.cap_minor:
        raise BadInput("el mínimo pasa del tope", "the minimum is over the cap", "cap_minor")


def contract_row(made: Contract) -> dict[str, Any]:
    """The inverse of `contract_from`."""
    bands: Sequence[dict[str, Any]] = [
        {"percent": format(b.percent, "f"), "stage": b.stage, "days_from": b.days_from, "days_to": b.days_to} for b in made.bands
    ]
    kept = {"minimum_minor": made.minimum_minor, "cap_minor": made.cap_minor, "tail_days": made.tail_days}
    if made.began_days:  # absent in terms written before it was asked, which stay the same terms
        kept["began_days"] = made.began_days
    return {"currency": made.currency, "bands": list(bands), **kept}


def _whole(value: Any) -> int:
    if isinstance(value, bool) or int(value) != value:
        raise ValueError(f"{value!r} is no whole number")
    return int(value)


def _maybe(value: Any) -> int | None:
    return None if value is None else _whole(value)
