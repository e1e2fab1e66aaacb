"""What a person typed about money, read into what the services take."""

from collections.abc import Mapping
from datetime import date

from app.errors import BadInput
from app.operations.ledger_payments_file import day_of
from app.operations.typed_amount import minor_of


def minor_in(form: Mapping[str, str], field: str, currency: str) -> int:
    """An amount as people write it in Spanish or English, in minor units. Raises BadInput with the field."""
    return minor_of(form.get(field, "").strip(), currency, field)


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
