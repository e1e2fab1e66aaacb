"""Calls of which only the words are handed over: judged like any other, and said to be without audio wherever they are shown."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import UPLOADERS, Actor
from app.errors import BadInput, Forbidden
from app.folding import fold_turns
from app.models import Event, Heard, Job, Recording, Run, Vendor
from app.queries.audio_rows import Audio
from app.queries.rows import CallState
from app.services.examine import Assessor, masked_quotes
from app.services.standing import keep_evaluation
from audit.calls import Call
from speech.redact import PrivateSpan, redact
from speech.transcript import EngineStamp, Transcript

ENGINE = EngineStamp("handed_over", "", "")
"""Nobody here transcribed it."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A call in writing. `erased_on`: the day its audio was erased by whoever held it; None: its audio was never handed over."""

    call: Call
    vendor: str | None = None
    agent: str | None = None
    duration_s: float | None = None
    erased_on: date | None = None


def take_transcripts(
    session: Session,
    actor: Actor,
    name: str,
    given: Sequence[HandedOver],
    assessor: Assessor,
    now: datetime,
    step: Callable[[str], None],
) -> Run:
    """A finished run of these calls; `step` is told each call's id. Commits.

    Raises Forbidden, BadInput where there is none or an id comes twice, AuditError where one cannot be judged.
    """
    if actor.role not in UPLOADERS:
        raise Forbidden("su función no permite subir llamadas", "your role may not upload calls")
    _checked(given)
    run = Run(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        name=name.strip()[:200] or now.strftime("%Y-%m-%d %H:%M"),
        created_by=actor.user_id,
        created_at=now,
        finished_at=now,
        warnings=[],
    )
    session.add(run)
    session.flush()
    vendors = _vendors(session, actor.organisation_id, {one.vendor for one in given if one.vendor})
    for one in given:
        _keep(session, run, one, vendors, assessor, now)
        step(one.call.id)
    detail = {"recordings": len(given), "audio": Audio.NEVER.value}
    session.add(
        Event(
            organisation_id=actor.organisation_id,
            user_id=actor.user_id,
            at=now,
            kind="run.created",
            subject=run.id,
            detail=detail,
        )
    )
    session.commit()
    return run


def _checked(given: Sequence[HandedOver]) -> None:
    if not given:
        raise BadInput("no hay llamadas en lo entregado", "what was handed over holds no call", "files")
    seen = set[str]()
    for one in given:
        if one.call.id in seen:
            raise BadInput(f"la llamada {one.call.id[:80]} viene dos veces", f"call {one.call.id[:80]} comes twice", "files")
        seen.add(one.call.id)


def _vendors(session: Session, organisation_id: int, names: set[str]) -> dict[str, int]:
    """The client's vendors by name, made where first met."""
    mine = select(Vendor.name, Vendor.id).where(Vendor.organisation_id == organisation_id)
    known = dict(session.execute(mine).tuples().all())
    for name in sorted(names - set(known)):
        vendor = Vendor(organisation_id=organisation_id, name=name)
        session.add(vendor)
        session.flush()
        known[name] = vendor.id
    return known


def _keep(session: Session, run: Run, one: HandedOver, vendors: dict[str, int], assessor: Assessor, now: datetime) -> None:
    words = json.dumps([[t.speaker.value, t.text] for t in one.call.turns], ensure_ascii=False).encode()
    recording = _recording(run, one, vendors, words, now)
    session.add(recording)
    session.flush()
    session.add(Job(recording_id=recording.id, state="done", stage="done", queued_at=now, started_at=now, finished_at=now))
    said = Transcript(
        id=recording.code,
        file=recording.file,
        sha256=recording.sha256,
        language=one.call.lang or "es",
        duration_s=one.duration_s or 0.0,
        sample_rate=0,
        channels=0,
        engine=ENGINE,
        turns=one.call.turns,
        warnings=("no_audio",),
    )
    result = assessor.assess(one.call, None, None)
    masked = redact(said, one.call.country)
    session.add(
        Heard(
            recording_id=recording.id,
            transcript=masked.transcript.as_dict(),
            acoustics=None,
            lanes={},
            private=[_span(p) for p in masked.spans],
            folded=fold_turns([t.text for t in masked.transcript.turns]),
            heard_at=now,
        )
    )
    quoted = masked_quotes(replace(result, id=recording.code), said, masked.transcript, one.call.country)
    keep_evaluation(session, recording, quoted, "audit", now)


def _span(span: PrivateSpan) -> dict[str, Any]:
    return {"kind": span.kind.value, "turn": span.turn, "start": span.start_s, "end": span.end_s}


def _recording(run: Run, one: HandedOver, vendors: dict[str, int], words: bytes, now: datetime) -> Recording:
    call, account = one.call, one.call.account
    offset = call.called_at.utcoffset() if call.called_at else None
    return Recording(
        id=uuid4().hex,
        organisation_id=run.organisation_id,
        run_id=run.id,
        vendor_id=vendors[one.vendor] if one.vendor else None,
        file=call.id[:500],
        sha256=sha256(call.id.encode() + b"\n" + words).hexdigest(),
        size_bytes=len(words),
        stored="",
        code=call.id[:200],
        agent=one.agent,
        country=call.country,
        lang=call.lang,
        called_at=call.called_at,
        called_offset_min=None if offset is None else int(offset.total_seconds() // 60),
        debtor=account.debtor,
        creditor=account.creditor,
        agency=account.agency,
        product=account.product,
        amount=account.amount,
        currency=account.currency,
        due_date=account.due_date,
        added_at=now,
        state=CallState.DONE.value,
        duration_s=one.duration_s,
        audio=(Audio.ERASED if one.erased_on else Audio.NEVER).value,
        audio_erased_on=one.erased_on,
    )
