"""The scoring page: a sheet beside its call, kept mark by mark, closed, compared, corrected."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import REVIEWERS
from app.errors import BadInput, Conflict
from app.models import ScoreSheet
from app.queries.oversight.qa.opened import to_be_marked
from app.queries.oversight.qa.scoring import marks_left, own_sheet, score_page, score_row
from app.queries.oversight.qa.sealed import is_sealed
from app.queries.oversight.review import heard_of, recording_of
from app.queries.oversight.sound import turn_rows
from app.queries.rubrics import rubric_of
from app.services.qa.add_breach import add_breach
from app.services.qa.close_sheet import close_sheet, what_lacks
from app.services.qa.correct import correct as keep_correction
from app.services.qa.mark import Marked, add_time, mark_rest
from app.services.qa.mark import mark as keep_mark
from app.services.qa.open_sheet import ASSISTED, open_sheet
from app.web.access import actor, allow
from app.web.session import language, now, reading, writing

blueprint = Blueprint("scoring", __name__)


def _sheet(call_id: str) -> ScoreSheet | None:
    recording_of(reading(), actor(), call_id)
    return own_sheet(reading(), actor(), call_id, request.values.get("session", "")[:32])


def _to(call_id: str) -> ResponseReturnValue:
    asked: dict[str, Any] = {"session": request.values["session"][:32]} if request.values.get("session") else {}
    return redirect(url_for("scoring.show", call_id=call_id, **asked), 303)


def _number(name: str) -> float | None:
    """A figure of the form, in seconds; a clock (1:45,2) is read too. None where there is none."""
    text = request.form.get(name, "").strip().replace(",", ".")[:20]
    if not text:
        return None
    try:
        minutes, colon, seconds = text.rpartition(":")
        return (float(minutes) * 60 if colon else 0.0) + float(seconds)
    except ValueError as cause:
        raise BadInput("escriba el segundo, por ejemplo 1:45", "write the second, for instance 1:45", name) from cause


def _turn() -> int | None:
    text = request.form.get("turn", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


def _spent() -> float:
    try:
        return min(float(request.form.get("spent_s", "0") or 0), 3600.0)
    except ValueError:
        return 0.0


@blueprint.get("/calls/<call_id>/score")
@allow(REVIEWERS)
def show(call_id: str) -> ResponseReturnValue:
    """The reader's sheet of a call; where there is none yet, how to begin one."""
    sheet = _sheet(call_id)
    if sheet is None:
        return _closed(call_id) if is_sealed(reading(), actor(), call_id) else _begin(call_id, sealed=False)
    page = score_page(reading(), actor(), sheet, language())
    if not page.blind and is_sealed(reading(), actor(), call_id):  # an older sheet of a call to be scored blind again
        return _closed(call_id)
    template = "scoring/sheet.html" if page.closed_at is None else "scoring/closed.html"
    return render_template(template, score=page, page=page.review, refused=_refused(sheet))


def _refused(sheet: ScoreSheet) -> str:
    """Why the sheet did not close, as it stands with the marks made since; nothing where nobody tried."""
    why = what_lacks(rubric_of(reading(), sheet.rubric), sheet.marks) if request.values.get("refused") else None
    return why.say(language()) if why else ""


def _closed(call_id: str) -> ResponseReturnValue:
    """Sealed for the reader: to the appeal they opened, or to where it is scored."""
    appeal = to_be_marked(reading(), actor(), call_id)
    return redirect(url_for("appeals.show", appeal_id=appeal), 303) if appeal else _begin(call_id, sealed=True)


def _begin(call_id: str, sealed: bool) -> str:
    return render_template("scoring/begin.html", call=recording_of(reading(), actor(), call_id), sealed=sealed)


@blueprint.post("/calls/<call_id>/score/open")
@allow(REVIEWERS)
def begin(call_id: str) -> ResponseReturnValue:
    """An assisted sheet, whatever the queues say; a call that waits to be scored blind is scored from its own list."""
    if is_sealed(reading(), actor(), call_id):
        raise Conflict("esta llamada se evalúa a ciegas: tómela de su lista", "this call is scored blind: take it from its list")
    with writing() as db:
        open_sheet(db, actor(), call_id, ASSISTED, now())
        db.commit()
    return _to(call_id)


@blueprint.post("/calls/<call_id>/score/mark")
@allow(REVIEWERS)
def mark(call_id: str) -> ResponseReturnValue:
    """One mark of the sheet."""
    form = request.form
    sheet_id, criterion = form.get("sheet", "")[:32], form.get("criterion", "")[:60]
    try:
        entered = Marked(criterion, form.get("mark", "")[:20], _turn(), _number("start_s"), form.get("note", ""))
        with writing() as db:
            sheet = keep_mark(db, actor(), sheet_id, entered, _version(), _spent(), now())
    except Conflict as problem:
        return _stale(call_id, problem)
    except BadInput as problem:
        return _wrong(call_id, problem)
    if not request.headers.get("HX-Request"):
        return _to(call_id)
    row = score_row(reading(), sheet, criterion, language())
    return render_template("scoring/answer.html", row=row, **_state(call_id, sheet))


def _state(call_id: str, sheet: ScoreSheet) -> dict[str, Any]:
    heard = heard_of(reading(), recording_of(reading(), actor(), call_id))
    return {
        "sheet": sheet,
        "left": marks_left(reading(), sheet),
        "turns": turn_rows(heard.transcript["turns"], {}),
        "refused": _refused(sheet),
    }


def _stale(call_id: str, problem: Conflict) -> ResponseReturnValue:
    """What another window kept is shown; nothing is overwritten."""
    flash(problem.say(language()), "error")
    if not request.headers.get("HX-Request"):
        return _to(call_id)
    answer: Response = make_response("", 409)
    answer.headers["HX-Refresh"] = "true"
    return answer


def _wrong(call_id: str, problem: BadInput) -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return render_template("scoring/wrong.html", text=problem.say(language())), 422
    flash(problem.say(language()), "error")
    return _to(call_id)


@blueprint.post("/calls/<call_id>/score/rest")
@allow(REVIEWERS)
def rest(call_id: str) -> ResponseReturnValue:
    """Every criterion without a mark gets its usual one."""
    try:
        with writing() as db:
            mark_rest(db, actor(), request.form.get("sheet", "")[:32], _version(), _spent(), now())
    except Conflict as problem:
        return _stale(call_id, problem)
    return _to(call_id)


@blueprint.post("/calls/<call_id>/score/time")
@allow(REVIEWERS)
def time(call_id: str) -> ResponseReturnValue:
    """Seconds in sight, when the page is left; a sheet closed meanwhile needs none."""
    try:
        with writing() as db:
            add_time(db, actor(), request.form.get("sheet", "")[:32], _spent(), now())
    except Conflict:
        return "", 204
    return "", 204


@blueprint.post("/calls/<call_id>/score/close")
@allow(REVIEWERS)
def close(call_id: str) -> ResponseReturnValue:
    """The sheet is final."""
    try:
        with writing() as db:
            sheet = close_sheet(db, actor(), request.form.get("sheet", "")[:32], _version(), _spent(), now())
    except Conflict as problem:
        return _stale(call_id, problem)
    except BadInput as problem:
        asked: dict[str, Any] = {"session": request.values.get("session"), "at": problem.field, "refused": 1}
        return redirect(url_for("scoring.show", call_id=call_id, **asked), 303)
    flash(gettext("Sheet closed."), "good")
    return redirect(url_for("scoring.show", call_id=call_id, session=sheet.session_id), 303)


@blueprint.post("/calls/<call_id>/score/correct")
@allow(REVIEWERS)
def correct(call_id: str) -> ResponseReturnValue:
    """A difference becomes a correction."""
    form = request.form
    try:
        with writing() as db:
            criterion, reason = form.get("criterion", "")[:60], form.get("reason", "")
            keep_correction(db, actor(), form.get("sheet", "")[:32], criterion, reason, now())
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
    else:
        flash(gettext("Correction saved"), "good")
    return _to(call_id)


@blueprint.post("/calls/<call_id>/breach")
@allow(REVIEWERS)
def breach(call_id: str) -> ResponseReturnValue:
    """A forbidden act that the machine did not see."""
    form = request.form
    if is_sealed(reading(), actor(), call_id):
        raise Conflict("esta llamada se evalúa a ciegas: márquelo en la hoja", "this call is scored blind: mark it on the sheet")
    try:
        with writing() as db:
            place = form.get("criterion", "")[:60], _turn(), _number("start_s"), form.get("quote", "")
            add_breach(db, actor(), call_id, *place, form.get("reason", ""), now())
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
    else:
        flash(gettext("Added to the call, with your name."), "good")
    return redirect(url_for("review.show", call_id=call_id, **_trail()), 303)


def _trail() -> dict[str, Any]:
    return {k: v for k, v in request.args.to_dict(flat=False).items() if k not in ("t", "call_id")}
