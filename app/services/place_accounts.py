"""Place accounts with a vendor, as one batch at one instant. Whoever places says nothing of who is behind an account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select
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

    A batch that is placed already is given back as it is. Raises BadInput for a number twice, or in another batch.
    """
    numbers = [r.number for r in rows]
    if len(set(numbers)) != len(numbers):
        twice = sorted({n for n in numbers if numbers.count(n) > 1})[0] if len(numbers) < 5000 else "?"
        raise BadInput(f"la cuenta {twice} viene dos veces", f"account {twice} comes twice", "portfolio")
    known = _known(session, organisation_id, vendor_id, batch, numbers)
    ids = {number: known.get(number) or uuid4().hex for number in numbers}
    fresh = [r for r in sorted(rows, key=lambda r: r.number) if r.number not in known]
    values = [_values(r, ids[r.number], organisation_id, vendor_id, batch, now) for r in fresh]
    for first in range(0, len(values), _AT_ONCE):
        session.execute(insert(Account), values[first : first + _AT_ONCE])
    return ids


def _known(session: Session, organisation_id: int, vendor_id: int, batch: str, numbers: Sequence[str]) -> dict[str, str]:
    placed = select(Account.number, Account.id, Account.batch).where(
        Account.organisation_id == organisation_id, Account.vendor_id == vendor_id
    )
    wanted, found = set(numbers), {}
    for number, id, of in session.execute(placed).tuples():
        if number not in wanted:
            continue
        if of != batch:
            raise BadInput(
                f"la cuenta {number} ya está asignada en el lote {of}", f"account {number} is placed in batch {of}", "portfolio"
            )
        found[number] = id
    return found


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
