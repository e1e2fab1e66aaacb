"""The part of the OpenAPI document about money and placements."""

from typing import Any

from app.operations.commission import Line
from app.queries.collections.money import DebtMoney
from app.queries.collections.placements import Lot
from app.queries.collections.promises import DayPage
from app.services.money.load_payments import Over
from app.services.money.overpaid import Rest
from app.web.api.parts import errors, file_of, get, json_of, path
from app.web.api.row_schemas import row_schema
from app.web.api.schemas import COUNT, MAYBE_TEXT, TEXT, many, thing

_FREE: dict[str, Any] = {"type": "object", "additionalProperties": True}
_WHOLE: dict[str, Any] = {"type": "integer"}
_MAYBE_WHOLE: dict[str, Any] = {"type": ["integer", "null"]}
_YES: dict[str, Any] = {"type": "string", "enum": ["0", "1"]}
_DAY = {"type": "string", "format": "date"}

SCHEMAS: dict[str, Any] = {
    "DebtMoney": row_schema(DebtMoney),
    "Payment": thing(
        {
            "id": _WHOLE,
            "debt_id": _WHOLE,
            "amount_minor": _WHOLE,
            "paid_on": _DAY,
            "means": MAYBE_TEXT,
            "reference": TEXT,
            "entry_id": _WHOLE,
            "reversed_by": _MAYBE_WHOLE,
            "vendor_id": _MAYBE_WHOLE,
        }
    ),
    "PaymentsLoaded": thing(
        {
            "dry": {"type": "boolean"},
            "rows": COUNT,
            "booked": COUNT,
            "known": COUNT,
            "booked_minor": _FREE,
            "rejected": many(thing({"line": _WHOLE, "account": TEXT, "reference": TEXT, "why": TEXT})),
            "included": many(thing({"line": _WHOLE, "account": TEXT, "reference": TEXT, "why": TEXT})),
            "over": many(row_schema(Over)),
        }
    ),
    "PromisesOfDay": row_schema(DayPage),
    "Batches": thing({"batches": many(row_schema(Lot))}),
    "Placed": thing({"batch": TEXT, "placed": COUNT, "refused": many(thing({"account": TEXT, "why": TEXT}))}),
    "Recalled": thing({"recalled": COUNT}),
    "NewVendor": thing({"id": _WHOLE, "name": TEXT, "country": MAYBE_TEXT, "contact": MAYBE_TEXT}),
    "Contract": thing({"id": _WHOLE, "vendor_id": _WHOLE, "valid_from": _DAY, "terms": _FREE}),
    "Invoice": thing({"vendor": TEXT, "currency": TEXT, "total_minor": _WHOLE, "lines": many(row_schema(Line))}),
}
_AMOUNT = thing({"amount_minor": _WHOLE, "reference": TEXT, "reason": TEXT})
_DEBT, _PAYMENT, _ENTRY, _PLAN, _VENDOR = (path(name) for name in ("debt_id", "payment_id", "entry_id", "plan_id", "vendor_id"))


def _post(summary: str, body: dict[str, Any] | None, answer: str, *places: dict[str, Any], status: int = 200) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": list(places),
        "responses": {str(status): json_of(answer, "As it stands now"), **errors(401, 404, 409, 422, 429)},
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return {"post": operation}


def _upload() -> dict[str, Any]:
    operation = _post("Try or book a file of payments", None, "PaymentsLoaded")
    file = {"type": "string", "contentMediaType": "text/csv"}
    schema = {"type": "object", "required": ["file"], "properties": {"file": file, "dry": _YES, "all_days": _YES}}
    operation["post"]["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return operation


def _asked(*names: str) -> list[dict[str, Any]]:
    return [{"name": n, "in": "query", "schema": _DAY if n in ("from", "to") else TEXT} for n in names]


def paths() -> dict[str, Any]:
    """Every address about money and placements. Amounts are whole minor units of the debt's currency."""
    debt, vendor = "/v1/debts/{debt_id}", "/v1/vendors/{vendor_id}"
    payment = thing(
        {"account": TEXT, "amount_minor": _WHOLE, "paid_on": _DAY, "reference": TEXT},
        means=MAYBE_TEXT, vendor_id=_MAYBE_WHOLE,
        rest={"type": "string", "enum": list(Rest)}, rest_debt_id=_MAYBE_WHOLE,
    )  # fmt: skip
    fee = thing({"amount_minor": _WHOLE, "reference": TEXT}, reason=TEXT, unit_worth=MAYBE_TEXT)
    plan = thing(
        {"offer": TEXT, "channel": TEXT, "instalments": many(thing({"amount_minor": _WHOLE, "due_on": _DAY}))}, means=MAYBE_TEXT
    )
    reason, batch = thing({"reason": TEXT}), thing({"batch": TEXT, "reason": TEXT})
    placing = thing({"vendor_id": _WHOLE}, debts=many(_WHOLE), stage=TEXT, segment_id=_WHOLE, most=_WHOLE, batch=TEXT)
    vendor_told = thing({"name": TEXT}, country=TEXT, contact=TEXT, terms=_FREE, valid_from=_DAY)
    return {
        f"{debt}/money": get("A debt's statement, plans and offers", json_of("DebtMoney", "The money of the debt"), _DEBT),
        "/v1/payments": _post(
            "Money came in; told twice, it is one; over what is owed it needs rest", payment, "Payment", status=201
        ),
        "/v1/payments/load": _upload(),
        "/v1/payments/{payment_id}/reverse": _post("A payment bounced", reason, "Payment", _PAYMENT),
        "/v1/entries/{entry_id}/reverse": _post("Take a charge, waiver or refund back", reason, "DebtMoney", _ENTRY),
        f"{debt}/charges": _post("A fee, within law and contract", fee, "DebtMoney", _DEBT, status=201),
        f"{debt}/waivers": _post("Forgive a part", _AMOUNT, "DebtMoney", _DEBT, status=201),
        f"{debt}/refunds": _post("Give unapplied money back", _AMOUNT, "DebtMoney", _DEBT, status=201),
        f"{debt}/plans": _post("Agree on a plan within policy", plan, "DebtMoney", _DEBT, status=201),
        "/v1/plans/{plan_id}/cancel": _post("Cancel a plan noted by mistake", None, "DebtMoney", _PLAN),
        "/v1/plans/{plan_id}/agreement.pdf": get("The agreement", file_of("application/pdf", "The document"), _PLAN),
        "/v1/promises": get("Promises of the day", json_of("PromisesOfDay", "Due, within grace, broken")),
        "/v1/placements": get("Batches, newest first", json_of("Batches", "Batches"))
        | _post("Place debts with a vendor: by id, or the oldest of a stage, a segment or both", placing, "Placed", status=201),
        "/v1/vendors": _post("A vendor to place debts with", vendor_told, "NewVendor", status=201),
        f"{vendor}/recall": _post("Take a batch back", batch, "Recalled", _VENDOR),
        f"{vendor}/rotate": _post(
            "Give a batch to another vendor",
            thing({"batch": TEXT, "to_vendor_id": _WHOLE}, new_batch=TEXT),
            "Placed",
            _VENDOR,
            status=201,
        ),
        f"{vendor}/contract": _post(
            "Terms from a day on", thing({"valid_from": _DAY, "terms": _FREE}), "Contract", _VENDOR, status=201
        ),
        f"{vendor}/invoice": get(
            "What a vendor earned", json_of("Invoice", "Lines and total"), _VENDOR, *_asked("from", "to", "currency")
        ),
        f"{vendor}/handoff": get("The file of a batch", file_of("text/csv", "The file"), _VENDOR, *_asked("batch")),
    }
