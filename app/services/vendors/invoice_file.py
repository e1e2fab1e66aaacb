"""A vendor's invoice as a table: account, reference, day, amount, rate, commission; rows that cannot be read are told so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.errors import BadInput, Text
from app.operations.invoice_lines import Billed
from app.operations.ledger_payments_file import day_of
from app.operations.typed_amount import minor_of
from app.services.vendors.named_rows import Columns, named_rows

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "account": ("account", "account_id", "cuenta"),
    "reference": ("reference", "referencia"),
    "paid_on": ("paid_on", "date", "fecha"),
    "amount": ("amount", "monto", "pago"),
    "rate": ("rate", "percent", "tasa", "porcentaje"),
    "commission": ("commission", "comision", "comisión"),
}
_TABLE = Columns(COLUMNS, (("account",), ("amount",), ("commission",), ("reference", "paid_on")), 200_000)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that says no line, and why."""

    n: int
    number: str
    reference: str
    why: Text


def read_invoice(content: bytes, currency: str) -> Iterator[Billed | Unreadable]:
    """Row by row; `n` as a spreadsheet counts. Raises BadInput for what is no table of an invoice."""
    for n, told in named_rows(content, _TABLE):
        yield _row(n, told, currency)


def _row(n: int, told: Mapping[str, str], currency: str) -> Billed | Unreadable:
    number, reference = told["account"][:80], told.get("reference", "")[:120]
    try:
        day = told.get("paid_on", "")
        paid_on = day_of(day) if day else None
        if day and paid_on is None:
            raise BadInput(f"la fecha «{day[:40]}» no se entiende", f"the day “{day[:40]}” cannot be read", "paid_on")
        if not number or not (reference or paid_on):
            raise BadInput("falta la cuenta, la referencia o la fecha", "the account, reference or day is missing", "account")
        amount = minor_of(told["amount"], currency, "amount")
        billed = minor_of(told["commission"], currency, "commission")
        return Billed(n, number, reference, paid_on, amount, _rate(told.get("rate", "")), billed)
    except BadInput as cause:
        return Unreadable(n, number, reference, cause.text)


def _rate(told: str) -> Decimal | None:
    """12.5, 12,5 or 12,5 %."""
    plain = told.replace("%", "").replace(",", ".").strip()
    if not plain:
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation as cause:
        raise BadInput(f"la tasa «{told[:20]}» no se entiende", f"the rate “{told[:20]}” cannot be read", "rate") from cause
    if not found.is_finite() or not 0 <= found <= 100:
        raise BadInput("la tasa va de 0 a 100 %", "the rate goes from 0 to 100 %", "rate")
    return found
