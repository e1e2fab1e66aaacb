"""The pages of segments: their order, the rule being written with its live count, what a change moved."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actors import MANAGERS
from app.errors import AppError, BadInput, Conflict
from app.queries.collections import segments as listed
from app.services.portfolio import edit_segments
from app.web.access import actor, allow
from app.web.formats import num
from app.web.portfolio import blueprint, enqueue_to, problems_of
from app.web.session import language, now, reading, writing
from app.worker import SETTLE

__all__ = ["blueprint"]


@blueprint.get("/operation/segments")
@allow(MANAGERS)
def segments() -> ResponseReturnValue:
    """Every segment, and the rule being written."""
    editing = request.args.get("edit", type=int)
    page = listed.segments_page(reading(), actor(), language(), editing)
    if page.editing:
        tried = listed.try_rule(reading(), actor(), page.editing.rule, page.editing.position, language(), now())
        page = listed.segments_page(reading(), actor(), language(), editing, tried)
    moved = session.pop("moved_segments", None)
    return render_template("operation/segments.html", page=page, moved=moved)


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
            kept = edit_segments.save_segment(db, actor(), editing, name, rule, now()).id
    except (AppError, BadInput) as cause:
        tried = listed.try_rule(reading(), actor(), rule, None, language(), now())
        page = listed.segments_page(reading(), actor(), language(), editing, tried, name, problems_of(cause))
        return render_template("operation/segments.html", page=page), 422
    return _settled(kept)


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
        was = [row.id for row in listed.segment_rows(db, actor())]
        edit_segments.move_segment(db, actor(), segment_id, request.form.get("to") == "up", now())
        stand = [row.id for row in listed.segment_rows(db, actor())]
    if was != stand:
        session["moved_segments"] = [stand, was]
    return _settled(segment_id)


@blueprint.post("/operation/segments/order")
@allow(MANAGERS)
def order() -> ResponseReturnValue:
    """Back to the order before a move, where nothing else has moved since."""
    was, wanted = (_ids(request.form.get(name, "")) for name in ("was", "order"))
    try:
        with writing() as db:
            edit_segments.order_segments(db, actor(), was, wanted, now())
    except Conflict as cause:
        flash(cause.say(language()), "error")
        return redirect(url_for("portfolio.segments"), 303)
    return _settled()


def _ids(told: str) -> list[int]:
    return [int(one) for one in told[:9000].split(",") if one.isascii() and one.isdecimal() and len(one) < 10]


@blueprint.post("/operation/segments/<int:segment_id>/switch")
@allow(MANAGERS)
def switch(segment_id: int) -> ResponseReturnValue:
    """On or off."""
    with writing() as db:
        edit_segments.switch_segment(db, actor(), segment_id, now())
    return _settled(segment_id)


def _settled(segment_id: int | None = None) -> ResponseReturnValue:
    """Debts into their segments, with what that changed: at once where they are few, in the queue where they are many."""
    with writing() as db:
        changed = edit_segments.put_in_segments(db, actor(), now())
        cards = listed.segments_page(db, actor(), language()).cards
    if changed is None:
        enqueue_to(SETTLE)(str(actor().organisation_id))
        flash(_("The accounts are being put into their segments: it takes a moment."), "good")
    else:
        said = [f"{card.name}: {_holds(card)}" for card in cards if card.id == segment_id]
        moved = ngettext("%(n)s account changed segment.", "%(n)s accounts changed segment.", changed, n=num(changed))
        flash(" ".join([*said, moved]), "good")
    return redirect(url_for("portfolio.segments"), 303)


def _holds(card: listed.SegmentCard) -> str:
    if not card.active:
        return str(_("switched off."))
    return str(ngettext("holds %(n)s account.", "holds %(n)s accounts.", card.count, n=num(card.count)))
