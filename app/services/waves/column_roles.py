"""Which column of a client's portfolio is what: found by its name, and said when it is not found."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from app.errors import BadInput
from app.services.place_accounts import Placement
from synthetic.portfolio.cells import DateStyle, NumberStyle, date_style, is_missing, number_style
from synthetic.portfolio.table import Table

NAMES: Mapping[str, tuple[str, ...]] = {
    "number": (
        "account_id", "account", "account_number", "cuenta", "numero_cuenta", "nro_cuenta", "n_cuenta", "id_cuenta", "operacion",
        "nro_operacion", "numero_operacion", "num_operacion", "contrato", "contract", "loan_id", "credito", "id_credito", "id",
    ),
    "debtor_id": (
        "debtor_id", "rut", "dni", "cedula", "curp", "rfc", "cpf", "cuit", "documento", "numero_documento", "nro_documento",
        "id_deudor", "customer_id", "client_id", "id_cliente", "identificacion", "identity", "ssn",
    ),
    "debtor": (
        "debtor", "debtor_name", "nombre", "nombre_completo", "deudor", "nombre_deudor", "name", "full_name", "cliente", "nome",
    ),
    "amount": (
        "amount", "balance", "saldo", "monto", "deuda", "saldo_total", "monto_deuda", "saldo_deuda", "total_due", "importe",
        "valor", "capital", "saldo_insoluto", "debt", "bill_amt1", "limit_bal",
    ),
    "currency": ("currency", "moneda", "moeda", "divisa"),
    "due_date": ("due_date", "vencimiento", "fecha_vencimiento", "fec_vencimiento", "due", "vencimento", "fecha_venc"),
    "segment": ("segment", "segmento", "tramo", "tramo_mora", "bucket", "product", "producto", "cartera"),
    "country": ("country", "pais"),
    "zone": ("zone", "timezone", "zona_horaria", "huso"),
    "vendor": ("vendor", "proveedor", "agencia", "agency", "gestor", "despacho"),
}  # fmt: skip
CURRENCIES = {
    "CL": "CLP",
    "CO": "COP",
    "MX": "MXN",
    "PE": "PEN",
    "AR": "ARS",
    "BR": "BRL",
    "US": "USD",
    "EC": "USD",
    "GB": "GBP",
    "ES": "EUR",
}
CURRENCIES |= {"DO": "DOP", "PY": "PYG", "GT": "GTQ"}


@dataclass(frozen=True, slots=True)
class Roles:
    """The column of each role, and how amounts and dates are written there."""

    columns: Mapping[str, str]
    amounts: NumberStyle
    dates: DateStyle | None

    def get(self, row: Mapping[str, str], role: str) -> str | None:
        """The cell of a role; None where there is no such column or the cell says nothing."""
        column = self.columns.get(role)
        text = row.get(column, "") if column else ""
        return None if is_missing(text) else text.strip()


def roles_of(table: Table) -> Roles:
    """The roles of a table's columns. Raises BadInput naming what is missing."""
    plain = {_plain(name): name for name in reversed(table.names)}
    columns = {role: plain[n] for role, names in NAMES.items() if (n := next((n for n in names if n in plain), None))}
    for role, es, en in (("number", "número de cuenta", "account number"), ("amount", "saldo", "balance")):
        if role not in columns:
            named = ", ".join(NAMES[role][:6])
            raise BadInput(
                f"falta la columna del {es}; póngale uno de estos nombres: {named}",
                f"the column of the {en} is missing; give it one of these names: {named}",
                "portfolio",
            )
    amounts = number_style(table.column(columns["amount"]).texts)
    if amounts is None:
        column = columns["amount"]
        raise BadInput(f"columna {column}: no se entienden sus montos", f"column {column}: amounts cannot be read", "portfolio")
    dates = date_style(table.column(columns["due_date"]).texts) if "due_date" in columns else None
    return Roles(columns, amounts, dates)


def placement(row: Mapping[str, str], roles: Roles, country: str, zone: str | None, line: int) -> Placement:
    """A line of the portfolio as it is handed over. Raises BadInput naming line, column and value."""
    number = roles.get(row, "number")
    if number is None:
        column = roles.columns["number"]
        raise BadInput(f"línea {line}: {column} está vacío", f"line {line}: {column} is empty", "portfolio")
    own = (roles.get(row, "country") or country).upper()
    return Placement(
        number=number[:80],
        debtor_id=(roles.get(row, "debtor_id") or number)[:80],
        debtor=(roles.get(row, "debtor") or number)[:300],
        row=dict(row),
        amount=_amount(row, roles, line),
        currency=(roles.get(row, "currency") or CURRENCIES.get(own) or CURRENCIES[country]).upper()[:3],
        country=own[:2],
        due_date=_due(row, roles),
        segment=(roles.get(row, "segment") or "")[:80] or None,
        zone=roles.get(row, "zone") or zone,
    )


def _amount(row: Mapping[str, str], roles: Roles, line: int) -> Decimal:
    """The amount exactly as written; the style only says which mark is the decimal point."""
    text, style = roles.get(row, "amount") or "0", roles.amounts
    body = text.removeprefix(style.before).removesuffix(style.after).strip()
    body = body.replace(style.thousands, "") if style.thousands else body
    try:
        return Decimal(body.replace(style.point, "."))
    except InvalidOperation as cause:
        column = roles.columns["amount"]
        raise BadInput(
            f"línea {line}: {column} {text[:30]!r} no es un monto",
            f"line {line}: {column} {text[:30]!r} is no amount",
            "portfolio",
        ) from cause


def _due(row: Mapping[str, str], roles: Roles) -> date | None:
    text = roles.get(row, "due_date")
    if text is None or roles.dates is None:
        return None
    days = roles.dates.parse(text)
    return None if days != days else (datetime(1970, 1, 1) + timedelta(days=days)).date()


def _plain(name: str) -> str:
    """A column's name without accents, case and punctuation."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
