"""For whoever runs the operation: one person with everything that happened, and who sits at which desk."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.actors import MANAGERS
from app.errors import BadInput, Conflict
from app.queries.collections.desk_staff import staff_page
from app.queries.collections.grievances import open_grievances
from app.queries.collections.people_search import find_people
from app.queries.collections.person import person_page
from app.services.desk.grievances import KINDS, close_grievance, open_grievance
from app.services.desk.staff_desks import seat_agent
from app.web.access import actor, allow
from app.web.desk_names import skill_ids
from app.web.session import language, now, reading, writing

blueprint = Blueprint("people", __name__)


def _done(act: Callable[[Session], Any], said: str, back: str) -> ResponseReturnValue:
    try:
        with writing() as db:
            act(db)
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
    else:
        flash(said, "good") if said else None
    return redirect(back, 303)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 15 else None


@blueprint.get("/people")
@allow(MANAGERS)
def index() -> ResponseReturnValue:
    """Find a person; with nothing asked, what they complain of and dispute and nobody answered."""
    asked, kind = request.args.get("q", "").strip(), request.args.get("open", "")
    kind = kind if kind in KINDS else ""
    found = find_people(reading(), actor(), asked)
    waiting = () if asked else open_grievances(reading(), actor(), kind)
    return render_template("operation/desk/people.html", asked=asked, found=found, kind=kind, waiting=waiting)


@blueprint.get("/people/<int:person_id>")
@allow(MANAGERS)
def show(person_id: int) -> ResponseReturnValue:
    """Everything about one."""
    page = person_page(reading(), actor(), person_id, now(), request.args.get("channel", "")[:20])
    return render_template("operation/desk/person.html", page=page)


@blueprint.post("/people/<int:person_id>/complaints")
@allow(MANAGERS)
def complain(person_id: int) -> ResponseReturnValue:
    """Open a dispute or a complaint."""
    form, back = request.form, url_for("people.show", person_id=person_id)
    kind, topic, text = form.get("kind", ""), form.get("topic", ""), form.get("text", "")
    debt = _number(form.get("debt", ""))
    return _done(lambda db: open_grievance(db, actor(), person_id, debt, kind, topic, text, now()), "", back)


@blueprint.post("/people/<int:person_id>/complaints/<int:grievance_id>")
@allow(MANAGERS)
def answer(person_id: int, grievance_id: int) -> ResponseReturnValue:
    """Answer one."""
    state, text = request.form.get("state", ""), request.form.get("answer", "")
    back = url_for("people.show", person_id=person_id)
    return _done(lambda db: close_grievance(db, actor(), grievance_id, state, text, now()), "", back)


@blueprint.get("/desks")
@allow(MANAGERS)
def desks() -> ResponseReturnValue:
    """Agents, their desks and what waits at each."""
    return render_template("operation/desk/desks.html", page=staff_page(reading(), actor(), now()))


@blueprint.post("/desks/<int:user_id>")
@allow(MANAGERS)
def seat(user_id: int) -> ResponseReturnValue:
    """Give an agent a desk."""
    form = request.form
    level = _number(form.get("level", ""))

    def act(db: Session) -> None:
        seat_agent(
            db, actor(), user_id, form.get("desk", ""), -1 if level is None else level, skill_ids(form.get("skills", "")), now()
        )

    return _done(act, "", url_for("desk.show" if form.get("next") == "desk" else "people.desks"))
