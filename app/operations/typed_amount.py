"""An amount as a person or a bank wrote it, read by its currency; what could be two amounts is refused, never guessed."""

import re
from decimal import Decimal

from app.errors import BadInput
from app.operations.ledger_payments_file import amount_of
from app.operations.money import NotExact, exponent, from_minor, to_minor

_POINT = frozenset({"ARS", "BOB", "BRL", "CLP", "COP", "EUR", "PYG", "UYU", "VES"})
_COMMA = frozenset({"DOP", "GTQ", "MXN", "PEN"})
_ONE_MARK = re.compile(r"([+-]?)(\d+)([.,])(\d+)")
_ZEROS = "00"
MOST_MINOR = 10**15
"""More than any debt; what is above it is a slip of the hand, and would not fit the books."""


def minor_of(told: str, currency: str, field: str = "") -> int:
    """In minor units. A lone mark before exactly three digits is a thousands mark in currencies without decimals, and in the
    others where it is the one their countries write (a point but in Mexico, Peru, Guatemala and the Dominican Republic).

    Raises BadInput with the field for what is no amount, could be two, is more than MOST_MINOR, or is finer than a coin.
    """
    found = _amount(told, currency, field)
    if abs(found) > from_minor(MOST_MINOR, currency):
        raise BadInput(
            f"«{told[:30]}» es más de lo que cabe en los libros; revise el monto",
            f"“{told[:30]}” is more than the books can hold; check the amount",
            field,
        )
    try:
        return to_minor(found, currency)
    except NotExact as cause:
        raise BadInput(
            f"{currency} no tiene monedas tan pequeñas: {told[:30]}", f"{currency} has no coins that small: {told[:30]}", field
        ) from cause


def _amount(told: str, currency: str, field: str) -> Decimal:
    plain = re.sub(r"S/|R\$|US\$|[\s$€£]", "", told)
    one = _ONE_MARK.fullmatch(plain)
    whole_only = exponent(currency) == 0
    if one:
        sign, whole, mark, tail = one.groups()
        grouped = len(tail) == 3 and len(whole) <= 3
        plainly = grouped and not whole.startswith("0")
        if plainly and (whole_only or currency in (_POINT if mark == "." else _COMMA)):
            return Decimal(sign + whole + tail)
        if whole_only:
            raise _with_decimals(told, currency, field)
        if grouped:
            raise BadInput(
                f"«{told[:30]}» puede leerse de dos maneras en {currency}; escríbalo sin separador de miles",
                f"“{told[:30]}” can be read in two ways in {currency}; write it without a thousands mark",
                field,
            )
    found = amount_of(told, decimal_comma=True)
    if found is None:
        raise BadInput(f"«{told[:30]}» no es un monto", f"“{told[:30]}” is no amount", field)
    if whole_only and "." in str(found) and str(found).partition(".")[2] != _ZEROS:
        raise _with_decimals(told, currency, field)
    return found


def _with_decimals(told: str, currency: str, field: str) -> BadInput:
    return BadInput(
        f"{currency} no lleva decimales y «{told[:30]}» los tiene; escríbalo sin decimales",
        f"{currency} has no decimals and “{told[:30]}” does; write it without decimals",
        field,
    )
