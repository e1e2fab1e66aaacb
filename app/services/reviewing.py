"""What every act of a reviewer begins with: the right to it, the call, its evaluation, locked against a second reviewer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Act, Evaluation, Recording
from app.queries.rows import Role
from app.services.standing import count_verdict, current_evaluation

MAX_REASON = 2000
MIN_REASON = 3


@dataclass(slots=True)
class Desk:
    """A call on a reviewer's desk; judging it again puts another evaluation there."""

    recording: Recording
    evaluation: Evaluation


def take_up(session: Session, actor: Actor, call_id: str, roles: Collection[Role] = REVIEWERS) -> Desk:
    """The call with its newest evaluation, locked. Raises Forbidden, NotFound, or Conflict while it is not judged."""
    if actor.role not in roles:
        raise Forbidden("su función no permite revisar llamadas", "your role may not review calls")
    wanted = select(Recording).where(Recording.id == call_id, Recording.organisation_id == actor.organisation_id)
    recording = session.scalar(wanted.with_for_update())
    if recording is None:
        raise NotFound(f"no hay llamada {call_id}", f"there is no call {call_id}")
    evaluation = current_evaluation(session, recording.id)
    if evaluation is None:
        raise Conflict(f"la llamada {recording.code} aún no está evaluada", f"call {recording.code} is not judged yet")
    return Desk(recording, evaluation)


def checked_reason(reason: str, field: str = "reason") -> str:
    """The reason, trimmed. Raises BadInput for none, or one too long."""
    text = " ".join(reason.split())
    if len(text) < MIN_REASON:
        raise BadInput(
            "escriba el motivo: sin él no se guarda la decisión", "write the reason: no decision is kept without it", field
        )
    if len(text) > MAX_REASON:
        raise BadInput(
            f"el motivo tiene {len(text)} letras; el máximo es {MAX_REASON}",
            f"the reason has {len(text)} letters; the most is {MAX_REASON}",
            field,
        )
    return text


def keep(session: Session, desk: Desk, actor: Actor, now: datetime, act: Act) -> Act:
    """Add the act under the actor's name and count the verdict again. The caller commits."""
    act.recording_id = desk.recording.id
    act.evaluation_id = desk.evaluation.id
    act.user_id, act.who, act.at = actor.user_id, actor.name, now
    session.add(act)
    session.flush()
    count_verdict(session, desk.recording, desk.evaluation, now)
    return act
