"""A frozen row as its JSON schema, so that the document cannot say other than what is answered (`wave_shapes.plain`)."""

import types
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.queries.verdict_rows import VendorVerdict

_PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Decimal: {"type": "string", "description": "an exact decimal"},
}
_NAMES = {"VendorVerdict": VendorVerdict}


def row_schema(row: type, leave_out: tuple[str, ...] = (), **instead: dict[str, Any]) -> dict[str, Any]:
    """The schema of a row's JSON; `instead` gives fields that are answered in another shape, or added."""
    hints = get_type_hints(row, localns=_NAMES)
    found = {f.name: _schema(hints[f.name]) for f in fields(row) if f.name not in (*leave_out, *instead)}
    properties = {**found, **instead}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _schema(hint: Any) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        known = _schema(next(k for k in inner if k is not type(None)))
        if "enum" in known or known["type"] in ("object", "array"):
            return {"anyOf": [known, {"type": "null"}]}
        return {**known, "type": [known["type"], "null"]}
    if origin is tuple:
        return {"type": "array", "items": _schema(inner[0])} if inner[-1] is Ellipsis else {"type": "array", "items": {}}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"type": "string", "enum": [each.value for each in hint]}
    return dict(_PLAIN[hint]) if hint in _PLAIN else row_schema(hint)
