"""The rubric a call is judged by, and the assessor that judges by it."""

from datetime import datetime
from typing import Protocol, runtime_checkable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Evaluation, Recording
from app.queries.rubrics import rubric_in_force, rubric_of
from app.services.examine import Assessor
from audit.rubric import Rubric


@runtime_checkable
class Ruled(Protocol):
    """An assessor that can judge by a client's own version of the rubric."""

    def by_rubric(self, rubric: Rubric) -> Assessor:
        """The same assessor by that rubric."""
        ...


def under(assessor: Assessor, rubric: Rubric) -> Assessor:
    """The assessor, judging by `rubric` where it can be told to."""
    return assessor.by_rubric(rubric) if isinstance(assessor, Ruled) else assessor


def rubric_for(session: Session, recording: Recording, called_at: datetime | None, now: datetime) -> Rubric:
    """What a call is judged by: what judged it already, else what was in force on the day it was made (today where unknown)."""
    newest = select(Evaluation.rubric).where(Evaluation.recording_id == recording.id).order_by(Evaluation.number.desc()).limit(1)
    before = session.scalar(newest)
    if before is not None:
        return rubric_of(session, before)
    return rubric_in_force(session, recording.organisation_id, (called_at or now).date())
