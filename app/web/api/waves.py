"""The HTTP API for waves of ghosts: what the auditor's pages do, for the client's own programs and lines."""

import io
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.errors import BadInput, NotFound
from app.queries.ghost_rows import DiaryQuery
from app.queries.oversight.diary import diary_page, ghost_list
from app.queries.oversight.reconciling import reconcile_page
from app.queries.oversight.wave_findings import findings_page, one_finding
from app.queries.oversight.wave_plan import covertness_page, plan_page
from app.queries.oversight.wave_seal import wave_seal_page
from app.queries.oversight.waves import wave_head, wave_of, waves_page
from app.queries.wave_rows import FindingsQuery
from app.services.unpack import Given
from app.services.waves.check_burn import check_burn
from app.services.waves.check_wave import check_wave
from app.services.waves.clear_wave import override_cover, request_cover
from app.services.waves.create_wave import create_wave
from app.services.waves.ghost_acts import record_act, schedule_act
from app.services.waves.judge_finding import judge_findings
from app.services.waves.plan_wave import plan_wave
from app.services.waves.reconcile_log import reconcile_log
from app.services.waves.record_contact import record_contact
from app.services.waves.request_people import request_people
from app.services.waves.reveal_wave import reveal_file, reveal_wave
from app.services.waves.seal_wave import commitments, handoff_file, seal_wave
from app.services.waves.share_findings import TERM_DAYS, publish_finding, share_findings, withdraw_finding
from app.services.waves.stop_wave import end_wave, retire_ghost, stop_wave
from app.web.access import actor, by_key
from app.web.api import wave_shapes as shapes
from app.web.api.wave_bodies import incoming, new_act, new_wave, sent, text, texts
from app.web.api.wave_origins import blueprint
from app.web.session import language, now, parts, reading, writing

__all__ = ["blueprint"]
_V1 = "/v1/waves"
_ONE = f"{_V1}/<wave_id>"


def _do(act: Callable[[Session], Any]) -> Any:
    with writing() as db:
        return act(db)


def _wave(wave_id: str, status: int = 200) -> ResponseReturnValue:
    with parts().database.reading() as db:
        head = wave_head(db, actor(), wave_of(db, actor(), wave_id), now(), language())
    return jsonify(shapes.wave_body(head)), status, {"Location": url_for("api.show_wave", wave_id=wave_id)}


def _file(name: str) -> Given | None:
    found = request.files.get(name)
    return Given(found.filename, found.stream) if found and found.filename else None  # type: ignore[arg-type]


@blueprint.get(_V1)
@by_key
def list_waves() -> ResponseReturnValue:
    """Every wave, newest first."""
    return jsonify({"waves": [shapes.wave_card_body(card) for card in waves_page(reading(), actor(), now()).rows]})


@blueprint.post(_V1)
@by_key
def begin_wave() -> ResponseReturnValue:
    """Begin a wave."""
    asked = new_wave(sent())
    return _wave(_do(lambda db: create_wave(db, actor(), asked, now())).id, 201)


@blueprint.get(_ONE)
@by_key
def show_wave(wave_id: str) -> ResponseReturnValue:
    """A wave in figures."""
    return _wave(wave_id)


@blueprint.route(f"{_ONE}/plan", methods=["GET", "POST"])
@by_key
def wave_plan(wave_id: str) -> ResponseReturnValue:
    """The plan; POST computes it from the question."""
    if request.method == "POST":
        asked = {str(k): str(v) for k, v in sent().items()}
        _do(lambda db: plan_wave(db, actor(), wave_id, asked, now()))
    return jsonify(shapes.plan_body(plan_page(reading(), actor(), wave_id, language(), now())))


@blueprint.post(f"{_ONE}/people")
@by_key
def wave_people(wave_id: str) -> ResponseReturnValue:
    """The client's portfolio and lines; the people are drawn from them."""
    held = parts()
    files = (_file("portfolio"), _file("lines"), _file("ids"))
    _do(lambda db: request_people(db, held.store, actor(), wave_id, *files, now(), held.enqueue_people))
    return _wave(wave_id, 202)


@blueprint.route(f"{_ONE}/cover", methods=["GET", "POST"])
@by_key
def wave_cover(wave_id: str) -> ResponseReturnValue:
    """What the suspicious vendor found; POST asks for the test."""
    if request.method == "POST":
        _do(lambda db: request_cover(db, actor(), wave_id, now(), parts().enqueue_cover))
        return _wave(wave_id, 202)
    return jsonify(shapes.cover_body(covertness_page(reading(), actor(), wave_id, language(), now())))


@blueprint.post(f"{_ONE}/override")
@by_key
def wave_override(wave_id: str) -> ResponseReturnValue:
    """Go on though the test could not tell, with the reason."""
    reason = text(sent(), "reason")
    _do(lambda db: override_cover(db, actor(), wave_id, reason, now()))
    return _wave(wave_id)


@blueprint.route(f"{_ONE}/seal", methods=["GET", "POST"])
@by_key
def wave_seal(wave_id: str) -> ResponseReturnValue:
    """The promise and its chain; POST seals and makes the vendors' files."""
    held = parts()
    if request.method == "POST":
        _do(lambda db: seal_wave(db, held.settings, held.store, actor(), wave_id, now()))
    return jsonify(shapes.seal_body(wave_seal_page(reading(), actor(), wave_id, now())))


@blueprint.get(f"{_ONE}/commitments/<vendor>")
@by_key
def wave_commitment(wave_id: str, vendor: str) -> Response:
    """The published promise to one vendor."""
    found = commitments(reading(), parts().settings, actor(), wave_id)
    if vendor not in found:
        raise NotFound(f"la ola no tiene proveedor {vendor[:60]}", f"the wave has no vendor {vendor[:60]}")
    return Response(found[vendor], mimetype="application/json")


@blueprint.get(f"{_ONE}/handoffs/<vendor>")
@by_key
def wave_handoff(wave_id: str, vendor: str) -> ResponseReturnValue:
    """The file for one vendor."""
    path = handoff_file(reading(), parts().settings, actor(), wave_id, vendor)
    return send_file(path, mimetype="application/octet-stream", as_attachment=True, download_name=path.name, max_age=0)


@blueprint.get(f"{_ONE}/ghosts")
@by_key
def list_ghosts(wave_id: str) -> ResponseReturnValue:
    """The ghosts, those with most to look at first."""
    rows = ghost_list(reading(), wave_of(reading(), actor(), wave_id), request.args.get("q", "")[:80], language())
    return jsonify({"ghosts": [shapes.ghost_body(row) for row in rows]})


@blueprint.get(f"{_ONE}/ghosts/<ghost_id>")
@by_key
def show_ghost(wave_id: str, ghost_id: str) -> ResponseReturnValue:
    """One ghost's diary."""
    return jsonify(shapes.diary_body(diary_page(reading(), actor(), wave_id, ghost_id, DiaryQuery(), language(), now())))


@blueprint.post(f"{_ONE}/ghosts/<ghost_id>/retire")
@by_key
def retire(wave_id: str, ghost_id: str) -> ResponseReturnValue:
    """Take a ghost out."""
    reason = text(sent(), "reason")
    _do(lambda db: retire_ghost(db, actor(), wave_id, ghost_id, reason, now()))
    return _wave(wave_id)


@blueprint.post(f"{_ONE}/contacts")
@by_key
def contact_in(wave_id: str) -> ResponseReturnValue:
    """A contact reached a ghost; told twice, it is one."""
    told = incoming(sent())
    return jsonify(shapes.contact_body(_do(lambda db: record_contact(db, actor(), wave_id, told, now())))), 201


@blueprint.post(f"{_ONE}/acts")
@by_key
def act_in(wave_id: str) -> ResponseReturnValue:
    """A ghost did something, or with `scheduled` is to do it."""
    body = sent()
    told, use = new_act(body), schedule_act if body.get("scheduled") is True else record_act
    return jsonify(shapes.act_body(_do(lambda db: use(db, actor(), wave_id, told, now())))), 201


@blueprint.post(f"{_ONE}/stop")
@by_key
def stop(wave_id: str) -> ResponseReturnValue:
    """Stop everything."""
    reason = text(sent(), "reason")
    _do(lambda db: stop_wave(db, actor(), wave_id, reason, now()))
    return _wave(wave_id)


@blueprint.post(f"{_ONE}/end")
@by_key
def end(wave_id: str) -> ResponseReturnValue:
    """The wave is over as planned."""
    _do(lambda db: end_wave(db, actor(), wave_id, now()))
    return _wave(wave_id)


@blueprint.post(f"{_ONE}/check")
@by_key
def check(wave_id: str) -> ResponseReturnValue:
    """Hold what was lived against the law, the probes and the logs."""
    store = parts().store
    _do(lambda db: check_wave(db, actor(), wave_id, now(), store))
    _do(lambda db: check_burn(db, store, actor(), wave_id, now()))
    return _wave(wave_id)


@blueprint.route(f"{_ONE}/logs", methods=["GET", "POST"])
@by_key
def wave_logs(wave_id: str) -> ResponseReturnValue:
    """Vendors' own logs; POST takes one in and reconciles it."""
    status = 200
    if request.method == "POST":
        log, vendor = _file("log"), request.form.get("vendor", "")
        if log is None:
            raise BadInput("elija el registro del proveedor", "choose the vendor's log", "log")
        _do(lambda db: reconcile_log(db, parts().store, actor(), wave_id, vendor, log, now()))
        status = 201
    with parts().database.reading() as db:
        page = reconcile_page(db, actor(), wave_id, None, "", language(), now())
    rows = page.rows
    logs = [shapes.log_body(card, rows if page.log and card.id == page.log.id else ()) for card in page.logs]
    return jsonify({"logs": logs}), status


@blueprint.get(f"{_ONE}/findings")
@by_key
def wave_findings(wave_id: str) -> ResponseReturnValue:
    """Findings by filter, gravest first."""
    asked = {name: request.args.get(name, "")[:80] for name in ("vendor", "standing", "severity", "source", "ghost")}
    number = request.args.get("page", "1")
    query = FindingsQuery(**asked, page=int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1)
    return jsonify(shapes.findings_body(findings_page(reading(), actor(), wave_id, query, language(), now())))


def _finding(wave_id: str, finding_id: str) -> ResponseReturnValue:
    with parts().database.reading() as db:
        return jsonify(shapes.finding_body(one_finding(db, actor(), wave_id, finding_id, language())))


@blueprint.post(f"{_ONE}/findings/<finding_id>/judge")
@by_key
def judge(wave_id: str, finding_id: str) -> ResponseReturnValue:
    """Confirm or dismiss a draft."""
    decision, reason = text(sent(), "decision"), text(sent(), "reason", "")
    _do(lambda db: judge_findings(db, actor(), wave_id, [finding_id], decision, reason, now()))
    return _finding(wave_id, finding_id)


@blueprint.post(f"{_ONE}/findings/<finding_id>/publish")
@by_key
def publish(wave_id: str, finding_id: str) -> ResponseReturnValue:
    """Make a finding public, once the vendor had its term."""
    _do(lambda db: publish_finding(db, actor(), wave_id, finding_id, now()))
    return _finding(wave_id, finding_id)


@blueprint.post(f"{_ONE}/findings/<finding_id>/withdraw")
@by_key
def withdraw(wave_id: str, finding_id: str) -> ResponseReturnValue:
    """Take back what the vendor was shown, with the reason."""
    reason = text(sent(), "reason")
    _do(lambda db: withdraw_finding(db, actor(), wave_id, finding_id, reason, now()))
    return _finding(wave_id, finding_id)


@blueprint.post(f"{_ONE}/share")
@by_key
def share(wave_id: str) -> ResponseReturnValue:
    """Show confirmed findings to their vendors."""
    body = sent()
    ids, why, term = texts(body, "findings"), text(body, "why_now", ""), body.get("term_days", TERM_DAYS)
    if not isinstance(term, int) or isinstance(term, bool):
        raise BadInput("term_days: escriba los días", "term_days: write the days", "term_days")
    shares = _do(lambda db: share_findings(db, actor(), wave_id, ids, term, why, now()))
    return jsonify({"shared": len(shares)})


@blueprint.post(f"{_ONE}/reveal")
@by_key
def reveal(wave_id: str) -> ResponseReturnValue:
    """Open what was promised."""
    settings = parts().settings
    _do(lambda db: reveal_wave(db, settings, actor(), wave_id, now()))
    return _wave(wave_id)


@blueprint.get(f"{_ONE}/reveal.zip")
@by_key
def revealed(wave_id: str) -> ResponseReturnValue:
    """The bundle to check with `trasluz evidence verify`."""
    name, content = reveal_file(reading(), parts().settings, actor(), wave_id)
    return send_file(io.BytesIO(content), "application/zip", as_attachment=True, download_name=name, max_age=0)
