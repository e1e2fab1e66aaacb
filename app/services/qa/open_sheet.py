"""A sheet for a call and a person: begun, or the one they began."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.models import ScoreSheet
from app.services.reviewing import take_up
from audit.calibration.sheet import Mode, Purpose


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sheet is opened; `session_id` is the calibration's, or the plan's of the random stratum."""

    purpose: Purpose
    mode: Mode
    session_id: str = ""


ASSISTED = Reason(Purpose.RISK, Mode.ASSISTED)


def open_sheet(session: Session, actor: Actor, call_id: str, why: Reason, now: datetime) -> ScoreSheet:
    """The actor's sheet of that call for that reason, made the first time. Raises Forbidden, NotFound, Conflict. The caller
    commits. Of the risk queue there is one for each time the machine judged the call."""
    desk = take_up(session, actor, call_id, REVIEWERS)
    belongs = why.session_id or (f"judged-{desk.evaluation.id}" if why.purpose is Purpose.RISK else "")
    wanted = select(ScoreSheet).where(
        ScoreSheet.recording_id == desk.recording.id,
        ScoreSheet.user_id == actor.user_id,
        ScoreSheet.purpose == why.purpose.value,
        ScoreSheet.session_id == belongs,
    )
    known = session.scalar(wanted)
    if known is not None:
        return known
    sheet = ScoreSheet(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        recording_id=desk.recording.id,
        evaluation_id=desk.evaluation.id,
        user_id=actor.user_id,
        who=actor.name,
        purpose=why.purpose.value,
        mode=why.mode.value,
        session_id=belongs,
        rubric=desk.evaluation.rubric,
        marks={},
        spent_s=0.0,
        opened_at=now,
        version=0,
    )
    session.add(sheet)
    session.flush()
    return sheet
