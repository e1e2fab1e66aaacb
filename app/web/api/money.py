"""The HTTP API for money and placements: what the manager's pages do. Amounts are whole minor units of the currency."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import jsonify, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.models.ledger import Payment
from app.operations.ledger_payments_file import Rejected, day_of
from app.operations.offers import Slice
from app.queries.collections.money import debt_money
from app.queries.collections.placements import handoff_file, invoice_page, placements_page, to_place
from app.queries.collections.promises import day_page
from app.services.money.agreement import agreement
from app.services.money.charge import NewCharge, charge, refund, waive
from app.services.money.load_payments import load_payments
from app.services.money.make_plan import NewPlan, cancel_plan, make_plan
from app.services.money.overpaid import Answer, Rest, pay_and_ask
from app.services.money.reverse_payment import reverse_entry, reverse_payment
from app.services.money.take_payment import NewPayment
from app.services.placement.contracts import set_contract
from app.services.placement.place_debts import Placed, place_debts
from app.services.placement.recall_debts import recall_lot, rotate_lot
from app.services.placement.vendors import NewVendor, create_vendor
from app.services.unpack import Given
from app.web.access import actor, by_key
from app.web.api.routes import blueprint
from app.web.api.wave_bodies import maybe, sent, text
from app.web.api.wave_shapes import plain
from app.web.house_clock import house_day
from app.web.money import debt_number
from app.web.session import language, now, parts, reading, writing

__all__ = ["blueprint"]
_DEBT = "/v1/debts/<debt_id>"
MOST_AT_ONCE = 100_000


def _do(act: Callable[[Session], Any]) -> Any:
    with writing() as db:
        return act(db)


def _whole(row: Mapping[str, Any], name: str, default: int | None = None) -> int:
    value = row.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**53:
        raise BadInput(
            f"{name}: escriba un número entero de hasta 15 cifras", f"{name}: write a whole number of up to 15 digits", name
        )
    return value


def _object(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = row.get(name)
    if not isinstance(found, dict):
        raise BadInput(f"{name}: escriba un objeto", f"{name}: write an object", name)
    return found


def _day(row: Mapping[str, Any], name: str) -> date:
    found = day_of(text(row, name))
    if found is None:
        raise BadInput(f"{name}: escriba el día así: 2026-05-31", f"{name}: write the day like this: 2026-05-31", name)
    return found


def _money(debt_id: int, status: int = 200) -> ResponseReturnValue:
    with parts().database.reading() as db:
        return jsonify(plain(asdict(debt_money(db, actor(), debt_id, now())))), status


def payment_body(payment: Payment) -> dict[str, Any]:
    """A payment as it is kept."""
    names = ("id", "debt_id", "amount_minor", "paid_on", "means", "reference", "entry_id", "reversed_by", "vendor_id")
    body: dict[str, Any] = plain({name: getattr(payment, name) for name in names})
    return body


@blueprint.get(f"{_DEBT}/money")
@by_key
def show_money(debt_id: str) -> ResponseReturnValue:
    """A debt's statement, plans and offers."""
    return _money(debt_number(debt_id))


@blueprint.post("/v1/payments")
@by_key
def payment_in() -> ResponseReturnValue:
    """Money came in; told twice, it is one."""
    body = sent()
    vendor = None if body.get("vendor_id") is None else _whole(body, "vendor_id")
    new = NewPayment(
        amount_minor=_whole(body, "amount_minor"),
        paid_on=_day(body, "paid_on"),
        reference=text(body, "reference"),
        debt_number=text(body, "account"),
        means=maybe(body, "means"),
        vendor_id=vendor,
    )
    told = maybe(body, "rest")
    if told is not None and told not in list(Rest):
        raise BadInput(f"rest: {', '.join(Rest)}", f"rest: {', '.join(Rest)}", "rest")
    other = None if body.get("rest_debt_id") is None else _whole(body, "rest_debt_id")
    answer = None if told is None else Answer(Rest(told), other)
    return jsonify(payment_body(_do(lambda db: pay_and_ask(db, actor(), new, answer, now())))), 201


@blueprint.post("/v1/payments/<payment_id>/reverse")
@by_key
def payment_back(payment_id: str) -> ResponseReturnValue:
    """A payment bounced."""
    reason = text(sent(), "reason")
    return jsonify(payment_body(_do(lambda db: reverse_payment(db, actor(), debt_number(payment_id), reason, now()))))


@blueprint.post("/v1/payments/load")
@by_key
def payments_load() -> ResponseReturnValue:
    """A file of payments; `dry` 1 books nothing."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadInput("elija el archivo", "choose the file", "file")
    given = Given(file.filename, BytesIO(file.stream.read()))
    asked = (request.form.get("dry") == "1", None, request.form.get("all_days") == "1")
    found = _do(lambda db: load_payments(db, actor(), given, now(), *asked))
    return jsonify(
        {
            "dry": found.dry,
            "rows": found.rows,
            "booked": found.booked,
            "known": found.known,
            "booked_minor": dict(found.booked_minor),
            "rejected": [_rejected(r) for r in found.rejected],
            "included": [_rejected(r) for r in found.included],
            "over": [plain(asdict(r)) for r in found.over],
        }
    )


def _rejected(row: Rejected) -> dict[str, Any]:
    return {"line": row.line, "account": row.account, "reference": row.reference, "why": row.why.say(language())}


@blueprint.post("/v1/entries/<entry_id>/reverse")
@by_key
def entry_back(entry_id: str) -> ResponseReturnValue:
    """A charge, waiver or refund is taken back."""
    reason = text(sent(), "reason")
    return _money(_do(lambda db: reverse_entry(db, actor(), debt_number(entry_id), reason, now()).debt_id))


@blueprint.post(f"{_DEBT}/charges")
@by_key
def charge_in(debt_id: str) -> ResponseReturnValue:
    """A fee for collecting, within law and contract."""
    body = sent()
    worth = maybe(body, "unit_worth")
    if worth is not None and not worth.replace(".", "", 1).isdecimal():
        raise BadInput("unit_worth: escriba un número", "unit_worth: write a number", "unit_worth")
    new = NewCharge(
        _whole(body, "amount_minor"), text(body, "reference"), text(body, "reason", ""), Decimal(worth) if worth else None
    )
    _do(lambda db: charge(db, actor(), debt_number(debt_id), new, now()))
    return _money(debt_number(debt_id), 201)


@blueprint.post(f"{_DEBT}/waivers")
@by_key
def waiver_in(debt_id: str) -> ResponseReturnValue:
    """Forgive a part."""
    body = sent()
    told = (_whole(body, "amount_minor"), text(body, "reference"), text(body, "reason"))
    _do(lambda db: waive(db, actor(), debt_number(debt_id), *told, now()))
    return _money(debt_number(debt_id), 201)


@blueprint.post(f"{_DEBT}/refunds")
@by_key
def refund_in(debt_id: str) -> ResponseReturnValue:
    """Give unapplied money back."""
    body = sent()
    told = (_whole(body, "amount_minor"), text(body, "reference"), text(body, "reason"))
    _do(lambda db: refund(db, actor(), debt_number(debt_id), *told, now()))
    return _money(debt_number(debt_id), 201)


@blueprint.post(f"{_DEBT}/plans")
@by_key
def plan_in(debt_id: str) -> ResponseReturnValue:
    """Agree on a plan within policy."""
    body = sent()
    rows = body.get("instalments")
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise BadInput("instalments: escriba una lista", "instalments: write a list", "instalments")
    slices = tuple(Slice(_whole(r, "amount_minor"), _day(r, "due_on")) for r in rows)
    new = NewPlan(debt_number(debt_id), text(body, "offer"), slices, text(body, "channel"), maybe(body, "means"))
    _do(lambda db: make_plan(db, actor(), new, now()))
    return _money(debt_number(debt_id), 201)


@blueprint.post("/v1/plans/<plan_id>/cancel")
@by_key
def plan_cancel(plan_id: str) -> ResponseReturnValue:
    """A plan noted by mistake."""
    return _money(_do(lambda db: cancel_plan(db, actor(), debt_number(plan_id), now()).debt_id))


@blueprint.get("/v1/plans/<plan_id>/agreement.pdf")
@by_key
def plan_document(plan_id: str) -> ResponseReturnValue:
    """The written agreement."""
    content = _do(lambda db: agreement(db, parts().store, actor(), debt_number(plan_id), now()))
    return send_file(BytesIO(content), "application/pdf", download_name=f"agreement-{plan_id[:20]}.pdf", max_age=0)


@blueprint.get("/v1/promises")
@by_key
def promises() -> ResponseReturnValue:
    """Promises due today and tomorrow, within grace, and broken this week."""
    day = house_day(now())
    return jsonify(plain(asdict(day_page(reading(), actor(), day))))


@blueprint.route("/v1/placements", methods=["GET", "POST"])
@by_key
def placements() -> ResponseReturnValue:
    """Every batch; POST places debts with a vendor."""
    if request.method == "POST":
        body = sent()
        vendor, batch = _whole(body, "vendor_id"), text(body, "batch", "")
        ids = body["debts"] if "debts" in body else _chosen(body)
        if not isinstance(ids, list) or not all(isinstance(i, int) and not isinstance(i, bool) for i in ids):
            raise BadInput("debts: escriba una lista de ids", "debts: write a list of ids", "debts")
        return _placed(_do(lambda db: place_debts(db, actor(), vendor, ids, batch, now())))
    day = house_day(now())
    return jsonify({"batches": [plain(asdict(lot)) for lot in placements_page(reading(), actor(), day).lots]})


def _chosen(body: Mapping[str, Any]) -> list[int]:
    """Debts by their stage, their segment or both, the oldest first."""
    stage = text(body, "stage", "") or None
    segment = None if body.get("segment_id") is None else _whole(body, "segment_id")
    if stage is None and segment is None:
        raise BadInput("escriba debts, stage o segment_id", "write debts, stage or segment_id", "debts")
    most = _whole(body, "most", MOST_AT_ONCE)
    if not 1 <= most <= MOST_AT_ONCE:
        raise BadInput(f"most: de 1 a {MOST_AT_ONCE}", f"most: from 1 to {MOST_AT_ONCE}", "most")
    return to_place(reading(), actor(), stage, most, segment)


def _placed(done: Placed) -> ResponseReturnValue:
    refused = [{"account": number, "why": why.say(language())} for number, why in done.refused]
    return jsonify({"batch": done.batch, "placed": done.placed, "refused": refused}), 201


@blueprint.post("/v1/vendors")
@by_key
def new_vendor() -> ResponseReturnValue:
    """A vendor, with its terms from a day on where they are given."""
    body = sent()
    new = NewVendor(text(body, "name"), text(body, "country", ""), text(body, "contact", ""))
    terms = None if body.get("terms") is None else (_object(body, "terms"), _day(body, "valid_from"))
    made = _do(lambda db: create_vendor(db, actor(), new, terms, now()))
    return jsonify({"id": made.id, "name": made.name, "country": made.country, "contact": made.contact}), 201


@blueprint.post("/v1/vendors/<vendor_id>/recall")
@by_key
def placement_back(vendor_id: str) -> ResponseReturnValue:
    """Take a batch back."""
    body = sent()
    told = (text(body, "batch"), text(body, "reason"))
    return jsonify({"recalled": _do(lambda db: recall_lot(db, actor(), debt_number(vendor_id), *told, now()))})


@blueprint.post("/v1/vendors/<vendor_id>/rotate")
@by_key
def placement_on(vendor_id: str) -> ResponseReturnValue:
    """Give a batch to another vendor."""
    body = sent()
    batch, to, name = text(body, "batch"), _whole(body, "to_vendor_id"), text(body, "new_batch", "")
    return _placed(_do(lambda db: rotate_lot(db, actor(), debt_number(vendor_id), batch, to, name, now())))


@blueprint.post("/v1/vendors/<vendor_id>/contract")
@by_key
def vendor_contract(vendor_id: str) -> ResponseReturnValue:
    """Terms from a day on."""
    body = sent()
    terms, day = _object(body, "terms"), _day(body, "valid_from")
    made = _do(lambda db: set_contract(db, actor(), debt_number(vendor_id), terms, day, now()))
    return jsonify({"id": made.id, "vendor_id": made.vendor_id, "valid_from": plain(made.valid_from), "terms": made.terms}), 201


@blueprint.get("/v1/vendors/<vendor_id>/invoice")
@by_key
def vendor_invoice(vendor_id: str) -> ResponseReturnValue:
    """What it earned, line by line."""
    args = request.args
    first, last = (_day(dict(args), name) for name in ("from", "to"))
    page = invoice_page(reading(), actor(), debt_number(vendor_id), first, last, args.get("currency", "CLP").upper()[:3])
    lines = [plain(asdict(line)) for line in page.invoice.lines]
    return jsonify({"vendor": page.vendor, "currency": page.currency, "total_minor": page.invoice.total_minor, "lines": lines})


@blueprint.get("/v1/vendors/<vendor_id>/handoff")
@by_key
def vendor_handoff(vendor_id: str) -> ResponseReturnValue:
    """The file of a batch."""
    name, content = handoff_file(reading(), actor(), debt_number(vendor_id), request.args.get("batch", "")[:40])
    return send_file(BytesIO(content), "text/csv", as_attachment=True, download_name=name, max_age=0)
