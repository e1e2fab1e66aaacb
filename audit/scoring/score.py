"""From a judgement to the result of a call: the rubric's numbers, the law behind each finding, and who must look."""

from dataclasses import replace
from typing import Protocol

from audit.calls import Call, Status
from audit.judges.judge import JudgedViolation, Judgement
from audit.results import (
    Decision,
    DutyResult,
    OutcomeResult,
    Result,
    ViolationResult,
)
from audit.rubric import Rubric, conduct, skill
from audit.scoring.tone import VoiceTone, joined
from speech.transcript import Speaker

DOUBTFUL_ROLES = 0.7
DOUBTFUL_WORDS = 0.55
UNHEARD = "the agent hardly speaks"


class Law(Protocol):
    """The country's rules in force on the day of the call."""

    @property
    def id(self) -> str:
        """Name and date (`CL@2021-04-20`)."""
        ...

    def basis_for(self, violation: str) -> str | None:
        """The rule behind a violation, if the country has one in force."""
        ...


def scored(
    call: Call, judgement: Judgement, rubric: Rubric, law: Law | None, voice: VoiceTone | None, role_confidence: float | None
) -> Result:
    """The result line of one call. Doubtful roles or words turn assertions into questions for a person."""
    reasons: list[str] = []
    violations = [_violation(v, call, rubric, law) for v in judgement.violations]
    if role_confidence is not None and role_confidence < DOUBTFUL_ROLES and violations:
        reasons.append(f"who is agent and who is debtor is only {role_confidence:.2f} certain")
        violations = [replace(v, decision=Decision.TO_REVIEW) for v in violations]
    violations = [_doubted(v, call, reasons) for v in violations]
    if open_ones := [v.id for v in violations if v.decision is Decision.TO_REVIEW]:
        reasons.append("to decide: " + ", ".join(dict.fromkeys(open_ones)))
    duties = _duties(call, judgement, rubric)
    heard = any(turn.speaker is Speaker.AGENT for turn in call.turns)
    if not heard:
        duties = {id: _unheard(duty) for id, duty in duties.items()}
        reasons += [UNHEARD] if call.turns else []
    outcome = judgement.outcome
    return Result(
        id=call.id,
        rubric=rubric.id,
        rulebook=law.id if law else None,
        judge=judgement.stamp,
        duties=duties,
        violations=tuple(violations),
        agent_tone=joined(judgement.tone, judgement.tone_confidence, voice),
        debtor_state=judgement.debtor_state,
        debtor_state_confidence=judgement.debtor_state_confidence,
        outcome=OutcomeResult(outcome.kind, outcome.amount, outcome.day, outcome.confidence, outcome.turns),
        conduct=conduct(tuple(violations), judged=heard),
        skill=skill(duties, rubric, call.country),
        needs_review=bool(reasons),
        review_reason="; ".join(dict.fromkeys(reasons)) or None,
    )


def _unheard(duty: DutyResult) -> DutyResult:
    """Silence on the agent's side neither fails nor passes: the line or the roles may be at fault."""
    if duty.status is Status.NOT_APPLICABLE:
        return duty
    return DutyResult(Status.NOT_ASSESSED, 0.0, cause=UNHEARD)


def _violation(judged: JudgedViolation, call: Call, rubric: Rubric, law: Law | None) -> ViolationResult:
    criterion = rubric.criterion(judged.id)
    if criterion.severity is None:
        raise ValueError(f"{judged.id} is no violation of {rubric.id}")
    basis = (law.basis_for(judged.id) if law else None) or f"rubric:{judged.id}"
    return ViolationResult(judged.id, judged.evidence, judged.turns, judged.p, judged.decision, criterion.severity, basis)


def _doubted(violation: ViolationResult, call: Call, reasons: list[str]) -> ViolationResult:
    """A finding that rests on words the engine itself doubted is a question, not an assertion."""
    heard = call.turns[violation.evidence.turn].confidence
    if heard is None or heard >= DOUBTFUL_WORDS or violation.decision is Decision.TO_REVIEW:
        return violation
    reasons.append(f"the words of {violation.id} were heard with {heard:.2f}")
    return replace(violation, decision=Decision.TO_REVIEW)


def _duties(call: Call, judgement: Judgement, rubric: Rubric) -> dict[str, DutyResult]:
    """What depends on facts nobody gave is not assessed."""
    duties = dict(judgement.duties)
    stated = duties["state_debt"]
    if call.account.amount is None and stated.status is Status.MET:
        duties["state_debt"] = replace(
            stated, status=Status.NOT_ASSESSED, cause="the account's amount is unknown, so the amount said cannot be checked"
        )
    return duties
