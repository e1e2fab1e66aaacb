"""The part of the OpenAPI document about what goes out."""

from typing import Any

from app.queries.collections.campaigns import CampaignPage, CampaignRow
from app.queries.collections.contact_rows import AllowedRow, ContactRow
from app.services.outreach.reach import WRITTEN
from app.web.api.parts import errors, get, json_of, path
from app.web.api.row_schemas import row_schema
from app.web.api.schemas import TEXT, many, thing
from audit.contacts.contact import AnsweredBy, Channel
from audit.contacts.permission_words import Purpose

_WHOLE: dict[str, Any] = {"type": "integer", "minimum": 1}
_FREE: dict[str, Any] = {"type": "object", "additionalProperties": True}
_CAMPAIGN = row_schema(CampaignRow, counts=_FREE)
SCHEMAS: dict[str, Any] = {
    "Contact": row_schema(ContactRow),
    "AllowedNow": row_schema(AllowedRow),
    "PersonInbox": thing({"messages": many(row_schema(ContactRow))}),
    "Campaigns": thing({"campaigns": many(_CAMPAIGN)}),
    "Campaign": row_schema(CampaignPage, about=_CAMPAIGN, dry={"type": ["object", "null"]}, states=_FREE, costs=_FREE),
}


def _post(summary: str, body: dict[str, Any] | None, answer: str, *places: dict[str, Any], status: int = 200) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": list(places),
        "responses": {str(status): json_of(answer, "As it stands now"), **errors(401, 404, 409, 422, 429)},
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return {"post": operation}


def _query(name: str, values: list[str]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string", "enum": values}}


def paths() -> dict[str, Any]:
    """Every address about contacts and campaigns."""
    channels = [c.value for c in (*WRITTEN, Channel.VOICE)]
    contact = thing(
        {"person_id": _WHOLE, "channel": {"type": "string", "enum": channels}, "once": TEXT},
        text=TEXT,
        subject=TEXT,
        debt_id=_WHOLE,
        purpose={"type": "string", "enum": [p.value for p in Purpose]},
    )
    outcome = thing(
        {"answered_by": {"type": "string", "enum": [a.value for a in AnsweredBy]}}, outcome=TEXT, duration_s={"type": "number"}
    )
    campaign = thing({"name": TEXT, "template_key": TEXT, "channels": many(TEXT)}, rule=TEXT, due={"type": "integer"})
    one, person, this = path("contact_id"), path("person_id"), path("campaign_id")
    every = [c.value for c in Channel]
    return {
        "/v1/contacts": _post("Ask the gate for a message or a call", contact, "Contact", status=201),
        "/v1/contacts/{contact_id}": get("A contact", json_of("Contact", "Where it stands"), one),
        "/v1/contacts/{contact_id}/outcome": _post("How a call ended", outcome, "Contact", one),
        "/v1/people/{person_id}/allowed": get(
            "What may be done now", json_of("AllowedNow", "With its reasons"), person, _query("channel", every)
        ),
        "/v1/people/{person_id}/inbox": get(
            "What waits in the app", json_of("PersonInbox", "Messages"), person, _query("read", ["1"])
        ),
        "/v1/campaigns": get("Campaigns, newest first", json_of("Campaigns", "Campaigns"))
        | _post("Make one and try it dry", campaign, "Campaign", status=201),
        "/v1/campaigns/{campaign_id}": get("A campaign", json_of("Campaign", "Its figures"), this),
        "/v1/campaigns/{campaign_id}/dry": _post("Try it again", None, "Campaign", this),
        "/v1/campaigns/{campaign_id}/start": _post("Begin", None, "Campaign", this),
        "/v1/campaigns/{campaign_id}/stop": _post("Stop it now", None, "Campaign", this),
    }
