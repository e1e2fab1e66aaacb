"""The seal of a run: shown, checked again, handed out."""

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.actors import EVIDENCE_READERS
from app.errors import NotFound
from app.queries.oversight.evidence import evidence_page, newest_run_id, open_to_all
from app.queries.oversight.runs import run_of
from app.services.seal_run import bundle_of, check_seal
from app.web.access import actor, allow
from app.web.session import language, now, parts, reading

blueprint = Blueprint("evidence", __name__)


@blueprint.get("/evidence")
@allow(EVIDENCE_READERS)
def index() -> ResponseReturnValue:
    """The newest run's seal."""
    run_id = newest_run_id(reading(), actor())
    if run_id is None:
        return redirect(url_for("home.index"), 303)
    return redirect(url_for("evidence.show", run_id=run_id), 303)


@blueprint.get("/runs/<run_id>/evidence")
@allow(EVIDENCE_READERS)
def show(run_id: str) -> ResponseReturnValue:
    """The chain; `verify=1` reads the bundle again and says what does not match."""
    run = run_of(reading(), actor(), run_id)
    checked = request.args.get("verify") == "1" and run.sealed_at is not None
    broken = check_seal(parts().settings, run, language()) if checked else None
    return render_template("evidence.html", page=evidence_page(reading(), actor(), run_id, now(), broken, checked))


@blueprint.get("/runs/<run_id>/evidence.zip")
@allow(EVIDENCE_READERS)
def bundle(run_id: str) -> ResponseReturnValue:
    """The sealed bundle."""
    run = run_of(reading(), actor(), run_id)
    open_to_all(reading(), actor(), run)
    path = bundle_of(parts().settings, run)
    if path is None:
        raise NotFound("la corrida aún no está sellada", "the run is not sealed yet")
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name="evidence.zip", max_age=0)
