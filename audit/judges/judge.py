"""What any judge answers, whoever it is: the local network, an endpoint, later a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from audit.calls import Call
from audit.results import Decision, DutyResult, Evidence, JudgeStamp


@dataclass(frozen=True, slots=True)
class JudgedViolation:
    """One instance as a judge sees it, with its probability."""

    id: str
    turns: tuple[int, ...]
    evidence: Evidence
    p: float
    decision: Decision


@dataclass(frozen=True, slots=True)
class JudgedOutcome:
    """How the call ended, with the agreed first payment where there is one."""

    kind: str | None
    confidence: float
    amount: Decimal | None = None
    day: date | None = None
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judge's whole answer for a call; tone 1–5 from the words alone."""

    stamp: JudgeStamp
    duties: Mapping[str, DutyResult]
    violations: tuple[JudgedViolation, ...]
    tone: float | None
    tone_confidence: float
    debtor_state: str | None
    debtor_state_confidence: float
    outcome: JudgedOutcome


class Judge(Protocol):
    """Reads a transcript with roles; raises AuditError when it cannot judge, and never invents."""

    stamp: JudgeStamp

    def judge(self, call: Call) -> Judgement:
        """The judgement of one call."""
        ...
