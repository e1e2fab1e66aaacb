"""A finding of a call exactly as its vendor would read it: its own words, its own call, the law it breaks, nothing else."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Evaluation, Finding, Heard, Recording, Vendor
from app.models.call_share import CallShare
from app.models.ghost import Received
from app.queries.audio_rows import Audio
from app.queries.oversight.calls import local
from app.queries.oversight.criteria import cited
from app.queries.oversight.qa.contested import newest, share_of
from app.queries.oversight.review import newest_evaluation, recording_of
from app.queries.review_rows import Standing
from app.queries.rubrics import rubric_of
from app.queries.scorecard_rows import SharePreview

AROUND = 2
"""Turns shown before and after the one of the finding."""
BEFORE_S, AFTER_S, MOST_S = 3.0, 3.0, 60.0
"""Seconds heard before and after those of the finding, and in all."""


def finding_of(
    session: Session, actor: Actor, call_id: str, criterion: str, instance: int
) -> tuple[Recording, Evaluation, Finding]:
    """A finding of a call as it stands. Raises NotFound."""
    recording = recording_of(session, actor, call_id)
    evaluation = newest_evaluation(session, recording)
    wanted = select(Finding).where(
        Finding.evaluation_id == evaluation.id, Finding.criterion == criterion, Finding.instance == instance
    )
    finding = session.scalar(wanted)
    if finding is None:
        raise NotFound(f"no hay hallazgo {criterion[:60]} {instance}", f"there is no finding {criterion[:60]} {instance}")
    return recording, evaluation, finding


def share_told(session: Session, recording: Recording, evaluation: Evaluation, finding: Finding) -> dict[str, Any]:
    """What is kept for the vendor, as JSON: texts in both languages, when and where in its call, what was said around it."""
    words = rubric_of(session, evaluation.rubric).criterion(finding.criterion)
    at = local(recording)
    heard = session.get(Heard, recording.id)
    return {
        "es": {"title": words.name.es, "note": words.bad.es},
        "en": {"title": words.name.en, "note": words.bad.en},
        "rule": finding.basis or finding.criterion,
        "severity": finding.severity,
        "citation": _law(finding, evaluation),
        "happened_at": at.isoformat() if at else None,
        "zone": None,
        "channel": "voice",
        "quote": finding.quote,
        "call": recording.code,
        "agent": recording.agent,
        "start_s": finding.start_s,
        "end_s": finding.end_s,
        "said": _around(heard, finding.turn),
    }


def _law(finding: Finding, evaluation: Evaluation) -> str | None:
    """The rule it breaks as people cite it; what rests on the rubric alone cites no law."""
    found = cited(finding.basis, evaluation)
    return None if found is None or found.startswith("rubric:") else found


def _around(heard: Heard | None, turn: int) -> list[list[str]]:
    """Who said what around the finding, as [speaker, text]."""
    turns = heard.transcript["turns"] if heard else []
    return [[t["speaker"], t["text"]] for t in turns[max(0, turn - AROUND) : turn + AROUND + 1]]


def heard_seconds(finding: Finding, duration_s: float | None = None) -> tuple[float, float] | None:
    """From which second to which the vendor hears it; None where nobody knows when it is said, or the sound ends before."""
    if finding.start_s is None or (duration_s is not None and finding.start_s - BEFORE_S >= duration_s):
        return None
    first = max(0.0, finding.start_s - BEFORE_S)
    end = finding.end_s if finding.end_s is not None else finding.start_s
    last = min(max(end, finding.start_s) + AFTER_S, first + MOST_S)
    return first, last if duration_s is None else min(last, duration_s)


def hearable(session: Session, recording: Recording) -> str | None:
    """The address of what may be heard of a call; None where there is no sound, or none without private data yet."""
    heard = session.get(Heard, recording.id)
    if recording.audio != Audio.KEPT.value or heard is None:
        return None
    return heard.redacted or (None if heard.private else recording.stored)


def share_preview(session: Session, actor: Actor, call_id: str, criterion: str, instance: int, lang: str) -> SharePreview:
    """The page that asks before it is sent. Raises NotFound; what forbids sending it is its `problem`."""
    recording, evaluation, finding = finding_of(session, actor, call_id, criterion, instance)
    told = share_told(session, recording, evaluation, finding)
    vendor = session.get(Vendor, recording.vendor_id) if recording.vendor_id else None
    sent = sent_share(session, recording.id, criterion, instance)
    why = forbidden(session, recording, finding)
    return SharePreview(
        call_id=recording.id,
        criterion=criterion,
        instance=instance,
        vendor=vendor.name if vendor else "",
        title=told[lang]["title"],
        note=told[lang]["note"],
        citation=told["citation"],
        severity=told["severity"],
        quote=told["quote"],
        said=tuple((speaker, text) for speaker, text in told["said"]),
        code=recording.code,
        agent=recording.agent,
        at=local(recording),
        start_s=finding.start_s,
        vendor_id=recording.vendor_id,
        heard=heard_seconds(finding, recording.duration_s) if hearable(session, recording) else None,
        problem=why[0 if lang == "es" else 1] if why and not sent else None,
        share_id=sent.share_id if sent else None,
    )


def sent_share(session: Session, recording_id: str, criterion: str, instance: int) -> CallShare | None:
    """What was shown already of a finding of the judging that counts, in whichever judging it was sent."""
    return share_of(session, recording_id, criterion, newest(session, recording_id), instance)


def forbidden(session: Session, recording: Recording, finding: Finding) -> tuple[str, str] | None:
    """Why a finding may not be sent from its call (es, en): nobody confirmed it, it has no vendor, or a wave received it."""
    if recording.vendor_id is None:
        return "la llamada no tiene proveedor", "the call has no vendor"
    if session.scalar(select(Received.id).where(Received.recording_id == recording.id).limit(1)) is not None:
        return (
            "esta llamada es de una ola: se envía desde los hallazgos de la ola",
            "this call is of a wave: it is sent from the findings of the wave",
        )
    if finding.standing != Standing.HAPPENED.value:
        return (
            "solo se envía lo que una persona confirmó: decida primero en la llamada",
            "only what a person confirmed is sent: decide first on the call",
        )
    return None
