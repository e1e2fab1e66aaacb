"""What people and programs send, without the one letter that no database keeps: NUL (PostgreSQL refuses the whole row)."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

NUL = "\x00"


class Readable(ImmutableMultiDict[str, Any]):
    """A form's or an address's fields; files stay as they are."""

    def __init__(self, mapping: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        told = iter_multi_items(mapping or ())
        super().__init__([(key, value.replace(NUL, "") if isinstance(value, str) else value) for key, value in told])


class ReadableRequest(Request):
    """Every page reads its fields through this."""

    parameter_storage_class = Readable
