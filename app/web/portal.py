"""A vendor's own pages: the accounts placed with it, the findings shared with it, its answers.

Nothing here, nor anything it imports, can reach the code or the tables of ghosts (the contract "blindness" in pyproject.toml).
"""

import io

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import VENDORS
from app.errors import BadInput, Conflict, NotFound
from app.queries.operations.accounts import SORTS, STATES, account_page, accounts_page, export_rows
from app.queries.operations.corrections import vendors_plans
from app.queries.operations.shares import clip_key, share_page, shares_page
from app.queries.operations.vendor_home import vendor_home
from app.queries.portal_rows import AccountsQuery
from app.queries.rows import Problem
from app.services.reply_to_finding import reply_to_finding
from app.services.vendors.correct import answer_plan
from app.web.access import actor, allow
from app.web.session import language, now, parts, portal_reading, portal_writing
from audit.spreadsheet import TableWriter

blueprint = Blueprint("portal", __name__, url_prefix="/portal")
_MOST_LETTERS = 200


@blueprint.get("")
@allow(VENDORS)
def index() -> ResponseReturnValue:
    """What is placed, and what waits for an answer."""
    return render_template("portal/home.html", page=vendor_home(portal_reading(), actor(), language(), now()))


@blueprint.get("/accounts")
@allow(VENDORS)
def accounts() -> ResponseReturnValue:
    """The list, searched and sorted."""
    return render_template("portal/accounts.html", page=accounts_page(portal_reading(), actor(), _query()))


def _query() -> AccountsQuery:
    args = request.args
    page, sort, state = args.get("page", "1"), args.get("sort", ""), args.get("state", "")
    words = args.get("q", "").replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()[:_MOST_LETTERS]
    return AccountsQuery(
        q=words,
        state=state if state in STATES else "",
        sort=sort if sort in SORTS else "number",
        desc=args.get("desc") == "1",
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
    )


@blueprint.get("/accounts.csv")
@allow(VENDORS)
def export() -> Response:
    """The accounts placed now, as the vendor's file has them."""
    header, rows = export_rows(portal_reading(), actor())
    out = io.StringIO(newline="")
    writer = TableWriter(out)
    writer.writerow(header)
    writer.writerows(rows)
    answer = Response(out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=accounts.csv"
    return answer


@blueprint.get("/accounts/<account_id>")
@allow(VENDORS)
def account(account_id: str) -> ResponseReturnValue:
    """One account."""
    return render_template("portal/account.html", page=account_page(portal_reading(), actor(), account_id, language(), now()))


@blueprint.get("/findings")
@allow(VENDORS)
def findings() -> ResponseReturnValue:
    """What the client shared."""
    return render_template("portal/findings.html", page=shares_page(portal_reading(), actor(), language(), now()))


@blueprint.get("/findings/<share_id>")
@allow(VENDORS)
def finding(share_id: str) -> ResponseReturnValue:
    """One finding, its term, the answers so far."""
    return render_template("portal/finding.html", page=share_page(portal_reading(), actor(), share_id, language(), now()))


@blueprint.get("/findings/<share_id>/sound")
@allow(VENDORS)
def sound(share_id: str) -> ResponseReturnValue:
    """The seconds of a finding, private data silenced; nothing else of the call."""
    path = parts().store.path(clip_key(portal_reading(), actor(), share_id))
    if not path.is_file():
        raise NotFound("ese sonido ya no está guardado", "that sound is no longer kept")
    return send_file(path, mimetype="audio/flac", conditional=True, etag=True, max_age=0)


@blueprint.post("/findings/<share_id>/reply")
@allow(VENDORS)
def reply(share_id: str) -> ResponseReturnValue:
    """Keep the answer."""
    kind, text = request.form.get("kind", ""), request.form.get("text", "")
    try:
        with portal_writing() as db:
            reply_to_finding(db, actor(), share_id, kind, text, now())
    except (BadInput, Conflict) as problem:
        problems = (Problem(getattr(problem, "field", "") or "text", problem.say(language())),)
        page = share_page(portal_reading(), actor(), share_id, language(), now(), (("kind", kind), ("text", text)), problems)
        return render_template("portal/finding.html", page=page), 422
    flash(gettext("Your answer was sent."), "good")
    return redirect(url_for("portal.finding", share_id=share_id), 303)


@blueprint.get("/plans")
@allow(VENDORS)
def plans() -> ResponseReturnValue:
    """What the client asked to have put right."""
    return render_template("portal/plans.html", plans=vendors_plans(portal_reading(), actor(), now()), problems=(), entered={})


@blueprint.post("/plans/<plan_id>/answer")
@allow(VENDORS)
def answer(plan_id: str) -> ResponseReturnValue:
    """What was done, or what the vendor says."""
    text = request.form.get("text", "")
    try:
        with portal_writing() as db:
            answer_plan(db, actor(), plan_id, text, now())
    except (BadInput, Conflict) as problem:
        problems = (Problem("text", problem.say(language())),)
        rows = vendors_plans(portal_reading(), actor(), now())
        return render_template("portal/plans.html", plans=rows, problems=problems, entered={plan_id: text}), 422
    flash(gettext("Your answer was sent."), "good")
    return redirect(url_for("portal.plans"), 303)
