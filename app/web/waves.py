"""Waves of ghosts, for the client's auditor: plan, people, cover, seal, diaries, findings, reconciliation, reveal."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actors import WAVE_KEEPERS
from app.errors import AppError, BadInput, Conflict
from app.queries.ghost_rows import DiaryQuery
from app.queries.oversight.diary import diary_page
from app.queries.oversight.wave_findings import findings_page
from app.queries.oversight.waves import waves_page
from app.queries.rows import Problem
from app.queries.wave_rows import FindingsQuery
from app.services.waves.create_wave import NewWave, create_wave
from app.services.waves.judge_finding import judge_findings
from app.services.waves.share_findings import TERM_DAYS, publish_finding, share_findings
from app.services.waves.stop_wave import end_wave, stop_wave
from app.web.access import actor, allow
from app.web.session import language, now, reading, writing

blueprint = Blueprint("waves", __name__)
_BEGIN = ("code", "country", "starts_on", "ends_on", "minutes_budget", "new_vendors")


def problem_in(cause: AppError) -> tuple[Problem, ...]:
    """An error as the problem of its field, in the reader's language."""
    return (Problem(getattr(cause, "field", "") or "", cause.say(language())),)


def told_back(act: Callable[[Session], object], back: str, done: str) -> ResponseReturnValue:
    """Do it and go back to the page with what came of it; a refusal is said there, and nothing is lost."""
    try:
        with writing() as db:
            act(db)
    except (BadInput, Conflict) as cause:
        flash(cause.say(language()), "error")
    else:
        flash(done, "good")
    return redirect(back, 303)


@blueprint.get("/waves")
@allow(WAVE_KEEPERS)
def index() -> ResponseReturnValue:
    """Every wave, and the form to begin one."""
    return render_template("waves/index.html", page=waves_page(reading(), actor(), now()))


@blueprint.post("/waves")
@allow(WAVE_KEEPERS)
def begin() -> ResponseReturnValue:
    """Begin a wave and go on to its size."""
    form = request.form
    new = NewWave(
        code=form.get("code", ""),
        country=form.get("country", ""),
        starts_on=form.get("starts_on", ""),
        ends_on=form.get("ends_on", ""),
        vendors=form.getlist("vendors"),
        budget_minutes=form.get("minutes_budget", ""),
        new_vendors=[line for line in form.get("new_vendors", "").splitlines() if line.strip()],
    )
    try:
        with writing() as db:
            wave_id = create_wave(db, actor(), new, now()).id
    except BadInput as cause:
        entered = tuple((name, form.get(name, "")) for name in _BEGIN)
        return render_template("waves/index.html", page=waves_page(reading(), actor(), now(), entered, problem_in(cause))), 422
    return redirect(url_for("waves.plan", wave_id=wave_id), 303)


@blueprint.get("/waves/<wave_id>/diary")
@allow(WAVE_KEEPERS)
def diary(wave_id: str) -> ResponseReturnValue:
    """What one ghost lived."""
    args = request.args
    query = DiaryQuery(args.get("channel", "")[:40], args.get("q", "").strip()[:80])
    page = diary_page(reading(), actor(), wave_id, args.get("ghost_id") or None, query, language(), now())
    return render_template("waves/diary.html", page=page)


@blueprint.get("/waves/<wave_id>/findings")
@allow(WAVE_KEEPERS)
def findings(wave_id: str) -> ResponseReturnValue:
    """What was found, gravest first."""
    args = request.args
    number = args.get("page", "1")
    asked = {name: args.get(name, "")[:80] for name in ("vendor", "standing", "severity", "source", "ghost")}
    query = FindingsQuery(**asked, page=int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1)
    return render_template("waves/findings.html", page=findings_page(reading(), actor(), wave_id, query, language(), now()))


@blueprint.post("/waves/<wave_id>/findings/<finding_id>/judge")
@allow(WAVE_KEEPERS)
def judge(wave_id: str, finding_id: str) -> ResponseReturnValue:
    """A person decides over a draft."""
    decision, reason = request.form.get("standing", ""), request.form.get("reason", "")
    back = url_for("waves.findings", wave_id=wave_id) + f"#f-{finding_id}"
    return told_back(lambda db: judge_findings(db, actor(), wave_id, [finding_id], decision, reason, now()), back, _("Decided."))


@blueprint.post("/waves/<wave_id>/share")
@allow(WAVE_KEEPERS)
def share(wave_id: str) -> ResponseReturnValue:
    """Show confirmed findings to their vendor."""
    ids, why = request.form.getlist("finding"), request.form.get("why_now", "")
    back = url_for("waves.findings", wave_id=wave_id)
    return told_back(lambda db: share_findings(db, actor(), wave_id, ids, TERM_DAYS, why, now()), back, _("Sent to the vendor."))


@blueprint.post("/waves/<wave_id>/findings/<finding_id>/publish")
@allow(WAVE_KEEPERS)
def publish(wave_id: str, finding_id: str) -> ResponseReturnValue:
    """Make a finding public, once the vendor had its term to answer."""
    back = url_for("waves.findings", wave_id=wave_id) + f"#f-{finding_id}"
    return told_back(lambda db: publish_finding(db, actor(), wave_id, finding_id, now()), back, _("Published."))


@blueprint.post("/waves/<wave_id>/stop")
@allow(WAVE_KEEPERS)
def stop(wave_id: str) -> ResponseReturnValue:
    """One button that stops everything."""
    reason = request.form.get("reason", "")
    back = url_for("waves.diary", wave_id=wave_id)
    return told_back(lambda db: stop_wave(db, actor(), wave_id, reason, now()), back, _("The wave is stopped."))


@blueprint.post("/waves/<wave_id>/end")
@allow(WAVE_KEEPERS)
def end(wave_id: str) -> ResponseReturnValue:
    """The wave is over as planned."""
    back = url_for("waves.seal", wave_id=wave_id)
    return told_back(lambda db: end_wave(db, actor(), wave_id, now()), back, _("The wave is over. It can be revealed."))
