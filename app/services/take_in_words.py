"""Take in files of calls in writing: open the work on each, which a worker judges as it does recordings."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models import Job, RefusedFile, Run
from app.queries.rows import CallState
from app.services.create_run import NewRun, checked, may_upload, open_run, run_event
from app.services.intake import Intake, nothing_usable
from app.services.judge_words import put_words
from app.services.new_recording import VendorsByName
from app.services.take_transcripts import HandedOver, words_recording
from app.services.transcript_files import Written, read_transcripts
from app.services.unpack import Given, Refusal
from app.store import Store, Stored


def take_in_words(
    session: Session,
    store: Store,
    actor: Actor,
    asked: NewRun,
    given: Sequence[Given],
    now: datetime,
    enqueue: Callable[[str], None],
) -> Run:
    """A new run of the calls in these files; what cannot be read is kept beside it with its cause.

    The same sending of one form gives the run it made before. `enqueue` gets each call's id after the commit.
    Raises Forbidden, and BadInput where no call can be read.
    """
    may_upload(actor)
    checked(asked)
    found, refused = _sorted(given)
    if not found:
        raise _nothing(refused)
    run, new = open_run(session, actor, asked, _marks(found), now)
    if not new:
        return run
    vendors = VendorsByName(session, run.organisation_id)
    ids = [_keep(session, store, run, one, vendors, now) for one in found]
    for bad in refused:
        cause, remedy = {"es": bad.cause.es, "en": bad.cause.en}, {"es": bad.remedy.es, "en": bad.remedy.en}
        session.add(RefusedFile(run_id=run.id, file=bad.file, cause=cause, remedy=remedy))
    session.add(run_event(actor, run, now, "run.created", len(ids)))
    session.commit()
    for recording_id in ids:
        enqueue(recording_id)
    return run


def _sorted(given: Sequence[Given]) -> tuple[list[Written], list[Refusal]]:
    read = list(read_transcripts(given))
    return [one for one in read if isinstance(one, Written)], [one for one in read if isinstance(one, Refusal)]


def _nothing(refused: list[Refusal]) -> BadInput:
    if refused:
        return nothing_usable(Intake([], refused, []))
    return BadInput("elija uno o más archivos de llamadas", "choose one or more files of calls", "files")


def _marks(found: Sequence[Written]) -> Intake:
    """The calls as `sending_of` tells them from others."""
    marks = [sha256(repr(one.call).encode("utf-8", "surrogatepass")).hexdigest() for one in found]
    return Intake([(one.file, Stored("", mark, 0)) for one, mark in zip(found, marks, strict=True)], [], [])


def _keep(session: Session, store: Store, run: Run, one: Written, vendors: VendorsByName, now: datetime) -> str:
    call = one.call.call
    known = replace(call, country=call.country or run.country, lang=call.lang or run.lang)
    given: HandedOver = replace(one.call, call=known)
    recording = words_recording(run, given, vendors, now)
    recording.file, recording.state = one.file[:500], CallState.WAITING.value
    recording.stored = put_words(store, recording.id, call.turns)
    session.add(recording)
    session.flush()
    session.add(Job(recording_id=recording.id, state="queued", queued_at=now))
    return recording.id
