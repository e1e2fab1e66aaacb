"""Take back one's own last act on a call; the history shows both."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models import Act, Duty, Finding
from app.services.examine import Assessor
from app.services.reviewing import Desk, keep, take_up
from app.services.swap_roles import exchange


def undo(session: Session, actor: Actor, call_id: str, assessor: Callable[[], Assessor], now: datetime) -> Act:
    """Restore what stood before the newest act, if it is the actor's own. Raises Conflict when there is nothing to undo."""
    desk = take_up(session, actor, call_id)
    last = undoable(session, actor, desk.recording.id)
    if last is None:
        raise Conflict("no hay nada suyo que deshacer aquí", "there is nothing of yours to undo here")
    act = Act(
        kind="undo", criterion=last.criterion, instance=last.instance, before=last.after, after=last.before, undoes_id=last.id
    )
    _restore(session, desk, last, assessor, now)
    keep(session, desk, actor, now, act)
    session.commit()
    return act


def undoable(session: Session, actor: Actor, recording_id: str) -> Act | None:
    """The newest act that is not undone, when the actor did it."""
    undone = select(Act.undoes_id).where(Act.recording_id == recording_id, Act.undoes_id.is_not(None))
    newest = (
        select(Act)
        .where(Act.recording_id == recording_id, Act.kind != "undo", Act.id.not_in(undone))
        .order_by(Act.id.desc())
        .limit(1)
    )
    act = session.scalar(newest)
    return act if act and act.user_id is not None and act.user_id == actor.user_id else None


def _restore(session: Session, desk: Desk, last: Act, assessor: Callable[[], Assessor], now: datetime) -> None:
    if last.kind == "roles":
        exchange(session, desk, assessor(), now)
    elif last.kind == "finding":
        finding = select(Finding).where(Finding.evaluation_id == last.evaluation_id, Finding.instance == last.instance)
        session.scalars(finding).one().standing = last.before or ""
    elif last.kind == "duty":
        duty = select(Duty).where(Duty.evaluation_id == last.evaluation_id, Duty.criterion == last.criterion)
        session.scalars(duty).one().status = last.before or ""
    session.flush()
