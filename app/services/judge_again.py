"""Ask the judge once more about a call as it was heard; what people marked goes over to the new judging."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models import Act, Heard
from app.services.audit_recording import facts_of
from app.services.examine import Assessor, call_of
from app.services.kept import transcript_from
from app.services.reviewing import checked_reason, keep, take_up
from app.services.rubric.ruled import rubric_for, under
from app.services.standing import keep_evaluation

AGAIN = "again"
"""The kind of act, and why there is another judging."""


def judge_again(session: Session, actor: Actor, call_id: str, reason: str, assessor: Assessor, now: datetime) -> Act:
    """A further judging by the rubric that judged it before, by the judge as it is now; the earlier ones stay. Commits.

    Raises Forbidden, NotFound, Conflict while nothing was heard, BadInput for no reason, AuditError.
    """
    desk = take_up(session, actor, call_id)
    act = Act(kind=AGAIN, before=str(desk.evaluation.number), reason=checked_reason(reason))
    heard = session.get(Heard, desk.recording.id)
    if heard is None:
        raise Conflict("la llamada no tiene transcripción", "the call has no transcript")
    transcript, facts = transcript_from(heard.transcript), facts_of(session, desk.recording)
    certain = None if heard.swapped else transcript.role_confidence
    assessor = under(assessor, rubric_for(session, desk.recording, facts.called_at, now))
    result = assessor.assess(call_of(transcript, facts), heard.acoustics or None, certain)
    desk.evaluation = keep_evaluation(session, desk.recording, result, AGAIN, now)
    act.after = str(desk.evaluation.number)
    keep(session, desk, actor, now, act)
    session.commit()
    return act
