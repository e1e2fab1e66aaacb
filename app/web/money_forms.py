"""What a person typed about money, read into what the services take."""

from collections.abc import Mapping
from datetime import date

from app.errors import BadInput
from app.operations.ledger_payments_file import amount_of, day_of
from app.operations.money import NotExact, to_minor


def minor_in(form: Mapping[str, str], field: str, currency: str) -> int:
    """An amount as people write it in Spanish or English, in minor units. Raises BadInput with the field."""
    told = form.get(field, "").strip()
    found = amount_of(told, decimal_comma=True)
    if found is None:
        raise BadInput(f"«{told[:30]}» no es un monto", f"“{told[:30]}” is no amount", field)
    try:
        return to_minor(found, currency)
    except NotExact as cause:
        raise BadInput(
            f"{currency} no tiene monedas tan pequeñas: {told[:30]}", f"{currency} has no coins that small: {told[:30]}", field
        ) from cause


def day_in(form: Mapping[str, str], field: str) -> date:
    """A day. Raises BadInput with the field."""
    found = day_of(form.get(field, ""))
    if found is None:
        raise BadInput("elija el día", "choose the day", field)
    return found


def whole_in(form: Mapping[str, str], field: str, most: int = 1_000_000) -> int:
    """A whole number from 0. Raises BadInput with the field."""
    told = form.get(field, "").strip()
    if not (told.isascii() and told.isdecimal() and len(told) < 10 and int(told) <= most):
        raise BadInput(f"escriba un número hasta {most}", f"write a number up to {most}", field)
    return int(told)


def maybe_whole(form: Mapping[str, str], field: str) -> int | None:
    """A whole number, or None where nothing was written."""
    return whole_in(form, field, 10**9 - 1) if form.get(field, "").strip() else None
