"""The list of calls, with filters."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.actors import STAFF
from app.queries.oversight.asked import asked_in, query_from, unread_in
from app.queries.oversight.calls import calls_page
from app.queries.oversight.search.monitors import fresh_hits
from app.web.access import actor, allow
from app.web.searching import unread_words, wanted_by
from app.web.session import mail_set, reading

blueprint = Blueprint("calls", __name__)


@blueprint.get("/calls")
@allow(STAFF)
def index() -> ResponseReturnValue:
    """Every call."""
    query, db = query_from(request.args), reading()
    page = calls_page(db, actor(), query, wanted=wanted_by(db, actor(), query.manner))
    asked, unread = asked_in(request.args), unread_in(request.args)
    told = {"unread": len(unread), "unread_words": unread_words(unread)}
    return render_template("calls.html", page=page, asked=asked, fresh=fresh_hits(db, actor()), mail=mail_set(), **told)
