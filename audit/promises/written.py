"""Figures written with digits: `184.990`, `1,250.50`, `184 990`, `1.2`."""

import re
from decimal import Decimal

_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?")
_DECIMAL = re.compile(r"\d+[.,]\d{1,2}")
_LONGEST_AMOUNT = 8


def written_value(figure: str) -> Decimal | None:
    """What a figure is worth, whatever the country's marks: a group of three after a mark is thousands, one or two digits
    after the last mark are decimals. None where it is no amount (`1.2.3`, a code with leading zeros, nine digits in a row).
    """
    if figure.isdecimal():
        if (figure[0] == "0" and len(figure) > 1) or len(figure) > _LONGEST_AMOUNT:
            return None
        return Decimal(figure)
    if _DECIMAL.fullmatch(figure):
        return Decimal(figure.replace(",", "."))
    grouped = _GROUPED.fullmatch(figure)
    if grouped is None or figure[0] == "0":
        return None
    mark = grouped.group(1)
    plain = figure.replace(mark, "")
    return Decimal(plain.replace(",", "."))


def is_grouped(figure: str) -> bool:
    """Whether thousands were marked off, so that nothing is left unsaid: `184.990`, but not `184`."""
    return _GROUPED.fullmatch(figure) is not None and not _DECIMAL.fullmatch(figure)
