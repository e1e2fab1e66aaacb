"""The part of the OpenAPI document about strategies, tests and texts."""

from typing import Any

from app.operations.readout import Look, Outcome
from app.web.api.parts import errors, get, json_of, path
from app.web.api.schemas import TEXT, many, thing
from app.web.api.strategy_shapes import ANYTHING
from app.web.api.strategy_shapes import SCHEMAS as SCHEMAS

_WHOLE: dict[str, Any] = {"type": "integer"}
_ID, _TEST, _TEXT_ID = path("strategy_id"), path("test_id"), path("text_id")
_BODY = dict.fromkeys(("subject", "country", "client_type", "sector", "currency", "kind"), TEXT) | {
    "setup_cost_minor": _WHOLE,
    "test_cost_minor": _WHOLE,
}
_WORDS = dict.fromkeys(("key", "channel", "language", "tone", "body"), TEXT)


def _send(verb: str, summary: str, body: dict[str, Any] | None, answer: str, *places: Any, status: int = 200) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": list(places),
        "responses": {str(status): json_of(answer, "As it stands now"), **errors(401, 404, 409, 422, 429)},
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return {verb: operation}


def paths() -> dict[str, Any]:
    """Every address."""
    arm = thing({"strategy_id": _WHOLE, "share_percent": _WHOLE})
    declared = {
        "outcome": {"type": "string", "enum": [o.value for o in Outcome]},
        "look": {"type": "string", "enum": [look.value for look in Look]},
        "enrol_days": _WHOLE,
        "window_days": _WHOLE,
    }
    one, text, words = "/v1/strategies/{strategy_id}", "/v1/texts/{text_id}", thing(_WORDS, **_BODY)
    draft = thing({"segment_id": _WHOLE, "name": TEXT, "steps": many(ANYTHING)}, stops=many(TEXT))
    return {
        "/v1/strategies": get("Segments, what is live, drafts", json_of("Strategies", "By segment"))
        | _send("post", "Begin a draft", draft, "Strategy", status=201),
        one: get("One strategy", json_of("Strategy", "With its steps"), _ID)
        | _send("put", "New steps for a draft", thing({"steps": many(ANYTHING)}, stops=many(TEXT)), "Strategy", _ID),
        f"{one}/versions": _send("post", "A new version to change", None, "Strategy", _ID, status=201),
        f"{one}/simulation": _send("post", "Play it over past weeks", thing({}, weeks=_WHOLE), "Simulation", _ID),
        "/v1/tests": _send("post", "Put strategies live", thing({"arms": many(arm)}, **declared), "Test", status=201),
        "/v1/tests/{test_id}": get("A test as it stands", json_of("Test", "With its verdict"), _TEST),
        "/v1/texts": get("Messages and scripts", json_of("Texts", "Every version"))
        | _send("post", "Write a draft", words, "Text", status=201),
        "/v1/texts/check": _send("post", "What is found in a text", words, "TextChecked"),
        text: get("One text", json_of("Text", "With what was found"), _TEXT_ID),
        f"{text}/live": _send("post", "Use it", thing({}, reason=TEXT), "Text", _TEXT_ID),
        f"{text}/retire": _send("post", "Not used again", None, "Text", _TEXT_ID),
    }
