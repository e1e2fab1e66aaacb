"""An ear and an assessor for tests, told what to hear and say in the words of the trade."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.services.examine import Asked, Sound, Tools
from audit.calls import DUTIES, Call, Status
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
from audit.rubric import Rubric, load_rubric
from speech.transcript import EngineStamp, Speaker, Transcript, Turn, Word

SCRIPT = (
    ("agent", "Buenas tardes, habla Marta de Banco Lindero, esta llamada se graba."),
    ("debtor", "Sí, soy yo, dígame."),
    ("agent", "Si no paga hoy, mañana mandamos a embargarle la casa."),
    ("debtor", "Puedo pagar sesenta mil el viernes."),
    ("agent", "Quedamos así, sesenta mil el viernes. Hasta luego."),
)


def turns_of(script: tuple[tuple[str, str], ...]) -> tuple[Turn, ...]:
    """Ten seconds a turn, one second a word."""
    out = []
    for i, (speaker, text) in enumerate(script):
        words = tuple(Word(w, i * 10.0 + n, i * 10.0 + n + 0.8, 0.9) for n, w in enumerate(text.split()))
        out.append(Turn(i, Speaker(speaker), text, i * 10.0, i * 10.0 + 9.5, 0.9, words))
    return tuple(out)


@dataclass
class FakeEar:
    """Hears SCRIPT in everything, but for files it was told otherwise of."""

    scripts: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    failures: dict[str, list[Exception]] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def listen(self, path: Path, asked: Asked) -> Sound:
        self.heard.append(asked.file)
        if self.failures.get(asked.file):
            raise self.failures[asked.file].pop(0)
        assert path.is_file()
        turns = turns_of(self.scripts.get(asked.file, SCRIPT))
        transcript = Transcript(
            id=asked.call_id,
            file=asked.file,
            sha256=asked.sha256,
            language=asked.lang or "es",
            duration_s=10.0 * len(turns),
            sample_rate=8000,
            channels=1,
            engine=EngineStamp("fake", "tiny", "1"),
            turns=turns,
            role_confidence=0.95,
        )
        speakers = {s: {"speaker": s} for s in ("agent", "debtor")}
        lanes = {"agent": (0.2, 0.8) * 250, "debtor": (0.4, 0.0) * 250}
        return Sound(transcript, {"speakers": speakers}, lanes)


def violation(id: str, turn: Turn, decision: Decision, severity: Severity = Severity.CRITICAL) -> ViolationResult:
    """A finding over a whole turn."""
    evidence = Evidence(turn.i, turn.text, turn.start_s, turn.end_s)
    return ViolationResult(id, evidence, (turn.i,), 0.93, decision, severity, f"rubric:{id}")


class FakeAssessor:
    """Finds threats in the agent's `embargar`, doubts `cuenta`, and meets every duty but the last two."""

    def __init__(self, rubric: Rubric | None = None, assessed: list[str] | None = None) -> None:
        self.rubric = rubric or load_rubric()
        self.assessed: list[str] = [] if assessed is None else assessed

    def by_rubric(self, rubric: Rubric) -> "FakeAssessor":
        return FakeAssessor(rubric, self.assessed)

    def assess(self, call: Call, acoustics: Mapping[str, Any] | None, role_confidence: float | None) -> Result:
        self.assessed.append(call.id)
        agent = [t for t in call.turns if t.speaker is Speaker.AGENT]
        found = [violation("false_legal_threat", t, Decision.ASSERTED) for t in agent if "embarg" in t.text]
        found += [violation("unofficial_payment", t, Decision.TO_REVIEW) for t in agent if "cuenta" in t.text]
        first = Evidence(0, call.turns[0].text, call.turns[0].start_s, call.turns[0].end_s)
        duties = {d: DutyResult(Status.MET, 0.9, (0,), first) for d in DUTIES[:-2]}
        duties |= {d: DutyResult(Status.NOT_MET, 0.8) for d in DUTIES[-2:]}
        doubtful = any(v.decision is Decision.TO_REVIEW for v in found)
        failed = any(v.decision is Decision.ASSERTED for v in found)
        return Result(
            id=call.id,
            rubric=self.rubric.id,
            rulebook=None,
            judge=JudgeStamp("fake", "fake-judge", "1"),
            duties=duties,
            violations=tuple(found),
            agent_tone=Tone(2.1, 2.4, 1.7, 0.6),
            debtor_state="calm",
            debtor_state_confidence=0.7,
            outcome=OutcomeResult("promise", Decimal(60000), date(2026, 5, 15), 0.9, (3,)),
            conduct=Conduct.FAIL if failed else Conduct.PASS,
            skill=85.7,
            needs_review=doubtful,
            review_reason="to decide: unofficial_payment" if doubtful else None,
        )


def fake_tools() -> Tools:
    """Both."""
    return Tools(FakeEar(), FakeAssessor())
