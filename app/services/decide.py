"""A person says whether a forbidden act happened."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models import Act, Finding
from app.queries.review_rows import Decision
from app.services.reviewing import checked_reason, keep, take_up


def decide(
    session: Session, actor: Actor, call_id: str, criterion: str, instance: int, decision: str, reason: str, now: datetime
) -> Act:
    """Keep the decision over one finding; the machine's mark stays in the history. Raises BadInput naming the field."""
    desk = take_up(session, actor, call_id)
    finding = session.scalar(
        select(Finding).where(
            Finding.evaluation_id == desk.evaluation.id, Finding.criterion == criterion, Finding.instance == instance
        )
    )
    if finding is None:
        raise BadInput(f"no hay hallazgo {criterion} {instance}", f"there is no finding {criterion} {instance}", "criterion")
    if decision not in set(Decision):
        raise BadInput("elija: ocurrió, no ocurrió o no se puede saber", "choose: happened, did not, or cannot tell", "decision")
    act = Act(
        kind="finding",
        criterion=criterion,
        instance=instance,
        before=finding.standing,
        after=decision,
        reason=checked_reason(reason),
    )
    finding.standing = decision
    keep(session, desk, actor, now, act)
    session.commit()
    return act
