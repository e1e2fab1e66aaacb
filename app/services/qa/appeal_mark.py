"""An agent contests a mark of an own call."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import AGENTS, Actor
from app.errors import BadInput, Forbidden
from app.models import Appeal, Heard, Recording
from app.queries.oversight.coaching.mine import own_recording
from app.queries.oversight.qa.contested import contestable, open_of_mark
from app.services.qa.appeal import Contest, file_appeal
from app.services.qa.mark import place
from app.services.reviewing import checked_reason


def appeal_mark(
    session: Session,
    actor: Actor,
    call_id: str,
    criterion: str,
    instance: int | None,
    reason: str,
    now: datetime,
    start_s: float | None = None,
    turn: int | None = None,
) -> Appeal:
    """Keep the appeal, with the second or turn it points at. Commits.

    Raises Forbidden, NotFound for anybody else's call, BadInput for no reason, a mark that is not there, or one under appeal.
    """
    if actor.role not in AGENTS:
        raise Forbidden("solo quien atendió la llamada apela sus marcas", "only whoever took the call appeals its marks")
    recording = own_recording(session, actor, call_id)
    session.scalar(select(Recording.id).where(Recording.id == recording.id).with_for_update())
    text = checked_reason(reason)
    mark = contestable(session, recording, criterion, instance)
    if mark is None:
        raise BadInput("esa marca no se puede apelar", "that mark cannot be appealed", "criterion")
    if open_of_mark(session, recording.id, criterion, mark.evaluation_id, instance) is not None:
        raise BadInput(
            "esta marca ya está apelada: una segunda persona la decide",
            "this mark is already under appeal: a second person decides it",
            "criterion",
        )
    heard = session.get(Heard, recording.id)
    at_turn, at_s = place(heard.transcript["turns"] if heard else (), turn, start_s)
    asked = Contest(
        place=f"{recording.id}:{mark.evaluation_id}:{criterion}:{'' if instance is None else instance}",
        reason=text,
        recording_id=recording.id,
        evaluation_id=mark.evaluation_id,
        criterion=criterion,
        instance=instance,
        before=mark.standing,
        turn=at_turn,
        start_s=at_s,
    )
    appeal = file_appeal(session, actor, asked, now, ("criterion", "reason"))
    session.commit()
    return appeal
