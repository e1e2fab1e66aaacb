"""The review page: the call, what was said, what was judged, what people decided."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import LISTENERS, REVIEWERS, Actor
from app.errors import NotFound
from app.models import Act, Duty, Evaluation, Finding, Heard, Note, Recording, Run, Signature, Vendor, Verdict
from app.queries.audio_rows import Audio
from app.queries.oversight.calls import local
from app.queries.oversight.criteria import conduct_rows, duty_rows, marks
from app.queries.oversight.people_marks import unfit_marks
from app.queries.oversight.sound import dead_air_s, lanes, turn_rows, voices
from app.queries.oversight.zones import city_of
from app.queries.review_rows import (
    CallHead,
    DecisionBox,
    Engine,
    Neighbours,
    Powers,
    ReviewPage,
    Tone,
    VerdictStrip,
)
from app.queries.review_rows import Note as NoteRow
from app.queries.rows import CallState, Conduct
from audit.calls import VIOLATIONS


def recording_of(session: Session, actor: Actor, call_id: str) -> Recording:
    """A call of the actor's organisation. Raises NotFound."""
    wanted = select(Recording).where(Recording.id == call_id, Recording.organisation_id == actor.organisation_id)
    recording = session.scalar(wanted)
    if recording is None:
        raise NotFound(f"no hay llamada {call_id[:40]}", f"there is no call {call_id[:40]}")
    return recording


def heard_of(session: Session, recording: Recording) -> Heard:
    """What was heard in a call. Raises NotFound while there is nothing."""
    heard = session.get(Heard, recording.id)
    if heard is None:
        raise NotFound(f"la llamada {recording.code} aún no está transcrita", f"call {recording.code} is not transcribed yet")
    return heard


def newest_evaluation(session: Session, recording: Recording) -> Evaluation:
    """The evaluation that counts. Raises NotFound while there is none."""
    wanted = select(Evaluation).where(Evaluation.recording_id == recording.id).order_by(Evaluation.number.desc()).limit(1)
    evaluation = session.scalar(wanted)
    if evaluation is None:
        raise NotFound(f"la llamada {recording.code} aún no está evaluada", f"call {recording.code} is not judged yet")
    return evaluation


def review_page(
    session: Session, actor: Actor, call_id: str, near: Neighbours, lang: str, box: DecisionBox | None = None
) -> ReviewPage:
    """All that the page shows; a call that waits or failed has no verdict and says why. Raises NotFound."""
    recording = recording_of(session, actor, call_id)
    head = call_head(session, recording)
    verdict, heard = session.get(Verdict, recording.id), session.get(Heard, recording.id)
    if verdict is None or heard is None:
        return _waiting(recording, head, near, lang)
    evaluation = session.get_one(Evaluation, verdict.evaluation_id)
    findings = session.scalars(select(Finding).where(Finding.evaluation_id == evaluation.id).order_by(Finding.instance)).all()
    duties = session.scalars(select(Duty).where(Duty.evaluation_id == evaluation.id).order_by(Duty.position)).all()
    acts = session.scalars(select(Act).where(Act.recording_id == recording.id).order_by(Act.id)).all()
    signature = _signature(session, recording, verdict)
    engine = heard.transcript["engine"]
    return ReviewPage(
        call=head,
        verdict=_strip(recording, verdict, evaluation.result, len(duties)),
        lanes=lanes(heard.lanes),
        turns=turn_rows(heard.transcript["turns"], marks(findings, duties, evaluation.result)),
        conduct=conduct_rows(findings, heard.transcript["turns"], acts, evaluation),
        clear=_clear(findings, verdict),
        unassessed=VIOLATIONS if verdict.conduct == Conduct.NOT_ASSESSED.value else (),
        duties=duty_rows(duties, acts, evaluation),
        engine=Engine(engine["name"], engine["model"], _mean_confidence(heard.transcript["turns"])),
        powers=_powers(actor, acts, verdict, Audio(recording.audio)),
        neighbours=near,
        voices=voices(heard.acoustics),
        dead_air_s=dead_air_s(heard.acoustics),
        notes=_notes(session, recording),
        roles_confidence=heard.transcript.get("role_confidence"),
        roles_swapped=heard.swapped,
        signed_by=signature.who if signature else None,
        signed_at=signature.at if signature else None,
        seal=recording.sha256,
        redacted=heard.redacted is not None,
        box=box,
        rubric=evaluation.rubric,
        rulebook=evaluation.rulebook,
        audio=Audio(recording.audio),
        audio_erased_on=recording.audio_erased_on,
        judged_at=evaluation.judged_at,
        judging=evaluation.number,
        unfit=unfit_marks(session, recording.id, evaluation, heard.transcript["turns"], acts) if signature is None else (),
    )


def call_head(session: Session, recording: Recording) -> CallHead:
    """Who, when, about what."""
    vendor = session.get(Vendor, recording.vendor_id) if recording.vendor_id else None
    run = session.get_one(Run, recording.run_id)
    heard_language = session.scalar(select(Heard.transcript).where(Heard.recording_id == recording.id))
    return CallHead(
        id=recording.id,
        code=recording.code,
        file=recording.file,
        state=CallState(recording.state),
        duration_s=recording.duration_s,
        called_at=local(recording),
        zone=city_of(recording.country, recording.called_offset_min),
        agent=recording.agent,
        vendor=vendor.name if vendor else None,
        debtor=recording.debtor,
        creditor=recording.creditor,
        agency=recording.agency,
        product=recording.product,
        amount=recording.amount,
        currency=recording.currency,
        due_date=recording.due_date,
        country=recording.country,
        language=heard_language["language"] if heard_language else recording.lang,
        run_id=run.id,
        run_name=run.name,
    )


def _waiting(recording: Recording, head: CallHead, near: Neighbours, lang: str) -> ReviewPage:
    cause, remedy = recording.cause or {}, recording.remedy or {}
    told = "; ".join(filter(None, (cause.get(lang), remedy.get(lang))))
    return ReviewPage(
        call=head,
        verdict=None,
        lanes=(),
        turns=(),
        conduct=(),
        clear=(),
        unassessed=(),
        duties=(),
        engine=None,
        powers=Powers(decide=False, sign=False, hear=False),
        neighbours=near,
        problem=told or None,
    )


def _strip(recording: Recording, verdict: Verdict, result: Mapping[str, Any], duties: int) -> VerdictStrip:
    tone, outcome, state = result["agent_tone"], result["outcome"], result["debtor_state"]
    return VerdictStrip(
        conduct=Conduct(verdict.conduct),
        critical=verdict.critical,
        major=verdict.major,
        to_decide=verdict.to_decide,
        skill=verdict.skill,
        assessed=verdict.duties_assessed,
        duties=duties,
        tone=Tone(
            score=tone["score"],
            low=tone.get("low"),
            high=tone.get("high"),
            text=tone["text"],
            voice=tone["voice"],
            confidence=tone["confidence"],
            cause=tone.get("cause"),
        ),
        debtor_state=state["label"],
        debtor_state_confidence=state["confidence"],
        outcome=verdict.outcome,
        amount=verdict.amount,
        currency=recording.currency,
        day=verdict.day,
        outcome_confidence=outcome["confidence"],
        why=verdict.why if verdict.needs_person else None,
    )


def _clear(findings: Sequence[Finding], verdict: Verdict) -> tuple[str, ...]:
    if verdict.conduct == Conduct.NOT_ASSESSED.value:
        return ()
    found = {f.criterion for f in findings}
    return tuple(v for v in VIOLATIONS if v not in found)


def _mean_confidence(turns: Sequence[Mapping[str, Any]]) -> float | None:
    heard = [t["confidence"] for t in turns if t.get("confidence") is not None]
    return sum(heard) / len(heard) if heard else None


def _powers(actor: Actor, acts: Sequence[Act], verdict: Verdict, audio: Audio) -> Powers:
    reviews = actor.role in REVIEWERS
    undone = {a.undoes_id for a in acts if a.undoes_id}
    here = [a for a in acts if a.evaluation_id == verdict.evaluation_id and a.kind not in ("undo", "again")]
    standing = [a for a in here if a.id not in undone]
    own = bool(standing) and actor.user_id is not None and standing[-1].user_id == actor.user_id
    hear = actor.role in LISTENERS and audio is Audio.KEPT
    return Powers(decide=reviews, sign=reviews and verdict.signed_at is None, hear=hear, undo=reviews and own)


def _notes(session: Session, recording: Recording) -> tuple[NoteRow, ...]:
    wanted = select(Note).where(Note.recording_id == recording.id).order_by(Note.id)
    return tuple(NoteRow(n.at, n.who, n.text, n.at_s) for n in session.scalars(wanted))


def _signature(session: Session, recording: Recording, verdict: Verdict) -> Signature | None:
    if verdict.signed_at is None:
        return None
    wanted = select(Signature).where(Signature.recording_id == recording.id).order_by(Signature.id.desc()).limit(1)
    return session.scalar(wanted)
