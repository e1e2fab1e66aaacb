"""The first page: the client's staff see the calls, a vendor and the operation are led to their own doors."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.actors import COLLECTORS, EVERYONE
from app.queries.collections.balance_decisions import decisions
from app.queries.list_rows import HomePage
from app.queries.oversight.home import home_page
from app.queries.rows import Role
from app.web.access import actor, allow
from app.web.changes import changes
from app.web.compared import asked_for, page_of
from app.web.session import now, reading

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@allow(EVERYONE)
def index() -> ResponseReturnValue:
    """What to look at first."""
    if actor().role is Role.VENDOR:
        return redirect(url_for("portal.index"), 303)
    if actor().role is Role.AGENT:
        return redirect(url_for("desk.show"), 303)
    if actor().role is Role.QA:
        return redirect(url_for("queues.index"), 303)
    if actor().role is Role.SUPERVISOR:
        return redirect(url_for("floor.show"), 303)
    if actor().role in COLLECTORS:
        return redirect(url_for("operation.index"), 303)
    page = home_page(reading(), actor(), now())
    return _executive(page) if actor().role is Role.EXECUTIVE else render_template("home.html", page=page)


def _executive(page: HomePage) -> str:
    """What changed, who cannot be told apart, which decisions wait."""
    found = asked_for()
    return render_template(
        "vendors/home.html",
        page=page,
        **page_of(found),
        changed=changes(found.made) if found.made else (),
        past=decisions(reading(), actor(), now(), most=3),
    )
