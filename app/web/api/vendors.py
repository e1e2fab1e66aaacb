"""The HTTP API for vendors compared: the comparison and its rows, returns, invoices, surveys, levels, corrective plans."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.errors import BadInput, Malformed, NotFound
from app.models.correction import CorrectivePlan
from app.queries.operations.corrections import plans_of
from app.queries.oversight.comparisons import compared
from app.queries.oversight.scorecards.behind import law_lines, rows_of
from app.queries.oversight.scorecards.invoices import invoice_csv, invoice_of, invoices_of
from app.services.unpack import Given
from app.services.vendors.ask_plan import ask_plan
from app.services.vendors.check_invoice import Bill, check_invoice
from app.services.vendors.compare_vendors import ask_comparison, month_period
from app.services.vendors.correct import NewPlan, judge_cure
from app.services.vendors.levels import Level, set_level
from app.services.vendors.measure_again import measure_again as measure_again_of
from app.services.vendors.surveys import take_answers
from app.services.vendors.take_return import take_return, withdraw_return
from app.web.access import actor, by_key
from app.web.api.routes import blueprint
from app.web.api.wave_bodies import sent, text, texts
from app.web.api.wave_shapes import plain
from app.web.compared import month_in
from app.web.session import language, now, parts, reading, writing
from app.worker import COMPARE, enqueuer
from reports.scorecards.as_json import comparison_dict

__all__ = ["blueprint"]
_VENDORS, _ONE = "/v1/vendors", "/v1/vendors/<vendor>"


def _told(value: Any) -> Any:
    """A frozen row, or several, as JSON."""
    return [_told(one) for one in value] if isinstance(value, tuple) else plain(asdict(value))


def _file() -> Given:
    found = request.files.get("file")
    if found is None or not found.filename:
        raise BadInput("elija el archivo", "choose the file", "file")
    return Given(found.filename, found.stream)  # type: ignore[arg-type]


def _number(told: str) -> int:
    if not told.isascii() or not told.isdecimal() or len(told) > 18:
        raise NotFound(f"no hay proveedor {told[:40]}", f"there is no vendor {told[:40]}")
    return int(told)


def _day(told: str, field: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as cause:
        raise BadInput(
            f"{field}: {told[:20]!r} no es una fecha (2026-05-31)", f"{field}: {told[:20]!r} is no date (2026-05-31)", field
        ) from cause


def _month() -> date:
    found = month_in(request.args.get("month", ""))
    if found is None:
        raise BadInput("month: escriba el mes como 2026-05", "month: write the month as 2026-05", "month")
    return found


def _float(body: Mapping[str, Any], field: str) -> float | None:
    value = body.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{field}: un número", f"{field}: a number", field)
    return float(value)


@blueprint.get(f"{_VENDORS}/comparison")
@by_key
def show_comparison() -> ResponseReturnValue:
    """The newest comparison of a month; where there is none it is asked for, and 202 says how far it is."""
    month, segment = _month(), request.args.get("segment", "").strip()[:80]
    found = compared(reading(), actor(), month, segment)
    if found.made is not None:
        return jsonify(comparison_dict(found.made))
    if found.state in ("none", "failed"):
        enqueue = enqueuer(parts().celery, COMPARE)
        with writing() as db:
            ask_comparison(db, actor(), month_period(month), segment, now(), enqueue)
    return jsonify({"state": "making", "share_done": found.share_done}), 202


@blueprint.get(f"{_ONE}/rows/<measure>")
@by_key
def list_rows(vendor: str, measure: str) -> ResponseReturnValue:
    """What lies behind a figure, a hundred rows a page."""
    page = request.args.get("page", "1")
    at = int(page) if page.isascii() and page.isdecimal() and len(page) < 9 else 1
    segment = request.args.get("segment", "").strip()[:80]
    return jsonify(_told(rows_of(reading(), actor(), measure, vendor, month_period(_month()), at, now(), segment)))


@blueprint.get(f"{_ONE}/rules")
@by_key
def list_broken_rules(vendor: str) -> ResponseReturnValue:
    """Each rule a vendor broke in a month, by both readings."""
    return jsonify({"rules": _told(law_lines(reading(), actor(), vendor, month_period(_month()), now()))})


@blueprint.post(f"{_ONE}/returns")
@by_key
def send_return(vendor: str) -> ResponseReturnValue:
    """A vendor's log of contacts."""
    with writing() as db:
        taken = take_return(db, parts().store, actor(), _number(vendor), _file(), now(), language())
    return jsonify(_told(taken)), 201


@blueprint.post(f"{_VENDORS}/returns/<return_id>/withdraw")
@by_key
def take_return_back(return_id: str) -> ResponseReturnValue:
    """Withdraw a return, with the reason."""
    with writing() as db:
        row = withdraw_return(db, actor(), return_id, text(sent(), "reason"), now())
        return jsonify({"id": row.id, "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None})


@blueprint.get(f"{_ONE}/invoices")
@by_key
def list_vendor_invoices(vendor: str) -> ResponseReturnValue:
    """Invoices that were checked, newest first."""
    return jsonify({"invoices": _told(invoices_of(reading(), actor(), _number(vendor)))})


@blueprint.post(f"{_ONE}/invoices")
@by_key
def send_invoice(vendor: str) -> ResponseReturnValue:
    """An invoice, held against the books."""
    form = request.form
    first, last = _day(form.get("first", ""), "first"), _day(form.get("last", ""), "last")
    bill = Bill(_number(vendor), first, last, form.get("currency", "").strip().upper()[:20])
    with writing() as db:
        made = check_invoice(db, parts().store, actor(), bill, _file(), now()).id
    with parts().database.reading() as db:
        return jsonify(_told(invoice_of(db, actor(), made))), 201


@blueprint.get(f"{_VENDORS}/invoices/<check_id>")
@by_key
def show_invoice(check_id: str) -> ResponseReturnValue:
    """A checked invoice, line by line."""
    return jsonify(_told(invoice_of(reading(), actor(), check_id)))


@blueprint.get(f"{_VENDORS}/invoices/<check_id>/lines.csv")
@by_key
def invoice_lines(check_id: str) -> ResponseReturnValue:
    """The same as a table that may be handed to the vendor."""
    page = invoice_of(reading(), actor(), check_id)
    answer = Response(invoice_csv(page, language()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{page.id}.csv"'
    return answer


@blueprint.post("/v1/surveys")
@by_key
def send_surveys() -> ResponseReturnValue:
    """Who was asked, and what they answered."""
    with writing() as db:
        loaded = take_answers(db, actor(), _file(), now())
    lang = language()
    rejected = [{"line": r.line, "account": r.account, "why": r.why.say(lang)} for r in loaded.rejected[:1000]]
    counts = {"asked": loaded.asked, "answered": loaded.answered, "known": loaded.known}
    return jsonify({**counts, "left_out": len(loaded.rejected), "rejected": rejected})


@blueprint.post(f"{_ONE}/levels")
@by_key
def write_level(vendor: str) -> ResponseReturnValue:
    """A service level from a day on."""
    body = sent()
    rule = body.get("rule") or {}
    if not isinstance(rule, dict):
        raise BadInput("rule: un objeto", "rule: an object", "rule")
    level = Level(text(body, "measure"), _float(body, "limit"), rule)
    with writing() as db:
        row = set_level(db, actor(), _number(vendor), level, _day(text(body, "valid_from"), "valid_from"), now())
        told = {"id": row.id, "measure": row.measure, "limit": row.limit_value, "rule": row.rule}
        return jsonify({**told, "valid_from": row.valid_from.isoformat()}), 201


@blueprint.get(f"{_ONE}/plans")
@by_key
def list_corrective_plans(vendor: str) -> ResponseReturnValue:
    """A vendor's corrective plans with every step, newest first."""
    return jsonify({"plans": _told(plans_of(reading(), actor().organisation_id, _number(vendor), now()))})


@blueprint.post(f"{_ONE}/plans")
@by_key
def open_corrective_plan(vendor: str) -> ResponseReturnValue:
    """Ask a vendor to put something right."""
    body = sent()
    shares = texts(body, "share_ids") if "share_ids" in body else ()
    measure = text(body, "measure") if body.get("measure") is not None else None
    due = _day(text(body, "due_on"), "due_on")
    new = NewPlan(_number(vendor), text(body, "asked"), due, measure, _float(body, "target"), tuple(shares))
    with writing() as db:
        made = ask_plan(db, actor(), new, now())
    return _plan(made), 201


@blueprint.post(f"{_VENDORS}/plans/<plan_id>/measure")
@by_key
def measure_again(plan_id: str) -> ResponseReturnValue:
    """Evidence of cure: the plan's measure of a month since it was opened, from the books; a figure sent with it is refused."""
    body = sent()
    for field in body:
        if field != "month":
            raise Malformed(
                f"{field[:40]}: la medida sale de los libros, no de quien llama; mande solo el mes (month)",
                f"{field[:40]}: the measure comes from the books, not from who calls; send the month alone (month)",
                field[:40],
            )
    month = month_in(text(body, "month", ""))
    if month is None:
        raise BadInput("month: escriba el mes como 2026-05", "month: write the month as 2026-05", "month")
    with writing() as db:
        step = measure_again_of(db, actor(), plan_id, month, now())
        made = db.get_one(CorrectivePlan, step.plan_id)
    return _plan(made)


@blueprint.post(f"{_VENDORS}/plans/<plan_id>/verdict")
@by_key
def end_corrective_plan(plan_id: str) -> ResponseReturnValue:
    """Met, missed or withdrawn, with the reason."""
    body = sent()
    with writing() as db:
        made = judge_cure(db, actor(), plan_id, text(body, "verdict"), text(body, "reason"), now())
    return _plan(made)


def _plan(made: CorrectivePlan) -> Response:
    with parts().database.reading() as db:
        found = plans_of(db, actor().organisation_id, made.vendor_id, now())
    return jsonify(_told(next(plan for plan in found if plan.id == made.id)))
