"""What the two of them do with a session: reply, agree, accept, close. Steps are added, never changed."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import COACHES, Actor
from app.errors import BadInput, Conflict, Forbidden
from app.models import Coaching, CoachingStep
from app.queries.coaching_rows import CoachingState
from app.queries.oversight.coaching.sessions import own_session, session_of, state_of, steps_of

MOST_LETTERS = 2000
LONGEST = timedelta(days=120)


def agree(session: Session, actor: Actor, coaching_id: str, text: str, due_on: date | None, today: date, now: datetime) -> None:
    """What will be different and when it is looked at. A second agreement stands beside the first. Raises BadInput, Conflict."""
    kept = coached(session, actor, coaching_id)
    said = _text(text, "text")
    if due_on is None or not today < due_on <= today + LONGEST:
        raise BadInput(
            "elija un día desde mañana, dentro de cuatro meses", "choose a day from tomorrow within four months", "due_on"
        )
    add_step(session, kept, actor, "agreement", now, said, due_on)
    session.commit()


def note_reply(session: Session, actor: Actor, coaching_id: str, text: str, now: datetime) -> None:
    """What the agent said, written down by the supervisor: for agents who have no account."""
    kept = coached(session, actor, coaching_id)
    add_step(session, kept, actor, "reply", now, _text(text, "reply"))
    session.commit()


def reply(session: Session, actor: Actor, coaching_id: str, text: str, now: datetime) -> None:
    """The agent's own words. Raises NotFound for somebody else's session."""
    kept = own_session(session, actor, coaching_id)
    _still_open(session, kept)
    add_step(session, kept, actor, "reply", now, _text(text, "text"))
    session.commit()


def accept(session: Session, actor: Actor, coaching_id: str, now: datetime) -> None:
    """The agent accepts the newest agreement. Raises Conflict where there is none, or it is accepted already."""
    kept = own_session(session, actor, coaching_id)
    kinds = [s.kind for s in steps_of(session, kept.id) if s.kind in ("agreement", "accepted")]
    if not kinds or kinds[-1] == "accepted":
        raise Conflict("no hay un acuerdo que aceptar", "there is no agreement to accept")
    _still_open(session, kept)
    add_step(session, kept, actor, "accepted", now)
    session.commit()


def close(session: Session, actor: Actor, coaching_id: str, text: str, now: datetime) -> None:
    """The session ends without a measurement, and why."""
    kept = coached(session, actor, coaching_id)
    add_step(session, kept, actor, "closed", now, _text(text, "why"))
    session.commit()


def coached(session: Session, actor: Actor, coaching_id: str) -> Coaching:
    """A session that the actor may work on. Raises Forbidden, NotFound, Conflict once it is closed."""
    if actor.role not in COACHES:
        raise Forbidden("su función no trabaja conversaciones", "your role works on no conversations")
    kept = session_of(session, actor, coaching_id)
    _still_open(session, kept)
    return kept


def add_step(
    session: Session,
    kept: Coaching,
    actor: Actor,
    kind: str,
    now: datetime,
    text: str = "",
    due_on: date | None = None,
    told: dict[str, Any] | None = None,
) -> CoachingStep:
    """The next step under the actor's name. The caller commits."""
    session.get_one(Coaching, kept.id, with_for_update=True)
    last = session.scalar(select(func.max(CoachingStep.number)).where(CoachingStep.coaching_id == kept.id)) or 0
    step = CoachingStep(
        coaching_id=kept.id,
        number=last + 1,
        kind=kind,
        user_id=actor.user_id,
        who=actor.name,
        at=now,
        text=text,
        due_on=due_on,
        told=told,
    )
    session.add(step)
    return step


def _still_open(session: Session, kept: Coaching) -> None:
    if state_of(steps_of(session, kept.id)) is CoachingState.CLOSED:
        raise Conflict("esa conversación está cerrada", "that conversation is closed")


def _text(text: str, field: str) -> str:
    said = " ".join(text.split())
    if len(said) < 3:
        raise BadInput("escriba unas palabras", "write a few words", field)
    if len(said) > MOST_LETTERS:
        raise BadInput(
            f"son {len(said)} letras; el máximo es {MOST_LETTERS}",
            f"that is {len(said)} letters; the most is {MOST_LETTERS}",
            field,
        )
    return said
