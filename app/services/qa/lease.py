"""A call in one person's hands: nobody else gets it from a queue meanwhile."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import QueueLease

LEASE = timedelta(minutes=45)


def claim(session: Session, actor: Actor, recording_id: str, now: datetime) -> bool:
    """Take the call, or keep it longer; False: somebody else has it. The caller commits."""
    free = or_(QueueLease.user_id == actor.user_id, QueueLease.until <= now)
    taken = session.execute(
        update(QueueLease)
        .where(QueueLease.recording_id == recording_id, free)
        .values(user_id=actor.user_id, until=now + LEASE)
        .returning(QueueLease.recording_id)
    )
    if taken.first():
        return True
    try:
        with session.begin_nested():
            session.add(
                QueueLease(
                    recording_id=recording_id,
                    organisation_id=actor.organisation_id,
                    user_id=actor.user_id,
                    until=now + LEASE,
                )
            )
    except IntegrityError:  # somebody else's, since a moment ago or for a while
        return False
    return True


def let_go(session: Session, actor: Actor, recording_id: str) -> None:
    """Give the call back. The caller commits."""
    session.execute(delete(QueueLease).where(QueueLease.recording_id == recording_id, QueueLease.user_id == actor.user_id))
