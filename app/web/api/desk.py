"""The HTTP API for the desk: for a dialler that works it for an agent, and for whoever runs the operation."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, NotFound
from app.models.interaction import Grievance, Interaction
from app.models.user import User
from app.operations.wrap import Outcome, Slice, WrapUp
from app.queries.collections.desk_staff import staff_page
from app.queries.collections.people_search import find_people
from app.queries.collections.person import person_page
from app.queries.collections.seats import seat_of
from app.queries.rows import Role
from app.services.desk.calling import hang_up, place_call
from app.services.desk.grievances import close_grievance, open_grievance
from app.services.desk.held import release
from app.services.desk.next_account import next_account
from app.services.desk.staff_desks import seat_agent
from app.services.desk.undo import undo
from app.services.desk.wrap_up import wrap_up
from app.web.access import actor, by_key
from app.web.api.routes import blueprint
from app.web.api.wave_bodies import sent, text
from app.web.api.wave_shapes import plain
from app.web.desk import send_confirmed
from app.web.session import now, parts, writing

__all__ = ["blueprint"]
_AGENT = "/v1/desks/agents/<agent_id>"
_ACCOUNT = f"{_AGENT}/accounts/<debt_id>"


def _number(given: str) -> int:
    if given.isascii() and given.isdecimal() and len(given) < 19:
        return int(given)
    raise NotFound(f"no hay nada con el id {given[:40]}", f"there is nothing with id {given[:40]}")


def _agent(db: Session, agent_id: str) -> Actor:
    """The agent for whom the program acts. Raises NotFound for anybody who is no agent of the client."""
    user = db.get(User, _number(agent_id))
    if (
        user is None
        or user.organisation_id != actor().organisation_id
        or user.role not in (Role.AGENT, Role.MANAGER)
        or not user.active
    ):
        raise NotFound("no hay tal agente", "there is no such agent")
    return Actor(user.id, user.name, user.organisation_id, Role(user.role))


def _for_agent(agent_id: str, act: Callable[[Session, Actor], Any]) -> Any:
    with writing() as db:
        return act(db, _agent(db, agent_id))


@blueprint.get("/v1/desks")
@by_key
def desks() -> ResponseReturnValue:
    """Agents and what waits at each desk."""
    with parts().database.reading() as db:
        return jsonify(plain(asdict(staff_page(db, actor(), now()))))


@blueprint.put(_AGENT)
@by_key
def seat(agent_id: str) -> ResponseReturnValue:
    """Give an agent a desk."""
    row = sent()
    level = row.get("level")
    if not isinstance(level, int) or isinstance(level, bool):
        raise BadInput("level: escriba 0, 1 o 2", "level: write 0, 1 or 2", "level")
    skills = row.get("skills", [])
    if not isinstance(skills, list) or not all(isinstance(s, str) for s in skills):
        raise BadInput("skills: escriba una lista de textos", "skills: write a list of texts", "skills")
    with writing() as db:
        made = seat_agent(db, actor(), _number(agent_id), text(row, "desk"), level, ",".join(skills), now())
        return jsonify({"user_id": made.user_id, "desk": made.desk, "level": made.level, "skills": made.skills})


@blueprint.post(f"{_AGENT}/next")
@by_key
def next_of(agent_id: str) -> ResponseReturnValue:
    """The account the agent has, or the next best one."""
    found = _for_agent(agent_id, lambda db, who: next_account(db, seat_of(db, who), now()))
    send_confirmed(found)
    return jsonify({"debt_id": found.debt_id, "set_aside": found.set_aside, "ready_at": plain(found.ready_at)})


@blueprint.post(f"{_ACCOUNT}/call")
@by_key
def call(agent_id: str, debt_id: str) -> ResponseReturnValue:
    """Ask the rulebook and record the attempt; 409 says the rule and when it may go."""
    id = _for_agent(agent_id, lambda db, who: place_call(db, who, _number(debt_id), None, now()))
    return jsonify({"interaction_id": id}), 201


@blueprint.post(f"{_ACCOUNT}/hang-up")
@by_key
def hung_up(agent_id: str, debt_id: str) -> ResponseReturnValue:
    """The call ended."""
    _for_agent(agent_id, lambda db, who: hang_up(db, who, _number(debt_id), now()))
    return jsonify({"debt_id": _number(debt_id)})


@blueprint.post(f"{_ACCOUNT}/release")
@by_key
def let_go(agent_id: str, debt_id: str) -> ResponseReturnValue:
    """Give it back: it comes again in half an hour, to whoever is free."""
    _for_agent(agent_id, lambda db, who: release(db, seat_of(db, who), _number(debt_id), now()))
    return jsonify({"debt_id": _number(debt_id)})


@blueprint.post(f"{_ACCOUNT}/wrap-up")
@by_key
def wrapped(agent_id: str, debt_id: str) -> ResponseReturnValue:
    """How the contact ended."""
    said = _wrap(sent())
    id = _for_agent(agent_id, lambda db, who: wrap_up(db, who, _number(debt_id), said, now()))
    with parts().database.reading() as db:
        row = db.get_one(Interaction, id)
        return jsonify({"interaction_id": id, "outcome": row.outcome, "duration_s": row.duration_s, "wrap_up_s": row.wrap_up_s})


@blueprint.post(f"{_AGENT}/undo")
@by_key
def take_back(agent_id: str) -> ResponseReturnValue:
    """Take the last wrap-up back, until the next account."""
    return jsonify({"debt_id": _for_agent(agent_id, lambda db, who: undo(db, who, now()))})


def _wrap(row: Mapping[str, Any]) -> WrapUp:
    said = text(row, "outcome")
    if said not in set(Outcome):
        known = ", ".join(Outcome)
        raise BadInput(f"outcome: uno de {known}", f"outcome: one of {known}", "outcome")
    slices = row.get("instalments", [])
    if not isinstance(slices, list) or not all(isinstance(s, dict) for s in slices) or len(slices) > 60:
        raise BadInput("instalments: escriba una lista", "instalments: write a list", "instalments")
    return WrapUp(Outcome(said), text(row, "note", ""), text(row, "offer", ""), tuple(_slice(s) for s in slices), _moment(row))


def _slice(row: Mapping[str, Any]) -> Slice:
    amount = row.get("amount_minor")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount < 2**53:
        raise BadInput("amount_minor: un número entero mayor que cero", "amount_minor: a whole number above zero", "amount_minor")
    return Slice(amount, text(row, "due_on"))


def _moment(row: Mapping[str, Any]) -> datetime | None:
    given = row.get("callback_at")
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(text(row, "callback_at"))
    except ValueError:
        at = datetime.min
    if at.tzinfo is None:
        raise BadInput("callback_at: fecha y hora con zona", "callback_at: date and time with a zone", "callback_at")
    return at


@blueprint.get("/v1/people")
@by_key
def people() -> ResponseReturnValue:
    """Find people by name, or by a whole document, contract, phone or mail."""
    with parts().database.reading() as db:
        found = find_people(db, actor(), request.args.get("q", ""))
        return jsonify({"people": plain([asdict(row) for row in found])})


@blueprint.get("/v1/people/<person_id>")
@by_key
def person(person_id: str) -> ResponseReturnValue:
    """Everything about one, every number masked."""
    with parts().database.reading() as db:
        return jsonify(plain(asdict(person_page(db, actor(), _number(person_id), now(), request.args.get("channel", "")[:20]))))


@blueprint.post("/v1/people/<person_id>/complaints")
@by_key
def complain(person_id: str) -> ResponseReturnValue:
    """Open a dispute or a complaint."""
    row = sent()
    debt = row.get("debt_id")
    if debt is not None and (not isinstance(debt, int) or isinstance(debt, bool) or abs(debt) >= 2**53):
        raise BadInput("debt_id: un número entero", "debt_id: a whole number", "debt_id")
    said = (text(row, "kind"), text(row, "topic"), text(row, "text"))
    with writing() as db:
        return jsonify(_body(open_grievance(db, actor(), _number(person_id), debt, *said, now()))), 201


@blueprint.post("/v1/complaints/<complaint_id>/answer")
@by_key
def answered(complaint_id: str) -> ResponseReturnValue:
    """Answer one: upheld or rejected."""
    row = sent()
    with writing() as db:
        return jsonify(_body(close_grievance(db, actor(), _number(complaint_id), text(row, "state"), text(row, "answer"), now())))


def _body(row: Grievance) -> dict[str, Any]:
    names = ("id", "person_id", "debt_id", "kind", "topic", "text", "state", "opened_at", "closed_at", "answer")
    body: dict[str, Any] = plain({name: getattr(row, name) for name in names})
    return body
