"""A call with private data in every place, right answers to it, and a judge made of plain values."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from audit.calls import DUTIES, Account, Call, Status
from audit.errors import AuditError
from audit.judges.endpoint import EndpointJudge
from audit.judges.judge import JudgedOutcome, JudgedViolation, Judgement
from audit.judges.options import EndpointOptions
from audit.results import Decision, DutyResult, Evidence, JudgeStamp
from audit.rubric import load_rubric
from speech.transcript import Speaker, Turn, Word

A, D = Speaker.AGENT, Speaker.DEBTOR
LINES: tuple[tuple[Speaker, str], ...] = (
    (A, "Buenas tardes, ¿hablo con la señora Marisol Quiñones Arriagada?"),
    (D, "Sí, con ella, Marisol."),
    (A, "Le habla Fernanda Orellana, de Cobranzas Andinas, por encargo de Banco Cordillera. La llamada se graba."),
    (A, "¿Me confirma su RUT, por favor?"),
    (D, "Doce millones... perdón, 12.345.678-5. Y mi celular es el 9 8765 4321, mi correo marisol.qa@correo.cl."),
    (A, "Gracias, señora Quiñonez. Debe $184.990 de su tarjeta desde el cinco de abril, operación 77120045813."),
    (D, "Me quedé sin trabajo, y dicen que uno va a la cárcel por esto."),
    (A, "Si no paga hoy, mañana mismo le embargamos la casa."),
    (D, "Puedo pagar sesenta mil pesos el viernes quince de mayo."),
    (A, "Quedamos en sesenta mil el quince de mayo, en la sucursal. Gracias, hasta luego."),
)
PRIVATE = (
    "marisol", "quiñones", "quinones", "quiñonez", "quinonez", "arriagada", "fernanda", "orellana", "12.345.678",
    "8765", "4321", "correo.cl", "77120045813", "call-56987654321", "15:42",
)  # fmt: skip
REDACTED = ((re.compile(r"\d{1,2}\.\d{3}\.\d{3}-[\dkK]"), "[ID]"), (re.compile(r"9 \d{4} \d{4}"), "[PHONE]"))


def redact(text: str) -> str:
    """What the speech package would do: national ids and telephones of this country."""
    for pattern, mark in REDACTED:
        text = pattern.sub(mark, text)
    return text


def a_call(lines: tuple[tuple[Speaker, str], ...] = LINES) -> Call:
    """Words last half a second each."""
    turns = []
    for i, (speaker, text) in enumerate(lines):
        words = tuple(Word(w, 10 * i + n / 2, 10 * i + (n + 1) / 2, 0.9) for n, w in enumerate(text.split()))
        turns.append(Turn(i, speaker, text, 10.0 * i, 10.0 * i + 9, 0.9, words))
    account = Account(
        debtor="Marisol Quiñones Arriagada",
        creditor="Banco Cordillera",
        agency="Cobranzas Andinas",
        product="tarjeta de Marisol",
        amount=Decimal(184990),
        currency="CLP",
        due_date=date(2026, 4, 5),
    )
    at = datetime.fromisoformat("2026-05-12T15:42:00-04:00")
    return Call("call-56987654321", tuple(turns), "CL", "es", at, account)


def duty(status: str, turn: int | None = None, quote: str | None = None, confidence: float = 0.9) -> dict[str, Any]:
    turns = [] if turn is None else [turn]
    return {"status": status, "confidence": confidence, "turns": turns, "quote_turn": turn, "quote": quote, "why": None}


THREAT = {
    "id": "false_legal_threat",
    "turns": [7],
    "quote_turn": 7,
    "quote": "mañana mismo le embargamos la casa",
    "probability": 0.95,
}


def right(data: dict[str, Any]) -> dict[str, Any]:
    """A careful answer about `a_call()`."""
    duties = {d: duty("not_met") for d in DUTIES}
    duties["identify_agent"] = duty("met", 2, "Le habla [PERSON] [PERSON], de Cobranzas Andinas")
    duties["recording_notice"] = duty("met", 2, "LA LLAMADA  SE GRABA")
    duties["verify_identity"] = duty("met", 1, "sí, con ella")
    duties["state_debt"] = duty("met", 5, "Debe $184.990 de su tarjeta")
    duties["recap_agreement"] = duty("met", 9, "sesenta mil el quince de mayo")
    duties["acknowledge_hardship"] = duty("not_met", 6, "Me quede sin trabajo")
    duties["honor_dispute"] = duty("not_applicable")
    return {
        "case": data["case"],
        "duties": duties,
        "violations": [dict(THREAT)],
        "agent_tone": {"score": 2.0, "confidence": 0.8},
        "debtor_state": {"label": "distressed", "confidence": 0.7},
        "outcome": {
            "kind": "promise", "amount": "60000", "date": "2026-05-15", "turns": [8, 9],
            "quote_turn": 8, "quote": "sesenta mil pesos el viernes quince de mayo", "confidence": 0.9,
        },
    }  # fmt: skip


def changed(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The right answer with one change."""

    def make(data: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(json.dumps(right(data)))
        change(answer)
        return answer

    return make


@dataclass
class Time:
    """A clock that stands still but for sleeping, and remembers how long it slept."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


def judge_at(url: str, time: Time | None = None, spent: Decimal = Decimal(0), **options: Any) -> EndpointJudge:
    at = time or Time()
    chosen = EndpointOptions(url=url, model="model-1", key="sk-secret-1", **options)
    return EndpointJudge(chosen, load_rubric(), redact, at.sleep, at.clock, spent)


@dataclass
class SetJudge:
    """A whole judge that answers what it was given; it fails when it was given a failure."""

    says: Judgement | AuditError
    stamp: JudgeStamp = field(default_factory=lambda: JudgeStamp("local", "set", "1"))

    def judge(self, call: Call) -> Judgement:
        if isinstance(self.says, AuditError):
            raise self.says
        return self.says


def violation(id: str, turn: int, p: float, decision: Decision, *more: int) -> JudgedViolation:
    return JudgedViolation(id, (turn, *more), Evidence(turn, "words", 1.0, 2.0), p, decision)


def judgement(*violations: JudgedViolation, stamp: str = "local", **duties: DutyResult) -> Judgement:
    found = {d: duties.get(d, DutyResult(Status.NOT_APPLICABLE, 0.8)) for d in DUTIES}
    return Judgement(
        JudgeStamp(stamp, "set", "1"), found, violations, 3.0, 0.8, "calm", 0.7, JudgedOutcome("promise", 0.8, Decimal(60000))
    )


def with_tone(judged: Judgement, tone: float | None) -> Judgement:
    return replace(judged, tone=tone)
