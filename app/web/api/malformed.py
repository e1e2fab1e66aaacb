"""The one rule for what a program sends: 400 where it cannot be read as documented, 422 where its values cannot be used.

What cannot be read: no JSON object, a field of another type, a field the address does not know. A field left out, a word that is
not one of its choices or a number out of bounds can be read, and the service says what is wrong with it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from flask import request

from app.errors import Malformed
from app.web.api.document import document
from app.web.api.wave_bodies import sent

Schema = Mapping[str, Any]
_JSON = "application/json"
_KINDS: Mapping[str, tuple[str, str]] = {
    "string": ("un texto", "a text"),
    "integer": ("un número entero", "a whole number"),
    "number": ("un número", "a number"),
    "boolean": ("true o false", "true or false"),
    "array": ("una lista", "a list"),
    "object": ("un objeto", "an object"),
    "null": ("null", "null"),
}


def check_body() -> None:
    """Before a view of the API: its JSON body against the document. Raises Malformed with the field."""
    schema = _schemas().get((request.method, request.url_rule.rule if request.url_rule else ""))
    if schema is None:
        return
    for problem in problems(sent(), schema):
        raise problem


def problems(value: Any, schema: Schema, at: str = "") -> Iterator[Malformed]:
    """What cannot be read of a value, outermost first; fields are named as `terms.bands.0`."""
    ways = schema.get("anyOf", (schema,))
    found = [list(_of_one(value, way, at)) for way in ways]
    if not any(len(each) == 0 for each in found):
        yield from max(found, key=lambda each: each[0].field.count(".")) if len(found) > 1 else found[0]


def _of_one(value: Any, schema: Schema, at: str) -> Iterator[Malformed]:
    told = schema.get("type")
    kinds = [told] if isinstance(told, str) else list(told or ())
    if kinds and not any(_is(value, kind) for kind in kinds):
        es, en = (" o ".join(_KINDS[k][0] for k in kinds), " or ".join(_KINDS[k][1] for k in kinds))
        yield Malformed(f"{at or 'cuerpo'}: escriba {es}", f"{at or 'body'}: write {en}", at)
    elif isinstance(value, dict):
        yield from _of_fields(value, schema, at)
    elif isinstance(value, list) and "items" in schema:
        for n, each in enumerate(value):
            yield from problems(each, schema["items"], f"{at}.{n}")


def _of_fields(value: Mapping[str, Any], schema: Schema, at: str) -> Iterator[Malformed]:
    known = schema.get("properties", {})
    for name, each in value.items():
        field = f"{at}.{name}" if at else name
        if name in known:
            yield from problems(each, known[name], field)
        elif known and schema.get("additionalProperties") is not True:
            names, shown = ", ".join(known), field[:60]
            yield Malformed(f"{shown}: no se conoce; use {names}", f"{shown}: is not known; use {names}", shown)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    shapes: dict[str, type | tuple[type, ...]] = {
        "string": str, "integer": int, "number": (int, float), "array": list, "object": dict, "null": type(None),
    }  # fmt: skip
    return kind in shapes and isinstance(value, shapes[kind])


@cache
def _schemas() -> dict[tuple[str, str], Schema]:
    """The body of each address that takes JSON, by method and the rule it is routed by (parameters by their place only)."""
    found: dict[tuple[str, str], Schema] = {}
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {}) if isinstance(operation, dict) else {}
            if _JSON in body:
                found[method.upper(), "/api" + re.sub(r"\{(\w+)\}", r"<\1>", path)] = body[_JSON]["schema"]
    return found
