"""The HTTP API for portfolios: load a file, follow it, read its report, write segments and count them, find accounts."""

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import BadInput, NotFound
from app.models.portfolio import PortfolioLoad
from app.operations.columns_reads import BadReads, Reads, reads_of
from app.operations.stages import days_past_due, today_of
from app.queries.collections import segments as listed
from app.queries.collections.house_time import at_house
from app.services.portfolio import edit_segments, loads
from app.services.portfolio.report import written
from app.services.unpack import Given
from app.web.access import actor, by_key
from app.web.api.routes import blueprint
from app.web.api.wave_bodies import sent, text
from app.web.api.wave_shapes import plain
from app.web.session import language, now, parts, reading, writing
from app.worker import LOAD, SETTLE, enqueuer

__all__ = ["blueprint"]
_INNER = ("doubts", "sheets", "work", "asked_at", "ended_at", "gone", "withdrawn")
_LOADS, _SEGMENTS = "/v1/loads", "/v1/segments"


def _load_body(row: PortfolioLoad) -> dict[str, Any]:
    counts = {k: v for k, v in row.counts.items() if k not in _INNER}
    return {
        "id": row.id,
        "file": row.file,
        "sha256": row.sha256,
        "country": row.country,
        "state": "stopped" if loads.silent(row, now()) else row.state,
        "share_done": row.share_done,
        "reads": row.reads,
        "counts": counts,
        "problem": (row.problem or {}).get("en" if language().startswith("en") else "es"),
        "at": row.at.isoformat(),
        "who": row.who,
    }


def _answer(load_id: str, status: int = 200) -> ResponseReturnValue:
    with parts().database.reading() as db:
        body = _load_body(loads.load_of(db, actor(), load_id))
    return jsonify(body), status, {"Location": url_for("api.show_load", load_id=load_id)}


@blueprint.post(_LOADS)
@by_key
def send_load() -> ResponseReturnValue:
    """A file; it comes back with how it seems to be read."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadInput("elija el archivo de la cartera", "choose the portfolio's file", "file")
    given = Given(file.filename, file.stream)  # type: ignore[arg-type]
    limit = parts().settings.max_upload_bytes
    with writing() as db:
        made = loads.take_file(db, parts().store, actor(), given, request.form.get("country", ""), limit, now())
    return _answer(made.id, 201)


@blueprint.get(f"{_LOADS}/<load_id>")
@by_key
def show_load(load_id: str) -> ResponseReturnValue:
    """A load as it stands."""
    return _answer(load_id)


@blueprint.post(f"{_LOADS}/<load_id>/reads")
@by_key
def set_load_reads(load_id: str) -> ResponseReturnValue:
    """How the file is read."""
    body = sent()
    with writing() as db:
        row = loads.load_of(db, actor(), load_id)
        asked = _reads({**row.reads, **{k: v for k, v in body.items() if k != "save_as"}})
        loads.set_reads(db, parts().store, actor(), load_id, asked, text(body, "save_as", ""), now())
    return _answer(load_id)


def _reads(held: dict[str, Any]) -> Reads:
    try:
        return reads_of(held)
    except BadReads as cause:
        raise BadInput(cause.es, cause.en, "reads") from cause


@blueprint.post(f"{_LOADS}/<load_id>/check")
@by_key
def check_load(load_id: str) -> ResponseReturnValue:
    """Try it: nothing changes."""
    with writing() as db:
        loads.ask(db, actor(), load_id, "check", now(), enqueuer(parts().celery, LOAD))
    return _answer(load_id, 202)


@blueprint.post(f"{_LOADS}/<load_id>/load")
@by_key
def start_load(load_id: str) -> ResponseReturnValue:
    """Load it, all or nothing."""
    with writing() as db:
        loads.ask(db, actor(), load_id, "load", now(), enqueuer(parts().celery, LOAD))
    return _answer(load_id, 202)


@blueprint.get(f"{_LOADS}/<load_id>/rejected.csv")
@by_key
def load_report(load_id: str) -> ResponseReturnValue:
    """Every refused row and every cell left out."""
    row = loads.load_of(reading(), actor(), load_id)
    if not row.rejected:
        raise NotFound("todavía no hay informe", "there is no report yet")
    lines = written(parts().store.path(row.rejected), reads_of(row.reads), language())
    return Response(lines, mimetype="text/csv; charset=utf-8")


def _segments() -> ResponseReturnValue:
    with parts().database.reading() as db:
        page = listed.segments_page(db, actor(), language())
    return jsonify({"segments": [plain(asdict(card)) for card in page.cards], "in_none": page.nowhere, "accounts": page.total})


@blueprint.route(_SEGMENTS, methods=["GET", "POST"])
@by_key
def api_segments() -> ResponseReturnValue:
    """Segments in order with their counts; POST writes one (`id` for a new version)."""
    if request.method == "POST":
        body = sent()
        known = body.get("id")
        if known is not None and (not isinstance(known, int) or isinstance(known, bool)):
            raise BadInput("id: escriba un número entero", "id: write a whole number", "id")
        with writing() as db:
            edit_segments.save_segment(db, actor(), known, text(body, "name"), text(body, "rule"), now())
            if edit_segments.put_in_segments(db, actor(), now()) is None:
                enqueuer(parts().celery, SETTLE)(str(actor().organisation_id))
    return _segments()


@blueprint.post(f"{_SEGMENTS}/try")
@by_key
def api_try_rule() -> ResponseReturnValue:
    """What a rule would pick now, or which of its words is wrong."""
    tried = listed.try_rule(reading(), actor(), text(sent(), "rule"), None, language(), now())
    return jsonify(plain(asdict(tried)))


@blueprint.get("/v1/accounts")
@by_key
def api_accounts() -> ResponseReturnValue:
    """Accounts by filter, fifty a page."""
    args, page = request.args, request.args.get("page", "1")
    asked = {name: args.get(name, "")[:4000].replace("\x00", "") for name in ("q", "stage", "segment", "product", "rule")}
    asked["segment"] = asked["segment"][:9]
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
    query = listed.AccountsQuery(**asked, page=max(1, number))
    today = today_of(at_house(reading(), actor().organisation_id, now()))
    found = listed.accounts_page(reading(), actor(), query, language(), now(), lambda due: days_past_due(due, today))
    if found.problem:
        raise BadInput(found.problem, found.problem, "rule")
    return jsonify({"accounts": [plain(asdict(row)) for row in found.rows], "found": found.found, "pages": found.pages})
