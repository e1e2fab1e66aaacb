"""The pages of a portfolio's accounts: found by filter, people who may be one, and accounts missing from a newer file."""

import io
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actors import MANAGERS
from app.errors import BadInput, Conflict, NotFound
from app.models.portfolio import PortfolioLoad
from app.operations.money import from_minor
from app.operations.stages import days_past_due, today_of
from app.queries.collections import segments as listed
from app.queries.collections.house_time import at_house
from app.queries.collections.loads import load_row
from app.queries.collections.missing import missing_page, missing_rows
from app.queries.collections.people_found import people_alike
from app.queries.rows import Problem
from app.services.portfolio.join_people import decide_pair
from app.services.portfolio.report import gone_in
from app.services.portfolio.withdraw_missing import restore_missing, withdraw_missing
from app.web.access import actor, allow
from app.web.formats import num
from app.web.names import name as name_of
from app.web.portfolio import blueprint
from app.web.session import language, now, parts, reading, writing
from audit.spreadsheet import TableWriter

__all__ = ["blueprint"]


@blueprint.get("/operation/accounts")
@allow(MANAGERS)
def accounts() -> ResponseReturnValue:
    """Accounts by filter."""
    args: Any = request.args
    page = args.get("page", "1")
    query = listed.AccountsQuery(
        q=" ".join(args.get("q", "").replace("\x00", "").split())[:80],
        stage=args.get("stage", "")[:20],
        segment=args.get("segment", "")[:9],
        product=args.get("product", "")[:80],
        rule=args.get("rule", "")[:4000],
        page=int(page) if page.isascii() and page.isdecimal() and 0 < len(page) < 7 and int(page) else 1,
    )
    today = today_of(at_house(reading(), actor().organisation_id, now()))
    found = listed.accounts_page(reading(), actor(), query, language(), now(), lambda due: days_past_due(due, today))
    return render_template("operation/segments_accounts.html", page=found)


@blueprint.get("/operation/alike")
@allow(MANAGERS)
def alike() -> ResponseReturnValue:
    """People who may be one person, to be decided by somebody."""
    return render_template("operation/segments_alike.html", pairs=people_alike(reading(), actor()))


@blueprint.post("/operation/alike")
@allow(MANAGERS)
def decide() -> ResponseReturnValue:
    """One, or two."""
    form = request.form
    first, second = form.get("first", type=int), form.get("second", type=int)
    if first is None or second is None:
        raise NotFound("no hay tal persona", "there is no such person")
    try:
        with writing() as db:
            decide_pair(db, actor(), first, second, form.get("same") == "1", now())
    except Conflict as cause:
        flash(cause.say(language()), "error")
    return redirect(url_for("portfolio.alike"), 303)


@blueprint.get("/operation/loads/<load_id>/missing")
@allow(MANAGERS)
def missing(load_id: str) -> ResponseReturnValue:
    """Accounts that an earlier file had and this one has not, as they stand now, and what can be done with them."""
    return _missing(load_id), 200


def _missing(load_id: str, problems: tuple[Problem, ...] = (), reason: str = "") -> str:
    load = load_row(reading(), actor(), load_id)
    page = request.args.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
    shown = missing_page(reading(), actor(), load, _gone(load), number)
    return render_template("operation/missing.html", page=shown, problems=problems, reason=reason)


def _gone(load: PortfolioLoad) -> list[int]:
    """The ids kept with a load. Raises NotFound where it left none, or was loaded before the list was kept."""
    if "gone" not in load.counts:
        raise NotFound("de esta carga no se guardó una lista de faltantes", "no list of missing accounts was kept with this load")
    return gone_in(parts().store.path(load.counts["gone"]))


@blueprint.get("/operation/loads/<load_id>/missing.csv")
@allow(MANAGERS)
def missing_file(load_id: str) -> ResponseReturnValue:
    """The whole list as a file."""
    load = load_row(reading(), actor(), load_id)
    out = io.StringIO(newline="")
    table = TableWriter(out)
    heads = (_("Account"), _("Person"), _("Product"), _("Currency"), _("Balance"), _("Overdue"), _("Oldest due day"), _("State"))
    table.writerow((*heads, _("With vendor"), _("Last told of in"), _("Told on"), _("Came back")))
    for row in missing_rows(reading(), actor(), load, _gone(load)):
        money = (from_minor(amount, row.currency) for amount in (row.balance_minor, row.overdue_minor))
        told = row.told_at.date().isoformat() if row.told_at else ""
        table.writerow(
            (
                *(row.number, row.person, row.product or "", row.currency, *map(str, money)),
                *(row.oldest_due_on or "", name_of(row.state, "debt_state"), row.vendor or ""),
                *(row.told_in or "", told, _("yes") if row.back else _("no")),
            )
        )
    name = f"attachment; filename=faltantes-{load.id[:8]}.csv"
    held = "\ufeff" + out.getvalue()
    return Response(held, mimetype="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@blueprint.post("/operation/loads/<load_id>/missing")
@allow(MANAGERS)
def withdraw(load_id: str) -> ResponseReturnValue:
    """Take them out of the work, or put them back."""
    reason = request.form.get("reason", "")
    back = request.form.get("do") == "restore"
    try:
        with writing() as db:
            if back:
                count = restore_missing(db, parts().store, actor(), load_id, now())
            else:
                count = withdraw_missing(db, parts().store, actor(), load_id, reason, now())
    except (BadInput, Conflict) as cause:
        return _missing(load_id, (Problem(cause.field, cause.say(language())),), reason), cause.status
    if back:
        said = ngettext("%(n)s account is in the work again.", "%(n)s accounts are in the work again.", count, n=num(count))
    else:
        said = ngettext("%(n)s account was taken out.", "%(n)s accounts were taken out.", count, n=num(count))
    flash(said, "good")
    return redirect(url_for("portfolio.missing", load_id=load_id), 303)
