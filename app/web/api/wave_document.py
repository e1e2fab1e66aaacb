"""The part of the OpenAPI document about waves of ghosts. Keys are the client's own: no vendor holds one."""

from typing import Any

from app.queries.ghost_rows import DiaryEntry, GhostHead, GhostListRow, LogLine, WeekUse
from app.queries.origin_rows import OriginGroup, SenderRow
from app.queries.proof_rows import EventRow, LogCard, LogRow
from app.queries.verdict_rows import VendorVerdict
from app.queries.wave_rows import Cost, CovertVendor, FindingRow, VendorPlan, WaveCard, WaveHead
from app.services.waves.declare_senders import ROLES
from app.web.api.parts import errors, file_of, get, json_of, path
from app.web.api.row_schemas import row_schema
from app.web.api.schemas import COUNT, MAYBE_NUMBER, MAYBE_TEXT, MAYBE_TIME, TEXT, many, ref, thing
from audit.contacts.contact import AnsweredBy, Channel, Direction
from audit.ghosts.lived import ActKind

_FREE: dict[str, Any] = {"type": "object", "additionalProperties": True}
_NUMBER, _DAY, _TIME = {"type": "number"}, {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}


def _one_of(kind: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [str(each) for each in kind]}


SCHEMAS: dict[str, Any] = {
    "Waves": thing({"waves": many(row_schema(WaveCard))}),
    "Wave": row_schema(WaveHead, ("may_keep", "organisation")),
    "WavePlan": thing(
        {
            "per_vendor": {"type": ["integer", "null"]},
            "accuse_at": {"type": ["integer", "null"]},
            "power": MAYBE_NUMBER,
            "false_accusation": MAYBE_NUMBER,
            "bound_if_none": MAYBE_NUMBER,
            "hypotheses": many(TEXT),
            "warnings": many(TEXT),
            "pairs": COUNT,
            "conclusion": TEXT,
            "assumed": TEXT,
            "planted": COUNT,
            "twins": COUNT,
            "asked": _FREE,
            "missions": _FREE,
            "vendors": many(row_schema(VendorPlan)),
            "costs": many(row_schema(Cost)),
        }
    ),
    "Cover": thing(
        {
            "verdict": MAYBE_TEXT,
            "running": {"type": "boolean"},
            "checked_at": MAYBE_TIME,
            "override": {"anyOf": [thing({"by": TEXT, "reason": MAYBE_TEXT}), {"type": "null"}]},
            "vendors": many(row_schema(CovertVendor)),
        }
    ),
    "WaveSeal": thing(
        {
            "commitment_head": MAYBE_TEXT,
            "sealed_at": MAYBE_TIME,
            "handoffs": _FREE,
            "events": many(row_schema(EventRow)),
            "count": COUNT,
            "reveal_head": MAYBE_TEXT,
            "revealed_at": MAYBE_TIME,
        }
    ),
    "Ghosts": thing({"ghosts": many(row_schema(GhostListRow))}),
    "Diary": thing(
        {
            "ghost": {"anyOf": [row_schema(GhostHead, fields=_FREE), {"type": "null"}]},
            "entries": many(row_schema(DiaryEntry)),
            "use": many(row_schema(WeekUse)),
            "log": many(row_schema(LogLine)),
        }
    ),
    "ContactKept": thing({"id": TEXT, "external_id": TEXT, "ghost": TEXT, "at": _TIME, "event": COUNT}),
    "ActKept": thing({"id": TEXT, "ghost": TEXT, "kind": _one_of(ActKind), "at": _TIME, "state": TEXT}),
    "Finding": row_schema(FindingRow),
    "Findings": thing(
        {
            "findings": many(ref("Finding")),
            "found": COUNT,
            "page": COUNT,
            "pages": COUNT,
            "counts": _FREE,
            "verdicts": many(row_schema(VendorVerdict)),
        }
    ),
    "Logs": thing(
        {"logs": many(row_schema(LogCard, outcomes=_FREE, events=many(row_schema(LogRow, logged=_FREE, lived=_FREE))))}
    ),
    "Origins": thing(
        {
            "groups": many(row_schema(OriginGroup)),
            "senders": many(row_schema(SenderRow)),
            "counts": _FREE,
            "silent": many(TEXT),
        }
    ),
    "Shared": thing({"shared": COUNT}),
}
_NEW_WAVE = thing(
    {"code": TEXT, "country": TEXT, "starts_on": _DAY, "ends_on": _DAY, "vendors": many(TEXT), "budget_minutes": _NUMBER},
    hypotheses=many(TEXT),
    new_vendors=many(TEXT),
)
_SENDERS = thing({"vendor": TEXT, "role": _one_of(ROLES), "senders": many(TEXT)})
_LAYOUT = thing({"vendor": TEXT}, kind=TEXT, separator=TEXT, columns=many(TEXT))
_CONTACT = thing(
    {"external_id": TEXT, "ghost": TEXT, "channel": _one_of(Channel), "at": _TIME},
    direction=_one_of(Direction),
    answered_by=_one_of(AnsweredBy),
    outcome=MAYBE_TEXT,
    duration_s=MAYBE_NUMBER,
    caller_id=MAYBE_TEXT,
    template=MAYBE_TEXT,
    content=MAYBE_TEXT,
    recording=MAYBE_TEXT,
    recording_id=MAYBE_TEXT,
    agent=MAYBE_TEXT,
    disclosed_to_other={"type": ["boolean", "null"]},
    says={"type": ["string", "null"], "maxLength": 200},
    knows={"type": ["boolean", "null"]},
    authentic={"type": ["boolean", "null"]},
)
_ACT = thing(
    {"external_id": TEXT, "ghost": TEXT, "kind": _one_of(ActKind), "at": _TIME},
    channel={"anyOf": [_one_of(Channel), {"type": "null"}]},
    amount=MAYBE_NUMBER,
    due={"type": ["string", "null"], "format": "date"},
    contact=MAYBE_TEXT,
    minutes=MAYBE_NUMBER,
    scheduled={"type": "boolean"},
)
_REASON = thing({"reason": TEXT})
_WAVE, _GHOST, _FINDING, _VENDOR = path("wave_id"), path("ghost_id"), path("finding_id"), path("vendor")


def _post(summary: str, body: dict[str, Any] | None, answer: str, *places: dict[str, Any], status: int = 200) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": list(places),
        "responses": {
            str(status): json_of(answer, "As it stands now"),
            **errors(401, *((404,) if places else ()), 409, 422, 429),
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return {"post": operation}


def _upload(summary: str, answer: str, files: tuple[str, ...], more: dict[str, Any], status: int) -> dict[str, Any]:
    operation = _post(summary, None, answer, _WAVE, status=status)
    sent = {name: {"type": "string", "contentMediaType": "application/octet-stream"} for name in files}
    schema = {"type": "object", "properties": {**sent, **more}}
    operation["post"]["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return operation


def _filters() -> list[dict[str, Any]]:
    names = ("vendor", "standing", "severity", "source", "ghost")
    told = [{"name": n, "in": "query", "schema": TEXT} for n in names]
    return [*told, {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}]


def paths() -> dict[str, Any]:
    """Every address about waves."""
    one = "/v1/waves/{wave_id}"
    bytes_of = file_of("application/octet-stream", "The file, in the vendor's layout")
    search = {"name": "q", "in": "query", "schema": TEXT}
    return {
        "/v1/waves": get("Waves, newest first", json_of("Waves", "Waves")) | _post("Begin a wave", _NEW_WAVE, "Wave", status=201),
        one: get("A wave in figures", json_of("Wave", "The wave"), _WAVE),
        f"{one}/plan": get("The plan", json_of("WavePlan", "The plan"), _WAVE)
        | _post("Compute the plan from its question (tolerated, matters, power, alpha, …)", _FREE, "WavePlan", _WAVE),
        f"{one}/people": _upload("Draw the people from the client's files", "Wave", ("portfolio", "lines", "ids"), {}, 202),
        f"{one}/cover": get("What the suspicious vendor found", json_of("Cover", "The report"), _WAVE)
        | _post("Test the cover", None, "Wave", _WAVE, status=202),
        f"{one}/override": _post("Go on though the test could not tell", _REASON, "Wave", _WAVE),
        f"{one}/seal": get("The promise and its chain", json_of("WaveSeal", "The chain"), _WAVE)
        | _post("Seal and make the vendors' files", None, "WaveSeal", _WAVE),
        f"{one}/layout": _post("How a vendor wants its file, before the seal", _LAYOUT, "WaveSeal", _WAVE),
        f"{one}/origins": get("Who called, and the lines declared", json_of("Origins", "Senders"), _WAVE)
        | _post("Note what a vendor declares or denies; contacts are looked at again", _SENDERS, "Origins", _WAVE),
        f"{one}/commitments/{{vendor}}": get("The promise to a vendor", file_of("application/json", "It"), _WAVE, _VENDOR),
        f"{one}/handoffs/{{vendor}}": get("The file for a vendor", bytes_of, _WAVE, _VENDOR),
        f"{one}/ghosts": get("The ghosts", json_of("Ghosts", "Ghosts"), _WAVE, search),
        f"{one}/ghosts/{{ghost_id}}": get("A ghost's diary", json_of("Diary", "The diary"), _WAVE, _GHOST),
        f"{one}/ghosts/{{ghost_id}}/retire": _post("Take a ghost out", _REASON, "Wave", _WAVE, _GHOST),
        f"{one}/contacts": _post("A contact reached a ghost", _CONTACT, "ContactKept", _WAVE, status=201),
        f"{one}/acts": _post("A ghost did something, or is to do it", _ACT, "ActKept", _WAVE, status=201),
        f"{one}/stop": _post("Stop everything", _REASON, "Wave", _WAVE),
        f"{one}/end": _post("The wave is over as planned", None, "Wave", _WAVE),
        f"{one}/check": _post("Judge what was lived, and look for signs of being noticed", None, "Wave", _WAVE),
        f"{one}/logs": get("Vendors' own logs, reconciled", json_of("Logs", "Logs"), _WAVE)
        | _upload("Take in a vendor's log", "Logs", ("log",), {"vendor": TEXT}, 201),
        f"{one}/findings": get("Findings, gravest first", json_of("Findings", "Findings"), _WAVE, *_filters()),
        f"{one}/findings/{{finding_id}}/judge": _post(
            "Confirm or dismiss", thing({"decision": TEXT}, reason=TEXT), "Finding", _WAVE, _FINDING
        ),
        f"{one}/findings/{{finding_id}}/publish": _post("Make it public", None, "Finding", _WAVE, _FINDING),
        f"{one}/findings/{{finding_id}}/withdraw": _post("Take it back", _REASON, "Finding", _WAVE, _FINDING),
        f"{one}/share": _post(
            "Show confirmed findings to their vendors",
            thing({"findings": many(TEXT)}, why_now=TEXT, term_days={"type": "integer"}),
            "Shared",
            _WAVE,
        ),
        f"{one}/reveal": _post("Open what was promised", None, "Wave", _WAVE),
        f"{one}/reveal.zip": get("The bundle that verifies", file_of("application/zip", "The bundle"), _WAVE),
    }
