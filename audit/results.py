"""What the audit says of one call: the line of `results.jsonl`, and nothing that is not in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from audit.calls import Status


class Decision(StrEnum):
    """`ASSERTED`: the machine stands by it. `TO_REVIEW`: a person must decide; it never fails a call by itself."""

    ASSERTED = "asserted"
    TO_REVIEW = "to_review"


class Severity(StrEnum):
    """Only `CRITICAL` violations decide conduct."""

    CRITICAL = "critical"
    MAJOR = "major"


class Conduct(StrEnum):
    """`NOT_ASSESSED` when there was nothing to judge conduct on."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where it was said: turn index, the words, seconds from the start (None without sound)."""

    turn: int
    quote: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class DutyResult:
    """One duty's status; `cause` says why it could not be told, when it could not."""

    status: Status
    confidence: float
    turns: tuple[int, ...] = ()
    evidence: Evidence | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class ViolationResult:
    """One instance of a forbidden act, with every turn that commits it and the law or rubric clause it rests on."""

    id: str
    evidence: Evidence
    turns: tuple[int, ...]
    confidence: float
    decision: Decision
    severity: Severity
    basis: str


@dataclass(frozen=True, slots=True)
class Tone:
    """The agent's tone, 1 hostile to 5 warm; None where it could not be measured, `cause` says why."""

    score: float | None
    text: float | None
    voice: float | None
    confidence: float
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeResult:
    """How the call ended; amount in the account's currency, first payment of a plan."""

    kind: str | None
    amount: Decimal | None
    day: date | None
    confidence: float
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgeStamp:
    """Which judge said so: `local` or `endpoint`, its model and version."""

    name: str
    model: str
    version: str


@dataclass(frozen=True, slots=True)
class Result:
    """The whole judgement of a call."""

    id: str
    rubric: str
    rulebook: str | None
    judge: JudgeStamp
    duties: Mapping[str, DutyResult]
    violations: tuple[ViolationResult, ...]
    agent_tone: Tone
    debtor_state: str | None
    debtor_state_confidence: float
    outcome: OutcomeResult
    conduct: Conduct
    skill: float | None
    needs_review: bool
    review_reason: str | None

    def as_dict(self) -> dict[str, Any]:
        """The line of `results.jsonl`."""
        tone = self.agent_tone
        row: dict[str, Any] = {
            "id": self.id,
            "rubric": self.rubric,
            "rulebook": self.rulebook,
            "judge": {"name": self.judge.name, "model": self.judge.model, "version": self.judge.version},
            "duties": {name: _duty(d) for name, d in self.duties.items()},
            "violations": [_violation(v) for v in self.violations],
            "agent_tone": {
                "score": _round(tone.score, 1),
                "text": _round(tone.text, 1),
                "voice": _round(tone.voice, 1),
                "confidence": round(tone.confidence, 2),
            },
            "debtor_state": {"label": self.debtor_state, "confidence": round(self.debtor_state_confidence, 2)},
            "outcome": {
                "kind": self.outcome.kind,
                "amount": number(self.outcome.amount),
                "date": self.outcome.day.isoformat() if self.outcome.day else None,
                "confidence": round(self.outcome.confidence, 2),
                "turns": list(self.outcome.turns),
            },
            "conduct": self.conduct.value,
            "skill": _round(self.skill, 1),
            "needs_review": self.needs_review,
            "review_reason": self.review_reason,
        }
        if tone.cause:
            row["agent_tone"]["cause"] = tone.cause
        return row


def _round(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON's plainest number: whole amounts without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _times(evidence: Evidence) -> dict[str, Any]:
    if evidence.start_s is None or evidence.end_s is None:
        return {"start": None, "end": None}
    return {"start": round(evidence.start_s, 2), "end": round(evidence.end_s, 2)}


def _duty(duty: DutyResult) -> dict[str, Any]:
    row: dict[str, Any] = {"status": duty.status.value, "confidence": round(duty.confidence, 2), "turns": list(duty.turns)}
    if duty.evidence:
        row |= {"quote": duty.evidence.quote, **_times(duty.evidence)}
    if duty.cause:
        row["cause"] = duty.cause
    return row


def _violation(violation: ViolationResult) -> dict[str, Any]:
    return {
        "id": violation.id,
        "turn": violation.evidence.turn,
        "turns": list(violation.turns),
        "quote": violation.evidence.quote,
        **_times(violation.evidence),
        "confidence": round(violation.confidence, 2),
        "decision": violation.decision.value,
        "severity": violation.severity.value,
        "basis": violation.basis,
    }


def sent_to_a_person(result: Result, reason: str) -> Result:
    """The same result, queued for a person with one more reason."""
    reasons = f"{result.review_reason}; {reason}" if result.review_reason else reason
    return replace(result, needs_review=True, review_reason=reasons)
