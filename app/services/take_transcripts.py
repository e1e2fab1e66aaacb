"""Calls of which only the words are handed over: judged like any other, and said to be without audio wherever they are shown."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy.orm import Session

from app.actors import UPLOADERS, Actor
from app.errors import BadInput, Forbidden
from app.models import Event, Job, Recording, Run
from app.queries.audio_rows import Audio
from app.services.audit_recording import keep_examined
from app.services.examine import Assessor
from app.services.facts import Facts
from app.services.judge_words import examine_words
from app.services.new_recording import VendorsByName, new_recording
from app.services.rubric.ruled import rubric_for, under
from audit.calls import Call


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
    vendors = VendorsByName(session, actor.organisation_id)
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


def _keep(session: Session, run: Run, one: HandedOver, vendors: VendorsByName, assessor: Assessor, now: datetime) -> None:
    recording = words_recording(run, one, vendors, now)
    session.add(recording)
    session.flush()
    session.add(Job(recording_id=recording.id, state="done", stage="done", queued_at=now, started_at=now, finished_at=now))
    assessor = under(assessor, rubric_for(session, recording, one.call.called_at, now))
    keep_examined(session, recording, examine_words(one.call, recording, assessor), None, now)


def words_recording(run: Run, one: HandedOver, vendors: VendorsByName, now: datetime) -> Recording:
    """The row of a call in writing, not added to a session yet."""
    call = one.call
    words = json.dumps([[t.speaker.value, t.text] for t in call.turns], ensure_ascii=False).encode("utf-8", "surrogatepass")
    mark = sha256(call.id.encode("utf-8", "surrogatepass") + b"\n" + words).hexdigest()
    known = Facts(call.id, call.country, call.lang, call.called_at, one.vendor, one.agent, None, call.account)
    made = new_recording(run, call.id, call.id, known, vendors.id_of(one.vendor or None), mark, len(words), now)
    made.duration_s = one.duration_s
    made.audio, made.audio_erased_on = (Audio.ERASED if one.erased_on else Audio.NEVER).value, one.erased_on
    return made
