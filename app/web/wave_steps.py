"""The steps of a wave before and after the field: its plan, people, cover and seal; the vendor's log; the reveal."""

import io

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import WAVE_KEEPERS
from app.errors import BadInput, Conflict, NotFound
from app.queries.oversight.reconciling import reconcile_page
from app.queries.oversight.wave_plan import covertness_page, plan_page
from app.queries.oversight.wave_seal import wave_seal_page
from app.services.unpack import Given
from app.services.waves.check_burn import check_burn
from app.services.waves.check_wave import check_wave
from app.services.waves.clear_wave import override_cover, request_cover
from app.services.waves.plan_wave import plan_wave
from app.services.waves.reconcile_log import reconcile_log
from app.services.waves.request_people import request_people
from app.services.waves.reveal_wave import check_wave_seal, reveal_file, reveal_wave
from app.services.waves.seal_wave import commitments, handoff_file, seal_wave
from app.web.access import actor, allow
from app.web.session import language, now, parts, reading, writing
from app.web.wave_mending import blueprint
from app.web.waves import problem_in, told_back


@blueprint.route("/waves/<wave_id>/plan", methods=["GET", "POST"])
@allow(WAVE_KEEPERS)
def plan(wave_id: str) -> ResponseReturnValue:
    """The question and its answer: how many ghosts, at what cost and risk."""
    if request.method == "POST":
        asked = {name: value[:80] for name, value in request.form.items() if name != "csrf_token"}
        try:
            with writing() as db:
                plan_wave(db, actor(), wave_id, asked, now())
        except (BadInput, Conflict) as cause:
            page = plan_page(reading(), actor(), wave_id, language(), now(), problem_in(cause))
            return render_template("waves/plan.html", page=page, entered=asked), cause.status
        return redirect(url_for("waves.plan", wave_id=wave_id), 303)
    return render_template("waves/plan.html", page=plan_page(reading(), actor(), wave_id, language(), now()), entered={})


@blueprint.post("/waves/<wave_id>/people")
@allow(WAVE_KEEPERS)
def people(wave_id: str) -> ResponseReturnValue:
    """Take the client's files and have the people drawn."""
    held, (portfolio, lines, ids) = parts(), (sent(name) for name in ("portfolio", "lines", "ids"))
    try:
        with writing() as db:
            request_people(db, held.store, actor(), wave_id, portfolio, lines, ids, now(), held.enqueue_people)
    except (BadInput, Conflict) as cause:
        page = plan_page(reading(), actor(), wave_id, language(), now(), problem_in(cause))
        return render_template("waves/plan.html", page=page, entered={}), cause.status
    return redirect(url_for("waves.plan", wave_id=wave_id), 303)


def sent(name: str) -> Given | None:
    """The file of a form's field, or None where none was chosen."""
    file = request.files.get(name)
    return Given(file.filename, file.stream) if file and file.filename else None  # type: ignore[arg-type]


@blueprint.route("/waves/<wave_id>/covertness", methods=["GET", "POST"])
@allow(WAVE_KEEPERS)
def covertness(wave_id: str) -> ResponseReturnValue:
    """What a vendor who suspects would find; a POST has it looked for."""
    if request.method == "POST":
        enqueue, back = parts().enqueue_cover, url_for("waves.covertness", wave_id=wave_id)
        return told_back(lambda db: request_cover(db, actor(), wave_id, now(), enqueue), back, _("The test has begun."))
    return render_template("waves/covertness.html", page=covertness_page(reading(), actor(), wave_id, language(), now()))


@blueprint.post("/waves/<wave_id>/clear")
@allow(WAVE_KEEPERS)
def clear(wave_id: str) -> ResponseReturnValue:
    """Go on though the laboratory could not tell, with a reason that is sealed."""
    reason, back = request.form.get("reason", ""), url_for("waves.covertness", wave_id=wave_id)
    return told_back(lambda db: override_cover(db, actor(), wave_id, reason, now()), back, _("Noted. It can be sealed."))


@blueprint.route("/waves/<wave_id>/seal", methods=["GET", "POST"])
@allow(WAVE_KEEPERS)
def seal(wave_id: str) -> ResponseReturnValue:
    """The promise and its proof; `?verify=1` checks the whole chain now."""
    settings, store = parts().settings, parts().store
    if request.method == "POST":
        back = url_for("waves.seal", wave_id=wave_id)
        done = _("Sealed. The vendors' files are ready.")
        return told_back(lambda db: seal_wave(db, settings, store, actor(), wave_id, now()), back, done)
    broken = check_wave_seal(reading(), settings, actor(), wave_id, language()) if request.args.get("verify") else None
    return render_template("waves/seal.html", page=wave_seal_page(reading(), actor(), wave_id, now(), broken))


@blueprint.get("/waves/<wave_id>/commitment/<vendor>")
@allow(WAVE_KEEPERS)
def commitment(wave_id: str, vendor: str) -> ResponseReturnValue:
    """The promise made before the hand-over, to give to whoever must be able to check later."""
    found = commitments(reading(), parts().settings, actor(), wave_id)
    if vendor not in found:
        raise NotFound(f"la ola no tiene proveedor {vendor[:60]}", f"the wave has no vendor {vendor[:60]}")
    return send_file(io.BytesIO(found[vendor]), "application/json", as_attachment=True, download_name="commitment.json")


@blueprint.get("/waves/<wave_id>/handoff/<vendor>")
@allow(WAVE_KEEPERS)
def handoff(wave_id: str, vendor: str) -> ResponseReturnValue:
    """The file for a vendor, ghosts among real accounts."""
    path = handoff_file(reading(), parts().settings, actor(), wave_id, vendor)
    return send_file(path, as_attachment=True, download_name=path.name)


@blueprint.route("/waves/<wave_id>/reconcile", methods=["GET", "POST"])
@allow(WAVE_KEEPERS)
def reconcile(wave_id: str) -> ResponseReturnValue:
    """A vendor's log beside what its ghosts lived; a POST takes one in, and looks whether the vendor has noticed."""
    if request.method == "POST":
        return take_log(wave_id)
    log, outcome = request.args.get("log") or None, request.args.get("outcome", "")[:40]
    return render_template(
        "waves/reconcile.html", page=reconcile_page(reading(), actor(), wave_id, log, outcome, language(), now())
    )


def take_log(wave_id: str) -> ResponseReturnValue:
    """A log taken in, its law and probes judged anew with it."""
    store, given, vendor = parts().store, sent("log"), request.form.get("vendor", "")
    try:
        if given is None:
            raise BadInput("elija el archivo del registro", "choose the log's file", "log")
        with writing() as db:
            log_id = reconcile_log(db, store, actor(), wave_id, vendor, given, now()).id
            check_wave(db, actor(), wave_id, now(), store)
            check_burn(db, store, actor(), wave_id, now())
    except BadInput as cause:
        page = reconcile_page(reading(), actor(), wave_id, None, "", language(), now(), problem_in(cause))
        return render_template("waves/reconcile.html", page=page), 422
    return redirect(url_for("waves.reconcile", wave_id=wave_id, log=log_id), 303)


@blueprint.post("/waves/<wave_id>/check")
@allow(WAVE_KEEPERS)
def check(wave_id: str) -> ResponseReturnValue:
    """Judge every timeline anew by the law and the probes."""
    store, back = parts().store, url_for("waves.findings", wave_id=wave_id)
    return told_back(lambda db: check_wave(db, actor(), wave_id, now(), store), back, _("Checked."))


@blueprint.post("/waves/<wave_id>/reveal")
@allow(WAVE_KEEPERS)
def reveal(wave_id: str) -> ResponseReturnValue:
    """Open what was promised."""
    back = url_for("waves.seal", wave_id=wave_id)
    settings = parts().settings
    return told_back(lambda db: reveal_wave(db, settings, actor(), wave_id, now()), back, _("Revealed."))


@blueprint.get("/waves/<wave_id>/reveal.zip")
@allow(WAVE_KEEPERS)
def revealed(wave_id: str) -> ResponseReturnValue:
    """The bundle that anybody can check with one command."""
    name, content = reveal_file(reading(), parts().settings, actor(), wave_id)
    return send_file(io.BytesIO(content), "application/zip", as_attachment=True, download_name=name)
