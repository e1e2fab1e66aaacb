"""Take back one's own last act on a call; the history shows both."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models import Act, AppealDecision, Duty, Finding, ScoreSheet
from app.services.examine import Assessor
from app.services.reviewing import Desk, keep, take_up
from app.services.swap_roles import exchange


def undo(session: Session, actor: Actor, call_id: str, assessor: Callable[[], Assessor], now: datetime) -> Act:
    """Restore what stood before the newest act, if it is the actor's own. Raises Conflict when there is nothing to undo."""
    desk = take_up(session, actor, call_id)
    last = undoable(session, actor, desk)
    if last is None:
        raise Conflict("no hay nada suyo que deshacer aquí", "there is nothing of yours to undo here")
    if answered_appeal(session, last):
        raise Conflict(
            "con ese acto se resolvió una apelación y ya se respondió: no se deshace",
            "that act decided an appeal, which was answered: it cannot be undone",
        )
    act = Act(
        kind="undo", criterion=last.criterion, instance=last.instance, before=last.after, after=last.before, undoes_id=last.id
    )
    _restore(session, desk, last, assessor, now)
    keep(session, desk, actor, now, act)
    session.commit()
    return act


def undoable(session: Session, actor: Actor, desk: Desk) -> Act | None:
    """The newest act on the judging that counts that is not undone, when the actor did it. A judging is not taken back."""
    undone = select(Act.undoes_id).where(Act.recording_id == desk.recording.id, Act.undoes_id.is_not(None))
    newest = (
        select(Act)
        .where(Act.evaluation_id == desk.evaluation.id, Act.kind.not_in(("undo", "again")), Act.id.not_in(undone))
        .order_by(Act.id.desc())
        .limit(1)
    )
    act = session.scalar(newest)
    return act if act and act.user_id is not None and act.user_id == actor.user_id else None


def answered_appeal(session: Session, act: Act) -> bool:
    """Whether the act is the answer to an appeal: same person, same moment, of this call."""
    of_call = select(AppealDecision.id).join(ScoreSheet, ScoreSheet.id == AppealDecision.sheet_id)
    wanted = of_call.where(ScoreSheet.recording_id == act.recording_id, AppealDecision.user_id == act.user_id)
    return session.scalar(wanted.where(AppealDecision.at == act.at).limit(1)) is not None


def _restore(session: Session, desk: Desk, last: Act, assessor: Callable[[], Assessor], now: datetime) -> None:
    if last.kind == "roles":
        exchange(session, desk, assessor(), now)
    elif last.kind in ("finding", "breach"):
        finding = select(Finding).where(Finding.evaluation_id == last.evaluation_id, Finding.instance == last.instance)
        session.scalars(finding).one().standing = last.before or ""
    elif last.kind == "duty":
        duty = select(Duty).where(Duty.evaluation_id == last.evaluation_id, Duty.criterion == last.criterion)
        session.scalars(duty).one().status = last.before or ""
    session.flush()
