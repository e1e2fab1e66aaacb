"""Appeals: the list, and one of them in two steps, so that who decides marks before reading anybody's reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import REVIEWERS
from app.errors import BadInput, Conflict
from app.queries.oversight.qa.appeals import appeal_page, appeals_page
from app.queries.rows import Problem
from app.services.qa.decide_appeal import Answer, decide_appeal, give_opinion
from app.services.qa.mark import Marked
from app.services.qa.open_appeal import leave_appeal, open_appeal
from app.web.access import actor, allow
from app.web.coaching import DRAWING, whole_number
from app.web.session import language, now, reading, writing

blueprint = Blueprint("appeals", __name__)
_FIELDS = ("mark", "turn", "note", "knew", "outcome", "becomes", "answer")


@blueprint.get("/appeals")
@allow(REVIEWERS)
def index() -> ResponseReturnValue:
    """Those that wait and those decided."""
    return render_template("appeals/index.html", page=appeals_page(reading(), actor(), language(), now()))


@blueprint.get("/appeals/<appeal_id>")
@allow(REVIEWERS)
def show(appeal_id: str) -> ResponseReturnValue:
    """One appeal."""
    return _page(appeal_id)


def _page(appeal_id: str, problems: tuple[Problem, ...] = ()) -> str:
    entered = tuple((name, request.form.get(name, "")) for name in _FIELDS if problems)
    page = appeal_page(reading(), actor(), appeal_id[:40], language(), now(), problems, entered)
    return render_template("appeals/show.html", page=page, **DRAWING)


@blueprint.post("/appeals/<appeal_id>/open")
@allow(REVIEWERS)
def begin(appeal_id: str) -> ResponseReturnValue:
    """The reader will decide it: the call's pages are closed to them until they mark."""
    try:
        with writing() as db:
            open_appeal(db, actor(), appeal_id[:40], now())
    except Conflict as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("appeals.show", appeal_id=appeal_id), 303)


@blueprint.post("/appeals/<appeal_id>/leave")
@allow(REVIEWERS)
def leave(appeal_id: str) -> ResponseReturnValue:
    """The reader leaves it to somebody else."""
    with writing() as db:
        leave_appeal(db, actor(), appeal_id[:40], now())
    return redirect(url_for("appeals.index"), 303)


@blueprint.post("/appeals/<appeal_id>/mark")
@allow(REVIEWERS)
def mark(appeal_id: str) -> ResponseReturnValue:
    """What the reader hears, before any reason."""
    form = request.form
    heard = Marked("", form.get("mark", ""), whole_number(form.get("turn", "")), note=form.get("note", ""))
    try:
        with writing() as db:
            give_opinion(db, actor(), appeal_id[:40], heard, now(), form.get("knew") == "yes")
    except BadInput as problem:
        return _page(appeal_id, (Problem(problem.field, problem.say(language())),)), 422
    except Conflict as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("appeals.show", appeal_id=appeal_id, _anchor="decide"), 303)


@blueprint.post("/appeals/<appeal_id>/decide")
@allow(REVIEWERS)
def decide(appeal_id: str) -> ResponseReturnValue:
    """The answer."""
    form = request.form
    answer = Answer(form.get("outcome", ""), form.get("answer", ""), form.get("becomes", ""))
    try:
        with writing() as db:
            decide_appeal(db, actor(), appeal_id[:40], answer, now())
    except BadInput as problem:
        return _page(appeal_id, (Problem(problem.field, problem.say(language())),)), 422
    except Conflict as problem:
        flash(problem.say(language()), "error")
    else:
        flash(gettext("The appeal is decided; whoever appealed can read your answer."), "good")
    return redirect(url_for("appeals.show", appeal_id=appeal_id), 303)
