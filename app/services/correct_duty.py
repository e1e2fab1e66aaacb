"""A person corrects how a duty came out."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models import Act, Duty
from app.services.reviewing import checked_reason, keep, take_up
from audit.calls import Status


def correct_duty(session: Session, actor: Actor, call_id: str, criterion: str, status: str, reason: str, now: datetime) -> Act:
    """Keep the correction and count skill again. Raises BadInput naming the field."""
    desk = take_up(session, actor, call_id)
    duty = session.scalar(select(Duty).where(Duty.evaluation_id == desk.evaluation.id, Duty.criterion == criterion))
    if duty is None:
        raise BadInput(
            f"la rúbrica no tiene el deber {criterion[:60]!r}", f"the rubric has no duty {criterion[:60]!r}", "criterion"
        )
    if status not in set(Status):
        raise BadInput("elija cómo resultó el deber", "choose how the duty came out", "status")
    act = Act(kind="duty", criterion=criterion, before=duty.status, after=status, reason=checked_reason(reason))
    duty.status = status
    keep(session, desk, actor, now, act)
    session.commit()
    return act
