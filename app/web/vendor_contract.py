"""A vendor's contract: its levels against the month, what they are worth, its invoices checked; and the files it hands in."""

from dataclasses import replace
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import LEVEL_WRITERS, MANAGERS, SCORECARD_READERS
from app.errors import BadInput, Conflict, NotFound
from app.queries.oversight.asked import day_in
from app.queries.oversight.comparisons import Compared
from app.queries.oversight.scorecards.contract_view import contract_view, month_worth, written_levels
from app.queries.oversight.scorecards.invoices import invoice_csv, invoice_of, invoices_of
from app.queries.oversight.scorecards.span import OWN
from app.queries.oversight.vendor_names import vendor_names
from app.queries.rows import Problem
from app.services.unpack import Given
from app.services.vendors.check_invoice import Bill, check_invoice
from app.services.vendors.surveys import take_answers
from app.services.vendors.take_return import take_return
from app.web.access import actor, allow
from app.web.compared import asked_for
from app.web.session import language, now, parts, reading, writing
from app.web.vendor_rows import blueprint
from app.web.vendors import frame
from app.web.waves import problem_in
from reports.scorecards.measure import vendor_measures

__all__ = ["blueprint"]
_SHOWN = 50
_KINDS = ("return", "surveys", "invoice")
_TYPED = ("first", "last", "currency")


@blueprint.get("/vendors/<vendor>/contract")
@allow(SCORECARD_READERS)
def contract(vendor: str) -> ResponseReturnValue:
    """What the contract asks, whether the month met it, and what the invoices billed that is not owed."""
    found = asked_for(whole=True)
    if vendor == OWN:
        return render_template("vendors/own.html", tab="contract", **frame(found, vendor)), 404
    return _invoice_file(vendor) if request.args.get("form") == "csv" else contract_page(found, vendor)


def contract_page(found: Compared, vendor: str, problems: Any = ()) -> str:
    """The page, with what was wrong in its form."""
    page = frame(found, vendor)
    own, who = (int(vendor) if vendor.isdecimal() else None), actor()
    levels = [line for line in contract_view(reading(), who, found.made) if line.vendor == vendor] if found.made else []
    checks = invoices_of(reading(), who, own) if own is not None else ()
    chosen = request.args.get("check", "")[:32]
    opened = next((c for c in checks if c.id == chosen), checks[0] if checks else None)
    return render_template(
        "vendors/contract.html",
        **page,
        levels=levels,
        worth=month_worth(reading(), who, found.made, own, levels) if found.made and own is not None else None,
        written=written_levels(reading(), who, own) if own is not None else (),
        may_write=own is not None and who.role in LEVEL_WRITERS,
        offered=[m for m in vendor_measures().values() if not m.diagnostic],
        entered=request.form.to_dict(),
        problems=problems,
        checks=checks,
        invoice=invoice_of(reading(), who, opened.id) if opened else None,
        most=_SHOWN,
    )


def _invoice_file(vendor: str) -> Response:
    """A checked invoice line by line, as it may be handed to the vendor. Raises NotFound for another vendor's."""
    page = invoice_of(reading(), actor(), request.args.get("check", "")[:32])
    if str(page.vendor_id) != vendor:
        raise NotFound("no hay tal factura de este proveedor", "this vendor has no such invoice")
    answer = Response(invoice_csv(page, language()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="invoice-{page.first:%Y-%m-%d}-{page.last:%Y-%m-%d}.csv"'
    return answer


@blueprint.route("/vendors/<vendor>/files", methods=["GET", "POST"])
@allow(MANAGERS)
def files(vendor: str) -> ResponseReturnValue:
    """A vendor's monthly log, its invoice, and what people answered to surveys; what was refused is said row by row."""
    names = vendor_names(reading(), actor(), language())
    if not vendor.isdecimal() or vendor not in names:
        raise NotFound("no hay tal proveedor", "there is no such vendor")
    problems: tuple[Problem, ...] = ()
    told, kind, chosen = None, "", request.args.get("check", "")[:32]
    if request.args.get("form") == "csv":
        return _invoice_file(vendor)
    if request.method == "POST":
        kind = request.form.get("kind", "")
        try:
            if kind == "invoice":
                return _held_to_the_books(vendor)
            told = _take(int(vendor), kind)
        except (BadInput, Conflict, NotFound) as cause:
            problems = _beside(problem_in(cause))
    typed: dict[str, str] = request.form.to_dict() if problems else {}
    held = next((c for c in invoices_of(reading(), actor(), int(vendor)) if c.id == chosen), None) if chosen else None
    page = render_template(
        "vendors/files.html",
        vendor=vendor,
        name=names[vendor],
        told=told,
        problems=problems,
        sent=kind,
        entered=typed,
        invoice=invoice_of(reading(), actor(), held.id) if held else None,
        most=_SHOWN,
    )
    return (page, 422) if problems else page


def _beside(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """What is of no field of the form is of its file."""
    return tuple(p if p.field in _TYPED else replace(p, field="file") for p in problems)


def _given() -> Given:
    """The file of the form. Raises BadInput where there is none."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise BadInput("elija un archivo", "choose a file", "file")
    return Given(sent.filename, sent.stream)  # type: ignore[arg-type]


def _take(vendor: int, kind: str) -> dict[str, object]:
    """What became of the file: counts, and the first rows that were refused as (line, why)."""
    if kind not in _KINDS:
        raise BadInput("elija qué archivo es", "choose what file it is", "file")
    given, lang, held = _given(), language(), parts()
    with writing() as db:
        if kind == "return":
            took = take_return(db, held.store, actor(), vendor, given, now(), lang)
            refused = [(r.get("row", "—"), r.get(lang) or "") for r in took.shown]
            counts = {"read": took.rows, "taken": took.accepted, "refused": took.rejected, "known": 0}
            return {**counts, "shown": refused, "again": took.again}
        loaded = take_answers(db, actor(), given, now())
        why = [(r.line, r.why.say(lang)) for r in loaded.rejected[:_SHOWN]]
        counts = {"read": loaded.rows, "taken": loaded.taken, "refused": len(loaded.rejected), "known": loaded.known}
        return {**counts, "shown": why, "again": False}


def _held_to_the_books(vendor: str) -> ResponseReturnValue:
    """The invoice of the form checked, and on to what was found. Raises BadInput beside its field."""
    first, last = day_in(request.form.get("first", "")), day_in(request.form.get("last", ""))
    if first is None:
        raise BadInput("elija desde qué día", "choose from which day", "first")
    if last is None:
        raise BadInput("elija hasta qué día", "choose to which day", "last")
    bill, at = Bill(int(vendor), first, last, request.form.get("currency", "").strip().upper()[:20]), now()
    given = _given()
    with writing() as db:
        check = check_invoice(db, parts().store, actor(), bill, given, at)
    if check.at == at:
        flash(_("The invoice was checked against the books."), "good")
    else:
        flash(_("This file was here before; nothing changed."), "good")
    return redirect(url_for("vendors.files", vendor=vendor, check=check.id), 303)
