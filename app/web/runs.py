"""Upload recordings, watch them being audited, take the report."""

from collections.abc import Iterator
from time import monotonic

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from jinja2_fragments.flask import render_block

from app.actors import STAFF, UPLOADERS
from app.errors import BadInput
from app.queries.oversight.runs import recent_cards, run_of, run_page
from app.queries.rows import Problem, RunState, UploadPage
from app.services.create_run import NewRun, create_run
from app.services.once import new_token
from app.services.report_run import finished, report_run
from app.services.take_in_words import take_in_words
from app.services.unpack import Given
from app.web.access import actor, allow
from app.web.reports import REPORTS, report_answer
from app.web.session import language, now, parts, reading, writing
from audit.rulebooks import countries

blueprint = Blueprint("runs", __name__)
FORMATS = ("WAV", "MP3", "OGG", "Opus", "FLAC", "M4A", "GSM")
_LOOK_EVERY_S = 1.0
_LONGEST_STREAM_S = 3600.0


@blueprint.route("/upload", methods=["GET", "POST"])
@allow(UPLOADERS)
def upload() -> ResponseReturnValue:
    """The form, and the folder it sends."""
    if request.method != "POST":
        return render_template("upload.html", page=_form(NewRun(once=new_token()), ()))
    asked, held = _asked(), parts()
    try:
        with writing() as db:
            run = create_run(db, held.store, actor(), asked, _files(), held.limits, now(), held.enqueue)
    except BadInput as problem:
        problems = (Problem(problem.field, problem.say(language())),)
        return render_template("upload.html", page=_form(asked, problems)), 422
    return redirect(url_for("runs.show", run_id=run.id), 303)


@blueprint.route("/upload/words", methods=["GET", "POST"])
@allow(UPLOADERS)
def upload_words() -> ResponseReturnValue:
    """The form for calls of which only the words are there, and the files it sends."""
    if request.method != "POST":
        return render_template("upload_words.html", page=_form(NewRun(once=new_token()), ()))
    asked = _asked()
    held = parts()
    try:
        with writing() as db:
            run = take_in_words(db, held.store, actor(), asked, _files(), now(), held.enqueue)
    except BadInput as problem:
        problems = (Problem(problem.field, problem.say(language())),)
        return render_template("upload_words.html", page=_form(asked, problems)), 422
    return redirect(url_for("runs.show", run_id=run.id), 303)


def _asked() -> NewRun:
    return NewRun(*(request.form.get(name, "") for name in ("name", "country", "lang", "once")))


def _files() -> list[Given]:
    return [Given(f.filename or "", f.stream) for f in request.files.getlist("files") if f.filename]  # type: ignore[arg-type]


def _form(asked: NewRun, problems: tuple[Problem, ...]) -> UploadPage:
    return UploadPage(
        max_mb=parts().settings.max_upload_bytes // (1024 * 1024),
        formats=FORMATS,
        countries=countries(),
        name=asked.name,
        country=asked.country,
        lang=asked.lang,
        once=asked.once,
        problems=problems,
        recent=recent_cards(reading(), actor(), now()),
    )


@blueprint.get("/runs/<run_id>")
@allow(STAFF)
def show(run_id: str) -> ResponseReturnValue:
    """A run and its files."""
    return render_template("run.html", page=run_page(reading(), actor(), run_id, language(), now()))


@blueprint.get("/runs/<run_id>/events")
@allow(STAFF)
def events(run_id: str) -> ResponseReturnValue:
    """Progress as server-sent events, until the run is over."""
    run_of(reading(), actor(), run_id)
    answer = Response(stream_with_context(_stream(run_id)), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _stream(run_id: str) -> Iterator[str]:
    who, lang, sent, began = actor(), language(), "", monotonic()
    while monotonic() - began < _LONGEST_STREAM_S and not parts().closing.is_set():
        with parts().database.reading() as db:
            page = run_page(db, who, run_id, lang, now())
        html = render_block("run.html", "progress", page=page)
        if html != sent:
            sent = html
            yield event("progress", html)
        else:
            yield ": still here\n\n"
        if page.card.state in (RunState.DONE, RunState.FAILED):
            yield event("end", page.card.state.value)
            return
        parts().closing.wait(_LOOK_EVERY_S)


def event(kind: str, data: str) -> str:
    """One server-sent event; every line of the data has its own field. One without any field would reach no browser."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {kind}\n{lines}\n"


@blueprint.get(f"/runs/<run_id>/report/<any({REPORTS}):form>")
@allow(STAFF)
def report(run_id: str, form: str) -> ResponseReturnValue:
    """The report of a run."""
    finished(reading(), actor(), run_id)
    made = report_run(reading(), actor(), run_id, form, language(), now())
    return report_answer(made, form)
