"""Whether a database refused a number that somebody sent, or one that a query of ours reckoned."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

from sqlalchemy.engine import ExceptionContext

_CAST = re.compile(r"%\((\w+)\)s::(\w+)")
_BITS = {"SMALLINT": 15, "INTEGER": 31, "BIGINT": 63}
_WIDEST = 63
_OUT_OF_RANGE = "22003"  # numeric_value_out_of_range
_POINTED_AT = "unnamed portal parameter"


def sent_too_large(problem: ExceptionContext) -> bool:
    """Whether what failed is a bound value larger than its place; an overflow among values that fit is our own arithmetic.

    SQLite tells by an OverflowError while it binds. Postgres has one state for both: its values are held against their casts.
    """
    cause = problem.original_exception
    if isinstance(cause, OverflowError):
        return problem.statement is not None
    if getattr(cause, "sqlstate", None) != _OUT_OF_RANGE:
        return False
    said = getattr(getattr(cause, "diag", None), "context", None) or ""
    if said.startswith(_POINTED_AT):  # a text that Postgres itself had to read as a number
        return True
    places = dict(_CAST.findall(problem.statement or ""))
    return any(_overflows(value, _BITS.get(places.get(name, ""))) for name, value in _bound(problem.parameters))


def _bound(parameters: Any) -> Iterator[tuple[str, Any]]:
    """Every bound value with the name of its place, "" where it has none; of one execution, of many and of lists."""
    if isinstance(parameters, Mapping):
        for name, value in parameters.items():
            yield from ((name, each) for each in (value if isinstance(value, list | tuple) else (value,)))
    elif isinstance(parameters, Iterable) and not isinstance(parameters, str | bytes):
        for each in parameters:
            yield from _bound(each) if isinstance(each, Mapping | list | tuple) else iter([("", each)])


def _overflows(value: Any, bits: int | None) -> bool:
    """Whether a number does not fit its place. Where no place is told a whole number has the widest, another need only end."""
    if isinstance(value, float) and bits is None:
        return not isfinite(value)
    width = bits or _WIDEST
    return isinstance(value, int | float) and not -(2**width) <= value < 2**width
