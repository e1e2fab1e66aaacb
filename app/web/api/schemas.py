"""Schemas of the API's bodies, as OpenAPI 3.1 has them."""

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
MAYBE_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
MAYBE_TIME: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
CONDUCT = ["pass", "fail", "to_decide", "not_assessed"]


def thing(required: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {"type": "object", "properties": {**required, **more}, "required": list(required), "additionalProperties": False}


def many(what: dict[str, Any]) -> dict[str, Any]:
    """A list."""
    return {"type": "array", "items": what}


def ref(name: str) -> dict[str, Any]:
    """One of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


_CARD: dict[str, Any] = {
    "id": TEXT,
    "name": TEXT,
    "state": {"type": "string", "enum": ["queued", "running", "done", "failed"]},
    "total": COUNT,
    "transcribed": COUNT,
    "assessed": COUNT,
    "to_review": COUNT,
    "failed": COUNT,
    "audio_s": {"type": "number"},
    "started_at": MAYBE_TIME,
    "finished_at": MAYBE_TIME,
    "left_s": MAYBE_NUMBER,
}
_FILE = thing(
    {
        "file": TEXT,
        "state": {"type": "string", "enum": ["waiting", "running", "done", "failed"]},
        "call": MAYBE_TEXT,
        "code": MAYBE_TEXT,
        "duration_s": MAYBE_NUMBER,
        "conduct": {"type": ["string", "null"], "enum": [*CONDUCT, None]},
        "skill": MAYBE_NUMBER,
    }
)
_CALL = thing(
    {
        "id": TEXT,
        "code": TEXT,
        "state": {"type": "string", "enum": ["waiting", "running", "done", "failed"]},
        "duration_s": MAYBE_NUMBER,
        "called_at": MAYBE_TIME,
        "vendor": MAYBE_TEXT,
        "agent": MAYBE_TEXT,
        "conduct": {"type": "string", "enum": CONDUCT},
        "skill": MAYBE_NUMBER,
        "outcome": thing(
            {
                "kind": MAYBE_TEXT,
                "amount": MAYBE_NUMBER,
                "currency": MAYBE_TEXT,
                "date": {"type": ["string", "null"], "format": "date"},
            }
        ),
        "worst": MAYBE_TEXT,
        "to_decide": COUNT,
        "signed": {"type": "boolean"},
        "said": {"anyOf": [thing({"start": MAYBE_NUMBER, "speaker": TEXT, "text": TEXT}), {"type": "null"}]},
        "audio": {"type": "string", "enum": ["kept", "never", "erased"]},
    }
)
_DECISION = thing(
    {
        "id": {"type": "integer"},
        "at": {"type": "string", "format": "date-time"},
        "author": TEXT,
        "kind": {"type": "string", "enum": ["finding", "duty", "breach", "roles", "again", "signature", "undo"]},
        "criterion": MAYBE_TEXT,
        "instance": {"type": ["integer", "null"]},
        "before": MAYBE_TEXT,
        "after": MAYBE_TEXT,
        "reason": TEXT,
        "undoes": {"type": ["integer", "null"]},
        "repeats": {"type": ["integer", "null"]},
    }
)
SCHEMAS: dict[str, Any] = {
    "RunCard": thing(_CARD),
    "Run": thing(
        {
            **_CARD,
            "files": many(_FILE),
            "failures": many(thing({"file": TEXT, "cause": TEXT, "remedy": TEXT})),
            "warnings": many(TEXT),
        }
    ),
    "Runs": thing({"runs": many(ref("RunCard"))}),
    "Call": _CALL,
    "Calls": thing({"calls": many(ref("Call")), "found": COUNT, "total": COUNT, "page": COUNT, "pages": COUNT}),
    "Decision": _DECISION,
    "Decisions": thing({"decisions": many(ref("Decision"))}),
    "Transcript": {"type": "object", "description": "A line of transcripts.jsonl", "required": ["id", "file", "sha256", "turns"]},
    "Result": {"type": "object", "description": "A line of results.jsonl", "required": ["id", "duties", "violations", "conduct"]},
    "Error": thing({"error": thing({"code": TEXT, "message": TEXT}, field=TEXT)}),
}
