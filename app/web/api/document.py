"""The OpenAPI 3.1 document of the API. A test holds it against the routes."""

from functools import cache
from typing import Any

from app.queries.rows import Has
from app.web.api.schemas import CONDUCT, SCHEMAS, ref

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


def _errors(*codes: int) -> dict[str, Any]:
    said = {
        400: "The request is malformed",
        401: "No valid key",
        404: "Nothing with that id",
        409: "Not while it goes on; the message says how much is left",
        413: "Too large",
        422: "What was sent cannot be used",
        429: "More requests in a minute than allowed",
    }
    return {str(code): {"description": said[code], "content": {"application/json": {"schema": ref("Error")}}} for code in codes}


def _json(name: str, what: str) -> dict[str, Any]:
    return {"description": what, "content": {"application/json": {"schema": ref(name)}}}


def _file(kind: str, what: str) -> dict[str, Any]:
    return {"description": what, "content": {kind: {"schema": {"type": "string", "contentMediaType": kind}}}}


def _path(name: str, values: list[str] | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "enum": values} if values else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _get(summary: str, answer: dict[str, Any], *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    missing = (404,) if any(p["in"] == "path" for p in parameters) else ()
    return {
        "get": {
            "summary": summary,
            "parameters": list(parameters),
            "responses": {"200": answer, **more, **_errors(401, *missing, 429)},
        }
    }


def _reports(of: str, summary: str, **more: Any) -> dict[str, Any]:
    answer = {
        "description": "The report",
        "content": {
            "text/html": {"schema": {"type": "string"}},
            "application/pdf": {"schema": {"type": "string", "contentMediaType": "application/pdf"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
    return _get(summary, answer, _path(of), _path("form", ["html", "pdf", "json"]), **more)


@cache
def document() -> dict[str, Any]:
    """The document; do not change it."""
    run, call = _path("run_id"), _path("call_id")
    filters = [{"name": n, "in": "query", "schema": schema, "description": text} for n, schema, text in _FILTERS]
    runs = _get("The newest hundred runs", _json("Runs", "Runs, newest first"))
    runs["post"] = {
        "summary": "Hand over a folder of recordings",
        "requestBody": _UPLOAD,
        "responses": {"201": _json("Run", "Taken in; the audit began"), **_errors(400, 401, 413, 422, 429)},
    }
    more = {
        "post": {
            "summary": "Add recordings to a run; those it has already are not taken twice",
            "parameters": [run],
            "requestBody": _UPLOAD,
            "responses": {"200": _json("Run", "Taken in"), **_errors(400, 401, 404, 413, 422, 429)},
        }
    }
    audio = _file("application/octet-stream", "The recording; ranges are answered")
    part = {"206": _file("application/octet-stream", "A range of it"), "416": {"description": "No such range"}}
    paths = {
        "/v1/runs": runs,
        "/v1/runs/{run_id}": _get("Progress, files and failures of a run", _json("Run", "The run"), run),
        "/v1/runs/{run_id}/files": more,
        "/v1/runs/{run_id}/report/{form}": _reports("run_id", "The report of a run that is over", **_errors(409)),
        "/v1/runs/{run_id}/evidence.zip": _get("The sealed bundle of a run", _file("application/zip", "The bundle"), run),
        "/v1/calls": _get("Calls by filter and by the words said", _json("Calls", "A page of calls"), *filters),
        "/v1/calls/{call_id}": _get("A call as it stands", _json("Call", "The call"), call),
        "/v1/calls/{call_id}/transcript": _get("Who said what and when", _json("Transcript", "The transcript"), call),
        "/v1/calls/{call_id}/result": _get("What the machine judged", _json("Result", "The result"), call),
        "/v1/calls/{call_id}/decisions": _get("What people decided, oldest first", _json("Decisions", "Decisions"), call),
        "/v1/calls/{call_id}/report/{form}": _reports("call_id", "The report of a call"),
        "/v1/calls/{call_id}/audio": _get("The recording, private data silenced", audio, call, **part),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Trasluz", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/api"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {"schemas": SCHEMAS, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
