"""Coaching: one moment, one agreement, and whether it helped."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import COACHES
from app.errors import BadInput, Conflict
from app.queries.oversight.asked import day_in
from app.queries.oversight.coaching.kept import kept_alerts
from app.queries.oversight.coaching.sessions import coaching_lines, coaching_page, session_of
from app.queries.rows import Problem
from app.services.coaching.measure import measure as measure_now
from app.services.coaching.open_session import Flagged, open_session
from app.services.coaching.steps import agree as keep_agreement
from app.services.coaching.steps import close as close_session
from app.services.coaching.steps import note_reply
from app.web.access import actor, allow
from app.web.effect_plot import effect_line, effect_plot, effect_said
from app.web.house_clock import house_clock, house_day
from app.web.session import language, now, reading, writing
from synthetic.practice import mission_name

blueprint = Blueprint("coaching", __name__)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """What these pages' templates say things with."""
    return {"mission_name": lambda mission: mission_name(mission, language())}


DRAWING: dict[str, Any] = {"effect_plot": effect_plot, "effect_said": effect_said, "effect_line": effect_line}


@blueprint.get("/coaching")
@allow(COACHES)
def index() -> ResponseReturnValue:
    """Every conversation: to agree on, agreed, measured."""
    lines, kept = coaching_lines(reading(), actor()), kept_alerts(reading(), actor())
    return render_template("coaching/index.html", lines=lines, kept=kept, today=house_day(now()), **DRAWING)


@blueprint.post("/coaching")
@allow(COACHES)
def begin() -> ResponseReturnValue:
    """A flagged moment becomes a conversation."""
    form = request.form
    flagged = Flagged(
        form.get("call", "")[:40],
        form.get("criterion", "")[:60],
        whole_number(form.get("instance", "")),
        whole_number(form.get("turn", "")),
        form.get("source", "finding")[:10],
    )
    try:
        with writing() as db:
            opened = open_session(db, actor(), flagged, now()).id
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
        return redirect(url_for("coaching.index"), 303)
    return redirect(url_for("coaching.show", coaching_id=opened), 303)


def whole_number(text: str) -> int | None:
    """A number as forms send it; None for none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def _page(coaching_id: str, problems: tuple[Problem, ...] = (), entered: dict[str, str] | None = None) -> str:
    kept = session_of(reading(), actor(), coaching_id)
    page = coaching_page(reading(), actor(), kept, now(), house_clock())
    today: date = house_day(now())
    return render_template(
        "coaching/session.html", page=page, problems=problems, entered=entered or {}, today=today, preview=False, **DRAWING
    )


@blueprint.get("/coaching/<coaching_id>")
@allow(COACHES)
def show(coaching_id: str) -> ResponseReturnValue:
    """One conversation."""
    return _page(coaching_id)


@blueprint.get("/coaching/<coaching_id>/preview")
@allow(COACHES)
def preview(coaching_id: str) -> ResponseReturnValue:
    """What the agent will see, as they will see it."""
    kept = session_of(reading(), actor(), coaching_id)
    page = coaching_page(reading(), actor(), kept, now(), house_clock())
    return render_template("coaching/mine.html", page=page, problems=(), entered={}, preview=True, **DRAWING)


@blueprint.post("/coaching/<coaching_id>/agree")
@allow(COACHES)
def agree(coaching_id: str) -> ResponseReturnValue:
    """Keep what will be different and when it is looked at; with it the agent's words, where the supervisor writes them."""
    form = request.form
    said, text, due = form.get("reply", ""), form.get("text", ""), form.get("due_on", "")
    entered = {"reply": said, "text": text, "due_on": due}
    try:
        with writing() as db:
            if said.strip():
                note_reply(db, actor(), coaching_id, said, now())
            keep_agreement(db, actor(), coaching_id, text, day_in(due), house_day(now()), now())
        flash(gettext("The agreement was saved."), "good")
    except BadInput as problem:
        return _page(coaching_id, (Problem(problem.field, problem.say(language())),), entered), 422
    except Conflict as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("coaching.show", coaching_id=coaching_id), 303)


@blueprint.post("/coaching/<coaching_id>/measure")
@allow(COACHES)
def measure(coaching_id: str) -> ResponseReturnValue:
    """Measure with the calls there are, up to the agreed day."""
    try:
        with writing() as db:
            measure_now(db, actor(), coaching_id, house_clock(), now())
    except Conflict as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("coaching.show", coaching_id=coaching_id), 303)


@blueprint.post("/coaching/<coaching_id>/close")
@allow(COACHES)
def close(coaching_id: str) -> ResponseReturnValue:
    """End it without a measurement, and say why."""
    try:
        with writing() as db:
            close_session(db, actor(), coaching_id, request.form.get("why", ""), now())
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("coaching.show", coaching_id=coaching_id), 303)
