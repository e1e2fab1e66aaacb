"""A service level written for a vendor's contract, from a day on; what stood before stays as it was."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import ADMINS, LEVEL_WRITERS, SCORECARD_READERS
from app.errors import BadInput
from app.queries.oversight.asked import day_in
from app.services.vendors.levels import RULES, Level, set_level
from app.web.access import actor, allow
from app.web.compared import asked_for, place_of
from app.web.session import now, writing
from app.web.vendor_contract import contract_page
from app.web.vendor_plans import target_in
from app.web.vendors import blueprint, frame
from app.web.waves import problem_in
from reports.scorecards.measure import vendor_measures

__all__ = ["blueprint"]


@blueprint.post("/vendors/<vendor>/levels")
@allow((LEVEL_WRITERS & SCORECARD_READERS) | ADMINS)
def write_level(vendor: str) -> ResponseReturnValue:
    """Keep what the form asks; a refusal is said on the contract's page beside its field."""
    found = asked_for(whole=True)
    frame(found, vendor)
    try:
        level, since = _told(vendor)
        with writing() as db:
            set_level(db, actor(), int(vendor), level, since, now())
    except BadInput as cause:
        return contract_page(found, vendor, problem_in(cause)), 422
    flash(_("The level is in the contract from that day on."), "good")
    return redirect(url_for("vendors.contract", vendor=vendor, **place_of(found)), 303)


def _told(vendor: str) -> tuple[Level, Any]:
    """The level of the form and the day it holds from. Raises BadInput naming the field."""
    form = request.form
    if not vendor.isdecimal():
        raise BadInput("la mesa propia no tiene contrato", "the own desk has no contract", "measure")
    measure = vendor_measures().get(form.get("measure", ""))
    if measure is None:
        raise BadInput("elija una medida", "choose a measure", "measure")
    limit = target_in(measure, form.get("limit", ""), "limit") if form.get("limit", "").strip() else None
    since = day_in(form.get("valid_from", ""))
    if since is None:
        raise BadInput("elija desde qué día rige", "choose the day it holds from", "valid_from")
    return Level(measure.id, limit, {name: _percent(form.get(name, "")) for name in RULES}), since


def _percent(told: str) -> str:
    """`5 %` and `5,5` as the service reads them; what is no number goes on as it is, to be refused with its name."""
    plain = told.replace("%", "").replace(",", ".").strip()[:20]
    try:
        return format(Decimal(plain), "f") if plain else ""
    except InvalidOperation:
        return told.strip()[:20]
