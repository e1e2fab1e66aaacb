"""Whoever will decide an appeal opens it: from then until their own mark is given, the call's pages are closed to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.models import Event, Recording
from app.queries.oversight.qa.opened import CALL_OPENED, LEFT, OPENED, appealed, opened_at, waits_for_call
from app.queries.oversight.qa.sealed import sealed
from app.services.qa.decide_appeal import taken


def open_appeal(session: Session, actor: Actor, appeal_id: str, now: datetime) -> None:
    """Written down once for as long as it is open. Commits. Raises Forbidden, NotFound, Conflict."""
    appeal, what = taken(session, actor, appeal_id)
    if what.recording is not None and opened_at(session, actor, appeal.id) is None:
        session.add(_event(actor, OPENED, appeal.id, now))
    session.commit()


def leave_appeal(session: Session, actor: Actor, appeal_id: str, now: datetime) -> None:
    """Left to somebody else: the call's pages open again. Commits."""
    if opened_at(session, actor, appeal_id) is not None:
        session.add(_event(actor, LEFT, appeal_id, now))
    session.commit()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call with an appeal that waits."""

    id: str
    code: str
    run_id: str


def waiting_calls(session: Session, actor: Actor) -> tuple[Waiting, ...]:
    """Calls of the client with an appeal that waits, but those whose marks are closed to the reader anyway."""
    wanted = select(Recording.id, Recording.code, Recording.run_id).where(
        Recording.organisation_id == actor.organisation_id, appealed(), ~sealed(actor)
    )
    return tuple(Waiting(*row) for row in session.execute(wanted).tuples())


def calls_read(session: Session, actor: Actor, call_ids: Sequence[str], now: datetime) -> None:
    """Whoever might decide a waiting appeal of these calls read their marks: written down once an appeal. Commits."""
    if actor.user_id is None or actor.role not in REVIEWERS:
        return
    for call_id in call_ids:
        since = waits_for_call(session, call_id)
        seen = select(Event.id).where(Event.subject == call_id, Event.user_id == actor.user_id, Event.kind == CALL_OPENED)
        if since is not None and session.scalar(seen.where(Event.at >= since).limit(1)) is None:
            session.add(_event(actor, CALL_OPENED, call_id, now))
    session.commit()


def _event(actor: Actor, kind: str, subject: str, now: datetime) -> Event:
    where = {"organisation_id": actor.organisation_id, "user_id": actor.user_id, "at": now}
    return Event(**where, kind=kind, subject=subject, detail={})
