"""Write down how a call stands: the machine's evaluation as rows, and the verdict counted from rows and decisions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Act, Duty, Evaluation, Finding, Recording, Signature, Verdict
from app.queries.review_rows import Standing
from app.queries.rows import Conduct
from app.queries.rubrics import rubric_of
from app.services.below_floor import diagnostic_only
from app.services.carry_over import carry_over
from app.services.search.manner import keep_manner
from audit.calls import Status
from audit.results import Conduct as Judged
from audit.results import DutyResult, Result, ViolationResult
from audit.rubric import weighed

_HOLDS = (Standing.ASSERTED.value, Standing.HAPPENED.value)


def keep_evaluation(session: Session, recording: Recording, result: Result, why: str, now: datetime) -> Evaluation:
    """Add an evaluation with its findings and duties, and count the verdict anew; people's marks go over. The caller commits."""
    last = session.scalar(select(func.max(Evaluation.number)).where(Evaluation.recording_id == recording.id)) or 0
    evaluation = Evaluation(
        recording_id=recording.id,
        number=last + 1,
        why=why,
        judged_at=now,
        result=result.as_dict(),
        rubric=result.rubric,
        rulebook=result.rulebook,
    )
    session.add(evaluation)
    session.flush()
    below = diagnostic_only(session, recording.organisation_id)
    for instance, violation in enumerate(result.violations):
        session.add(
            Finding(
                evaluation_id=evaluation.id,
                recording_id=recording.id,
                instance=instance,
                criterion=violation.id,
                severity=violation.severity.value,
                decision=violation.decision.value,
                standing=_standing(violation, below).value,
                confidence=violation.confidence,
                turn=violation.evidence.turn,
                start_s=violation.evidence.start_s,
                end_s=violation.evidence.end_s,
                quote=violation.evidence.quote,
                basis=violation.basis,
            )
        )
    for position, (criterion, duty) in enumerate(result.duties.items()):
        session.add(_duty(evaluation.id, recording.id, position, criterion, duty))
    session.flush()
    if evaluation.number > 1:
        carry_over(session, recording.id, evaluation)
    count_verdict(session, recording, evaluation, now)
    keep_manner(session, recording.id, evaluation.result)
    return evaluation


def _standing(violation: ViolationResult, below: Collection[str]) -> Standing:
    """As the machine decided; what it asserts of a criterion that is diagnostic only goes to a person."""
    return Standing.TO_REVIEW if violation.id in below else Standing(violation.decision.value)


def _duty(evaluation_id: int, recording_id: str, position: int, criterion: str, duty: DutyResult) -> Duty:
    evidence = duty.evidence
    return Duty(
        evaluation_id=evaluation_id,
        recording_id=recording_id,
        position=position,
        criterion=criterion,
        judged=duty.status.value,
        status=duty.status.value,
        confidence=duty.confidence,
        start_s=evidence.start_s if evidence else None,
        end_s=evidence.end_s if evidence else None,
        quote=evidence.quote if evidence else None,
        cause=duty.cause,
    )


def current_evaluation(session: Session, recording_id: str) -> Evaluation | None:
    """The newest evaluation of a call, or None while it has none."""
    newest = select(Evaluation).where(Evaluation.recording_id == recording_id).order_by(Evaluation.number.desc()).limit(1)
    return session.scalar(newest)


def count_verdict(session: Session, recording: Recording, evaluation: Evaluation, now: datetime) -> Verdict:
    """The verdict as findings, duties and signature stand now. The caller commits."""
    findings = session.scalars(select(Finding).where(Finding.evaluation_id == evaluation.id)).all()
    duties = session.scalars(select(Duty).where(Duty.evaluation_id == evaluation.id)).all()
    verdict = session.get(Verdict, recording.id) or Verdict(recording_id=recording.id)
    result = evaluation.result
    verdict.evaluation_id = evaluation.id
    verdict.critical = sum(f.standing in _HOLDS and f.severity == "critical" for f in findings)
    verdict.major = sum(f.standing in _HOLDS and f.severity == "major" for f in findings)
    verdict.to_decide = sum(f.standing == Standing.TO_REVIEW.value for f in findings)
    verdict.conduct = _conduct(verdict, findings, Judged(result["conduct"])).value
    verdict.worst = _worst(findings)
    verdict.skill, verdict.duties_assessed, verdict.duties_applicable = skill_now(session, evaluation, duties, recording.country)
    verdict.signed_at = _signed_at(session, recording.id)
    asked = bool(result["needs_review"]) or any(held_back(f) for f in findings)
    verdict.needs_person = asked and verdict.signed_at is None and not settled(findings)
    verdict.why = _still_open(result["review_reason"], findings)
    _outcome(verdict, result["outcome"])
    verdict.counted_at = now
    session.add(verdict)
    session.flush()
    return verdict


def _still_open(reason: str | None, findings: Sequence[Finding]) -> str | None:
    """The machine's reason without the doubts that people have answered."""
    waiting = {f.criterion for f in findings if f.standing == Standing.TO_REVIEW.value}
    kept = []
    for part in (reason or "").split("; "):
        head, doubt, names = part.partition("to decide: ")
        open_names = [n for n in names.split(", ") if n in waiting]
        if not doubt or head:
            kept.append(part)
        elif open_names:
            kept.append(doubt + ", ".join(open_names))
    told = ", ".join(kept)
    held = sorted({f.criterion for f in findings if held_back(f) and f.criterion not in told})
    return "; ".join(filter(None, [*kept, "to decide: " + ", ".join(held) if held else ""])) or None


def held_back(finding: Finding) -> bool:
    """Whether the machine asserts it and may not: its criterion is diagnostic only, and no person has decided."""
    return finding.decision == "asserted" and finding.standing == Standing.TO_REVIEW.value


def settled(findings: Sequence[Finding]) -> bool:
    """Whether people answered every doubt the machine had: doubtful findings existed and none is open."""
    doubtful = [f for f in findings if f.decision == "to_review" or held_back(f)]
    return bool(doubtful) and all(f.standing != Standing.TO_REVIEW.value for f in doubtful)


def _conduct(verdict: Verdict, findings: Sequence[Finding], judged: Judged) -> Conduct:
    if verdict.critical:
        return Conduct.FAIL
    if any(f.standing == Standing.TO_REVIEW.value and f.severity == "critical" for f in findings):
        return Conduct.TO_DECIDE
    return Conduct.NOT_ASSESSED if judged is Judged.NOT_ASSESSED and not findings else Conduct.PASS


def _worst(findings: Sequence[Finding]) -> str | None:
    open_or_held = [f for f in findings if f.standing in (*_HOLDS, Standing.TO_REVIEW.value)]
    ranked = sorted(open_or_held, key=lambda f: (f.severity != "critical", f.standing not in _HOLDS, -(f.confidence or 0)))
    return ranked[0].criterion if ranked else None


def skill_now(
    session: Session, evaluation: Evaluation, duties: Sequence[Duty], country: str | None
) -> tuple[float | None, int, int]:
    """Skill 0–100 by the rubric of the evaluation, duties assessed, duties owed, with people's corrections."""
    results = {d.criterion: DutyResult(Status(d.status), d.confidence or 0.0) for d in duties}
    skill = weighed(results, rubric_of(session, evaluation.rubric), country)
    return skill.score, skill.assessed, skill.owed


def _signed_at(session: Session, recording_id: str) -> datetime | None:
    signature = standing_signature(session, recording_id)
    return signature.at if signature else None


def standing_signature(session: Session, recording_id: str) -> Signature | None:
    """The newest signature, unless something was changed or taken back after it."""
    newest = select(Signature).where(Signature.recording_id == recording_id).order_by(Signature.id.desc()).limit(1)
    signature = session.scalar(newest)
    if signature is None:
        return None
    later = select(func.count()).select_from(Act).where(Act.recording_id == recording_id, Act.id > signature.act_id)
    return None if session.scalar(later) else signature


def _outcome(verdict: Verdict, outcome: Mapping[str, Any]) -> None:
    verdict.outcome = outcome["kind"]
    verdict.amount = Decimal(str(outcome["amount"])) if outcome["amount"] is not None else None
    verdict.day = date.fromisoformat(outcome["date"]) if outcome["date"] else None
