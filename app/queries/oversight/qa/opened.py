"""Appeals that a person opened to decide: from then until they have marked, the call is closed to them; what they saw before."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.actors import Actor
from app.models import Act, Appeal, AppealDecision, Event, Recording, ScoreSheet
from app.models.call_share import CallShare
from audit.calibration.sheet import Purpose

OPENED = "appeal.opened"
LEFT = "appeal.left"
CALL_OPENED = "call.opened"


def _opened_by(user_id: int) -> ColumnElement[bool]:
    """Appeals this person opened and has not left."""
    later = aliased(Event)
    left = exists().where(later.subject == Event.subject, later.user_id == user_id, later.kind == LEFT, later.id > Event.id)
    return exists().where(Event.subject == Appeal.id, Event.user_id == user_id, Event.kind == OPENED, ~left)


def _unmarked(user_id: int) -> ColumnElement[bool]:
    """Appeals nobody decided and this person has not marked."""
    own = exists().where(
        ScoreSheet.session_id == Appeal.id, ScoreSheet.user_id == user_id, ScoreSheet.purpose == Purpose.APPEAL.value
    )
    return and_(~exists().where(AppealDecision.appeal_id == Appeal.id), ~own)


def under_appeal(actor: Actor, user_id: int) -> ColumnElement[bool]:
    """Recordings with an appeal that this person opened and has not marked yet."""
    mine = (Appeal.organisation_id == actor.organisation_id, _unmarked(user_id), _opened_by(user_id))
    agents = select(Appeal.recording_id).where(Appeal.recording_id.is_not(None), *mine)
    vendors = select(CallShare.recording_id).join(Appeal, Appeal.share_id == CallShare.share_id).where(*mine)
    return or_(Recording.id.in_(agents), Recording.id.in_(vendors))


def to_be_marked(session: Session, actor: Actor, recording_id: str) -> str | None:
    """The appeal by which this call is closed to the reader."""
    if actor.user_id is None:
        return None
    wanted = select(Appeal.id).where(_of_call(recording_id), _unmarked(actor.user_id), _opened_by(actor.user_id))
    return session.scalar(wanted.order_by(Appeal.at).limit(1))


def opened_at(session: Session, actor: Actor, appeal_id: str) -> datetime | None:
    """Since when the reader has it open; None where they never opened it, or left it."""
    last = select(Event).where(Event.subject == appeal_id, Event.user_id == actor.user_id, Event.kind.in_((OPENED, LEFT)))
    event = session.scalar(last.order_by(Event.id.desc()).limit(1))
    return event.at if event is not None and event.kind == OPENED else None


def waits_for_call(session: Session, recording_id: str) -> datetime | None:
    """When the newest appeal of the call that nobody answered came in; None where none waits."""
    wanted = select(Appeal.at).where(_of_call(recording_id), ~exists().where(AppealDecision.appeal_id == Appeal.id))
    return session.scalar(wanted.order_by(Appeal.at.desc()).limit(1))


def appealed() -> ColumnElement[bool]:
    """Recordings with an appeal that nobody answered."""
    waits = ~exists().where(AppealDecision.appeal_id == Appeal.id)
    agents = select(Appeal.recording_id).where(Appeal.recording_id.is_not(None), waits)
    vendors = select(CallShare.recording_id).join(Appeal, Appeal.share_id == CallShare.share_id).where(waits)
    return or_(Recording.id.in_(agents), Recording.id.in_(vendors))


def knew_marks(session: Session, actor: Actor, recording_id: str, since: datetime) -> bool:
    """Whether the log says the person saw the call's marks: read a page with them since then, or ever acted on it."""
    seen = select(Event.id).where(Event.subject == recording_id, Event.user_id == actor.user_id, Event.kind == CALL_OPENED)
    if session.scalar(seen.where(Event.at >= since).limit(1)) is not None:
        return True
    acted = select(Act.id).where(Act.recording_id == recording_id, Act.user_id == actor.user_id)
    return session.scalar(acted.limit(1)) is not None


def told_beside(session: Session, actor: Actor, appeal_id: str) -> str | None:
    """The call whose mark this appeal's page tells the reader while another appeal about the same criterion waits; None for none.

    The page tells it once the appeal is answered, or the reader has marked.
    """
    appeal = session.get(Appeal, appeal_id)
    if appeal is None or actor.user_id is None:
        return None
    if session.scalar(select(Appeal.id).where(Appeal.id == appeal_id, _unmarked(actor.user_id))) is not None:
        return None
    share = session.scalar(select(CallShare).where(CallShare.share_id == appeal.share_id)) if appeal.share_id else None
    call, criterion = (share.recording_id, share.criterion) if share else (appeal.recording_id, appeal.criterion)
    shown = select(CallShare.share_id).where(CallShare.recording_id == call, CallShare.criterion == criterion)
    same = or_(and_(Appeal.recording_id == call, Appeal.criterion == criterion), Appeal.share_id.in_(shown))
    waits = ~exists().where(AppealDecision.appeal_id == Appeal.id)
    return call if session.scalar(select(Appeal.id).where(same, waits, Appeal.id != appeal_id).limit(1)) else None


def _of_call(recording_id: str) -> ColumnElement[bool]:
    shown = select(CallShare.share_id).where(CallShare.recording_id == recording_id)
    return or_(Appeal.recording_id == recording_id, Appeal.share_id.in_(shown))
