"""Learning from corrections: what waits, the training, what it measured, publishing and putting back."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import LEADS, REVIEWERS
from app.errors import BadInput, Conflict, NotFound
from app.queries.oversight.learning import learning_page
from app.services.learning.ask import ask_training
from app.services.learning.publish import publish as put_out
from app.services.learning.publish import roll_back
from app.web.access import actor, allow
from app.web.session import language, now, parts, reading, writing
from app.worker import LEARN, enqueuer

blueprint = Blueprint("learning", __name__)


@blueprint.get("/learning")
@allow(REVIEWERS)
def index() -> ResponseReturnValue:
    """What people said, what was learnt of it, which version judges."""
    page = learning_page(reading(), actor(), now())
    return render_template("learning/index.html", page=page, lang=language(), week_of=_week_of)


def _week_of(batch: str) -> date:
    """The Monday of a batch's ISO week (…/2026-W48)."""
    year, week = batch.rpartition("/")[2].split("-W")
    return date.fromisocalendar(int(year), int(week), 1)


@blueprint.post("/learning/train")
@allow(LEADS)
def train() -> ResponseReturnValue:
    """Ask the worker for a training."""
    try:
        with writing() as db:
            asked = ask_training(db, actor(), now()).id
    except Conflict as problem:
        flash(problem.say(language()), "error")
    else:
        enqueuer(parts().celery, LEARN)(asked)
    return redirect(url_for("learning.index"), 303)


@blueprint.post("/learning/<version_id>/publish")
@allow(LEADS)
def publish(version_id: str) -> ResponseReturnValue:
    """New calls are judged by it from now on."""
    try:
        with writing() as db:
            put_out(db, actor(), version_id[:32], now())
    except (Conflict, NotFound) as problem:
        flash(problem.say(language()), "error")
    else:
        flash(gettext("New calls are judged by this version from now on."), "good")
    return redirect(url_for("learning.index"), 303)


@blueprint.post("/learning/back")
@allow(LEADS)
def back() -> ResponseReturnValue:
    """An earlier version, or what ships, judges again."""
    try:
        with writing() as db:
            roll_back(db, actor(), request.form.get("to", "")[:32], request.form.get("why", ""), now())
    except (BadInput, Conflict, NotFound) as problem:
        flash(problem.say(language()), "error")
    else:
        flash(gettext("The earlier version judges new calls again."), "good")
    return redirect(url_for("learning.index"), 303)
