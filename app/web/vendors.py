"""A vendor's scorecard and what is done about it: the list, the card, a finding sent with its evidence, corrective plans."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import SCORECARD_READERS, UPLOADERS
from app.errors import BadInput, Conflict, NotFound
from app.queries.oversight.call_share import share_preview
from app.queries.oversight.comparisons import Compared
from app.queries.oversight.scorecards.behind import LISTED
from app.queries.oversight.scorecards.span import OWN
from app.queries.oversight.vendor_names import vendor_names
from app.queries.oversight.vendor_proofs import behind, replies
from app.services.vendors.clip_of_call import clip_of_call
from app.services.vendors.compare_vendors import ask_comparison, month_period
from app.services.vendors.share_call import TERM_DAYS, share_call
from app.web.access import actor, allow
from app.web.compared import asked_for, page_of, place_of
from app.web.session import language, now, parts, reading, writing
from app.web.vendor_look import card_of
from app.web.waves import problem_in
from reports.scorecards.measure import VendorMeasure, vendor_measures

blueprint = Blueprint("vendors", __name__)
FIRST = "critical_calls"
_HEARD = ("critical_calls",)
"""Measures whose proofs are breaches heard in calls."""


def frame(found: Compared, vendor: str) -> dict[str, Any]:
    """What every page of one vendor has. Raises NotFound for a vendor the client does not have."""
    names = vendor_names(reading(), actor(), language())
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
    names = vendor_names(reading(), actor(), language())
    return render_template("vendors/index.html", names=names, **page_of(found))


@blueprint.get("/vendors/<vendor>")
@allow(SCORECARD_READERS)
def show(vendor: str) -> ResponseReturnValue:
    """One vendor's scorecard, with what lies behind one of its measures."""
    found = asked_for()
    page = frame(found, vendor)
    card = card_of(found.made, vendor) if found.made else None
    measure, asked = _measure()
    proofs = answers = None
    if card and found.made and measure and measure.id in _HEARD:
        first, last = found.made.period.first, found.made.period.last
        proofs = behind(reading(), actor(), vendor, first, last)
        answers = replies(reading(), actor(), vendor, first, last, now())
    return render_template(
        "vendors/card.html",
        **page,
        card=card,
        measure=measure if card else None,
        asked=asked,
        behind=proofs,
        listed=LISTED,
        replies=answers,
    )


def _measure() -> tuple[VendorMeasure | None, bool]:
    """The measure that is opened, and whether somebody asked for it."""
    asked = vendor_measures().get(request.args.get("measure", ""))
    if asked is None and request.args.get("pane") == "off":
        return None, False
    return asked or vendor_measures()[FIRST], asked is not None


@blueprint.post("/vendors/again")
@allow(SCORECARD_READERS)
def again() -> ResponseReturnValue:
    """A month compared anew, where another version of the program made what is kept."""
    found = asked_for()
    if found.month is not None:
        with writing() as db:
            ask_comparison(db, actor(), month_period(found.month), "", now(), parts().enqueue_compare)
    return redirect(url_for("vendors.index", **place_of(found)), 303)


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
    told = share_preview(reading(), actor(), call, criterion, instance, language())
    if str(told.vendor_id) != vendor:
        raise NotFound("esa llamada no es de este proveedor", "that call is not this vendor's")
    if request.method == "POST":
        try:
            days = _term(asked.get("term_days", str(TERM_DAYS)))
            clip = clip_of_call(reading(), parts().store, actor(), call, criterion, instance) if not told.problem else None
            with writing() as db:
                share_call(db, actor(), call, criterion, instance, days, now(), clip)
        except (BadInput, Conflict) as cause:
            problems = problem_in(cause)
        else:
            flash(_("Sent to the vendor, with its evidence."), "good")
            return redirect(url_for("vendors.show", vendor=vendor, measure=FIRST, **place_of(found)), 303)
    shown = render_template(
        "vendors/send.html", **page, told=told, term_days=asked.get("term_days", TERM_DAYS), problems=problems
    )
    return (shown, 422) if problems else (shown, 409) if told.problem else shown


def _term(text: str) -> int:
    """The days to answer, as they were written. Raises BadInput that says what was."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 4):
        raise BadInput(f"«{plain[:20]}» no es un plazo: de 1 a 90 días", f"“{plain[:20]}” is no term: 1 to 90 days", "term_days")
    return int(plain)
