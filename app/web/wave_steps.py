"""The steps of a wave before and after the field: its plan, people, cover and seal; the vendor's log; the reveal."""

import io

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import WAVE_KEEPERS
from app.errors import BadInput, NotFound
from app.queries.oversight.reconciling import reconcile_page
from app.queries.oversight.wave_plan import covertness_page, plan_page
from app.queries.oversight.wave_seal import wave_seal_page
from app.services.waves.plan_wave import plan_wave
from app.services.waves.reveal_wave import check_wave_seal, reveal_file, reveal_wave
from app.services.waves.seal_wave import commitments, handoff_file, seal_wave
from app.web.access import actor, allow
from app.web.session import language, now, parts, reading, writing
from app.web.waves import blueprint, problem_in, told_back


@blueprint.route("/waves/<wave_id>/plan", methods=["GET", "POST"])
@allow(WAVE_KEEPERS)
def plan(wave_id: str) -> ResponseReturnValue:
    """The question and its answer: how many ghosts, at what cost and risk."""
    if request.method == "POST":
        asked = {name: value[:80] for name, value in request.form.items() if name != "csrf_token"}
        try:
            with writing() as db:
                plan_wave(db, actor(), wave_id, asked, now())
        except BadInput as cause:
            page = plan_page(reading(), actor(), wave_id, language(), now(), problem_in(cause))
            return render_template("waves/plan.html", page=page, entered=asked), 422
        return redirect(url_for("waves.plan", wave_id=wave_id), 303)
    return render_template("waves/plan.html", page=plan_page(reading(), actor(), wave_id, language(), now()), entered={})


@blueprint.get("/waves/<wave_id>/covertness")
@allow(WAVE_KEEPERS)
def covertness(wave_id: str) -> ResponseReturnValue:
    """What a vendor who suspects would find."""
    return render_template("waves/covertness.html", page=covertness_page(reading(), actor(), wave_id, language(), now()))


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


@blueprint.get("/waves/<wave_id>/reconcile")
@allow(WAVE_KEEPERS)
def reconcile(wave_id: str) -> ResponseReturnValue:
    """A vendor's log beside what its ghosts lived."""
    log, outcome = request.args.get("log") or None, request.args.get("outcome", "")[:40]
    return render_template("waves/reconcile.html", page=reconcile_page(reading(), actor(), wave_id, log, outcome, language(), now()))


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
