"""The pages of a portfolio's loads: send a file, say how it is read, try it, load it, read its report."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import MANAGERS
from app.errors import AppError, BadInput, NotFound
from app.models.portfolio import PortfolioLoad
from app.operations.cleaning_ids import COUNTRIES
from app.operations.cleaning_reasons import ACCEPTED, what, what_to_do
from app.operations.columns import Column
from app.operations.columns_reads import BadReads, Reads, reads_of
from app.queries.collections import loads as seen
from app.queries.rows import Problem
from app.services.portfolio import loads
from app.services.portfolio.report import issues_in, written
from app.services.portfolio.shape import shape_of
from app.services.unpack import Given
from app.web.access import actor, allow
from app.web.portfolio_forms import reads_from
from app.web.session import language, now, parts, reading, writing
from app.worker import LOAD, enqueuer, nobody_works

blueprint = Blueprint("portfolio", __name__)


@blueprint.context_processor
def _working() -> dict[str, Callable[[], bool]]:
    """Asked only by pages on which something waits for a worker."""
    return {"nobody_works": lambda: nobody_works(parts().celery, parts().settings)}


_SHOWN = 60


def problems_of(cause: AppError) -> tuple[Problem, ...]:
    """What was refused, beside its field."""
    return (Problem(cause.field, cause.say(language())),)


def enqueue_to(task: str) -> Callable[[str], None]:
    """Sends one id to a task."""
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
        return _loads_page(problems_of(cause), country), 422
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
        problems = problems or (problems_of(cause) if isinstance(cause, BadInput) else gone)
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
                loads.ask(db, actor(), load_id, "check", now(), enqueue_to(LOAD))
    except (AppError, BadReads, ValueError) as cause:
        if isinstance(cause, NotFound):
            raise
        told = cause if isinstance(cause, AppError) else BadInput(getattr(cause, "es", str(cause)), str(cause), "columns")
        return render_template("operation/load.html", page=_load_page(load_id, problems_of(told), asked)), 422
    return redirect(url_for("portfolio.show", load_id=load_id), 303)


@blueprint.post("/operation/loads/<load_id>/load")
@allow(MANAGERS)
def load(load_id: str) -> ResponseReturnValue:
    """Load it."""
    try:
        with writing() as db:
            loads.ask(db, actor(), load_id, "load", now(), enqueue_to(LOAD))
    except BadInput as cause:
        return render_template("operation/load.html", page=_load_page(load_id, problems_of(cause))), 422
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
