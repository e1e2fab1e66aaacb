"""The agent's one screen: the next account with its reason, the call, the wrap-up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.actors import AGENTS, COLLECTORS
from app.errors import AppError, BadInput, Conflict, NotFound
from app.models.debt import Debt
from app.models.person import Person
from app.operations.money import exponent
from app.queries.collections.desk import desk_page
from app.queries.collections.desk_clock import zone_of
from app.queries.collections.desk_rows import DeskPage
from app.queries.collections.desk_staff import desk_names_of
from app.queries.collections.seats import NoSeat, seat_of
from app.queries.oversight.coaching.sessions import words_awaited
from app.queries.rows import Problem
from app.services.desk import seat as seats
from app.services.desk.calling import hang_up as end_call
from app.services.desk.calling import place_call
from app.services.desk.held import keep_draft, release, renew
from app.services.desk.next_account import Next, next_account
from app.services.desk.note_missing import note_care, note_missing
from app.services.desk.undo import undo as take_back
from app.services.desk.wrap_up import wrap_up
from app.web import desk_names
from app.web.access import actor, allow
from app.web.desk_forms import wrap_from
from app.web.session import language, now, parts, reading, writing
from app.worker import SEND, enqueuer

blueprint = Blueprint("desk", __name__)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """What the desk's templates say things with."""
    return {"desk_words": desk_names, "currency_places": exponent}


def _page(problems: tuple[Problem, ...] = (), entered: dict[str, str] | None = None, ready_at: datetime | None = None) -> str:
    dial = parts().settings.desk_dial
    page: DeskPage = desk_page(reading(), actor(), now(), language(), desk_names.fill, dial, ready_at)
    awaited = words_awaited(reading(), actor()) if actor().role in AGENTS else 0
    return render_template(
        "operation/desk/desk.html", page=page, problems=problems, entered=entered, now=now(), words_awaited=awaited
    )


@blueprint.get("/desk")
@allow(COLLECTORS)
def show() -> ResponseReturnValue:
    """What is in hand; where nothing is, and the last wrap-up was closed, the next account is taken."""
    try:
        me = seat_of(reading(), actor())
    except NoSeat as none:
        return render_template("operation/desk/no_seat.html", why=none.say(language()), desks=desk_names_of(reading(), actor()))
    if seats.wants_one(reading(), me):
        reading().rollback()
        with writing() as db:
            found = next_account(db, me, now())
        send_confirmed(found)
        return _page(ready_at=found.ready_at)
    return _page()


def _do(act: Callable[[Session], Any], said: str = "") -> ResponseReturnValue:
    """Do it and show the desk again; what is refused is said above it."""
    try:
        with writing() as db:
            act(db)
    except (BadInput, Conflict, NotFound) as problem:
        if request.headers.get("X-Desk"):
            raise
        flash(problem.say(language()), "error")
        return redirect(url_for("desk.show"), 303)
    if said:
        flash(said, "good")
    return ("", 204) if request.headers.get("X-Desk") else redirect(url_for("desk.show"), 303)


@blueprint.post("/desk/next")
@allow(COLLECTORS)
def following() -> ResponseReturnValue:
    """The next account; the last wrap-up stands from here on."""
    return _do(lambda db: send_confirmed(next_account(db, seat_of(db, actor()), now())))


def send_confirmed(found: Next) -> None:
    """The written agreement of the wrap-up that now stands goes to its channel."""
    if found.confirmed is not None:
        enqueuer(parts().celery, SEND)(str(found.confirmed))


@blueprint.post("/desk/<int:debt_id>/skip")
@allow(COLLECTORS)
def skip(debt_id: int) -> ResponseReturnValue:
    """Later today, by somebody; and the next one now."""

    def pass_on(db: Session) -> None:
        me = seat_of(db, actor())
        release(db, me, debt_id, now())
        send_confirmed(next_account(db, me, now()))

    return _do(pass_on)


@blueprint.post("/desk/<int:debt_id>/call")
@allow(COLLECTORS)
def call(debt_id: int) -> ResponseReturnValue:
    """Ask the rulebook and record the attempt."""
    given = request.form.get("point", "")
    point = int(given) if given.isascii() and given.isdecimal() and len(given) < 15 else None
    return _do(lambda db: place_call(db, actor(), debt_id, point, now()))


@blueprint.post("/desk/<int:debt_id>/hang-up")
@allow(COLLECTORS)
def hang_up(debt_id: int) -> ResponseReturnValue:
    """The call ended."""
    return _do(lambda db: end_call(db, actor(), debt_id, now()))


@blueprint.post("/desk/<int:debt_id>/wrap")
@allow(COLLECTORS)
def wrap(debt_id: int) -> ResponseReturnValue:
    """How it ended. What was typed stays where it is refused."""
    entered = {key: value[:4000] for key, value in request.form.items() if key != "csrf_token"}
    try:
        currency, zone = _money_and_clock(debt_id)
        with writing() as db:
            wrap_up(db, actor(), debt_id, wrap_from(request.form, currency, zone), now())
    except AppError as problem:
        if not isinstance(problem, (BadInput, Conflict)):
            raise
        return _page((Problem(problem.field, problem.say(language())),), entered), 422
    return redirect(url_for("desk.show"), 303)


def _money_and_clock(debt_id: int) -> tuple[str, ZoneInfo]:
    debt = reading().get(Debt, debt_id)
    if debt is None or debt.organisation_id != actor().organisation_id:
        raise NotFound("esa cuenta no es de esta mesa", "that account is not of your desk")
    return debt.currency, zone_of(reading().get_one(Person, debt.person_id))


@blueprint.post("/desk/undo")
@allow(COLLECTORS)
def undo() -> ResponseReturnValue:
    """Take the last wrap-up back."""
    return _do(lambda db: take_back(db, actor(), now()))


@blueprint.post("/desk/<int:debt_id>/draft")
@allow(COLLECTORS)
def draft(debt_id: int) -> ResponseReturnValue:
    """Keep what is being written."""
    fields = {key: value for key, value in request.form.items() if key != "csrf_token"}
    return _do(lambda db: keep_draft(db, seat_of(db, actor()), debt_id, fields, now()))


@blueprint.post("/desk/<int:debt_id>/here")
@allow(COLLECTORS)
def here(debt_id: int) -> ResponseReturnValue:
    """The agent still works on it."""
    return _do(lambda db: renew(db, seat_of(db, actor()), debt_id, now()))


@blueprint.post("/desk/<int:debt_id>/note")
@allow(COLLECTORS)
def note(debt_id: int) -> ResponseReturnValue:
    """Something about the person that was not known."""
    what, value = request.form.get("what", ""), request.form.get("value", "")[:500]
    if what.startswith("care:"):
        return _do(lambda db: note_care(db, actor(), debt_id, what[5:], value, now()))
    return _do(lambda db: note_missing(db, actor(), debt_id, what, value, now()))


@blueprint.post("/desk/available")
@allow(COLLECTORS)
def available() -> ResponseReturnValue:
    """Accounts may come, or not."""

    def change(db: Session) -> None:
        seats.be_available(db, actor(), request.form.get("available") == "yes", now())
        db.commit()

    return _do(change)
