"""The sound of a call erased for good: its words, its assessment and its seal stay, and everywhere it is said to be gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.actors import ORIGINAL_LISTENERS, Actor
from app.errors import Conflict, Forbidden, NotFound
from app.models import Event, Heard, Job, Recording
from app.queries.audio_rows import Audio
from app.services.reviewing import checked_reason
from app.store import Store

KIND = "audio.erased"


@dataclass(frozen=True, slots=True)
class Erased:
    """What went: the calls whose sound it was (the same file may be in several runs), and how many files left the store.

    `held` are files another client of the same store still holds by the same content; they stay there for it alone.
    """

    calls: tuple[str, ...]
    files: int
    held: int


def erase_audio(session: Session, store: Store, actor: Actor, call_id: str, reason: str, now: datetime) -> Erased:
    """Erase the recording of a call and the copy people hear, and write down who, when and why. Commits, then unlinks.

    Whatever was sealed stays as it was: the seal speaks of the file's hash, never of the file. Asked again of an erased call,
    what a full disk or a stopped process left behind goes too. Raises Forbidden, NotFound, BadInput for no reason, Conflict for a
    call that never had sound here or is being audited, OSError where a file cannot be removed.
    """
    if actor.role not in ORIGINAL_LISTENERS:
        raise Forbidden("su función no permite borrar audio", "your role may not erase audio")
    why = checked_reason(reason)
    mine = Recording.organisation_id == actor.organisation_id
    asked = session.scalar(select(Recording).where(Recording.id == call_id, mine).with_for_update())
    if asked is None:
        raise NotFound(f"no hay llamada {call_id[:40]}", f"there is no call {call_id[:40]}")
    if not asked.stored:
        raise Conflict("esta llamada nunca tuvo audio aquí", "this call never had audio here")
    same = list(session.scalars(select(Recording).where(mine, Recording.stored == asked.stored).order_by(Recording.id)))
    _free(session, same)
    keys = {asked.stored, *_copies(session, same), *_named_before(session, same)}
    for recording in same:
        if recording.audio == Audio.KEPT.value:
            _mark(session, actor, recording, why, now)
    held = _of_others(session, actor, keys)
    session.commit()
    gone = keys - held
    for key in gone:
        store.path(key).unlink(missing_ok=True)
    return Erased(tuple(r.id for r in same), len(gone), len(held))


def _free(session: Session, same: Iterable[Recording]) -> None:
    busy = select(Job.recording_id).where(Job.recording_id.in_([r.id for r in same]), Job.state.in_(("queued", "running")))
    if session.scalar(busy.limit(1)) is not None:
        raise Conflict("la llamada aún se audita; espere a que termine", "the call is still being audited; wait until it ends")


def _copies(session: Session, same: Iterable[Recording]) -> set[str]:
    wanted = select(Heard.redacted).where(Heard.recording_id.in_([r.id for r in same]), Heard.redacted.is_not(None))
    return {key for key in session.scalars(wanted) if key}


def _named_before(session: Session, same: Iterable[Recording]) -> set[str]:
    """Addresses that an earlier erasing wrote down; a file that could not be removed then is removed now."""
    wanted = select(Event.detail).where(Event.kind == KIND, Event.subject.in_([r.id for r in same]))
    return {str(key) for detail in session.scalars(wanted) for key in detail.get("files", ())}


def _mark(session: Session, actor: Actor, recording: Recording, why: str, now: datetime) -> None:
    heard = session.get(Heard, recording.id)
    files = [recording.stored, *([heard.redacted] if heard and heard.redacted else [])]
    recording.audio, recording.audio_erased_on = Audio.ERASED.value, now.date()
    if heard is not None:
        heard.redacted = None
    detail = {"reason": why, "sha256": recording.sha256, "files": files}
    session.add(
        Event(
            organisation_id=actor.organisation_id,
            user_id=actor.user_id,
            at=now,
            kind=KIND,
            subject=recording.id,
            detail=detail,
        )
    )


def _of_others(session: Session, actor: Actor, keys: set[str]) -> set[str]:
    """Those that a recording of another client still needs."""
    kept = (Recording.organisation_id != actor.organisation_id, Recording.audio == Audio.KEPT.value)
    wanted = (
        select(Recording.stored, Heard.redacted)
        .outerjoin(Heard, Heard.recording_id == Recording.id)
        .where(*kept, or_(Recording.stored.in_(keys), Heard.redacted.in_(keys)))
    )
    return {key for row in session.execute(wanted) for key in row if key in keys}
