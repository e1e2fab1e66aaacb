"""Place accounts with a vendor, as one batch at one instant. Whoever places says nothing of who is behind an account."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.models.account import Account

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Placement:
    """An account as it is handed over. `row` is its line of the vendor's file, in the vendor's layout."""

    number: str
    debtor_id: str
    debtor: str
    row: Mapping[str, Any]
    amount: Decimal
    currency: str
    country: str
    due_date: date | None = None
    segment: str | None = None
    zone: str | None = None


def place_accounts(
    session: Session, organisation_id: int, vendor_id: int, batch: str, rows: Sequence[Placement], now: datetime
) -> dict[str, str]:
    """Write the batch, in order of number; the id of each number comes back. The caller commits.

    A batch that is placed already is given back as it is; an account that was recalled is placed again under its id. Raises
    BadInput for a number twice, or one still placed in another batch.
    """
    numbers = [r.number for r in rows]
    if len(set(numbers)) != len(numbers):
        twice = sorted({n for n in numbers if numbers.count(n) > 1})[0] if len(numbers) < 5000 else "?"
        raise BadInput(f"la cuenta {twice} viene dos veces", f"account {twice} comes twice", "portfolio")
    known, recalled = _known(session, organisation_id, vendor_id, batch, numbers)
    ids = {number: known.get(number) or recalled.get(number) or uuid4().hex for number in numbers}
    ordered = [r for r in sorted(rows, key=lambda r: r.number) if r.number not in known]
    values = [_values(r, ids[r.number], organisation_id, vendor_id, batch, now) for r in ordered if r.number not in recalled]
    again = [_values(r, ids[r.number], organisation_id, vendor_id, batch, now) for r in ordered if r.number in recalled]
    for first in range(0, len(values), _AT_ONCE):
        session.execute(insert(Account), values[first : first + _AT_ONCE])
    for first in range(0, len(again), _AT_ONCE):
        session.execute(update(Account), again[first : first + _AT_ONCE])
    return ids


def still_placed(session: Session, organisation_id: int, vendor_id: int, numbers: Sequence[str]) -> dict[str, int]:
    """How many of these accounts the vendor has now, by batch."""
    placed = select(Account.number, Account.batch).where(
        Account.organisation_id == organisation_id, Account.vendor_id == vendor_id, Account.recalled_at.is_(None)
    )
    wanted = set(numbers)
    return dict(Counter(batch for number, batch in session.execute(placed).tuples() if number in wanted))


def _known(
    session: Session, organisation_id: int, vendor_id: int, batch: str, numbers: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The ids of those that are in this batch, and of those recalled earlier."""
    placed = select(Account.number, Account.id, Account.batch, Account.recalled_at).where(
        Account.organisation_id == organisation_id, Account.vendor_id == vendor_id
    )
    wanted, found, recalled = set(numbers), {}, {}
    for number, id, of, recalled_at in session.execute(placed).tuples():
        if number not in wanted:
            continue
        if of == batch:
            found[number] = id
        elif recalled_at is not None:
            recalled[number] = id
        else:
            raise BadInput(
                f"la cuenta {number} sigue asignada en el lote {of}; retire ese lote antes de asignarla otra vez",
                f"account {number} is still placed in batch {of}; recall that batch before placing it again",
                "portfolio",
            )
    return found, recalled


def _values(row: Placement, id: str, organisation_id: int, vendor_id: int, batch: str, now: datetime) -> dict[str, Any]:
    return {
        "id": id,
        "organisation_id": organisation_id,
        "vendor_id": vendor_id,
        "number": row.number,
        "debtor_id": row.debtor_id,
        "debtor": row.debtor,
        "row": dict(row.row),
        "amount": row.amount,
        "currency": row.currency,
        "due_date": row.due_date,
        "segment": row.segment,
        "country": row.country,
        "zone": row.zone,
        "batch": batch,
        "placed_at": now,
        "recalled_at": None,
    }
