"""Agent and debtor were taken for each other: exchange them and judge the call again."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models import Act, Heard
from app.services.audit_recording import facts_of
from app.services.examine import Assessor, Sound, call_of, swapped
from app.services.kept import transcript_from
from app.services.reviewing import Desk, checked_reason, keep, take_up
from app.services.rubric.ruled import rubric_for, under
from app.services.standing import keep_evaluation


def swap_roles(session: Session, actor: Actor, call_id: str, reason: str, assessor: Assessor, now: datetime) -> Act:
    """A new evaluation of the exchanged call; the earlier one and its decisions stay in the history. Raises AuditError."""
    desk = take_up(session, actor, call_id)
    act = Act(kind="roles", before=_roles(session, desk), reason=checked_reason(reason))
    act.after = exchange(session, desk, assessor, now)
    keep(session, desk, actor, now, act)
    session.commit()
    return act


def _roles(session: Session, desk: Desk) -> str:
    return "swapped" if _heard(session, desk).swapped else "as_heard"


def _heard(session: Session, desk: Desk) -> Heard:
    heard = session.get(Heard, desk.recording.id)
    if heard is None:
        raise Conflict("la llamada no tiene transcripción", "the call has no transcript")
    return heard


def exchange(session: Session, desk: Desk, assessor: Assessor, now: datetime) -> str:
    """Exchange the roles in what was heard and add an evaluation of it; says how the roles stand now. The caller commits."""
    heard = _heard(session, desk)
    transcript = transcript_from(heard.transcript)
    sound = swapped(Sound(transcript, heard.acoustics or {}, {s: tuple(p) for s, p in heard.lanes.items()}))
    facts = facts_of(session, desk.recording)
    assessor = under(assessor, rubric_for(session, desk.recording, facts.called_at, now))
    result = assessor.assess(call_of(sound.transcript, facts), sound.acoustics, None)
    heard.transcript = sound.transcript.as_dict()
    heard.acoustics = dict(sound.acoustics)
    heard.lanes = {speaker: list(peaks) for speaker, peaks in sound.lanes.items()}
    heard.swapped = not heard.swapped
    desk.evaluation = keep_evaluation(session, desk.recording, result, "roles", now)
    return "swapped" if heard.swapped else "as_heard"
