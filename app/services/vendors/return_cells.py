"""The cells of a vendor's return that are its own words: promises, costs, durations."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import BadInput
from app.operations.typed_amount import minor_of
from audit.contacts.contact import Channel
from audit.contacts.ruled import CHANNELS
from audit.contacts.timeline import ANSWERED

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CELLS = (
    "contact_id, at_us, channel, inbound, answered, outcome, duration_s, "
    "promise_amount, promise_date, cost, currency, debt, person"
)
_MICROS = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise as the vendor tells it."""

    amount_minor: int
    due_on: date


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A contact on an account the vendor was given. `debt_id` None: an account that is not of the client's own books."""

    contact_id: str
    at: datetime
    channel: Channel
    inbound: bool
    answered_by: str
    outcome: str | None
    duration_s: float | None
    cost_micros: int
    promise: Promised | None
    debt_id: int | None
    person_id: int | None


def promised(amount: str, due: str, currency: str) -> Promised | None:
    """The promise of a row, None without one. Raises BadInput with the column."""
    if not amount and not due:
        return None
    if not amount or not due:
        empty = "promise_date" if amount else "promise_amount"
        raise BadInput("falta: una promesa lleva monto y fecha", "is missing: a promise has an amount and a day", empty)
    minor = minor_of(amount, currency, "promise_amount")
    if minor <= 0:
        raise BadInput("debe ser mayor que cero", "must be above zero", "promise_amount")
    try:
        return Promised(minor, date.fromisoformat(due))
    except ValueError as cause:
        raise BadInput(
            "no es una fecha; escríbala como 2026-05-12", "is no date; write it as 2026-05-12", "promise_date"
        ) from cause


def micros(cost: str) -> int:
    """Millionths of the unit; nothing written is nothing. Raises BadInput."""
    try:
        found = Decimal(cost or "0")
    except InvalidOperation as cause:
        raise BadInput("no es un costo; escríbalo como 12.5", "is no cost; write it as 12.5", "cost") from cause
    if not found.is_finite() or not 0 <= found < 10**9:
        raise BadInput("un costo va de cero hacia arriba", "a cost is zero or more", "cost")
    return int(found * _MICROS)


def row_of(cells: tuple[Any, ...]) -> ReturnRow:
    """A row of CELLS."""
    contact_id, at_us, channel, inbound, answered, outcome, duration, amount, due, cost, currency, debt, person = cells
    return ReturnRow(
        contact_id=contact_id,
        at=EPOCH + timedelta(microseconds=int(at_us)),
        channel=CHANNELS[channel],
        inbound=bool(inbound),
        answered_by=ANSWERED[answered].value,
        outcome=outcome[:40] or None,
        duration_s=_seconds(duration),
        cost_micros=micros(cost),
        promise=promised(amount, due, currency),
        debt_id=debt or None,
        person_id=person or None,
    )


def _seconds(told: str) -> float | None:
    """What is no duration is not known; nothing rests on it alone."""
    try:
        found = float(told)
    except ValueError:
        return None
    return found if 0 <= found <= 86_400 else None
