"""Hearing a recording as it came, private data included: for few, with a reason, and written down."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import ORIGINAL_LISTENERS, Actor
from app.errors import Forbidden, NotFound
from app.models import Event, Recording
from app.services.reviewing import checked_reason


def hear_original(session: Session, actor: Actor, call_id: str, reason: str, now: datetime) -> Recording:
    """The recording, once the reason is in the log. Raises Forbidden, NotFound, or BadInput for no reason."""
    if actor.role not in ORIGINAL_LISTENERS:
        raise Forbidden("su función no permite oír el original", "your role may not hear the original")
    wanted = select(Recording).where(Recording.id == call_id, Recording.organisation_id == actor.organisation_id)
    recording = session.scalar(wanted)
    if recording is None:
        raise NotFound(f"no hay llamada {call_id}", f"there is no call {call_id}")
    detail = {"reason": checked_reason(reason)}
    session.add(
        Event(
            organisation_id=actor.organisation_id,
            user_id=actor.user_id,
            at=now,
            kind="original.heard",
            subject=recording.id,
            detail=detail,
        )
    )
    session.commit()
    return recording
