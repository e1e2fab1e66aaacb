"""What was kept as JSON, as the house's own shapes again."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from audit.calls import Status
from audit.results import (
    Conduct,
    Decision,
    DutyResult,
    Evidence,
    JudgeStamp,
    OutcomeResult,
    Result,
    Severity,
    Tone,
    ViolationResult,
)
from speech.transcript import EngineStamp, Transcript, Turn


def transcript_from(row: Mapping[str, Any]) -> Transcript:
    """A line of transcripts.jsonl as a Transcript. Raises KeyError or TypeError for a line of another shape."""
    engine = row["engine"]
    return Transcript(
        id=row["id"],
        file=row["file"],
        sha256=row["sha256"],
        language=row["language"],
        duration_s=row["duration_s"],
        sample_rate=row["sample_rate"],
        channels=row["channels"],
        engine=EngineStamp(engine["name"], engine["model"], engine["version"]),
        turns=tuple(Turn.from_dict(t) for t in row["turns"]),
        role_confidence=row.get("role_confidence"),
        warnings=tuple(row.get("warnings", ())),
        extra=row.get("acoustics", {}),
    )


def result_from(row: Mapping[str, Any]) -> Result:
    """A line of results.jsonl as a Result. Raises KeyError, TypeError or ValueError for a line of another shape."""
    judge, tone, outcome, state = row["judge"], row["agent_tone"], row["outcome"], row["debtor_state"]
    return Result(
        id=row["id"],
        rubric=row["rubric"],
        rulebook=row["rulebook"],
        judge=JudgeStamp(judge["name"], judge["model"], judge["version"]),
        duties={name: _duty(duty) for name, duty in row["duties"].items()},
        violations=tuple(_violation(v) for v in row["violations"]),
        agent_tone=Tone(tone["score"], tone["text"], tone["voice"], tone["confidence"], tone.get("cause")),
        debtor_state=state["label"],
        debtor_state_confidence=state["confidence"],
        outcome=OutcomeResult(
            kind=outcome["kind"],
            amount=None if outcome["amount"] is None else Decimal(str(outcome["amount"])),
            day=date.fromisoformat(outcome["date"]) if outcome["date"] else None,
            confidence=outcome["confidence"],
            turns=tuple(outcome.get("turns", ())),
        ),
        conduct=Conduct(row["conduct"]),
        skill=row["skill"],
        needs_review=row["needs_review"],
        review_reason=row["review_reason"],
    )


def _duty(row: Mapping[str, Any]) -> DutyResult:
    turns = tuple(row["turns"])
    evidence = None
    if row.get("quote") is not None:
        evidence = Evidence(turns[0] if turns else 0, row["quote"], row.get("start"), row.get("end"))
    return DutyResult(Status(row["status"]), row["confidence"], turns, evidence, row.get("cause"))


def _violation(row: Mapping[str, Any]) -> ViolationResult:
    return ViolationResult(
        id=row["id"],
        evidence=Evidence(row["turn"], row["quote"], row["start"], row["end"]),
        turns=tuple(row["turns"]),
        confidence=row["confidence"],
        decision=Decision(row["decision"]),
        severity=Severity(row["severity"]),
        basis=row["basis"],
    )
