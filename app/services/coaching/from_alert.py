"""An alert of the live floor becomes a conversation: at once where the call was recorded and judged, else when it is."""

import logging
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.actors import COACHES, Actor
from app.errors import AppError, BadInput, Forbidden, NotFound
from app.models import LiveAlert, LiveCall, Recording, User, Verdict
from app.queries.rows import Role
from app.services.coaching.open_session import Flagged, open_session

log = logging.getLogger(__name__)


def coach_alert(session: Session, actor: Actor, alert_id: int, now: datetime) -> str | None:
    """The conversation; None where it waits for the recording. Commits.

    Raises Forbidden, NotFound, BadInput for an alert that names no act, Conflict where the call names nobody to talk to.
    """
    if actor.role not in COACHES:
        raise Forbidden("su función no abre conversaciones", "your role opens no conversations")
    alert = session.get(LiveAlert, alert_id)
    if alert is None or alert.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay alerta {alert_id}", f"there is no alert {alert_id}")
    if alert.kind != "conduct":
        raise BadInput("esa alerta no nombra un acto: no hay qué conversar", "that alert names no act: there is nothing to coach")
    if alert.coaching_id is None:
        recording = session.scalar(_judged().where(LiveCall.id == alert.live_call_id))
        if recording is not None:
            alert.coaching_id = open_session(session, actor, _flagged(recording, alert), now).id
        if alert.coach_by is None:
            alert.coach_by, alert.coach_at = actor.user_id, now
    session.commit()
    return alert.coaching_id


def begin_kept(session: Session, recording_id: str, now: datetime) -> None:
    """The recording came and was judged: what was kept of its live call becomes conversations. Commits."""
    waiting = (
        select(LiveAlert, Recording, User)
        .join(LiveCall, LiveCall.id == LiveAlert.live_call_id)
        .join(Recording, (Recording.organisation_id == LiveCall.organisation_id) & (Recording.code == LiveCall.code))
        .join(User, User.id == LiveAlert.coach_by)
        .where(Recording.id == recording_id, LiveAlert.coaching_id.is_(None))
    )
    for alert, recording, user in session.execute(waiting).tuples().all():
        actor = Actor(user.id, user.name, user.organisation_id, Role(user.role))
        try:
            alert.coaching_id = open_session(session, actor, _flagged(recording, alert), now).id
            session.commit()
        except AppError as refused:  # it stays among those that wait, where a person sees it
            session.rollback()
            log.warning("kept alert", extra={"alert": alert.id, "refused": str(refused)})


def _judged() -> Select[Recording]:
    """Recordings of live calls that were judged."""
    same = (Recording.organisation_id == LiveCall.organisation_id) & (Recording.code == LiveCall.code)
    return select(Recording).join(LiveCall, same).join(Verdict, Verdict.recording_id == Recording.id)


def _flagged(recording: Recording, alert: LiveAlert) -> Flagged:
    return Flagged(recording.id, alert.criterion, source="alert", at_s=alert.at_s, end_s=alert.end_s, quote=alert.quote)
