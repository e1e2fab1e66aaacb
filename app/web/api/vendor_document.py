"""The part of the OpenAPI document about vendors compared. Keys are the client's own: no vendor holds one."""

from typing import Any

from app.queries.operations.corrections import PlanRow, StepRow
from app.queries.oversight.scorecards.behind_row import BehindRows
from app.queries.oversight.scorecards.invoices import FindingCount, InvoiceLineRow, InvoicePage
from app.queries.oversight.scorecards.law import RuleLine
from app.services.vendors.take_return import Taken
from app.web.api.parts import errors, file_of, get, json_of, path
from app.web.api.row_schemas import row_schema
from app.web.api.schemas import COUNT, MAYBE_NUMBER, MAYBE_TEXT, TEXT, many, ref, thing

_FREE: dict[str, Any] = {"type": "object", "additionalProperties": True}
_MAYBE_FREE: dict[str, Any] = {"anyOf": [_FREE, {"type": "null"}]}
_DAY: dict[str, Any] = {"type": "string", "format": "date"}
_STEP = row_schema(StepRow, measured=_MAYBE_FREE)
_INVOICE = row_schema(InvoicePage, findings=many(row_schema(FindingCount)), lines=many(row_schema(InvoiceLineRow)))
SCHEMAS: dict[str, Any] = {
    "Comparison": {
        "type": "object",
        "description": "A comparison as pages and documents say it; {state, share_done} while it is made",
        "additionalProperties": True,
    },
    "Behind": row_schema(BehindRows),
    "BrokenRules": thing({"rules": many(row_schema(RuleLine))}),
    "Return": row_schema(Taken, shown=many(_FREE)),
    "WithdrawnReturn": thing({"id": TEXT, "withdrawn_at": MAYBE_TEXT}),
    "CheckedInvoice": _INVOICE,
    "CheckedInvoices": thing({"invoices": many(ref("CheckedInvoice"))}),
    "SurveysLoaded": thing({"asked": COUNT, "answered": COUNT, "known": COUNT, "left_out": COUNT, "rejected": many(_FREE)}),
    "Level": thing({"id": COUNT, "measure": TEXT, "limit": MAYBE_NUMBER, "rule": _FREE, "valid_from": _DAY}),
    "CorrectivePlan": row_schema(PlanRow, steps=many(_STEP)),
    "CorrectivePlans": thing({"plans": many(ref("CorrectivePlan"))}),
}
_VENDOR, _MEASURE, _RETURN, _CHECK, _PLAN = (path(n) for n in ("vendor", "measure", "return_id", "check_id", "plan_id"))
_MONTH = {"name": "month", "in": "query", "required": True, "schema": TEXT, "description": "As 2026-05"}
_PAGE = {"name": "page", "in": "query", "required": False, "schema": COUNT, "description": "A hundred rows a page"}
_SEGMENT = {"name": "segment", "in": "query", "required": False, "schema": TEXT, "description": "Accounts of one segment"}


def _body(needed: tuple[str, ...], **fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(needed), "properties": fields}


def _sent(**fields: dict[str, Any]) -> dict[str, Any]:
    """A form with a file."""
    file = {"type": "string", "contentMediaType": "text/csv"}
    return _body(("file", *fields), file=file, **fields)


def _post(
    summary: str, answer: str, body: dict[str, Any], *places: dict[str, Any], status: int = 200, form: bool = False
) -> dict[str, Any]:
    kind = "multipart/form-data" if form else "application/json"
    return {
        "post": {
            "summary": summary,
            "parameters": list(places),
            "requestBody": {"required": True, "content": {kind: {"schema": body}}},
            "responses": {str(status): json_of(answer, "As it stands now"), **errors(401, 404, 409, 413, 422, 429)},
        }
    }


def paths() -> dict[str, Any]:
    """Every address of vendors compared."""
    one, plan = "/v1/vendors/{vendor}", "/v1/vendors/plans/{plan_id}"
    compared = get("The newest comparison of a month", json_of("Comparison", "The comparison"), _MONTH, _SEGMENT, **errors(422))
    compared["get"]["responses"]["202"] = json_of("Comparison", "Being made: ask again")
    month = {**TEXT, "description": "As 2026-05, begun since the plan was opened; a figure sent with it is refused"}
    again = {**_body(("month",), month=month), "additionalProperties": True}
    verdict = {"type": "string", "enum": ["met", "missed", "withdrawn"]}
    asked = {"asked": TEXT, "due_on": _DAY, "measure": MAYBE_TEXT, "target": MAYBE_NUMBER, "share_ids": many(TEXT)}
    level = {"measure": TEXT, "limit": MAYBE_NUMBER, "rule": _FREE, "valid_from": _DAY}
    plans, levels = _body(("asked", "due_on"), **asked), _body(("measure", "valid_from"), **level)
    return {
        "/v1/vendors/comparison": compared,
        f"{one}/rows/{{measure}}": get(
            "What lies behind a figure", json_of("Behind", "Rows"), _VENDOR, _MEASURE, _MONTH, _SEGMENT, _PAGE, **errors(422)
        ),
        f"{one}/rules": get("Rules broken, by both readings", json_of("BrokenRules", "Rules"), _VENDOR, _MONTH, **errors(422)),
        f"{one}/returns": _post("Hand in a vendor's log of contacts", "Return", _sent(), _VENDOR, status=201, form=True),
        "/v1/vendors/returns/{return_id}/withdraw": _post(
            "Take a return back", "WithdrawnReturn", _body(("reason",), reason=TEXT), _RETURN
        ),
        f"{one}/invoices": get("Invoices that were checked", json_of("CheckedInvoices", "Newest first, without lines"), _VENDOR)
        | _post("Hold an invoice against the books", "CheckedInvoice", _sent(first=_DAY, last=_DAY, currency=TEXT), _VENDOR,
                status=201, form=True),
        "/v1/vendors/invoices/{check_id}": get("A checked invoice", json_of("CheckedInvoice", "Line by line"), _CHECK),
        "/v1/vendors/invoices/{check_id}/lines.csv": get("The same as a table", file_of("text/csv", "Lines"), _CHECK),
        "/v1/surveys": _post("Load surveys and their answers", "SurveysLoaded", _sent(), form=True),
        f"{one}/levels": _post("A service level from a day on", "Level", levels, _VENDOR, status=201),
        f"{one}/plans": get("Corrective plans with every step", json_of("CorrectivePlans", "Newest first"), _VENDOR)
        | _post("Ask a vendor to put something right", "CorrectivePlan", plans, _VENDOR, status=201),
        f"{plan}/measure": _post("The measure taken again", "CorrectivePlan", again, _PLAN),
        f"{plan}/verdict": _post("Met, missed or withdrawn", "CorrectivePlan",
                                 _body(("verdict", "reason"), verdict=verdict, reason=TEXT), _PLAN),
    }  # fmt: skip
