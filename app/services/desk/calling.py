"""Calling: the rulebook is asked, the attempt is on record before the phone rings, and a clock runs until it ends."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.debt import DebtCase
from app.models.person import ContactPoint
from app.queries.collections.desk_calls import best_phone, current_call
from app.queries.collections.seats import seat_of
from app.services.desk.held import Held, held
from app.services.outreach.gate import Ask, clear
from audit.contacts.contact import Channel


def place_call(session: Session, actor: Actor, debt_id: int, point_id: int | None, now: datetime) -> int:
    """Record the attempt; its interaction. Raises Conflict with rule and hour where it may not go out. Commits."""
    mine = held(session, seat_of(session, actor), debt_id, now)
    running = current_call(session, actor, debt_id, now)
    if running is not None:
        return running.id
    point = _point(session, mine, point_id)
    made = clear(session, _ask(session, actor, mine, point, now), now)
    if made.state == "refused":
        why = made.refused or {}
        raise Conflict(f"no se puede llamar ahora: {why.get('es', '')}", f"you may not call now: {why.get('en', '')}")
    return made.id


def _ask(session: Session, actor: Actor, mine: Held, point: ContactPoint, now: datetime) -> Ask:
    return Ask(
        organisation_id=actor.organisation_id,
        person_id=mine.person.id,
        channel=Channel.VOICE,
        once=f"desk:{actor.user_id}:{mine.debt.id}:{now.timestamp():.3f}",
        debt_id=mine.debt.id,
        contact_point_id=point.id,
        case_id=open_case(session, mine.debt.id),
        agent_id=actor.user_id,
    )


def open_case(session: Session, debt_id: int) -> int | None:
    """The delinquency cycle the debt is in, so that measures of a case are not blurred."""
    wanted = select(DebtCase.id).where(DebtCase.debt_id == debt_id, DebtCase.closed_on.is_(None))
    return session.scalar(wanted.order_by(DebtCase.opened_on.desc()).limit(1))


def _point(session: Session, mine: Held, point_id: int | None) -> ContactPoint:
    if point_id is None:
        point = best_phone(session, mine.person.id)
        if point is None:
            raise BadInput("no hay ningún teléfono que sirva: anote uno", "there is no phone that works: note one", "point")
        return point
    found = session.get(ContactPoint, point_id)
    if found is None or found.person_id != mine.person.id or found.kind != "phone":
        raise NotFound("ese teléfono no es de esta persona", "that phone is not this person's")
    return found


def hang_up(session: Session, actor: Actor, debt_id: int, now: datetime) -> None:
    """The call ended; from here on it is after-call work. Twice changes nothing. Commits."""
    held(session, seat_of(session, actor), debt_id, now)
    call = current_call(session, actor, debt_id, now)
    if call is None:
        raise Conflict("no hay ninguna llamada en curso", "there is no call going on")
    if call.duration_s is None:
        call.duration_s, call.changed_at = round((now - call.at).total_seconds(), 1), now
    session.commit()
