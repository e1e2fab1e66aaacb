"""Audit one recording: claim it, hear and judge it, keep everything in one transaction. Safe to ask for twice."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import LeaseLost, Text
from app.folding import fold_turns
from app.models import Heard, Job, Recording, Run, TurnMeaning, Vendor
from app.queries.rows import CallState
from app.services.coaching.from_alert import begin_kept
from app.services.examine import Asked, Examined, Tools, examine
from app.services.facts import Facts
from app.services.failures import Bulkhead, causes
from app.services.jobs import MAX_ATTEMPTS, Heartbeat, Lease, claim, hold, release
from app.services.judge_words import examine_words, in_words, throw_away, words_of
from app.services.learning.published import assessor_of, own_heads
from app.services.playable import playable_copy
from app.services.rubric.ruled import rubric_for, under
from app.services.standing import keep_evaluation
from app.store import Store
from audit.calls import Account, Call

log = logging.getLogger(__name__)


class Ended(StrEnum):
    """How asking for an audit ended. `RETRY`: the cause may pass, ask again. `SKIPPED`: done, or somebody else's."""

    DONE = "done"
    FAILED = "failed"
    RETRY = "retry"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a worker works with. `clock` gives aware times; `owner` names this worker's process and task."""

    database: Database
    store: Store
    tools: Callable[[], Tools]
    clock: Callable[[], datetime]
    lease_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended, and the id of the run when this was its last recording."""

    how: Ended
    run_over: str | None = None


def audit_recording(shop: Workshop, recording_id: str, owner: str) -> Outcome:
    """Hear, judge and keep one recording. What is wrong with the recording is kept as its failure, never raised."""
    lease = claim(shop.database, recording_id, owner, shop.clock(), shop.lease_s)
    if lease is None:
        return Outcome(Ended.SKIPPED)
    log.info("audit started", extra={"recording_id": recording_id, "attempt": lease.attempt})
    try:
        with Bulkhead(LeaseLost, SQLAlchemyError) as bulkhead:
            if lease.attempt > MAX_ATTEMPTS:
                raise _Abandoned
            with Heartbeat(shop.database, lease, shop.clock, shop.lease_s) as heart:
                _mark(shop, lease, CallState.RUNNING)
                return _work(shop, lease, heart)
        return _stopped(shop, lease, bulkhead.error or _Abandoned())
    except LeaseLost:
        log.warning("lease lost, work thrown away", extra={"recording_id": recording_id})
        return Outcome(Ended.SKIPPED)


class _Abandoned(Exception):
    """Workers died on this recording as often as is allowed."""


def _work(shop: Workshop, lease: Lease, heart: Heartbeat) -> Outcome:
    with shop.database.reading() as session:
        recording = session.get_one(Recording, lease.recording_id)
        asked, facts = asked_of(recording), facts_of(session, recording)
        heads = own_heads(session, shop.store, recording.organisation_id)
        rubric = rubric_for(session, recording, facts.called_at, shop.clock())
    tools = shop.tools()
    tools = replace(tools, assessor=under(assessor_of(tools.assessor, heads), rubric))
    if in_words(recording):
        heart.renew({"stage": "judging"})
        examined, redacted = examine_words(_written(shop.store, recording, facts), recording, tools.assessor), None
    else:
        path = shop.store.path(recording.stored)
        examined = examine(path, asked, facts, tools, lambda stage: heart.renew({"stage": stage}))
        redacted = playable_copy(shop.store, path, examined)
    with shop.database.write() as session:
        hold(session, lease, {"state": "done", "stage": "done", "finished_at": shop.clock(), "lease_until": None})
        recording = session.get_one(Recording, lease.recording_id)
        keep_examined(session, recording, examined, redacted, shop.clock())
        gone = _forget_words(recording)
        over = close_run(session, recording.run_id, shop.clock())
        session.commit()
    if gone:
        throw_away(shop.store, gone)
    with shop.database.write() as session:
        begin_kept(session, lease.recording_id, shop.clock())
    log.info("audit done", extra={"recording_id": recording.id})
    return Outcome(Ended.DONE, over)


def asked_of(recording: Recording) -> Asked:
    """What the ear is told of a recording."""
    return Asked(recording.code, recording.file, recording.sha256, recording.lang, recording.agent_channel)


def facts_of(session: Session, recording: Recording) -> Facts:
    """What calls.csv said, with the debtor's own clock."""
    vendor = session.get(Vendor, recording.vendor_id) if recording.vendor_id else None
    return Facts(
        call_id=recording.code,
        country=recording.country,
        lang=recording.lang,
        called_at=local_time(recording),
        vendor=vendor.name if vendor else None,
        agent=recording.agent,
        agent_channel=recording.agent_channel,
        account=Account(
            debtor=recording.debtor,
            creditor=recording.creditor,
            agency=recording.agency,
            product=recording.product,
            amount=recording.amount,
            currency=recording.currency,
            due_date=recording.due_date,
        ),
    )


def local_time(recording: Recording) -> datetime | None:
    """When the call was made, on the debtor's clock."""
    if recording.called_at is None or recording.called_offset_min is None:
        return recording.called_at
    return recording.called_at.astimezone(timezone(timedelta(minutes=recording.called_offset_min)))


def keep_examined(session: Session, recording: Recording, examined: Examined, redacted: str | None, now: datetime) -> None:
    """Transcript, lanes, evaluation and verdict of a recording as rows. The caller commits."""
    sound = examined.sound
    heard = session.get(Heard, recording.id) or Heard(recording_id=recording.id)
    heard.transcript = sound.transcript.as_dict()
    heard.acoustics = dict(sound.acoustics) or None
    heard.lanes = {speaker: [round(p, 3) for p in peaks] for speaker, peaks in sound.lanes.items()}
    heard.private = [{"kind": p.kind.value, "turn": p.turn, "start": p.start_s, "end": p.end_s} for p in examined.private]
    heard.folded = fold_turns([t.text for t in sound.transcript.turns])
    heard.redacted = redacted
    heard.swapped = False
    heard.heard_at = now
    session.add(heard)
    session.execute(delete(TurnMeaning).where(TurnMeaning.recording_id == recording.id))
    recording.duration_s = sound.transcript.duration_s or None
    recording.state = CallState.DONE.value
    recording.cause = recording.remedy = None
    keep_evaluation(session, recording, examined.result, "audit", now)


def _mark(shop: Workshop, lease: Lease, state: CallState) -> None:
    with shop.database.write() as session:
        hold(session, lease, {"stage": "listening"})
        session.get_one(Recording, lease.recording_id).state = state.value
        session.commit()


def _stopped(shop: Workshop, lease: Lease, problem: Exception) -> Outcome:
    kind = type(problem).__name__
    if getattr(problem, "retryable", False) and lease.attempt < MAX_ATTEMPTS:
        log.warning("audit will be tried again", extra={"recording_id": lease.recording_id, "kind": kind})
        release(shop.database, lease)
        return Outcome(Ended.RETRY)
    log.warning("audit failed", extra={"recording_id": lease.recording_id, "kind": kind})
    cause, remedy = _worn_out() if isinstance(problem, _Abandoned) else causes(problem)
    with shop.database.write() as session:
        hold(session, lease, {"state": "failed", "stage": "done", "finished_at": shop.clock(), "lease_until": None})
        recording = session.get_one(Recording, lease.recording_id)
        recording.state = CallState.FAILED.value
        gone = _forget_words(recording)
        remedy = _and_bring_again(remedy) if gone else remedy
        recording.cause, recording.remedy = {"es": cause.es, "en": cause.en}, {"es": remedy.es, "en": remedy.en}
        over = close_run(session, recording.run_id, shop.clock())
        session.commit()
    if gone:
        throw_away(shop.store, gone)
    return Outcome(Ended.FAILED, over)


def _written(store: Store, recording: Recording, facts: Facts) -> Call:
    turns = words_of(store, recording.stored)
    return Call(recording.code, turns, facts.country, facts.lang, facts.called_at, facts.account)


def _forget_words(recording: Recording) -> str:
    """The address of words as they came, which the row lets go of; empty for a recording."""
    if not in_words(recording):
        return ""
    key, recording.stored = recording.stored, ""
    return key


def _and_bring_again(remedy: Text) -> Text:
    """Words that could not be judged are private and not kept: whoever brought them has them."""
    return Text(
        "; ".join(filter(None, (remedy.es, "después suba otra vez su archivo: las palabras no se guardan"))),
        "; ".join(filter(None, (remedy.en, "then upload its file again: the words are not kept"))),
    )


def _worn_out() -> tuple[Text, Text]:
    return (
        Text(f"el proceso murió {MAX_ATTEMPTS} veces al oírla", f"the worker died {MAX_ATTEMPTS} times while hearing it"),
        Text("revise la memoria de la máquina y súbala otra vez", "check the machine's memory and upload it again"),
    )


def close_run(session: Session, run_id: str, now: datetime) -> str | None:
    """Note the end of a run once none of its recordings waits or runs; its id comes back then. The caller commits."""
    session.flush()
    run = session.scalars(select(Run).where(Run.id == run_id).with_for_update()).one()  # the last two may end together
    left = (
        select(func.count())
        .select_from(Job)
        .join(Recording, Recording.id == Job.recording_id)
        .where(Recording.run_id == run_id, Job.state.in_(("queued", "running")))
    )
    if session.scalar(left):
        return None
    run.finished_at = now
    return run.id
