"""Calls of which a reader may not see what anybody thinks: those they score blind, or may be given to, or decide an appeal of."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.models import CalibrationCall, CalibrationMember, CalibrationSession, Recording, SampleItem, SamplePlan, ScoreSheet
from app.queries.oversight.qa.opened import under_appeal
from app.queries.rows import Role
from audit.calibration.sheet import Mode


def sealed(actor: Actor) -> ColumnElement[bool]:
    """Recordings sealed for this reader: what they are to score blind, and what they opened an appeal of and have not marked."""
    if actor.user_id is None or actor.role not in REVIEWERS:
        return false()
    return or_(to_score(actor), under_appeal(actor, actor.user_id))


def to_score(actor: Actor) -> ColumnElement[bool]:
    """Own open blind sheets, open calibrations they have not scored, and for whoever scores (QA) what is drawn and not scored."""
    if actor.user_id is None or actor.role not in REVIEWERS:
        return false()
    ways = [_own_blind_sheet(actor.user_id), _calibration(actor.user_id)]
    if actor.role is Role.QA:
        ways.append(waits_in_draw())
    return or_(*ways)


def _own_blind_sheet(user_id: int) -> ColumnElement[bool]:
    return exists().where(
        ScoreSheet.recording_id == Recording.id,
        ScoreSheet.user_id == user_id,
        ScoreSheet.mode == Mode.BLIND.value,
        ScoreSheet.closed_at.is_(None),
        ~too_late(),
    )


def too_late() -> ColumnElement[bool]:
    """Sheets that were not closed while their sample or calibration went on: drafts for good."""
    over = exists().where(CalibrationSession.id == ScoreSheet.session_id, CalibrationSession.closed_at.is_not(None))
    ended = exists().where(SamplePlan.id == ScoreSheet.session_id, SamplePlan.ended_at.is_not(None))
    return and_(ScoreSheet.closed_at.is_(None), or_(over, ended))


def _calibration(user_id: int) -> ColumnElement[bool]:
    scored = exists().where(
        ScoreSheet.recording_id == CalibrationCall.recording_id,
        ScoreSheet.user_id == user_id,
        ScoreSheet.session_id == CalibrationSession.id,
        ScoreSheet.closed_at.is_not(None),
    )
    return exists().where(
        CalibrationCall.recording_id == Recording.id,
        CalibrationSession.id == CalibrationCall.session_id,
        CalibrationSession.closed_at.is_(None),
        CalibrationMember.session_id == CalibrationSession.id,
        CalibrationMember.user_id == user_id,
        ~scored,
    )


def waits_in_draw() -> ColumnElement[bool]:
    """Recordings drawn by a plan that goes on, and not scored yet."""
    return exists().where(
        and_(SampleItem.recording_id == Recording.id, SampleItem.sheet_id.is_(None)),
        SamplePlan.id == SampleItem.plan_id,
        SamplePlan.ended_at.is_(None),
    )


def is_sealed(session: Session, actor: Actor, recording_id: str) -> bool:
    """Whether this call is sealed for the reader."""
    return session.scalar(select(Recording.id).where(Recording.id == recording_id, sealed(actor))) is not None


def is_to_score(session: Session, actor: Actor, recording_id: str) -> bool:
    """Whether the reader is to score this call blind."""
    return session.scalar(select(Recording.id).where(Recording.id == recording_id, to_score(actor))) is not None


def sealed_ids(session: Session, actor: Actor, among: Collection[str] | None = None) -> frozenset[str]:
    """The calls that are sealed for the reader; of these alone, where they are given."""
    return _ids(session, actor, sealed(actor), among)


def ids_to_score(session: Session, actor: Actor, among: Collection[str]) -> frozenset[str]:
    """Those of these calls that the reader is to score blind."""
    return _ids(session, actor, to_score(actor), among)


def _ids(session: Session, actor: Actor, closed: ColumnElement[bool], among: Collection[str] | None) -> frozenset[str]:
    if actor.user_id is None or actor.role not in REVIEWERS:
        return frozenset()
    wanted = select(Recording.id).where(Recording.organisation_id == actor.organisation_id, closed)
    if among is None:
        return frozenset(session.scalars(wanted))
    out: set[str] = set()
    ids = list(among)
    for start in range(0, len(ids), 500):
        out.update(session.scalars(wanted.where(Recording.id.in_(ids[start : start + 500]))))
    return frozenset(out)
