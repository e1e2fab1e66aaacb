"""A vendor's invoice as a table: a line a payment it charges for; rows that cannot be read are told so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.errors import BadInput, Text
from app.operations.invoice_lines import Billed
from app.operations.ledger_payments_file import day_of
from app.operations.typed_amount import minor_of
from app.services.vendors.named_rows import Columns, NamedRow, named_rows

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "account": ("account", "cuenta", "account_id"),
    "reference": ("reference", "referencia"),
    "paid_on": ("date", "fecha", "paid_on"),
    "amount": ("amount", "monto", "pago"),
    "rate": ("rate", "tasa", "percent", "porcentaje"),
    "commission": ("commission", "comisión", "comision"),
    "currency": ("currency", "moneda"),
}
_TABLE = Columns(COLUMNS, (("account",), ("amount",), ("commission",), ("reference", "paid_on")), 200_000)
MOST_MINOR = 10**13
"""The most a line may say: two hundred thousand of them still fit a column of the database."""
_RATE_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that says no line, and why."""

    n: int
    number: str
    reference: str
    why: Text


def read_invoice(content: bytes, currency: str) -> Iterator[Billed | Unreadable]:
    """Row by row; `n` as a spreadsheet counts. Raises BadInput for what is no table of an invoice."""
    for row in named_rows(content, _TABLE):
        yield _row(row, currency)


def _row(row: NamedRow, currency: str) -> Billed | Unreadable:
    n, told = row.line, row.told
    number, reference = told["account"][:80], told.get("reference", "")[:120]
    if row.problem is not None:
        return Unreadable(n, number, reference, row.problem)
    try:
        day, theirs = told.get("paid_on", ""), told.get("currency", "").upper()
        paid_on = day_of(day) if day else None
        if day and paid_on is None:
            raise BadInput(
                f"la fecha «{day[:40]}» no se entiende; escríbala como 2026-05-31",
                f"the day “{day[:40]}” cannot be read; write it as 2026-05-31",
                "paid_on",
            )
        if not number or not (reference or paid_on):
            raise BadInput("falta la cuenta, la referencia o la fecha", "the account, reference or day is missing", "account")
        if theirs not in ("", currency):
            raise BadInput(
                f"está en {theirs[:10]} y la factura se cargó en {currency}; facture cada moneda aparte",
                f"is in {theirs[:10]} and the invoice was loaded in {currency}; bill each currency apart",
                "currency",
            )
        amount, billed = _money(told, "amount", currency), _money(told, "commission", currency)
        return Billed(n, number, reference, paid_on, amount, _rate(told.get("rate", "")), billed)
    except BadInput as cause:
        return Unreadable(n, number, reference, cause.text)


def _money(told: Mapping[str, str], column: str, currency: str) -> int:
    """The amount of a column in minor units. Raises BadInput that names the column and what is written there."""
    written, (en, es) = told[column], COLUMNS[column][:2]
    try:
        if not written:
            raise BadInput("falta", "is missing", column)
        found = minor_of(written, currency, column)
        if found < 0:
            raise BadInput(
                f"«{written[:30]}» es negativo; una factura solo cobra", f"“{written[:30]}” is negative; an invoice only charges"
            )
        if found > MOST_MINOR:
            raise BadInput(f"«{written[:30]}» es demasiado; revíselo", f"“{written[:30]}” is too much; check it")
    except BadInput as cause:
        raise BadInput(f"{es}: {cause.text.es}", f"{en}: {cause.text.en}", column) from cause
    return found


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
        raise BadInput(f"la tasa «{told[:20]}» no va de 0 a 100\u00a0%", f"the rate “{told[:20]}” is not from 0 to 100%", "rate")
    if found != round(found, _RATE_DECIMALS):
        raise BadInput(
            f"la tasa «{told[:20]}» lleva más de {_RATE_DECIMALS} decimales",
            f"the rate “{told[:20]}” has more than {_RATE_DECIMALS} decimals",
            "rate",
        )
    return found
