"""The part of the OpenAPI document about portfolios."""

from typing import Any

from app.queries.collections.segments import AccountRow
from app.web.api.parts import errors, file_of, get, json_of, path
from app.web.api.row_schemas import row_schema
from app.web.api.schemas import COUNT, MAYBE_TEXT, TEXT, many, thing

_FREE: dict[str, Any] = {"type": "object", "additionalProperties": True}
_SEGMENT = thing(
    {
        "id": COUNT,
        "name": TEXT,
        "rule": TEXT,
        "said": TEXT,
        "position": COUNT,
        "active": {"type": "boolean"},
        "version": COUNT,
        "count": COUNT,
        "past": many(_FREE),
    }
)
SCHEMAS: dict[str, Any] = {
    "Load": thing(
        {
            "id": TEXT,
            "file": TEXT,
            "sha256": TEXT,
            "country": TEXT,
            "state": {"type": "string", "enum": ["waiting", "dry", "loading", "loaded", "failed", "stopped"]},
            "share_done": COUNT,
            "reads": _FREE,
            "counts": _FREE,
            "problem": MAYBE_TEXT,
            "at": TEXT,
            "who": TEXT,
        }
    ),
    "Segments": thing({"segments": many(_SEGMENT), "in_none": COUNT, "accounts": COUNT}),
    "TriedRule": thing(
        {
            "rule": TEXT,
            "said": TEXT,
            "picked": COUNT,
            "earlier": COUNT,
            "of": COUNT,
            "money": many({"type": "array", "items": {}}),
            "sample": many({"type": "array", "items": {}}),
            "error": TEXT,
            "at": {"type": "integer"},
            "length": COUNT,
            "allowed": many(TEXT),
        }
    ),
    "Accounts": thing({"accounts": many(row_schema(AccountRow)), "found": COUNT, "pages": COUNT}),
}
_LOAD = path("load_id")
_FILE = {
    "type": "object",
    "required": ["file", "country"],
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}, "country": TEXT},
}
_NAMED = {
    "type": "object",
    "required": ["name", "rule"],
    "properties": {"id": {"type": "integer"}, "name": TEXT, "rule": TEXT},
}


def _post(summary: str, answer: str, body: dict[str, Any] | None, *places: dict[str, Any], status: int = 200) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": list(places),
        "responses": {str(status): json_of(answer, "As it stands now"), **errors(401, 404, 409, 413, 422, 429)},
    }
    if body is not None:
        kind = "multipart/form-data" if body is _FILE else "application/json"
        operation["requestBody"] = {"required": True, "content": {kind: {"schema": body}}}
    return {"post": operation}


def _asked(name: str, what: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": TEXT, "description": what}


def paths() -> dict[str, Any]:
    """Every address of a portfolio."""
    one = "/v1/loads/{load_id}"
    rule = {"type": "object", "required": ["rule"], "properties": {"rule": TEXT}}
    asked = (
        _asked("q", "Number, name or document"),
        _asked("stage", "preventive, early, late, charged_off, pre_legal or legal"),
        _asked("segment", "A segment's id; 0 for those in none"),
        _asked("product", "The product"),
        _asked("rule", "A rule in the segments' language"),
        _asked("page", "Fifty accounts a page"),
    )
    return {
        "/v1/loads": _post("Send a portfolio's file", "Load", _FILE, status=201),
        one: get("A load as it stands", json_of("Load", "The load"), _LOAD),
        f"{one}/reads": _post("How the file is read (columns, decimal, dates, …; save_as keeps it)", "Load", _FREE, _LOAD),
        f"{one}/check": _post("Try it: nothing changes", "Load", None, _LOAD, status=202),
        f"{one}/load": _post("Load it, all or nothing", "Load", None, _LOAD, status=202),
        f"{one}/rejected.csv": get("Every refused row with its reason", file_of("text/csv", "The report"), _LOAD),
        "/v1/segments": get("Segments in order, with counts", json_of("Segments", "Segments"))
        | _post("Write a segment, or a new version of one", "Segments", _NAMED),
        "/v1/segments/try": _post("What a rule would pick now", "TriedRule", rule),
        "/v1/accounts": get("Accounts by filter", json_of("Accounts", "Accounts"), *asked, **errors(422)),
    }
