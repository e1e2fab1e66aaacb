"""Calls of the database as reports read them: the machine's result with everything people said since."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Act, Evaluation, Finding, Heard, Recording, Verdict
from app.queries.oversight.qa.choices import PERSON
from app.queries.rubrics import rubric_of
from app.services.audit_recording import facts_of
from app.services.kept import result_from, transcript_from
from app.services.standing import standing_signature
from audit.results import Decision, Evidence, Severity, ViolationResult
from reports.facts import Decided, ReportedCall, Signed


def reported_calls(session: Session, recordings: Iterable[Recording]) -> list[ReportedCall]:
    """Every judged call among the recordings; those that wait or failed are left out."""
    return [call for call in (_reported(session, r) for r in recordings) if call]


def _reported(session: Session, recording: Recording) -> ReportedCall | None:
    verdict, heard = session.get(Verdict, recording.id), session.get(Heard, recording.id)
    if verdict is None or heard is None:
        return None
    evaluation = session.get_one(Evaluation, verdict.evaluation_id)
    facts = facts_of(session, recording)
    signature = standing_signature(session, recording.id)
    acts = session.scalars(select(Act).where(Act.evaluation_id == evaluation.id).order_by(Act.id)).all()
    return ReportedCall(
        result=result_from(evaluation.result),
        transcript=transcript_from(heard.transcript),
        file=recording.file,
        sha256=recording.sha256,
        called_at=facts.called_at,
        country=recording.country,
        agent=recording.agent,
        vendor=facts.vendor,
        account=facts.account,
        decisions=_decided(acts),
        signed=Signed(signature.who, signature.at) if signature else None,
        added=_added(session, evaluation.id),
        audio=recording.audio,
        audio_erased_on=recording.audio_erased_on,
        rubric=rubric_of(session, evaluation.rubric),
    )


def _added(session: Session, evaluation_id: int) -> tuple[ViolationResult, ...]:
    """What people added; how it stands is in their decisions."""
    wanted = select(Finding).where(Finding.evaluation_id == evaluation_id, Finding.decision == PERSON)
    return tuple(
        ViolationResult(
            id=f.criterion,
            evidence=Evidence(f.turn, f.quote, f.start_s, f.end_s),
            turns=(f.turn,),
            confidence=1.0,
            decision=Decision.TO_REVIEW,
            severity=Severity(f.severity),
            basis=f.basis or f"rubric:{f.criterion}",
        )
        for f in session.scalars(wanted.order_by(Finding.instance))
    )


def _decided(acts: Sequence[Act]) -> tuple[Decided, ...]:
    """Decisions and corrections; taking one back says again what stood before it."""
    about = (a for a in acts if a.criterion and a.after and a.kind in ("finding", "duty", "breach", "undo"))
    return tuple(Decided(a.criterion or "", a.instance, a.after or "", a.who, a.at, a.reason) for a in about)
