"""Corrective plans of a vendor: what is asked by when, its answers, the measure taken again, and how it ended."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import SCORECARD_READERS
from app.errors import BadInput, Conflict, NotFound
from app.queries.operations.corrections import plans_of
from app.queries.oversight.asked import day_in
from app.queries.oversight.comparisons import Compared
from app.queries.oversight.scorecards.span import OWN
from app.queries.oversight.vendor_shares import shown_findings
from app.services.vendors.ask_plan import ask_plan
from app.services.vendors.correct import UNTOLD, NewPlan, judge_cure
from app.services.vendors.measure_again import measure_again as measure_again_of
from app.web.access import actor, allow
from app.web.compared import asked_for, place_of
from app.web.house_clock import house_day
from app.web.session import language, now, reading, writing
from app.web.vendor_look import card_of, line_of
from app.web.vendors import blueprint, frame
from app.web.waves import problem_in, told_back
from reports.kpis.measure import Kind
from reports.scorecards.measure import VendorMeasure, vendor_measures

__all__ = ["blueprint"]
_MOST_LETTERS = 20
_NONE: Mapping[str, str] = {}


def target_in(measure: VendorMeasure, text: str, field: str = "target") -> float:
    """A target as people write it: `2 %` of a share, `3,4` of anything else. Raises BadInput naming the field."""
    plain = text.strip()[:_MOST_LETTERS].rstrip("%").strip().replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        value = float("nan")
    if not -1e12 < value < 1e12:
        raise BadInput("escríbalo como un número", "write it as a number", field)
    return value / 100 if measure.kind is Kind.SHARE else value / measure.scale


def _offered() -> list[VendorMeasure]:
    return [m for id, m in vendor_measures().items() if id not in UNTOLD and not m.diagnostic]


def _page(found: Compared, vendor: str, problems: Any = (), ending: Mapping[str, str] = _NONE) -> str:
    page = frame(found, vendor)
    card = card_of(found.made, vendor) if found.made else None
    own = int(vendor) if vendor.isdecimal() else None
    return render_template(
        "vendors/plans.html",
        **page,
        plans=plans_of(reading(), actor().organisation_id, own, now()) if own is not None else (),
        offered=_offered(),
        line=lambda id: line_of(card, id) if card else None,
        shares=shown_findings(reading(), actor(), own, language()) if own is not None else (),
        today=house_day(now()),
        entered={**request.args.to_dict(), **(request.form.to_dict() if not ending else {})},
        ending=ending,
        ticked=request.form.getlist("share"),
        problems=problems,
    )


@blueprint.route("/vendors/<vendor>/plans", methods=["GET", "POST"])
@allow(SCORECARD_READERS)
def plans(vendor: str) -> ResponseReturnValue:
    """What the vendor was asked to put right, and the form to ask."""
    found = asked_for(whole=True)
    if vendor == OWN and request.method != "POST":
        return render_template("vendors/own.html", tab="plans", **frame(found, vendor)), 404
    if request.method != "POST":
        return _page(found, vendor)
    try:
        frame(found, vendor)
        with writing() as db:
            ask_plan(db, actor(), _new(vendor), now())
    except (BadInput, Conflict) as cause:
        return _page(found, vendor, problem_in(cause)), 422
    flash(_("The vendor sees the plan now."), "good")
    return redirect(url_for("vendors.plans", vendor=vendor, **place_of(found)), 303)


def _new(vendor: str) -> NewPlan:
    form = request.form
    if not vendor.isdecimal():
        raise BadInput("la mesa propia no recibe planes", "the own desk is given no plans")
    due = day_in(form.get("due_on", ""))
    if due is None:
        raise BadInput("elija hasta cuándo", "choose until when", "due_on")
    asked = form.get("measure", "")
    measure = vendor_measures().get(asked)
    if asked and measure is None:
        raise BadInput(f"{asked[:40]!r} no es una medida: elija una", f"{asked[:40]!r} is no measure: choose one", "measure")
    target = target_in(measure, form.get("target", "")) if measure else None
    shares = [id[:32] for id in form.getlist("share")[:100]]
    return NewPlan(int(vendor), form.get("asked", ""), due, measure.id if measure else None, target, shares)


@blueprint.post("/vendors/<vendor>/plans/<plan_id>/measure")
@allow(SCORECARD_READERS)
def measure_again(vendor: str, plan_id: str) -> ResponseReturnValue:
    """Take the plan's measure again of the month that is shown."""
    found = asked_for(whole=True)
    frame(found, vendor)
    month, theirs = found.month, int(vendor) if vendor.isdecimal() else 0
    if plan_id not in {p.id for p in plans_of(reading(), actor().organisation_id, theirs, now())}:
        raise NotFound("no hay tal plan de este proveedor", "this vendor has no such plan")
    if month is None:
        raise NotFound("no hay meses comparados", "no month was compared")
    back = url_for("vendors.plans", vendor=vendor, **place_of(found))
    return told_back(lambda db: measure_again_of(db, actor(), plan_id, month, now()), back, _("The measure was taken again."))


@blueprint.post("/vendors/<vendor>/plans/<plan_id>/end")
@allow(SCORECARD_READERS)
def end_plan(vendor: str, plan_id: str) -> ResponseReturnValue:
    """Met, missed or withdrawn, with the reason."""
    found = asked_for(whole=True)
    frame(found, vendor)
    verdict, reason = request.form.get("verdict", ""), request.form.get("reason", "")
    try:
        with writing() as db:
            judge_cure(db, actor(), plan_id, verdict, reason, now())
    except (BadInput, Conflict) as cause:
        ending = {"plan": plan_id, "reason": reason, "why": cause.say(language())}
        return _page(found, vendor, ending=ending), 422 if isinstance(cause, BadInput) else 409
    flash(_("The plan is closed."), "good")
    return redirect(url_for("vendors.plans", vendor=vendor, **place_of(found)), 303)
