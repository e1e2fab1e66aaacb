"""The review page and everything a reviewer does on it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session

from app.actors import LISTENERS, REVIEWERS, STAFF
from app.errors import AppError, BadInput, Conflict
from app.queries.oversight.asked import query_from
from app.queries.oversight.calls import neighbours
from app.queries.oversight.qa.opened import to_be_marked
from app.queries.oversight.qa.queue import queue_neighbours
from app.queries.oversight.qa.sealed import is_sealed
from app.queries.oversight.review import recording_of, review_page
from app.queries.review_rows import DecisionBox, Neighbours
from app.queries.rows import Problem
from app.services.add_note import add_note
from app.services.correct_duty import correct_duty
from app.services.decide import decide as keep_decision
from app.services.examine import Assessor
from app.services.judge_again import judge_again
from app.services.learning.published import assessor_of, own_heads
from app.services.report_call import report_call
from app.services.sign_off import sign_off
from app.services.swap_roles import swap_roles
from app.services.undo import undo as take_back
from app.web.access import actor, allow
from app.web.audio import recording_answer
from app.web.reports import REPORTS, report_answer
from app.web.searching import wanted_by
from app.web.session import language, now, parts, reading, writing

blueprint = Blueprint("review", __name__)
_NOT_OF_THE_LIST = ("trail", "t", "page")
_OF_THE_SOUND = ("review.audio", "review.note")


@blueprint.before_request
def blind() -> ResponseReturnValue | None:
    """A call that its reader scores blind shows nothing here: its page leads to the sheet, what else would tell is refused."""
    call_id = (request.view_args or {}).get("call_id")
    if not call_id or request.endpoint in _OF_THE_SOUND or not actor_may_score() or not is_sealed(reading(), actor(), call_id):
        return None
    appeal = to_be_marked(reading(), actor(), call_id)
    if request.endpoint == "review.show":
        if appeal is not None:
            flash(gettext("You opened an appeal of this call: mark first what you hear or read."), "good")
            return redirect(url_for("appeals.show", appeal_id=appeal), 303)
        return redirect(url_for("scoring.show", call_id=call_id), 303)
    raise Conflict("esta llamada se evalúa a ciegas: cierre antes su hoja", "this call is scored blind: close your sheet first")


def actor_may_score() -> bool:
    """Whether the reader is signed in with a role that scores."""
    return bool(current_user.is_authenticated) and actor().role in REVIEWERS


def _near(call_id: str) -> Neighbours:
    """The neighbours in the list that the address names."""
    if request.args.get("trail") == "queue":
        return queue_neighbours(reading(), actor(), call_id, now())
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in _NOT_OF_THE_LIST]
    query, db = query_from(request.args), reading()
    return neighbours(db, actor(), call_id, query, urlencode(kept), wanted_by(db, actor(), query.manner))


def _page(call_id: str, box: DecisionBox | None = None) -> str:
    page = review_page(reading(), actor(), call_id, _near(call_id), language(), box)
    return render_template("review.html", page=page)


def _back(call_id: str) -> ResponseReturnValue:
    """To the page the form was on, with its place in the list."""
    asked: dict[str, Any] = request.args.to_dict(flat=False)
    return redirect(url_for("review.show", call_id=call_id, **asked), 303)


def _done(call_id: str, act: Callable[[Session], Any]) -> ResponseReturnValue:
    """Do it; what is refused is said above the page."""
    try:
        with writing() as db:
            act(db)
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
        return (_page(call_id), 422) if request.headers.get("HX-Request") else _back(call_id)
    return _back(call_id)


@blueprint.get("/calls/<call_id>")
@allow(STAFF)
def show(call_id: str) -> ResponseReturnValue:
    """One call."""
    return _page(call_id)


@blueprint.post("/calls/<call_id>/decide")
@allow(REVIEWERS)
def decide(call_id: str) -> ResponseReturnValue:
    """Whether a forbidden act happened."""
    criterion, number = request.form.get("criterion", "")[:60], request.form.get("instance", "")
    instance = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else -1
    decision, reason = request.form.get("decision", "")[:20], request.form.get("reason", "")
    try:
        with writing() as db:
            keep_decision(db, actor(), call_id, criterion, instance, decision, reason, now())
    except BadInput as problem:
        entered = DecisionBox(criterion, instance, decision, reason, (_problem(problem),))
        return _page(call_id, entered), 422
    return _back(call_id)


def _problem(problem: AppError) -> Problem:
    return Problem(problem.field, problem.say(language()))


@blueprint.post("/calls/<call_id>/duty")
@allow(REVIEWERS)
def duty(call_id: str) -> ResponseReturnValue:
    """How a duty really came out."""
    form = request.form
    criterion, status, reason = form.get("criterion", "")[:60], form.get("status", ""), form.get("reason", "")
    return _done(call_id, lambda db: correct_duty(db, actor(), call_id, criterion, status, reason, now()))


def _assessor() -> Assessor:
    """The judge of this client's calls: its own version where one is published."""
    return assessor_of(parts().tools().assessor, own_heads(reading(), parts().store, actor().organisation_id))


@blueprint.post("/calls/<call_id>/swap")
@allow(REVIEWERS)
def swap(call_id: str) -> ResponseReturnValue:
    """Agent and debtor were exchanged."""
    reason = request.form.get("reason", "")
    assessor = _assessor()
    return _done(call_id, lambda db: swap_roles(db, actor(), call_id, reason, assessor, now()))


@blueprint.post("/calls/<call_id>/again")
@allow(REVIEWERS)
def again(call_id: str) -> ResponseReturnValue:
    """The judge's opinion once more."""
    reason = request.form.get("reason", "")
    assessor = _assessor()
    return _done(call_id, lambda db: judge_again(db, actor(), call_id, reason, assessor, now()))


@blueprint.post("/calls/<call_id>/sign")
@allow(REVIEWERS)
def sign(call_id: str) -> ResponseReturnValue:
    """The reviewer's signature."""
    answer = _done(call_id, lambda db: sign_off(db, actor(), call_id, now()))
    parts().enqueue_seal(recording_of(reading(), actor(), call_id).run_id)
    return answer


@blueprint.post("/calls/<call_id>/note")
@allow(LISTENERS)
def note(call_id: str) -> ResponseReturnValue:
    """A note, at a second of the recording where one was given."""
    text, at = request.form.get("text", ""), request.form.get("at_s", "")
    try:
        at_s = float(at) if at else None
    except ValueError:
        at_s = -1.0
    return _done(call_id, lambda db: add_note(db, actor(), call_id, text, at_s, now()))


@blueprint.post("/calls/<call_id>/undo")
@allow(REVIEWERS)
def undo(call_id: str) -> ResponseReturnValue:
    """Take one's last act back."""
    return _done(call_id, lambda db: take_back(db, actor(), call_id, _assessor, now()))


@blueprint.get("/calls/<call_id>/audio")
@allow(LISTENERS)
def audio(call_id: str) -> ResponseReturnValue:
    """The recording with private data silenced, in ranges; `original=1` with a `reason` for those who may."""
    return recording_answer(call_id, original=request.args.get("original") == "1", reason=request.args.get("reason", ""))


@blueprint.get(f"/calls/<call_id>/report/<any({REPORTS}):form>")
@allow(STAFF)
def report(call_id: str, form: str) -> ResponseReturnValue:
    """The report of one call."""
    return report_answer(report_call(reading(), actor(), call_id, form, language(), now()), form)
