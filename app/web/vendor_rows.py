"""The rows behind a vendor's figure: every call with its second, contact, account or person that it counts."""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.actors import SCORECARD_READERS
from app.errors import NotFound
from app.queries.oversight.scorecards.behind import rows_of
from app.web.access import actor, allow
from app.web.compared import asked_for
from app.web.house_clock import told_at_home
from app.web.session import now, reading
from app.web.vendor_plans import blueprint as blueprint
from app.web.vendors import frame
from reports.scorecards.measure import vendor_measures

__all__ = ["blueprint"]


@blueprint.get("/vendors/<vendor>/rows/<measure>")
@allow(SCORECARD_READERS)
def rows(vendor: str, measure: str) -> ResponseReturnValue:
    """One page of them, those above the line first."""
    found = asked_for()
    page = frame(found, vendor)
    known = vendor_measures().get(measure)
    if known is None or found.made is None:
        raise NotFound("no hay filas de esa medida", "there are no rows of that measure")
    asked = request.args.get("page", "1")
    at = int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 else 1
    shown = rows_of(reading(), actor(), measure, vendor, found.made.period, at, now())
    at_home_rows = tuple(replace(row, at=told_at_home(row.at) if row.at else None) for row in shown.rows)
    return render_template("vendors/rows.html", **page, measure=known, page=replace(shown, rows=at_home_rows))
