"""The part of the OpenAPI document about the desk, people and complaints."""

from typing import Any

from app.operations.wrap import Outcome
from app.queries.collections.desk_staff import StaffPage
from app.queries.collections.people_search import PersonLine
from app.web.api.parts import errors, get, json_of, path
from app.web.api.row_schemas import row_schema
from app.web.api.schemas import MAYBE_TEXT, TEXT, many, thing

_WHOLE: dict[str, Any] = {"type": "integer"}
_MAYBE_WHOLE: dict[str, Any] = {"type": ["integer", "null"]}
_MAYBE_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
_TIME: dict[str, Any] = {"type": "string", "format": "date-time"}
_MAYBE_TIME: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}

SCHEMAS: dict[str, Any] = {
    "Desks": row_schema(StaffPage),
    "Seat": thing({"user_id": _WHOLE, "desk": TEXT, "level": _WHOLE, "skills": many(TEXT)}),
    "NextAccount": thing({"debt_id": _MAYBE_WHOLE, "set_aside": _WHOLE, "ready_at": _MAYBE_TIME}),
    "Called": thing({"interaction_id": _WHOLE}),
    "Account": thing({"debt_id": _WHOLE}),
    "WrappedUp": thing({"interaction_id": _WHOLE, "outcome": TEXT, "duration_s": _MAYBE_NUMBER, "wrap_up_s": _MAYBE_NUMBER}),
    "PeopleFound": thing({"people": many(row_schema(PersonLine))}),
    "WholePerson": {"type": "object", "additionalProperties": True, "description": "Everything about a person, numbers masked"},
    "Complaint": thing(
        {
            "id": _WHOLE,
            "person_id": _WHOLE,
            "debt_id": _MAYBE_WHOLE,
            "kind": TEXT,
            "topic": TEXT,
            "text": TEXT,
            "state": TEXT,
            "opened_at": _TIME,
            "closed_at": _MAYBE_TIME,
            "answer": MAYBE_TEXT,
        }
    ),
}
_AGENT, _DEBT, _PERSON, _COMPLAINT = (path(name) for name in ("agent_id", "debt_id", "person_id", "complaint_id"))


def _send(
    verb: str, summary: str, body: dict[str, Any] | None, answer: str, *places: dict[str, Any], status: int = 200
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": list(places),
        "responses": {str(status): json_of(answer, "As it stands now"), **errors(401, 404, 409, 422, 429)},
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return {verb: operation}


def _asked(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": TEXT}


def paths() -> dict[str, Any]:
    """Every address of the desk. A program acts for the agent that it names."""
    agent = "/v1/desks/agents/{agent_id}"
    account, here = f"{agent}/accounts/{{debt_id}}", (_AGENT, _DEBT)
    slices = many(thing({"amount_minor": _WHOLE, "due_on": TEXT}))
    outcome = {"type": "string", "enum": [o.value for o in Outcome]}
    wrap = thing({"outcome": outcome}, note=TEXT, offer=TEXT, instalments=slices, callback_at=_TIME)
    complaint = thing({"kind": TEXT, "topic": TEXT, "text": TEXT}, debt_id=_MAYBE_WHOLE)
    return {
        "/v1/desks": get("Agents, and what waits at each desk", json_of("Desks", "Desks")),
        agent: _send("put", "Give an agent a desk", thing({"desk": TEXT, "level": _WHOLE}, skills=many(TEXT)), "Seat", _AGENT),
        f"{agent}/next": _send("post", "The account in hand, or the next best one", None, "NextAccount", _AGENT),
        f"{agent}/undo": _send("post", "Take the last wrap-up back", None, "Account", _AGENT),
        f"{account}/call": _send("post", "Ask the rulebook and record the call", None, "Called", *here, status=201),
        f"{account}/hang-up": _send("post", "The call ended", None, "Account", *here),
        f"{account}/release": _send("post", "Give the account back for later", None, "Account", *here),
        f"{account}/wrap-up": _send("post", "How the contact ended", wrap, "WrappedUp", *here),
        "/v1/people": get("Find people", json_of("PeopleFound", "At most 50"), _asked("q")),
        "/v1/people/{person_id}": get(
            "Everything about a person", json_of("WholePerson", "The person"), _PERSON, _asked("channel")
        ),
        "/v1/people/{person_id}/complaints": _send(
            "post", "Open a dispute or complaint", complaint, "Complaint", _PERSON, status=201
        ),
        "/v1/complaints/{complaint_id}/answer": _send(
            "post", "Answer it", thing({"state": TEXT, "answer": TEXT}), "Complaint", _COMPLAINT
        ),
    }
