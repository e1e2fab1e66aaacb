"""A vendor's contract: its levels against the month, what they are worth, its invoices checked; and the files it hands in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import MANAGERS, SCORECARD_READERS
from app.errors import BadInput, Conflict, NotFound
from app.queries.oversight.scorecards.contract_view import contract_view
from app.queries.oversight.scorecards.invoices import invoice_of, invoices_of
from app.queries.oversight.vendor_names import vendor_names
from app.services.unpack import Given
from app.services.vendors.check_invoice import Bill, check_invoice
from app.services.vendors.surveys import take_answers
from app.services.vendors.take_return import take_return
from app.web.access import actor, allow
from app.web.calls import day_in
from app.web.compared import asked_for
from app.web.session import language, now, parts, reading, writing
from app.web.vendor_rows import blueprint
from app.web.vendors import frame

__all__ = ["blueprint"]
_SHOWN = 50


@blueprint.get("/vendors/<vendor>/contract")
@allow(SCORECARD_READERS)
def contract(vendor: str) -> ResponseReturnValue:
    """What the contract asks, whether the month met it, and what the invoices billed that is not owed."""
    found = asked_for()
    page = frame(found, vendor)
    own = int(vendor) if vendor.isdecimal() else None
    levels = [line for line in contract_view(reading(), actor(), found.made) if line.vendor == vendor] if found.made else []
    checks = invoices_of(reading(), actor(), own) if own is not None else ()
    chosen = request.args.get("check", "")[:32]
    opened = next((c for c in checks if c.id == chosen), checks[0] if checks else None)
    shown = invoice_of(reading(), actor(), opened.id) if opened else None
    return render_template("vendors/contract.html", **page, levels=levels, checks=checks, invoice=shown, most=_SHOWN)


@blueprint.route("/vendors/<vendor>/files", methods=["GET", "POST"])
@allow(MANAGERS)
def files(vendor: str) -> ResponseReturnValue:
    """A vendor's monthly log, its invoice, and what people answered to surveys; what was refused is said row by row."""
    names = vendor_names(reading(), actor())
    if not vendor.isdecimal() or vendor not in names:
        raise NotFound("no hay tal proveedor", "there is no such vendor")
    told, problem = None, ""
    if request.method == "POST":
        try:
            told = _take(int(vendor))
        except (BadInput, Conflict) as cause:
            problem = cause.say(language())
        else:
            if told is None:
                flash(_("The invoice was checked against the books."), "good")
                return redirect(url_for("vendors.files", vendor=vendor), 303)
    page = render_template("vendors/files.html", vendor=vendor, name=names[vendor], told=told, problem=problem)
    return (page, 422) if problem else page


def _take(vendor: int) -> dict[str, object] | None:
    """What became of the file: counts, and the first rows that were refused as (line, why)."""
    kind, sent = request.form.get("kind", ""), request.files.get("file")
    if sent is None or not sent.filename:
        raise BadInput("elija un archivo", "choose a file", "file")
    given, lang, held = Given(sent.filename, sent.stream), language(), parts()  # type: ignore[arg-type]
    with writing() as db:
        if kind == "return":
            took = take_return(db, held.store, actor(), vendor, given, now(), lang)
            refused = [(r.get("row", "—"), r.get(lang) or "") for r in took.shown]
            return {"read": took.rows, "taken": took.accepted, "refused": took.rejected, "shown": refused, "again": took.again}
        if kind == "surveys":
            loaded = take_answers(db, actor(), given, now())
            why = [(r.line, r.why.say(lang)) for r in loaded.rejected[:_SHOWN]]
            count = len(loaded.rejected)
            taken = loaded.asked + loaded.answered
            return {"read": taken + loaded.known + count, "taken": taken, "refused": count, "shown": why, "again": False}
        first, last = day_in(request.form.get("first", "")), day_in(request.form.get("last", ""))
        if first is None or last is None:
            raise BadInput("elija de qué día a qué día", "choose from which day to which", "first")
        bill = Bill(vendor, first, last, request.form.get("currency", "").upper()[:3])
        check_invoice(db, held.store, actor(), bill, given, now())
    return None
