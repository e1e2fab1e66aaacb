"""A vendor's scorecard and what is done about it: the list, the card, a finding sent with its evidence, corrective plans."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import SCORECARD_READERS, UPLOADERS
from app.errors import BadInput, Conflict, NotFound
from app.queries.oversight.call_share import share_preview
from app.queries.oversight.comparisons import Compared
from app.queries.oversight.scorecards.span import OWN
from app.queries.oversight.vendor_names import vendor_names
from app.queries.oversight.vendor_proofs import behind, replies
from app.services.vendors.share_call import TERM_DAYS, share_call
from app.web.access import actor, allow
from app.web.compared import asked_for, page_of, place_of
from app.web.session import language, now, reading, writing
from app.web.vendor_look import card_of
from app.web.waves import problem_in
from reports.scorecards.measure import VendorMeasure, vendor_measures

blueprint = Blueprint("vendors", __name__)
FIRST = "critical_calls"
_HEARD = ("critical_calls",)
"""Measures whose proofs are breaches heard in calls."""


def frame(found: Compared, vendor: str) -> dict[str, Any]:
    """What every page of one vendor has. Raises NotFound for a vendor the client does not have."""
    names = vendor_names(reading(), actor())
    if vendor not in names:
        raise NotFound("no hay tal proveedor", "there is no such vendor")
    return {
        "vendor": vendor,
        "name": names[vendor],
        **page_of(found),
        "may_ask": actor().role in SCORECARD_READERS and vendor != OWN,
        "may_send": actor().role in UPLOADERS and vendor != OWN,
    }


@blueprint.get("/vendors")
@allow(SCORECARD_READERS)
def index() -> ResponseReturnValue:
    """Every vendor and how it stands; in no order of merit."""
    found = asked_for()
    names = vendor_names(reading(), actor())
    return render_template("vendors/index.html", names=names, **page_of(found))


@blueprint.get("/vendors/<vendor>")
@allow(SCORECARD_READERS)
def show(vendor: str) -> ResponseReturnValue:
    """One vendor's scorecard, with what lies behind one of its measures."""
    found = asked_for()
    page = frame(found, vendor)
    card = card_of(found.made, vendor) if found.made else None
    measure, asked = _measure()
    proofs = None
    if card and found.made and measure and measure.id in _HEARD:
        proofs = behind(reading(), actor(), vendor, found.made.period.first, found.made.period.last)
    return render_template(
        "vendors/card.html",
        **page,
        card=card,
        measure=measure if card else None,
        asked=asked,
        behind=proofs,
        replies=replies(reading(), actor(), vendor, now()) if proofs else None,
    )


def _measure() -> tuple[VendorMeasure | None, bool]:
    """The measure that is opened, and whether somebody asked for it."""
    asked = vendor_measures().get(request.args.get("measure", ""))
    if asked is None and request.args.get("pane") == "off":
        return None, False
    return asked or vendor_measures()[FIRST], asked is not None


@blueprint.route("/vendors/<vendor>/send", methods=["GET", "POST"])
@allow(UPLOADERS)
def send(vendor: str) -> ResponseReturnValue:
    """A finding of a call, exactly as its vendor will read it; sent when asked."""
    found = asked_for()
    page = frame(found, vendor)
    asked = request.values
    number = asked.get("instance", "")
    call, criterion = asked.get("call", "")[:32], asked.get("criterion", "")[:60]
    instance = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else -1
    problems: Any = ()
    if request.method == "POST":
        term = asked.get("term_days", str(TERM_DAYS))
        try:
            with writing() as db:
                days = int(term) if term.isascii() and term.isdecimal() and len(term) < 4 else 0
                share_call(db, actor(), call, criterion, instance, days, now())
        except (BadInput, Conflict) as cause:
            problems = problem_in(cause)
        else:
            flash(_("Sent to the vendor, with its evidence."), "good")
            return redirect(url_for("vendors.show", vendor=vendor, measure=FIRST, **place_of(found)), 303)
    told = share_preview(reading(), actor(), call, criterion, instance, language())
    shown = render_template(
        "vendors/send.html", **page, told=told, term_days=asked.get("term_days", TERM_DAYS), problems=problems
    )
    return (shown, 422) if problems else shown
