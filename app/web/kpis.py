"""The operation's measures: the board, one measure split and week by week, and the rows behind any bar."""

import io
from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import KPI_READERS
from app.errors import BadInput, NotFound
from app.queries.collections.kpi_asked import Asked
from app.queries.collections.kpis import Measured, asked, board, fact_rows, split, weeks, zone_of
from app.queries.oversight.asked import day_in
from app.web.access import actor, allow
from app.web.session import language, now, reading
from audit.spreadsheet import TableWriter
from reports.kpis.measure import GROUPS, Measure, measures

blueprint = Blueprint("kpis", __name__)
MONTH = 28
MOST_DAYS = 400
NOBODY = "-"
"""How an address names the rows that have no value of a split."""


def period() -> tuple[date, date]:
    """The days asked for; the last four weeks where nothing is. Raises BadInput for days that make no period."""
    today = now().date()
    last = day_in(request.args.get("to", "")) or today
    first = day_in(request.args.get("from", "")) or last - timedelta(days=MONTH - 1)
    if first > last:
        raise BadInput(
            f"el período empieza el {first} y termina antes, el {last}",
            f"the period begins on {first} and ends before, on {last}",
        )
    if (last - first).days >= MOST_DAYS:
        raise BadInput(f"elija {MOST_DAYS} días o menos", f"choose {MOST_DAYS} days or fewer")
    return first, last


def _ask() -> tuple[Asked, Asked]:
    """The period, and the one of the same length before it."""
    first, last = period()
    days = timedelta(days=(last - first).days + 1)
    db = reading()
    return asked(db, actor(), first, last, now()), asked(db, actor(), first - days, last - days, now())


def _measure(kpi: str) -> Measure:
    found = measures().get(kpi)
    if found is None:
        raise NotFound("no hay tal medida", "there is no such measure")
    return found


@blueprint.get("/kpis")
@allow(KPI_READERS)
def index() -> ResponseReturnValue:
    """Every measure of the period."""
    ask, before = _ask()
    found = board(reading(), ask, before)
    groups = [(group, [m for m in found if m.measure.group == group]) for group in GROUPS]
    return render_template("operation/kpis.html", groups=groups, ask=ask, before=before, zone=zone_of(reading(), actor()))


@blueprint.get("/kpis/<kpi>")
@allow(KPI_READERS)
def show(kpi: str) -> ResponseReturnValue:
    """One measure: its definition, split by one thing, and week by week."""
    measure = _measure(kpi)
    ask, _before = _ask()
    by = request.args.get("by") or measure.by[0]
    whole = split(reading(), ask, kpi)
    return render_template(
        "operation/kpi.html",
        measure=measure,
        whole=whole,
        by=by,
        shown=split(reading(), ask, kpi, by),
        weeks=weeks(reading(), actor(), ask, kpi),
        ask=ask,
        top=_top,
    )


def _top(found: list[Measured]) -> float:
    """The end of the scale of several bars."""
    values = [v for m in found for v in (m.found.high, m.found.value) if v is not None]
    return max(values, default=0.0) or 1.0


@blueprint.get("/kpis/<kpi>/rows")
@allow(KPI_READERS)
def rows(kpi: str) -> ResponseReturnValue:
    """The rows behind a figure, as a page or (`form=csv`) a file."""
    measure, (ask, _before) = _measure(kpi), _ask()
    by = request.args.get("by") or None
    value = request.args.get("is")
    asked_page = request.args.get("page", "1")
    page = int(asked_page) if asked_page.isascii() and asked_page.isdecimal() and len(asked_page) < 7 else 1
    wanted = None if value == NOBODY else value
    found = fact_rows(reading(), ask, kpi, by, wanted, page)
    if request.args.get("form") != "csv":
        return render_template("operation/kpi_rows.html", measure=measure, by=by, value=value, page=found, ask=ask)
    out = io.StringIO()
    writer = TableWriter(out)
    writer.writerow([_("Row"), _("Account"), measure.numerator[language()], measure.denominator[language()]])
    for n in range(1, found.pages + 1):
        part = found if n == page else fact_rows(reading(), ask, kpi, by, wanted, n)
        writer.writerows([r.id, r.number or "", f"{r.x:g}", f"{r.y:g}"] for r in part.rows)
    name = f"{kpi}-{ask.first}-{ask.last}.csv"
    return Response(
        "\ufeff" + out.getvalue(), mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={name}"}
    )
