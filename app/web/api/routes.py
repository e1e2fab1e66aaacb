"""The HTTP API: what the pages do, for programs, by key."""

from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.errors import NotFound, SignInRefused
from app.queries.oversight.acts import decisions_of
from app.queries.oversight.asked import query_from
from app.queries.oversight.calls import calls_page, one_call
from app.queries.oversight.review import heard_of, newest_evaluation, recording_of
from app.queries.oversight.runs import recent_cards, run_of, run_page
from app.services.create_run import NewRun, add_to_run
from app.services.create_run import create_run as take_in
from app.services.keys import actor_of_key
from app.services.report_call import report_call
from app.services.report_run import finished, report_run
from app.services.seal_run import bundle_of
from app.services.unpack import Given
from app.web.access import actor, by_key, public
from app.web.api.document import document
from app.web.api.malformed import check_body
from app.web.api.shapes import call_body, decision_body, run_body, run_card_body
from app.web.audio import recording_answer
from app.web.reports import REPORTS, report_answer
from app.web.session import language, now, parts, reading, writing

blueprint = Blueprint("api", __name__, url_prefix="/api", template_folder="templates")
A_MINUTE = 240
REFUSED_A_MINUTE = 20
OPEN = ("api.openapi", "api.docs")


@blueprint.before_request
def check_key() -> None:
    """The client of the key. Raises SignInRefused without one that opens, TooMany past the limit."""
    if request.endpoint in OPEN:
        return
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    found = None
    if kind.lower() == "bearer" and text.strip():
        with writing() as db:
            found = actor_of_key(db, text.strip(), now())
    limiter = parts().limiter
    if found is None:
        limiter.check(f"refused:{request.remote_addr}", REFUSED_A_MINUTE)
        raise SignInRefused(
            "falta una llave válida: Authorization: Bearer tlz_…", "a valid key is missing: Authorization: Bearer tlz_…"
        )
    key_id, who = found
    limiter.check(f"key:{key_id}", A_MINUTE)
    g.actor = who


blueprint.before_request(check_body)


@blueprint.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """The OpenAPI document."""
    return jsonify(document())


@blueprint.get("/docs")
@public
def docs() -> ResponseReturnValue:
    """The same, to be read by people."""
    return render_template(
        "api_docs.html", document=document(), base=url_for("api.openapi", _external=True).removesuffix("/openapi.json")
    )


def _given() -> list[Given]:
    return [Given(f.filename or "", f.stream) for f in request.files.getlist("files") if f.filename]  # type: ignore[arg-type]


def _answer(body: Any, status: int = 200, **headers: str) -> ResponseReturnValue:
    return jsonify(body), status, headers


@blueprint.post("/v1/runs")
@by_key
def create_run() -> ResponseReturnValue:
    """Take a folder in."""
    asked, held = NewRun(*(request.form.get(name, "") for name in ("name", "country", "lang"))), parts()
    with writing() as db:
        run = take_in(db, held.store, actor(), asked, _given(), held.limits, now(), held.enqueue)
    page = run_page(reading(), actor(), run.id, language(), now())
    return _answer(run_body(page), 201, Location=url_for("api.show_run", run_id=run.id))


@blueprint.post("/v1/runs/<run_id>/files")
@by_key
def add_files(run_id: str) -> ResponseReturnValue:
    """More recordings for a run."""
    held = parts()
    with writing() as db:
        add_to_run(db, held.store, actor(), run_id, _given(), held.limits, now(), held.enqueue)
    return _answer(run_body(run_page(reading(), actor(), run_id, language(), now())))


@blueprint.get("/v1/runs")
@by_key
def list_runs() -> ResponseReturnValue:
    """The newest runs."""
    return _answer({"runs": [run_card_body(card) for card in recent_cards(reading(), actor(), now(), 100)]})


@blueprint.get("/v1/runs/<run_id>")
@by_key
def show_run(run_id: str) -> ResponseReturnValue:
    """A run's progress and files."""
    return _answer(run_body(run_page(reading(), actor(), run_id, language(), now())))


@blueprint.get(f"/v1/runs/<run_id>/report/<any({REPORTS}):form>")
@by_key
def run_report(run_id: str, form: str) -> ResponseReturnValue:
    """A run's report, once the run is over."""
    finished(reading(), actor(), run_id)
    return report_answer(report_run(reading(), actor(), run_id, form, language(), now()), form)


@blueprint.get("/v1/runs/<run_id>/evidence.zip")
@by_key
def run_evidence(run_id: str) -> ResponseReturnValue:
    """A run's sealed bundle."""
    path = bundle_of(parts().settings, run_of(reading(), actor(), run_id))
    if path is None:
        raise NotFound("la corrida aún no está sellada", "the run is not sealed yet")
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name="evidence.zip", max_age=0)


@blueprint.get("/v1/calls")
@by_key
def list_calls() -> ResponseReturnValue:
    """Calls by filter, search and page."""
    page = calls_page(reading(), actor(), query_from(request.args))
    rows = [call_body(row) for row in page.rows]
    return _answer({"calls": rows, "found": page.found, "total": page.total, "page": page.query.page, "pages": page.pages})


@blueprint.get("/v1/calls/<call_id>")
@by_key
def show_call(call_id: str) -> ResponseReturnValue:
    """One call as it stands."""
    return _answer(call_body(one_call(reading(), actor(), call_id)))


@blueprint.get("/v1/calls/<call_id>/transcript")
@by_key
def call_transcript(call_id: str) -> ResponseReturnValue:
    """The line of transcripts.jsonl."""
    return _answer(heard_of(reading(), recording_of(reading(), actor(), call_id)).transcript)


@blueprint.get("/v1/calls/<call_id>/result")
@by_key
def call_result(call_id: str) -> ResponseReturnValue:
    """The line of results.jsonl, as the machine judged."""
    return _answer(newest_evaluation(reading(), recording_of(reading(), actor(), call_id)).result)


@blueprint.get("/v1/calls/<call_id>/decisions")
@by_key
def call_decisions(call_id: str) -> ResponseReturnValue:
    """What people did with the call, oldest first."""
    recording = recording_of(reading(), actor(), call_id)
    return _answer({"decisions": [decision_body(act) for act in decisions_of(reading(), recording)]})


@blueprint.get(f"/v1/calls/<call_id>/report/<any({REPORTS}):form>")
@by_key
def call_report(call_id: str, form: str) -> ResponseReturnValue:
    """A call's report."""
    return report_answer(report_call(reading(), actor(), call_id, form, language(), now()), form)


@blueprint.get("/v1/calls/<call_id>/audio")
@by_key
def call_audio(call_id: str) -> Response:
    """The recording, private data silenced."""
    return recording_answer(call_id, original=False, reason="")
