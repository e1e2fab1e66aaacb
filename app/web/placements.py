"""Placement with vendors: who has what, batches placed, recalled and rotated, terms, invoices and hand-off files."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.actors import MANAGERS
from app.errors import BadInput, Conflict, Text
from app.operations.cleaning_ids import COUNTRIES
from app.operations.commission import contract_from
from app.operations.ledger_payments_file import amount_of
from app.operations.offers import policy
from app.queries.collections.balance_decisions import decisions
from app.queries.collections.placements import handoff_file, invoice_page, placements_page, to_place
from app.queries.oversight.asked import day_in as day_or_none
from app.queries.oversight.vendor_names import vendor_names
from app.queries.rows import Problem
from app.services.placement.contracts import set_contract
from app.services.placement.place_debts import Placed, place_debts
from app.services.placement.recall_debts import recall_lot, rotate_lot
from app.services.placement.vendors import NewVendor, create_vendor
from app.web.access import actor, allow
from app.web.house_clock import house_day
from app.web.money import told_back
from app.web.money_forms import day_in, maybe_whole, minor_in, whole_in
from app.web.session import language, now, reading, writing
from app.web.waves import problem_in

blueprint = Blueprint("placements", __name__)
MOST_BANDS = 4
MONTH = 30


@blueprint.get("/placements")
@allow(MANAGERS)
def index() -> ResponseReturnValue:
    """Every batch and every vendor."""
    return placements_html()


def placements_html(refused: int | str | None = None, problems: tuple[Problem, ...] = ()) -> str:
    """The page; `refused` is the vendor or the decision whose form was, or `new`, with what was typed in it and what is wrong."""
    today = house_day(now())
    return render_template(
        "operation/placements.html", page=placements_page(reading(), actor(), today), today=today, bands=range(MOST_BANDS),
        currencies=sorted(policy().least), countries=COUNTRIES, past=decisions(reading(), actor(), now(), waiting=True),
        names=vendor_names(reading(), actor(), language()), refused=refused, problems=problems,
        entered=request.form.to_dict() if refused is not None else {},
    )  # fmt: skip


@blueprint.post("/placements")
@allow(MANAGERS)
def place() -> ResponseReturnValue:
    """Place so many debts of a stage with a vendor."""
    form = request.form

    def act(db: Session) -> Any:
        stage, segment = form.get("stage", "").strip()[:20] or None, maybe_whole(form, "segment")
        if stage is None and segment is None and form.get("all") != "yes":
            raise BadInput(
                "elija una etapa o un segmento, o marque «Todas»", "choose a stage or a segment, or tick “All”", "stage"
            )
        ids = to_place(db, actor(), stage, whole_in(form, "most", 100_000), segment)
        if not ids:
            raise BadInput(
                "ninguna cuenta vencida y libre es de esa elección", "no overdue, free account is of that choice", "stage"
            )
        done = place_debts(db, actor(), _receiver("vendor"), ids, form.get("batch", ""), now())
        words = _placed(done)
        if done.refused:
            number, why = done.refused[0]
            more = _(
                "%(n)s could not go, for example %(number)s: %(why)s.",
                n=len(done.refused),
                number=number,
                why=why.say(language()),
            )
            return " ".join(part for part in (words, _held(done.held), more) if part)
        return words

    return told_back(act, url_for("placements.index"))


def _placed(done: Placed) -> str:
    n, batch = done.placed, done.batch
    return str(ngettext("Batch %(batch)s: %(n)s account placed.", "Batch %(batch)s: %(n)s accounts placed.", n, batch=batch, n=n))


def _held(n: int) -> str:
    es = "retenida" if n == 1 else "retenidas"
    told = Text(f"{n} {es} por disputa abierta o pausa por dificultades.", f"{n} held back: open dispute or pause for hardship.")
    return told.say(language()) if n else ""


@blueprint.post("/placements/vendors")
@allow(MANAGERS)
def vendor() -> ResponseReturnValue:
    """A vendor the client begins to work with, with the terms agreed on where a rate is written."""
    form = request.form
    new = NewVendor(form.get("name", ""), form.get("country", ""), form.get("contact", ""))

    def act(db: Session) -> Any:
        terms = (_terms(), day_in(form, "valid_from")) if form.get("percent_0", "").strip() else None
        made = create_vendor(db, actor(), new, terms, now())
        return _("%(vendor)s may be given accounts now.", vendor=made.name)

    return _kept_or_told("new", act)


@blueprint.post("/placements/<int:vendor_id>/recall")
@allow(MANAGERS)
def recall(vendor_id: int) -> ResponseReturnValue:
    """Take a batch back."""
    form = request.form

    def act(db: Session) -> Any:
        n = recall_lot(db, actor(), vendor_id, form.get("batch", "")[:40], form.get("why", ""), now())
        return ngettext("%(n)s account recalled.", "%(n)s accounts recalled.", n, n=n)

    return told_back(act, url_for("placements.index"))


def _receiver(field: str) -> int:
    chosen = request.form.get(field, "")
    if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10:
        return int(chosen)
    raise BadInput("elija el proveedor que recibe las cuentas", "choose the vendor that receives the accounts", field)


@blueprint.post("/placements/<int:vendor_id>/rotate")
@allow(MANAGERS)
def rotate(vendor_id: int) -> ResponseReturnValue:
    """Give a batch to another vendor."""
    form = request.form

    def act(db: Session) -> Any:
        done = rotate_lot(db, actor(), vendor_id, form.get("batch", "")[:40], _receiver("to"), "", now())
        return " ".join(part for part in (_placed(done), _held(done.held)) if part)

    return told_back(act, url_for("placements.index"))


@blueprint.post("/placements/<int:vendor_id>/contract")
@allow(MANAGERS)
def contract(vendor_id: int) -> ResponseReturnValue:
    """New terms from a day on."""
    form = request.form

    def act(db: Session) -> Any:
        set_contract(db, actor(), vendor_id, _terms(), day_in(form, "valid_from"), now())
        return _("The terms hold from that day; earlier invoices stay as they are.")

    return _kept_or_told(vendor_id, act)


def _kept_or_told(whose: int | str, act: Callable[[Session], Any]) -> ResponseReturnValue:
    """Do it; a refusal is the same page with all that was typed and what is wrong beside its field."""
    try:
        with writing() as db:
            done = act(db)
    except (BadInput, Conflict) as cause:
        return placements_html(whose, problem_in(cause)), 422 if isinstance(cause, BadInput) else 409
    flash(done, "good")
    return redirect(url_for("placements.index"), 303)


def _terms() -> dict[str, Any]:
    form = request.form
    currency = form.get("currency", "").upper()[:3]
    bands = []
    for n in range(MOST_BANDS):
        told = form.get(f"percent_{n}", "").strip()
        if told:
            percent = amount_of(told, decimal_comma=True)
            if percent is None:
                raise BadInput(
                    f"«{told[:20]}» no es una tasa: escriba como 12,5",
                    f"“{told[:20]}” is no rate: write like 12.5",
                    f"percent_{n}",
                )
            days_from, days_to = maybe_whole(form, f"from_{n}"), maybe_whole(form, f"to_{n}")
            stage = form.get(f"stage_{n}", "")[:20]
            bands.append({"percent": str(Decimal(percent)), "stage": stage, "days_from": days_from or 0, "days_to": days_to})
    limits = {
        f"{name}_minor": minor_in(form, name, currency) if form.get(name, "").strip() else None for name in ("minimum", "cap")
    }
    days = {name: maybe_whole(form, name) or 0 for name in ("tail_days", "began_days")}
    row = {"currency": currency, "bands": bands, **days, **limits}
    contract_from(row)
    return row


@blueprint.get("/placements/<int:vendor_id>/invoice")
@allow(MANAGERS)
def invoice(vendor_id: int) -> ResponseReturnValue:
    """What a vendor earned in a period, line by line."""
    args = request.args
    last = day_or_none(args.get("to", "")) or house_day(now())
    first = day_or_none(args.get("from", "")) or last - timedelta(days=MONTH - 1)
    page = invoice_page(reading(), actor(), vendor_id, first, last, args.get("currency", "CLP").upper()[:3])
    return render_template("operation/placements_invoice.html", page=page)


@blueprint.get("/placements/<int:vendor_id>/handoff")
@allow(MANAGERS)
def handoff(vendor_id: int) -> ResponseReturnValue:
    """The file of a batch for its vendor."""
    name, content = handoff_file(reading(), actor(), vendor_id, request.args.get("batch", "")[:40])
    return send_file(BytesIO(content), "text/csv", as_attachment=True, download_name=name, max_age=0)
