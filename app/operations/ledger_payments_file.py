"""A bank's or a vendor's file of payments, row by row: what can be booked, and why the rest cannot."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from app.errors import BadInput, Text
from app.operations.csv_text import decoded

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "account": ("account", "cuenta", "numero", "número", "operacion", "operación", "contrato", "debt", "loan"),
    "amount": ("amount", "monto", "importe", "valor", "pago", "abono"),
    "paid_on": ("paid_on", "date", "fecha", "fecha_pago", "fecha pago", "fecha de pago"),
    "reference": ("reference", "referencia", "id", "comprobante", "folio", "transaccion", "transacción"),
    "means": ("means", "medio", "medio_pago", "forma_pago", "canal"),
    "currency": ("currency", "moneda"),
}
_NEEDED = ("account", "amount", "paid_on", "reference")
MOST_ROWS = 1_000_000
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d")


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A row that can be read; `line` is its line of the file, the header being 1.

    `amount` is by the file's own separator; what is booked is `written`, read by the debt's currency.
    """

    line: int
    account: str
    amount: Decimal
    paid_on: date
    reference: str
    means: str | None
    currency: str | None
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be booked, and why."""

    line: int
    account: str
    reference: str
    why: Text


def read_payments(content: bytes) -> Iterator[PaymentRow | Rejected]:
    """The rows in order. Raises BadInput for a file that is no table of payments."""
    text = decoded(content)
    first = text.split("\n", 1)[0]
    rows = _lines(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count)))
    header = next(rows, [])
    places = _places(header)
    decimal_comma = ";" in first
    for line, row in enumerate(rows, start=2):
        if line > MOST_ROWS + 1:
            raise BadInput(f"más de {MOST_ROWS} filas; divida el archivo", f"over {MOST_ROWS} rows; split the file", "file")
        if any(cell.strip() for cell in row):
            yield _row(line, {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}, decimal_comma)


def _lines(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as cause:
        raise BadInput(f"el CSV no se entiende: {cause}", f"the CSV cannot be read: {cause}", "file") from cause


def _places(header: list[str]) -> dict[str, int]:
    told = [h.strip().lower() for h in header]
    found = {name: at for name, words in COLUMNS.items() for at, h in enumerate(told) if h in words}
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise BadInput(
            f"faltan columnas: {', '.join(COLUMNS[m][1] for m in missing)}; el archivo tiene {', '.join(told)[:200] or 'nada'}",
            f"columns are missing: {', '.join(missing)}; the file has {', '.join(told)[:200] or 'nothing'}",
            "file",
        )
    return found


def _row(line: int, told: Mapping[str, str], decimal_comma: bool) -> PaymentRow | Rejected:
    amount, day = amount_of(told["amount"], decimal_comma), day_of(told["paid_on"])
    why: Text | None = None
    if not told["account"]:
        why = Text("falta la cuenta", "the account is missing")
    elif amount is None:
        why = Text(f"el monto «{told['amount'][:40]}» no se entiende", f"the amount “{told['amount'][:40]}” cannot be read")
    elif day is None:
        why = Text(f"la fecha «{told['paid_on'][:40]}» no se entiende", f"the day “{told['paid_on'][:40]}” cannot be read")
    elif not told["reference"]:
        why = Text("falta la referencia del banco", "the bank's reference is missing")
    if why is not None or amount is None or day is None:
        return Rejected(line, told["account"], told["reference"], why or Text("", ""))
    currency = told.get("currency", "").upper() or None
    return PaymentRow(line, told["account"], amount, day, told["reference"], told.get("means") or None, currency, told["amount"])


def amount_of(told: str, decimal_comma: bool) -> Decimal | None:
    """12.500 is twelve thousand five hundred and 12,50 twelve and a half; what could be either way is settled by the file's own
    separator, and what is neither is None."""
    plain = re.sub(r"[\s$€£]|S/|R\$|US\$", "", told)
    if not re.fullmatch(r"[+-]?[\d.,]+", plain):
        return None
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        mark = "," if comma > point else "."
    elif comma >= 0 or point >= 0:
        only = "," if comma >= 0 else "."
        thousands = re.fullmatch(rf"[+-]?\d{{1,3}}(\{only}\d{{3}})+", plain) is not None
        repeated = plain.count(only) > 1
        mark = "" if thousands and (repeated or only == ("." if decimal_comma else ",")) else only
        if repeated and not thousands:
            return None
    else:
        mark = ""
    whole, _, part = plain.rpartition(mark) if mark else (plain, "", "")
    groups = re.sub(r"[+-]", "", whole)
    if re.search(r"[.,]", groups) and not re.fullmatch(r"\d{1,3}([.,]\d{3})+", groups):
        return None
    try:
        return Decimal(re.sub(r"[.,]", "", whole) + ("." + part if part else ""))
    except InvalidOperation:
        return None


def day_of(told: str) -> date | None:
    """2026-05-31, 31/05/2026, 31-05-2026, 31.05.2026 or 20260531, a time of day passed over; None for anything else."""
    words = told.replace("T", " ").split()
    for form in _DAYS:
        try:
            return datetime.strptime(words[0], form).date() if words else None
        except ValueError:
            continue
    return None
