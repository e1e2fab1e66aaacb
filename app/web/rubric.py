"""The rubric in force and the law behind each criterion; a client's own versions: drafted, tried, published, withdrawn."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import LEADS, LISTENERS, REVIEWERS, STAFF
from app.errors import AppError, BadInput, Conflict
from app.queries.oversight.rubric import criterion_page, rubric_page
from app.queries.oversight.rubric_try import SIZES, try_page
from app.queries.oversight.rubric_versions import draft_page, versions_page
from app.queries.rows import Problem
from app.services.rubric.countries import switch_off, switch_on
from app.services.rubric.drafts import begin_draft, change_criterion, change_fewest
from app.services.rubric.drafts import discard as throw_away
from app.services.rubric.publish import publish as put_out
from app.services.rubric.publish import withdraw as take_back
from app.web import rubric_forms as form
from app.web.access import actor, allow
from app.web.plots import plot
from app.web.session import language, now, parts, reading, writing

blueprint = Blueprint("rubric", __name__)


@blueprint.get("/rubric")
@allow(STAFF)
def index() -> ResponseReturnValue:
    """What is judged."""
    today = now().date()
    page = rubric_page(reading(), actor(), language(), today)
    versions = versions_page(reading(), actor(), today) if actor().role in LISTENERS else None
    return render_template("rubric.html", page=page, versions=versions, today=today)


@blueprint.get("/rubric/<criterion_id>")
@allow(STAFF)
def criterion(criterion_id: str) -> ResponseReturnValue:
    """One criterion, its law and where it was found."""
    return render_template("criterion.html", page=criterion_page(reading(), actor(), criterion_id, language(), now().date()))


@blueprint.post("/rubric/drafts")
@allow(REVIEWERS)
def draft() -> ResponseReturnValue:
    """Begin a draft, of the rubric in force or of a version named."""
    try:
        with writing() as db:
            made = begin_draft(db, actor(), parts().settings.secret_key.encode(), now(), form.text("base")[:100]).id
    except Conflict as problem:
        flash(problem.say(language()), "error")
        return redirect(url_for("rubric.index"), 303)
    return _to(made)


@blueprint.get("/rubric/drafts/<draft_id>")
@allow(LISTENERS)
def show(draft_id: str) -> ResponseReturnValue:
    """A version beside its base: the editor while it is a draft."""
    return _shown(draft_id)


def _shown(draft_id: str, wrong: AppError | None = None) -> str:
    page = draft_page(reading(), actor(), draft_id[:32], now().date())
    problems = (Problem(wrong.field, wrong.say(language())),) if wrong else ()
    return render_template("rubric/draft.html", page=page, problems=problems, lang=language())


def _to(draft_id: str) -> ResponseReturnValue:
    return redirect(url_for("rubric.show", draft_id=draft_id), 303)


@blueprint.post("/rubric/drafts/<draft_id>/save/<criterion_id>")
@allow(REVIEWERS)
def save(draft_id: str, criterion_id: str) -> ResponseReturnValue:
    """One criterion as entered; `fewest` is the number of duties that give skill."""
    try:
        with writing() as db:
            if criterion_id == "fewest":
                asked = form.number("fewest")
                whole = int(asked) if asked is not None and asked == asked // 1 else 0
                change_fewest(db, actor(), draft_id[:32], form.version(), whole, now())
            else:
                change_criterion(db, actor(), draft_id[:32], form.version(), criterion_id, form.entered(), now())
    except Conflict as problem:
        return _stale(draft_id, problem)
    except BadInput as problem:
        return _saved(draft_id, criterion_id, problem) if form.by_script() else (_shown(draft_id, problem), 422)
    return _saved(draft_id, criterion_id) if form.by_script() else _to(draft_id)


def _saved(draft_id: str, criterion_id: str, wrong: BadInput | None = None) -> ResponseReturnValue:
    told = {"field": wrong.field, "text": wrong.say(language())} if wrong else None
    with parts().database.reading() as fresh:  # the request's own session still sees what stood before
        page = draft_page(fresh, actor(), draft_id[:32], now().date())
        shown = render_template("rubric/saved.html", page=page, id=criterion_id, wrong=told, lang=language())
    return shown, 422 if wrong else 200


def _stale(draft_id: str, problem: Conflict) -> ResponseReturnValue:
    """What another window kept is shown; nothing is overwritten."""
    flash(problem.say(language()), "error")
    if not form.by_script():
        return _to(draft_id)
    answer: Response = make_response("", 409)
    answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.post("/rubric/drafts/<draft_id>/off")
@allow(REVIEWERS)
def off(draft_id: str) -> ResponseReturnValue:
    """A country switches a duty off."""
    try:
        with writing() as db:
            switch_off(
                db, actor(), draft_id[:32], form.version(), form.text("duty"), form.text("place"), form.words("why"), now()
            )
    except Conflict as problem:
        return _stale(draft_id, problem)
    except BadInput as problem:
        return _shown(draft_id, problem), 422
    return _to(draft_id)


@blueprint.post("/rubric/drafts/<draft_id>/on")
@allow(REVIEWERS)
def on(draft_id: str) -> ResponseReturnValue:
    """A country owes a duty again."""
    try:
        with writing() as db:
            switch_on(db, actor(), draft_id[:32], form.version(), form.text("country")[:2], form.text("duty"), now())
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
    return _to(draft_id)


@blueprint.get("/rubric/drafts/<draft_id>/try")
@allow(LISTENERS)
def tried(draft_id: str) -> ResponseReturnValue:
    """The draft on past calls."""
    page = try_page(reading(), actor(), draft_id[:32], form.asked_calls())
    highest = max((*page.before, *page.after, 1))
    drawn = plot(100, highest, height=260, right=12)
    return render_template("rubric/try.html", page=page, sizes=SIZES, plot=drawn, highest=highest)


@blueprint.post("/rubric/drafts/<draft_id>/publish")
@allow(LEADS)
def publish(draft_id: str) -> ResponseReturnValue:
    """It is in force from a day on."""
    try:
        with writing() as db:
            put_out(db, actor(), draft_id[:32], form.version(), form.day("since"), form.text("reason"), now())
    except Conflict as problem:
        return _stale(draft_id, problem)
    except BadInput as problem:
        return _shown(draft_id, problem), 422
    flash(gettext("Published. Calls judged already keep their rubric."), "good")
    return _to(draft_id)


@blueprint.post("/rubric/drafts/<draft_id>/withdraw")
@allow(LEADS)
def withdraw(draft_id: str) -> ResponseReturnValue:
    """No new call is judged by it."""
    try:
        with writing() as db:
            take_back(db, actor(), draft_id[:32], form.text("reason"), now())
    except BadInput as problem:
        return _shown(draft_id, problem), 422
    except Conflict as problem:
        return _stale(draft_id, problem)
    flash(gettext("Withdrawn. What it judged keeps it; new calls are judged by what was in force before."), "good")
    return _to(draft_id)


@blueprint.post("/rubric/drafts/<draft_id>/discard")
@allow(REVIEWERS)
def discard(draft_id: str) -> ResponseReturnValue:
    """A draft nobody needs."""
    try:
        with writing() as db:
            throw_away(db, actor(), draft_id[:32], now())
    except Conflict as problem:
        flash(problem.say(language()), "error")
    else:
        flash(gettext("The draft was discarded."), "good")
    return redirect(url_for("rubric.index"), 303)
