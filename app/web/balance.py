"""The balance: what is recovered held against how people are treated; what would come of moving accounts; decisions on that."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import BALANCE_DECIDERS, MANAGERS, SCORECARD_READERS
from app.errors import BadInput, Conflict, NotFound
from app.queries.collections.balance_decisions import decisions
from app.queries.oversight.comparisons import Compared
from app.services.vendors.decide_placement import carry_out as mark_done
from app.services.vendors.decide_placement import decide_placement
from app.web.access import actor, allow
from app.web.compared import NO_SEGMENT, asked_for, no_segment, page_of, place_of
from app.web.packs import reports_page
from app.web.placements import placements_html
from app.web.projected import projected
from app.web.session import now, reading, writing
from app.web.waves import problem_in
from app.web.what_if_shown import WhatIfShown, asked_in
from reports.scorecards.card import Comparison, Point

blueprint = Blueprint("balance", __name__)
_CHOSEN = ("from", "to", "move", "cap")


def _what_if(found: Compared) -> WhatIfShown | None:
    if found.made is None:
        return None
    return projected(found.made, asked_in(found.made, request.values), place_of(found), actor().role in BALANCE_DECIDERS)


def _as_asked(found: Compared, what_if: WhatIfShown) -> None:
    """That what is kept is what was sent, and that it rests on something. Raises BadInput."""
    month = found.month.strftime("%Y-%m") if found.month else ""
    meant = {
        "month": month,
        "from": what_if.source,
        "to": what_if.target,
        "move": str(what_if.move),
        "cap": str(what_if.cap or ""),
    }
    if what_if.problem:
        raise BadInput(what_if.problem, what_if.problem, next(iter(what_if.odd), "move"))
    wrong = [name for name, value in meant.items() if request.form.get(name, value) != value]
    if wrong:
        raise BadInput(
            f"no se puede decidir sobre «{request.form[wrong[0]][:40]}»: elija de nuevo en el balance",
            f"nothing can be decided on “{request.form[wrong[0]][:40]}”: choose again in the balance",
            wrong[0] if wrong[0] in _CHOSEN else "move",
        )
    if not what_if.known:
        raise BadInput(
            "nada de esto se puede saber: una decisión necesita cifras; elija otros proveedores",
            "nothing of this can be told: a decision needs figures; choose other vendors",
            "move",
        )


def _chosen(made: Comparison) -> Point | None:
    """The vendor whose treatment is opened: the one asked for, or the one people are treated worst by."""
    key = request.args.get("vendor", "")
    named = next((p for p in made.balance.points if p.vendor == key), None)
    known = [p for p in made.balance.points if p.experience.value is not None]
    return named or min(known, key=lambda p: p.experience.value or 0.0, default=next(iter(made.balance.points), None))


@blueprint.get("/balance")
@allow(SCORECARD_READERS)
def index() -> ResponseReturnValue:
    """The vendors side by side."""
    found = asked_for()
    view = "table" if request.args.get("view") == "table" else ""
    chosen = _chosen(found.made) if found.made else None
    what_if = _what_if(found)
    page = render_template("vendors/balance.html", **page_of(found), view=view, chosen=chosen, what_if=what_if)
    return (page, 422) if what_if is not None and what_if.odd else page


@blueprint.route("/balance/decide", methods=["GET", "POST"])
@allow(BALANCE_DECIDERS)
def decide() -> ResponseReturnValue:
    """A decision on the next accounts, with the figures it rests on; the operation carries it out.

    A refusal keeps what was typed; what cannot be projected is chosen again in the form (`look`), before anything is kept.
    """
    found = asked_for()
    what_if = _what_if(found)
    problems: Any = ()
    if request.method == "POST" and "look" not in request.form:
        try:
            _keep(found, what_if)
        except (BadInput, Conflict, NotFound) as cause:
            problems = problem_in(cause)
        else:
            flash(_("The decision is kept. The operation sees it under Placements and carries it out."), "good")
            kept = what_if.asked if what_if else place_of(found)
            return redirect(url_for("balance.decide", **kept, _anchor="past-title"), 303)
    past, text = decisions(reading(), actor(), now()), request.form.get("text", "")
    page = render_template("vendors/decide.html", **page_of(found), what_if=what_if, past=past, problems=problems, text=text)
    if what_if is None:
        return (page, 409) if problems else page
    return (page, 422) if problems or what_if.problem else page


def _keep(found: Compared, what_if: WhatIfShown | None) -> None:
    """The decision that was sent. Raises BadInput with the field, Conflict where there is nothing to decide on yet."""
    if found.state == NO_SEGMENT:
        raise no_segment(found)
    if what_if is None or found.month is None:
        raise Conflict("aún no hay comparación de ese mes", "there is no comparison of that month yet")
    _as_asked(found, what_if)
    asked = {"source": what_if.source, "target": what_if.target, "move": what_if.move, "cap": what_if.cap}
    with writing() as db:
        decide_placement(db, actor(), found.month, found.segment, asked, what_if.seen(), request.form.get("text", ""), now())


@blueprint.post("/balance/decisions/<decision_id>/done")
@allow(MANAGERS)
def carry_out(decision_id: str) -> ResponseReturnValue:
    """Whoever places accounts says that it is done; where the books show nothing of it, why."""
    try:
        with writing() as db:
            mark_done(db, actor(), decision_id, request.form.get("why", ""), now())
    except BadInput as cause:
        return placements_html(decision_id, problem_in(cause)), 422
    flash(_("Marked, with what the books show of it."), "good")
    return redirect(url_for("placements.index"), 303)


@blueprint.get("/reports")
@allow(SCORECARD_READERS)
def reports() -> ResponseReturnValue:
    """The documents of every month."""
    return reports_page()
