"""Known calls, for leads alone: the pool that measures reviewers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import LEADS
from app.errors import BadInput, Conflict, NotFound
from app.queries.oversight.qa.known import known_page, made_up, truth_of
from app.queries.oversight.review import recording_of
from app.services.qa.know import know, know_sheet
from app.services.qa.know import retire as take_out
from app.web.access import actor, allow
from app.web.session import language, now, reading, writing

blueprint = Blueprint("known", __name__)


@blueprint.get("/queue/known")
@allow(LEADS)
def index() -> ResponseReturnValue:
    """The pool."""
    return render_template("known.html", page=known_page(reading(), actor()))


@blueprint.post("/queue/known")
@allow(LEADS)
def add() -> ResponseReturnValue:
    """A call joins the pool: by a closed sheet of one's own, or by the truth it was made up with."""
    form = request.form
    try:
        if form.get("call"):
            _by_truth(form["call"][:32], form.get("reason", ""))
        else:
            with writing() as db:
                know_sheet(db, actor(), form.get("sheet", "")[:32], form.get("reason", ""), now())
    except (BadInput, Conflict, NotFound) as problem:
        flash(problem.say(language()), "error")
    else:
        flash(gettext("The call measures reviewers from now on."), "good")
    return redirect(url_for("known.index"), 303)


def _by_truth(call_id: str, reason: str) -> None:
    call = recording_of(reading(), actor(), call_id)
    made = made_up().get(call.code)
    if made is None:
        raise BadInput(
            "nadie inventó esa llamada: su verdad no se conoce", "nobody made that call up: its truth is not known", "call"
        )
    with writing() as db:
        know(db, actor(), call_id, truth_of(made), "truth", reason or gettext("made up with these acts"), now())


@blueprint.post("/queue/known/<int:known_id>/retire")
@allow(LEADS)
def retire(known_id: int) -> ResponseReturnValue:
    """A call leaves the pool."""
    try:
        with writing() as db:
            take_out(db, actor(), known_id, now())
    except Conflict as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("known.index"), 303)
