"""Calibration: sessions, the calls of one, the marks side by side once it is over, what was agreed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import LISTENERS, REVIEWERS
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.queries.calibration_rows import SessionForm
from app.queries.oversight.asked import day_in
from app.queries.oversight.qa.sessions import session_page, sessions_page
from app.queries.rows import Problem
from app.services.qa.open_sheet import Reason, open_sheet
from app.services.qa.sessions import NewSession, close_session, make_session
from app.services.qa.sessions import agree as keep_agreed
from app.web.access import actor, allow
from app.web.session import language, now, parts, reading, writing
from audit.calibration.faults import BadCalibration
from audit.calibration.sheet import Mode, Purpose

blueprint = Blueprint("calibration", __name__)


@blueprint.get("/calibration")
@allow(LISTENERS)
def index() -> ResponseReturnValue:
    """Every session."""
    return render_template("calibration/index.html", page=sessions_page(reading(), actor()))


@blueprint.post("/calibration")
@allow(REVIEWERS)
def make() -> ResponseReturnValue:
    """A new session."""
    form = request.form
    entered = SessionForm(
        title=form.get("title", ""),
        way=form.get("way", "")[:20],
        codes=form.get("codes", "")[:4000],
        count=form.get("count", "")[:4],
        due_on=form.get("due_on", "")[:10],
        people=tuple(int(p) for p in form.getlist("people")[:50] if p.isascii() and p.isdecimal() and len(p) < 10),
    )
    try:
        new = _new(entered)
        with writing() as db:
            held = make_session(db, actor(), new, parts().settings.secret_key.encode(), now())
    except BadInput as problem:
        return _refused(entered, problem.field, problem.say(language()))
    except BadCalibration as problem:
        return _refused(entered, "count", problem.words.say(language()))
    flash(gettext("Session made: its people see it in their queue."), "good")
    return redirect(url_for("calibration.show", session_id=held.id), 303)


def _refused(entered: SessionForm, field: str, text: str) -> ResponseReturnValue:
    told = SessionForm(
        entered.title, entered.way, entered.codes, entered.count, entered.due_on, entered.people, (Problem(field, text),)
    )
    return render_template("calibration/index.html", page=sessions_page(reading(), actor(), told)), 422


def _new(entered: SessionForm) -> NewSession:
    due = day_in(entered.due_on)
    if due is None:
        raise BadInput("escriba el plazo", "write the due date", "due_on")
    count = int(entered.count) if entered.count.isascii() and entered.count.isdecimal() and len(entered.count) < 7 else 0
    codes = tuple(entered.codes.replace(",", "\n").replace(";", "\n").split("\n"))
    return NewSession(entered.title, entered.way, codes, count, entered.people, due)


@blueprint.get("/calibration/<session_id>")
@allow(LISTENERS)
def show(session_id: str) -> ResponseReturnValue:
    """One session."""
    page = session_page(reading(), actor(), session_id, request.args.get("call", "")[:32])
    return render_template("calibration/session.html", page=page)


@blueprint.post("/calibration/<session_id>/score/<call_id>")
@allow(REVIEWERS)
def score(session_id: str, call_id: str) -> ResponseReturnValue:
    """Begin one's own blind sheet of a call of the session, or go on with it."""
    page = session_page(reading(), actor(), session_id)
    if not page.member:
        raise Forbidden("esta calibración no es suya", "this calibration is not yours")
    if call_id not in {call.id for call in page.calls}:
        raise NotFound("la llamada no es de esa calibración", "the call is not of that calibration")
    if page.over and not any(call.id == call_id and call.mine == "closed" for call in page.calls):
        raise Conflict("la calibración ya terminó", "the calibration is over")
    with writing() as db:
        open_sheet(db, actor(), call_id, Reason(Purpose.CALIBRATION, Mode.BLIND, session_id), now())
        db.commit()
    return redirect(url_for("scoring.show", call_id=call_id, session=session_id), 303)


@blueprint.post("/calibration/<session_id>/close")
@allow(REVIEWERS)
def close(session_id: str) -> ResponseReturnValue:
    """End the scoring."""
    try:
        with writing() as db:
            close_session(db, actor(), session_id, now())
    except Conflict as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("calibration.show", session_id=session_id), 303)


@blueprint.post("/calibration/<session_id>/agree")
@allow(REVIEWERS)
def agree(session_id: str) -> ResponseReturnValue:
    """The mark agreed for a call and criterion."""
    form = request.form
    call, criterion = form.get("call", "")[:32], form.get("criterion", "")[:60]
    try:
        with writing() as db:
            keep_agreed(db, actor(), session_id, call, criterion, form.get("mark", "")[:20], form.get("reason", ""), now())
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
    else:
        flash(gettext("Agreed mark saved"), "good")
    return redirect(url_for("calibration.show", session_id=session_id, call=call, _anchor=f"g-{criterion}"), 303)
