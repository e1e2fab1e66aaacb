"""The portfolio's pages: loads with their report, segments with live counts, accounts by filter."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import MANAGERS
from app.errors import AppError, BadInput, Conflict, NotFound
from app.models.portfolio import PortfolioLoad
from app.operations.cleaning_ids import COUNTRIES
from app.operations.cleaning_reasons import ACCEPTED, what, what_to_do
from app.operations.columns import Column
from app.operations.columns_reads import BadReads, Reads, reads_of
from app.operations.stages import days_past_due, today_of
from app.queries.collections import loads as seen
from app.queries.collections import segments as listed
from app.queries.collections.people_found import people_alike
from app.queries.rows import Problem
from app.services.portfolio import edit_segments, loads
from app.services.portfolio.join_people import decide_pair
from app.services.portfolio.report import issues_in, written
from app.services.portfolio.shape import shape_of
from app.services.unpack import Given
from app.web.access import actor, allow
from app.web.portfolio_forms import reads_from
from app.web.session import language, now, parts, reading, writing
from app.worker import LOAD, SETTLE, enqueuer

blueprint = Blueprint("portfolio", __name__)
_SHOWN = 60


def _problems(cause: AppError) -> tuple[Problem, ...]:
    return (Problem(cause.field, cause.say(language())),)


def _enqueue(task: str) -> Callable[[str], None]:
    return enqueuer(parts().celery, task)


def state_of(row: PortfolioLoad) -> str:
    """What a load is now, in one word: its own state, or queued, checking or silent."""
    if loads.silent(row, now()):
        return "silent"
    if row.state == "waiting" and "work" in row.counts:
        return "checking"
    return "queued" if row.state == "loading" and row.beat_at is None else row.state


def _loads_page(problems: tuple[Problem, ...] = (), country: str = "") -> str:
    cards = tuple(seen.card_of(row, state_of(row)) for row in seen.newest(reading(), actor()))
    usual = country or (cards[0].country if cards else "CL")
    return render_template("operation/loads.html", page=seen.LoadsPage(cards, COUNTRIES, usual, problems))


@blueprint.get("/operation/loads")
@allow(MANAGERS)
def index() -> ResponseReturnValue:
    """Send a file, and what was loaded before."""
    return _loads_page()


@blueprint.post("/operation/loads")
@allow(MANAGERS)
def take() -> ResponseReturnValue:
    """Take a file and show how it seems to be read."""
    file, country = request.files.get("file"), request.form.get("country", "")
    held = parts()
    try:
        if file is None or not file.filename:
            raise BadInput("elija el archivo de la cartera", "choose the portfolio's file", "file")
        with writing() as db:
            given = Given(file.filename, file.stream)  # type: ignore[arg-type]
            made = loads.take_file(db, held.store, actor(), given, country, held.settings.max_upload_bytes, now())
    except BadInput as cause:
        return _loads_page(_problems(cause), country), 422
    return redirect(url_for("portfolio.show", load_id=made.id), 303)


@blueprint.get("/operation/loads/<load_id>")
@allow(MANAGERS)
def show(load_id: str) -> ResponseReturnValue:
    """One load."""
    return render_template("operation/load.html", page=_load_page(load_id))


def _load_page(load_id: str, problems: tuple[Problem, ...] = (), reads: Reads | None = None) -> seen.LoadPage:
    row = seen.load_row(reading(), actor(), load_id)
    asked = reads or reads_of(row.reads)
    path = parts().store.path(row.stored)
    try:
        shape = shape_of(path, asked, row.file)
        headers, preview = shape.headers, shape.preview
    except (BadInput, OSError) as cause:
        headers, preview = tuple(asked.columns), ()
        gone = (Problem("", _("The file is no longer kept.")),)
        problems = problems or (_problems(cause) if isinstance(cause, BadInput) else gone)
    lang, counts = language(), row.counts
    reasons = tuple((what(why, lang), int(n), why in ACCEPTED) for why, n in counts.get("reasons", {}).items())
    return seen.LoadPage(
        card=seen.card_of(row, state_of(row)),
        reads=asked.as_json(),
        headers=headers,
        preview=preview,
        ours=tuple(Column),
        mappings=seen.mappings(reading(), actor()),
        mapping_id=row.mapping_id,
        doubts=tuple(d["en" if lang.startswith("en") else "es"] for d in counts.get("doubts", ())),
        refused=_refused(row, asked, lang),
        reasons=reasons,
        problem=(row.problem or {}).get("en" if lang.startswith("en") else "es"),
        before=seen.loaded_before(reading(), row),
        may_change=row.state in ("waiting", "dry", "failed") and not loads.at_work(row, now()),
        problems=problems,
    )


def _refused(row: PortfolioLoad, reads: Reads, lang: str) -> tuple[seen.Refused, ...]:
    if not row.rejected:
        return ()
    found = issues_in(parts().store.path(row.rejected), _SHOWN)
    return tuple(
        seen.Refused(at, _header(reads, field), value, why in ACCEPTED, what(why, lang), what_to_do(why, lang))
        for at, field, why, value in found
    )


def _header(reads: Reads, field: str) -> str:
    """The client's own name of a column."""
    return ", ".join(reads.headers_of(Column(field))) if field in list(Column) else field


@blueprint.post("/operation/loads/<load_id>/reads")
@allow(MANAGERS)
def reads(load_id: str) -> ResponseReturnValue:
    """How it is read; then it is tried, changing nothing."""
    form = request.form
    row = seen.load_row(reading(), actor(), load_id)
    asked = reads_of(row.reads)
    try:
        asked = reads_from(form, asked)
        with writing() as db:
            if form.get("mapping"):
                loads.use_mapping(db, actor(), load_id, int(form["mapping"]))
            else:
                loads.set_reads(db, parts().store, actor(), load_id, asked, form.get("save_as", ""), now())
            if form.get("do") != "show":
                loads.ask(db, actor(), load_id, "check", now(), _enqueue(LOAD))
    except (AppError, BadReads, ValueError) as cause:
        if isinstance(cause, NotFound):
            raise
        told = cause if isinstance(cause, AppError) else BadInput(getattr(cause, "es", str(cause)), str(cause), "columns")
        return render_template("operation/load.html", page=_load_page(load_id, _problems(told), asked)), 422
    return redirect(url_for("portfolio.show", load_id=load_id), 303)


@blueprint.post("/operation/loads/<load_id>/load")
@allow(MANAGERS)
def load(load_id: str) -> ResponseReturnValue:
    """Load it."""
    try:
        with writing() as db:
            loads.ask(db, actor(), load_id, "load", now(), _enqueue(LOAD))
    except BadInput as cause:
        return render_template("operation/load.html", page=_load_page(load_id, _problems(cause))), 422
    return redirect(url_for("portfolio.show", load_id=load_id), 303)


@blueprint.get("/operation/loads/<load_id>/rejected.csv")
@allow(MANAGERS)
def rejected(load_id: str) -> ResponseReturnValue:
    """Every refused row and every cell left out, with why and what to do."""
    row = seen.load_row(reading(), actor(), load_id)
    if not row.rejected:
        raise NotFound("todavía no hay informe", "there is no report yet")
    lines = written(parts().store.path(row.rejected), reads_of(row.reads), language())
    name = f"attachment; filename=rechazos-{row.id[:8]}.csv"
    return Response(lines, mimetype="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@blueprint.get("/operation/segments")
@allow(MANAGERS)
def segments() -> ResponseReturnValue:
    """Every segment, and the rule being written."""
    editing = request.args.get("edit", type=int)
    page = listed.segments_page(reading(), actor(), language(), editing)
    if page.editing:
        tried = listed.try_rule(reading(), actor(), page.editing.rule, page.editing.position, language(), now())
        page = listed.segments_page(reading(), actor(), language(), editing, tried)
    return render_template("operation/segments.html", page=page)


@blueprint.get("/operation/segments/try")
@allow(MANAGERS)
def try_rule() -> ResponseReturnValue:
    """What the rule would pick, while it is written."""
    rule, position = request.args.get("rule", "")[:4000], request.args.get("position", type=int)
    tried = listed.try_rule(reading(), actor(), rule, position, language(), now()) if rule.strip() else None
    return render_template("operation/segments_try.html", tried=tried)


@blueprint.post("/operation/segments")
@allow(MANAGERS)
def save() -> ResponseReturnValue:
    """A new segment, or a new version of one."""
    form = request.form
    editing = form.get("segment_id", type=int)
    name, rule = form.get("name", ""), form.get("rule", "")
    try:
        with writing() as db:
            edit_segments.save_segment(db, actor(), editing, name, rule, now())
    except (AppError, BadInput) as cause:
        tried = listed.try_rule(reading(), actor(), rule, None, language(), now())
        page = listed.segments_page(reading(), actor(), language(), editing, tried, name, _problems(cause))
        return render_template("operation/segments.html", page=page), 422
    return _settled()


@blueprint.post("/operation/segments/usual")
@allow(MANAGERS)
def usual() -> ResponseReturnValue:
    """Begin with the stages of delinquency."""
    with writing() as db:
        edit_segments.usual_segments(db, actor(), now())
    return _settled()


@blueprint.post("/operation/segments/<int:segment_id>/move")
@allow(MANAGERS)
def move(segment_id: int) -> ResponseReturnValue:
    """Up or down: the first that fits wins."""
    with writing() as db:
        edit_segments.move_segment(db, actor(), segment_id, request.form.get("to") == "up", now())
    return _settled()


@blueprint.post("/operation/segments/<int:segment_id>/switch")
@allow(MANAGERS)
def switch(segment_id: int) -> ResponseReturnValue:
    """On or off."""
    with writing() as db:
        edit_segments.switch_segment(db, actor(), segment_id, now())
    return _settled()


def _settled() -> ResponseReturnValue:
    """Debts into their segments: at once where they are few, in the queue where they are many."""
    with writing() as db:
        done = edit_segments.put_in_segments(db, actor(), now())
    if not done:
        _enqueue(SETTLE)(str(actor().organisation_id))
        flash(_("The accounts are being put into their segments: it takes a moment."), "good")
    return redirect(url_for("portfolio.segments"), 303)


@blueprint.get("/operation/accounts")
@allow(MANAGERS)
def accounts() -> ResponseReturnValue:
    """Accounts by filter."""
    args: Any = request.args
    page = args.get("page", "1")
    query = listed.AccountsQuery(
        q=" ".join(args.get("q", "").replace("\x00", "").split())[:80],
        stage=args.get("stage", "")[:20],
        segment=args.get("segment", "")[:9],
        product=args.get("product", "")[:80],
        rule=args.get("rule", "")[:4000],
        page=int(page) if page.isascii() and page.isdecimal() and 0 < len(page) < 7 and int(page) else 1,
    )
    today = today_of(now())
    found = listed.accounts_page(reading(), actor(), query, language(), now(), lambda due: days_past_due(due, today))
    return render_template("operation/segments_accounts.html", page=found)


@blueprint.get("/operation/alike")
@allow(MANAGERS)
def alike() -> ResponseReturnValue:
    """People who may be one person, to be decided by somebody."""
    return render_template("operation/segments_alike.html", pairs=people_alike(reading(), actor()))


@blueprint.post("/operation/alike")
@allow(MANAGERS)
def decide() -> ResponseReturnValue:
    """One, or two."""
    form = request.form
    first, second = form.get("first", type=int), form.get("second", type=int)
    if first is None or second is None:
        raise NotFound("no hay tal persona", "there is no such person")
    try:
        with writing() as db:
            decide_pair(db, actor(), first, second, form.get("same") == "1", now())
    except Conflict as cause:
        flash(cause.say(language()), "error")
    return redirect(url_for("portfolio.alike"), 303)
