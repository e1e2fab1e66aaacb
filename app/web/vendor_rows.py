"""The rows behind a vendor's figure: every call with its second, contact, account or person that it counts; a page or a file."""

import io
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import SCORECARD_READERS
from app.errors import NotFound
from app.queries.oversight.scorecards.behind import CALLS, LAW, RECOVERY, rows_of
from app.queries.oversight.scorecards.behind_row import BehindRow, BehindRows
from app.web.access import actor, allow
from app.web.compared import asked_for
from app.web.house_clock import at_home, house_clock, told_at_home
from app.web.session import language, now, reading
from app.web.vendor_look import basis_of, line_of
from app.web.vendor_plans import blueprint as blueprint
from app.web.vendors import frame
from audit.spreadsheet import TableWriter
from reports.scorecards.card import Comparison, Line
from reports.scorecards.measure import vendor_measures

__all__ = ["blueprint"]
_SAME = 1e-6
"""How far the sums of the rows may be from the figure, as a share of it, before the books are said to have changed."""


@blueprint.get("/vendors/<vendor>/rows/<measure>")
@allow(SCORECARD_READERS)
def rows(vendor: str, measure: str) -> ResponseReturnValue:
    """One page of them, those above the line first; all of them as a file (`form=csv`)."""
    found = asked_for()
    page = frame(found, vendor)
    known, made = vendor_measures().get(measure), found.made
    if known is None or made is None:
        raise NotFound("no hay filas de esa medida", "there are no rows of that measure")

    def told(at: int) -> BehindRows:
        return rows_of(reading(), actor(), measure, vendor, made.period, at, made.read_at or now(), found.segment)

    asked = request.args.get("page", "1")
    shown = told(int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 else 1)
    if request.args.get("form") == "csv":
        every = (row for n in range(1, shown.pages + 1) for row in (shown if n == shown.page else told(n)).rows)
        return _file(every, measure, made, f"{page['name']}-{measure}-{made.period.first:%Y-%m}")
    at_home_rows = tuple(replace(row, at=told_at_home(row.at) if row.at else None) for row in shown.rows)
    card = next((card for card in made.cards if card.vendor.key == vendor), None)
    line = line_of(card, measure) if card else None
    return render_template(
        "vendors/rows.html",
        **page,
        measure=known,
        page=replace(shown, rows=at_home_rows),
        line=line,
        moved=moved(measure, shown, line),
        basis=basis_of(made, known, line) if line and measure in (CALLS, RECOVERY) else (),
        broken_rules=spoken,
        shape={LAW: "law", RECOVERY: "accounts", CALLS: "calls"}.get(measure, ""),
    )


def moved(measure: str, shown: BehindRows, line: Line | None) -> float | None:
    """What the rows give where it is not the figure: the books changed since the comparison was made. Calls are corrected."""
    if measure == CALLS or line is None or line.value.value is None or shown.below <= 0:
        return None
    now_it_is, was = shown.above / shown.below, line.value.value
    return None if abs(now_it_is - was) <= _SAME * max(1.0, abs(was)) else now_it_is


def _file(every: Iterable[BehindRow], measure: str, made: Comparison, name: str) -> Response:
    out = io.StringIO(newline="")
    writer = TableWriter(out)
    writer.writerow([_("When (%(zone)s)", zone=house_clock().key), _("Row"), _("Account"), *_heads(measure, made)])
    for row in every:
        when = at_home(row.at).strftime("%Y-%m-%d %H:%M") if row.at else ""
        writer.writerow([when, row.code or row.id, row.number or "", *_cells(row, measure, made)])
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "-_" else "-" for c in name)
    answer.headers["Content-Disposition"] = f'attachment; filename="{plain}.csv"'
    return answer


def _heads(measure: str, made: Comparison) -> list[str]:
    if measure == LAW:
        return [_("Rules broken, strict reading"), _("Of them by the lenient reading too")]
    if measure == RECOVERY:
        money = [f"{text} ({made.currency})" for text in (_("Handed over"), _("Recovered"), _("Expected of it"))]
        return [*money, _("Weight"), _("Recovered × weight"), _("Expected × weight")]
    ends = [_("Above"), _("Below")]
    return [_("The machine marked it"), _("People found the breach"), *ends] if measure == CALLS else [_("Rule"), *ends]


def _cells(row: BehindRow, measure: str, made: Comparison) -> list[Any]:
    if measure == LAW:
        return ["; ".join(b.rule for b in row.broken), "; ".join(b.rule for b in row.broken if b.lenient)]
    if row.money is not None:
        held = row.money
        due = "" if held.expected is None else f"{held.expected / 10**made.exponent:.15g}"
        weight = "" if held.weight is None else f"{held.weight:.15g}"
        sums = [f"{end / 10**made.exponent:.15g}" if held.weight is not None else "" for end in (row.x, row.y)]
        return [_major(held.balance, made), _major(held.recovered, made), due, weight, *sums]
    ends = [f"{row.x:.15g}", f"{row.y:.15g}"]
    if measure != CALLS:
        return [row.rule or "", *ends]
    return [_yes(row.marked), _yes(row.decided), *ends]


def _major(minor: float, made: Comparison) -> str:
    return str(Decimal(round(minor)).scaleb(-made.exponent))


def _yes(told: bool | None) -> str:
    return "" if told is None else str(_("yes") if told else _("no"))


def spoken(row: BehindRow) -> tuple[tuple[str, str, bool | None], ...]:
    """The rules a contact breaks, as [id, title, by the lenient reading too]."""
    return tuple((b.rule, b.en if language() == "en" else b.es, b.lenient) for b in row.broken)
