"""Calls drawn at random and scored blind by a person: the only ones that may become a rate."""

from sqlalchemy import ColumnElement, and_, case, exists, select

from app.models import Recording, SampleItem, ScoreSheet
from app.models.known_call import KnownCall, SampleApart


def drawn_and_scored() -> ColumnElement[bool]:
    """Recordings of a random sample with a closed sheet; known calls and those drawn to compare people are none of them."""
    return exists().where(and_(SampleItem.recording_id == Recording.id, SampleItem.sheet_id.is_not(None)), ~_apart())


def _apart() -> ColumnElement[bool]:
    return exists().where(SampleApart.plan_id == SampleItem.plan_id, SampleApart.recording_id == SampleItem.recording_id)


def _known() -> ColumnElement[bool]:
    return exists().where(KnownCall.recording_id == ScoreSheet.recording_id)


def breach_by_sheet() -> ColumnElement[int | None]:
    """What the newest closed sheet of a recording says of critical acts: 1, 0, -1 nobody could tell; NULL without one.

    Sheets of known calls measure people and say nothing here.
    """
    newest = (
        select(ScoreSheet.breach)
        .where(ScoreSheet.recording_id == Recording.id, ScoreSheet.closed_at.is_not(None), ~_known())
        .order_by(case((ScoreSheet.breach == -1, 1), else_=0), ScoreSheet.closed_at.desc(), ScoreSheet.id)
        .limit(1)
    )
    return newest.correlate(Recording).scalar_subquery()
