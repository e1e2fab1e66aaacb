"""The OpenAPI 3.1 document of the API. A test holds it against the routes."""

from functools import cache
from typing import Any

from app.queries.list_rows import Has
from app.web.api import (
    desk_document,
    house_document,
    live_document,
    money_document,
    outreach_document,
    portfolio_document,
    strategy_document,
    vendor_document,
    wave_document,
)
from app.web.api.parts import errors, file_of, get, json_of, path
from app.web.api.schemas import CONDUCT, SCHEMAS

VERSION = "1"
_ABOUT = (
    "Recordings in, audit out. Every request carries a key of the workspace: Authorization: Bearer tlz_… "
    "Errors are JSON with error.code, error.message (es or en, by Accept-Language) and, for a form field, error.field."
)
_UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "description": "Recordings (WAV, MP3, OGG, Opus, FLAC, M4A, GSM), a zip of them, calls.csv",
                    },
                    "name": {"type": "string", "maxLength": 200},
                    "country": {"type": "string", "pattern": "^[A-Za-z]{2}$"},
                    "lang": {"type": "string", "enum": ["es", "en"]},
                },
            }
        }
    },
}
_FILTERS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("q", {"type": "string"}, "Words said; between quotation marks, exactly"),
    ("conduct", {"type": "array", "items": {"type": "string", "enum": CONDUCT}}, "May be given several times"),
    ("vendor", {"type": "array", "items": {"type": "string"}}, "May be given several times"),
    ("agent", {"type": "array", "items": {"type": "string"}}, "May be given several times"),
    ("outcome", {"type": "array", "items": {"type": "string"}}, "May be given several times"),
    ("criterion", {"type": "array", "items": {"type": "string"}}, "A violation found or a duty not met"),
    ("run", {"type": "string"}, "Calls of one run"),
    ("signed", {"type": "string", "enum": ["yes", "no"]}, "Signed by a person, or not"),
    ("from", {"type": "string", "format": "date"}, "The first day, on the debtor's clock"),
    ("to", {"type": "string", "format": "date"}, "The last day, on the debtor's clock"),
    ("undated", {"type": "string", "enum": ["1"]}, "With days: calls of unknown time as well"),
    ("has", {"type": "array", "items": {"type": "string", "enum": [h.value for h in Has]}}, "May be given several times"),
    ("sort", {"type": "string"}, "called_at, code, agent, conduct, skill, outcome, duration"),
    ("desc", {"type": "string", "enum": ["1"]}, "Backwards"),
    ("page", {"type": "integer", "minimum": 1}, "Fifty calls a page"),
)


def _reports(of: str, summary: str, **more: Any) -> dict[str, Any]:
    answer = {
        "description": "The report",
        "content": {
            "text/html": {"schema": {"type": "string"}},
            "application/pdf": {"schema": {"type": "string", "contentMediaType": "application/pdf"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
    return get(summary, answer, path(of), path("form", ["html", "pdf", "json"]), **more)


@cache
def document() -> dict[str, Any]:
    """The document; do not change it."""
    run, call = path("run_id"), path("call_id")
    filters = [{"name": n, "in": "query", "schema": schema, "description": text} for n, schema, text in _FILTERS]
    runs = get("The newest hundred runs", json_of("Runs", "Runs, newest first"))
    runs["post"] = {
        "summary": "Hand over a folder of recordings",
        "requestBody": _UPLOAD,
        "responses": {"201": json_of("Run", "Taken in; the audit began"), **errors(400, 401, 413, 422, 429)},
    }
    more = {
        "post": {
            "summary": "Add recordings to a run; those it has already are not taken twice",
            "parameters": [run],
            "requestBody": _UPLOAD,
            "responses": {"200": json_of("Run", "Taken in"), **errors(400, 401, 404, 413, 422, 429)},
        }
    }
    audio = file_of("application/octet-stream", "The recording; ranges are answered")
    part = {"206": file_of("application/octet-stream", "A range of it"), "416": {"description": "No such range"}}
    paths = {
        "/v1/runs": runs,
        "/v1/runs/{run_id}": get("Progress, files and failures of a run", json_of("Run", "The run"), run),
        "/v1/runs/{run_id}/files": more,
        "/v1/runs/{run_id}/report/{form}": _reports("run_id", "The report of a run that is over", **errors(409)),
        "/v1/runs/{run_id}/evidence.zip": get("The sealed bundle of a run", file_of("application/zip", "The bundle"), run),
        "/v1/calls": get("Calls by filter and by the words said", json_of("Calls", "A page of calls"), *filters),
        "/v1/calls/{call_id}": get("A call as it stands", json_of("Call", "The call"), call),
        "/v1/calls/{call_id}/transcript": get("Who said what and when", json_of("Transcript", "The transcript"), call),
        "/v1/calls/{call_id}/result": get("What the machine judged", json_of("Result", "The result"), call),
        "/v1/calls/{call_id}/decisions": get("What people decided, oldest first", json_of("Decisions", "Decisions"), call),
        "/v1/calls/{call_id}/report/{form}": _reports("call_id", "The report of a call"),
        "/v1/calls/{call_id}/audio": get("The recording, private data silenced", audio, call, **part),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Trasluz", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/api"}],
        "security": [{"key": []}],
        "paths": _with_faults(
            paths
            | wave_document.paths()
            | money_document.paths()
            | desk_document.paths()
            | house_document.paths()
            | live_document.paths()
            | outreach_document.paths()
            | portfolio_document.paths()
            | strategy_document.paths()
            | vendor_document.paths()
        ),
        "components": {
            "schemas": SCHEMAS
            | wave_document.SCHEMAS
            | money_document.SCHEMAS
            | desk_document.SCHEMAS
            | house_document.SCHEMAS
            | live_document.SCHEMAS
            | outreach_document.SCHEMAS
            | portfolio_document.SCHEMAS
            | strategy_document.SCHEMAS
            | vendor_document.SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _with_faults(paths: dict[str, Any]) -> dict[str, Any]:
    """Wherever JSON is taken: what cannot be read and what cannot be used (see `malformed`)."""
    for operations in paths.values():
        for operation in operations.values():
            if "application/json" in operation.get("requestBody", {}).get("content", {}):
                operation["responses"] |= errors(400, 422)
    return paths
