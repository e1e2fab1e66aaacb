"""Messages and agents' scripts, for the manager: written with live checks, put in use, retired; how people reach the client."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actors import MANAGERS
from app.errors import AppError, BadInput, Conflict
from app.operations.placeholders import PLACEHOLDERS
from app.operations.scripts import COUNTRIES, Checked, check
from app.queries.collections.templates import TemplateRow, card_of, one_template, template_rows, texts_under_way
from app.services.strategies.add_house_texts import ask_house_texts, at_work
from app.services.strategies.house_card import CARD, save_card
from app.services.strategies.write_template import (
    NewText,
    draft_of,
    go_live,
    write_template,
)
from app.services.strategies.write_template import retire as retire_template
from app.text_judge import judge_text
from app.web.access import actor, allow
from app.web.session import language, now, parts, reading, writing
from app.web.strategies import problems_of
from app.worker import HOUSE_TEXTS, enqueuer, nobody_works

blueprint = Blueprint("scripts", __name__)
_FIELDS = ("key", "channel", "country", "language", "tone", "subject", "body", "client_type", "sector", "currency")
_TOLD_FOR = timedelta(hours=1)
BLANK = NewText("", "message", "whatsapp", "", "es", "tu", "", "")


@dataclass(frozen=True, slots=True)
class Writing:
    """The editor: what is being written, what is known of it, and the stored text it changes (None: a new one)."""

    text: NewText
    checked: Checked | None
    row: TemplateRow | None


@blueprint.get("/scripts")
@allow(MANAGERS)
def index() -> ResponseReturnValue:
    """Every text, filtered."""
    asked = {name: request.args.get(name, "")[:40] for name in ("q", "channel", "language", "state")}
    rows = template_rows(reading(), actor().organisation_id)
    shown = [row for row in rows if _fits(row, asked)]
    card = card_of(reading(), actor().organisation_id)
    countries = [country for known in COUNTRIES.values() for country in known]
    adding = texts_under_way(reading(), actor().organisation_id, lambda row: at_work(row, now()))
    if adding is not None and adding.state == "done" and adding.at < now() - _TOLD_FOR:
        adding = None
    waits = adding is not None and adding.state == "queued" and nobody_works(parts().celery, parts().settings)
    shows = {"rows": shown, "total": len(rows), "asked": asked, "adding": adding, "waits": waits}
    return render_template("operation/scripts.html", card=card, countries=countries, fields=CARD, **shows)


def _fits(row: TemplateRow, asked: dict[str, str]) -> bool:
    words = f"{row.key} {row.body} {row.subject or ''}".casefold()
    same = all(not asked[name] or getattr(row, name) == asked[name] for name in ("channel", "language", "state"))
    return same and asked["q"].casefold() in words


@blueprint.post("/scripts/install")
@allow(MANAGERS)
def install() -> ResponseReturnValue:
    """The house's own texts, where the client has none."""
    try:
        with writing() as db:
            ask_house_texts(db, actor(), now(), enqueuer(parts().celery, HOUSE_TEXTS))
    except Conflict as cause:
        flash(cause.say(language()), "error")
    return redirect(url_for("scripts.index"), 303)


@blueprint.post("/scripts/card")
@allow(MANAGERS)
def card() -> ResponseReturnValue:
    """How people of a country reach the client."""
    says = {name: request.form.get(name, "") for name in CARD}
    try:
        with writing() as db:
            save_card(db, actor(), request.form.get("country", ""), says, now())
    except BadInput as cause:
        flash(cause.say(language()), "error")
    else:
        flash(_("Saved."), "good")
    return redirect(url_for("scripts.index") + "#card", 303)


@blueprint.route("/scripts/new", methods=["GET", "POST"])
@allow(MANAGERS)
def write() -> ResponseReturnValue:
    """A new text."""
    if request.method == "POST":
        return _save(None)
    english = request.args.get("language") == "en"
    return _editor(Writing(replace(BLANK, language="en", tone="you") if english else BLANK, None, None))


@blueprint.route("/scripts/<int:template_id>", methods=["GET", "POST"])
@allow(MANAGERS)
def edit(template_id: int) -> ResponseReturnValue:
    """One text; saving one that is in use begins a new version."""
    row = one_template(reading(), actor().organisation_id, template_id)
    if request.method == "POST":
        return _save(row)
    text = NewText(
        key=row.key,
        kind=row.kind,
        channel=row.channel,
        country=row.country,
        language=row.language,
        tone=row.tone,
        subject=row.subject or "",
        body=row.body,
        client_type=row.client_type or "",
        sector=row.sector or "",
        currency=row.currency or "",
        setup_cost_minor=row.setup_cost_minor,
        test_cost_minor=row.test_cost_minor,
    )
    return _editor(Writing(text, check(draft_of(text), judge_text), row))


def _save(row: TemplateRow | None) -> ResponseReturnValue:
    text = _sent()
    try:
        with writing() as db:
            saved = write_template(db, actor(), text, judge_text, now(), row.id if row else None)
    except BadInput as cause:
        return _editor(Writing(text, None, row), cause)
    apart = saved.version > 1 and (row is None or row.id != saved.id)
    said = _("Saved as a draft, version %(n)s: the ones before stay.", n=saved.version) if apart else _("Saved as a draft.")
    flash(said, "good")
    return redirect(url_for("scripts.edit", template_id=saved.id), 303)


def _sent() -> NewText:
    values = {name: request.form.get(name, "")[:9000] for name in _FIELDS}
    costs = (_cost("setup_cost"), _cost("test_cost"))
    kind = "script" if values["channel"] == "voice" else "message"
    return NewText(kind=kind, setup_cost_minor=costs[0], test_cost_minor=costs[1], **values)


def _cost(name: str) -> int:
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 13 else 0


def _editor(page: Writing, cause: AppError | None = None) -> ResponseReturnValue:
    problems = problems_of(cause) if cause else ()
    shown = render_template("operation/script.html", page=page, problems=problems, placeholders=PLACEHOLDERS, countries=COUNTRIES)
    return shown, cause.status if cause else 200


@blueprint.post("/scripts/check")
@allow(MANAGERS)
def look() -> ResponseReturnValue:
    """What is found in the text as it is being written: the part of the editor beside it."""
    text = _sent()
    try:
        checked, problem = check(draft_of(text), judge_text), None
    except BadInput as cause:
        checked, problem = None, cause.say(language())
    return render_template("operation/script_checks.html", checked=checked, problem=problem, text=text)


@blueprint.post("/scripts/<int:template_id>/live")
@allow(MANAGERS)
def live(template_id: int) -> ResponseReturnValue:
    """In use from now."""
    return _decided(template_id, lambda db: go_live(db, actor(), template_id, request.form.get("reason", ""), judge_text, now()))


@blueprint.post("/scripts/<int:template_id>/retire")
@allow(MANAGERS)
def retire(template_id: int) -> ResponseReturnValue:
    """Not used again."""
    return _decided(template_id, lambda db: retire_template(db, actor(), template_id))


def _decided(template_id: int, act: Callable[[Session], object]) -> ResponseReturnValue:
    try:
        with writing() as db:
            act(db)
    except (BadInput, Conflict) as cause:
        flash(cause.say(language()), "error")
    else:
        flash(_("Done."), "good")
    return redirect(url_for("scripts.edit", template_id=template_id), 303)
