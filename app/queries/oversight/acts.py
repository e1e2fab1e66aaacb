"""What people did with a call, in order."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Act, Recording


def decisions_of(session: Session, recording: Recording) -> Sequence[Act]:
    """Every act on a call, oldest first."""
    return session.scalars(select(Act).where(Act.recording_id == recording.id).order_by(Act.id)).all()
