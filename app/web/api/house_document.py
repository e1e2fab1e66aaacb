"""The part of the OpenAPI document about the house's own hours and the values of the UF."""

from typing import Any

from app.queries.collections.unit_values import UnitsPage
from app.web.api.parts import errors, get, json_of, path
from app.web.api.row_schemas import row_schema
from app.web.api.schemas import COUNT, TEXT, many, thing
from audit.rule_params import WEEKDAYS

_YES: dict[str, Any] = {"type": "boolean"}
_SPAN = {**many(TEXT), "minItems": 2, "maxItems": 2, "description": "From and to, as HH:MM on the person's clock"}
_DAYS: dict[str, Any] = {
    "type": "object",
    "properties": dict.fromkeys(WEEKDAYS, _SPAN),
    "additionalProperties": False,
    "description": "A day left out is one without contact",
}
_MAYBE_TIME: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
_DECIMAL: dict[str, Any] = {"type": "string", "description": "pesos, an exact decimal with a point: 39485.65"}

SCHEMAS: dict[str, Any] = {
    "HouseHours": thing(
        {
            "country": TEXT,
            "own": _YES,
            "days": _DAYS,
            "holidays": _YES,
            "beside": many(thing({"law": _YES, "title": TEXT, "hours": TEXT})),
            "no_rulebook": _YES,
            "set_in": many(TEXT),
            "changed_at": _MAYBE_TIME,
            "changed_by": TEXT,
        }
    ),
    "UnitValues": row_schema(UnitsPage, unit=TEXT),
    "UnitValuesKept": thing(
        {"new": COUNT, "corrected": COUNT, "same": COUNT, "rejected": many(thing({"value": COUNT, "why": TEXT}))}
    ),
}


def _send(
    verb: str, summary: str, body: dict[str, Any] | None, answer: str, *places: dict[str, Any], codes: tuple[int, ...]
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": list(places),
        "responses": {"200": json_of(answer, "As it stands now"), **errors(401, *codes, 429)},
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return {verb: operation}


def paths() -> dict[str, Any]:
    """Every address of what the house fixes for itself."""
    country, on = path("country"), path("on")
    week = thing({"days": _DAYS}, holidays=_YES)
    values = thing({"values": many(thing({"on": {"type": "string", "format": "date"}, "worth": _DECIMAL}))})
    return {
        "/v1/house/hours/{country}": get(
            "The client's own contact hours in a country, beside the law's", json_of("HouseHours", "The hours"), country
        )
        | _send("put", "Set them: the gate holds to both from the next contact on", week, "HouseHours", country, codes=(404, 422))
        | _send("delete", "Take them away: the law's stand alone", None, "HouseHours", country, codes=(404,)),
        "/v1/house/units": get(
            "What the UF was worth on the last days, and which are missing", json_of("UnitValues", "The values")
        )
        | _send("put", "Keep some days' worth; one kept before is corrected", values, "UnitValuesKept", codes=(422,)),
        "/v1/house/units/{on}": _send("delete", "Take a day's worth away", None, "UnitValues", on, codes=(404,)),
    }
