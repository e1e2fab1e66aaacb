"""An agent contests a mark of an own call."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import AGENTS, Actor
from app.errors import BadInput, Forbidden
from app.models import Appeal, Heard, Recording
from app.queries.audio_rows import Audio
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
    at_turn, at_s = _pointed(session, recording, turn, start_s)
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


def _pointed(session: Session, recording: Recording, turn: int | None, start_s: float | None) -> tuple[int | None, float | None]:
    """Turn and second of the place. Raises BadInput for one that the call does not have."""
    heard = session.get(Heard, recording.id)
    turns = heard.transcript["turns"] if heard else ()
    if turn is not None and not 0 <= turn < len(turns):
        raise BadInput(
            f"la llamada no tiene el turno {turn + 1}: tiene {len(turns)}",
            f"the call has no turn {turn + 1}: it has {len(turns)}",
            "turn",
        )
    untimed = recording.audio != Audio.KEPT.value and bool(turns) and all(t.get("start") is None for t in turns)
    if start_s is not None and turn is None and untimed:
        raise BadInput(
            f"de esta llamada solo quedan las palabras: diga el turno, de 1 a {len(turns)}",
            f"only the words of this call are kept: say the turn, from 1 to {len(turns)}",
            "turn",
        )
    length = recording.duration_s
    if start_s is not None and length is not None and start_s > length:
        said = f"{int(length) // 60}:{int(length) % 60:02d}"
        raise BadInput(
            f"ese momento no está en la llamada, que dura {said}",
            f"that moment is not in the call, which lasts {said}",
            "start_s",
        )
    return place(turns, turn, start_s)
