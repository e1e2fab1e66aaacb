"""A desk of agents with weeks of calls in writing, judged as it is told, around a coaching in the middle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from app.queries.rows import Role
from app.services.take_transcripts import HandedOver, take_transcripts
from audit.calls import DUTIES, Account, Call, Status
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
from speech.transcript import Speaker, Turn
from tests.app.world import World

AGENTS = tuple(f"A-{n}" for n in (101, 104, 109, 112, 118, 120))
COACHED = "A-118"
SOFT = "Lamento lo que pasó, lo vemos con calma. ¿Cuánto podría pagar?"
HARD = "Problemas tenemos todos."


@dataclass
class DeskAssessor:
    """Hears hardship acknowledged in SOFT and dismissed in HARD; everything else is met."""

    assessed: list[str] = field(default_factory=list)

    def assess(self, call: Call, acoustics: Mapping[str, Any] | None, role_confidence: float | None) -> Result:
        self.assessed.append(call.id)
        soft = next((t for t in call.turns if t.text == SOFT), None)
        hard = next((t for t in call.turns if t.text == HARD), None)
        met = Evidence(0, call.turns[0].text)
        duties = {d: DutyResult(Status.MET, 0.9, (0,), met) for d in DUTIES}
        duties |= {d: DutyResult(Status.NOT_APPLICABLE, 0.9) for d in ("honor_dispute", "honor_contact_request", "inform_rights")}
        duties["recap_agreement"] = DutyResult(Status.NOT_MET, 0.8)
        if soft is not None:
            duties["acknowledge_hardship"] = DutyResult(Status.MET, 0.9, (soft.i,), Evidence(soft.i, soft.text))
        else:
            cue = hard.i - 1 if hard else 0
            duties["acknowledge_hardship"] = DutyResult(Status.NOT_MET, 0.9, (cue,), Evidence(cue, call.turns[cue].text))
        found: tuple[ViolationResult, ...] = ()
        if hard is not None:
            seen = Evidence(hard.i, hard.text)
            basis = "rubric:dismiss_hardship"
            found = (ViolationResult("dismiss_hardship", seen, (hard.i,), 0.9, Decision.ASSERTED, Severity.MAJOR, basis),)
        return Result(
            id=call.id,
            rubric="collections_call@2026-01-01",
            rulebook=None,
            judge=JudgeStamp("fake", "fake-judge", "1"),
            duties=duties,
            violations=found,
            agent_tone=Tone(3.0, 3.0, None, 0.6),
            debtor_state="distressed",
            debtor_state_confidence=0.7,
            outcome=OutcomeResult("hardship_hold" if soft else "refusal", None, None, 0.9),
            conduct=Conduct.PASS,
            skill=80.0,
            needs_review=False,
            review_reason=None,
        )


def desk(world: World, now: datetime, coached_at: datetime, gain: bool = True, weeks: int = 8) -> list[str]:
    """Calls from eight weeks before the coaching to now: a half of them kind, A-118's a tenth before it and nine tenths after."""
    rng, given = Random("desk"), []
    day = coached_at - timedelta(weeks=weeks)
    while day < now:
        for agent in AGENTS:
            share = 0.5 if agent != COACHED else 0.1 if day < coached_at or not gain else 0.92
            given.append(_call(f"MB-{len(given):04d}", agent, day, rng.random() < share))
        day += timedelta(days=3)
    with world.database.writing() as db:
        take_transcripts(db, world.actors[Role.ADMIN], "Mesa", given, DeskAssessor(), now, lambda _id: None)
    return [one.call.id for one in given]


def _call(id: str, agent: str, at: datetime, kind: bool) -> HandedOver:
    spoken: Sequence[tuple[Speaker, str]] = (
        (Speaker.AGENT, "Buenas tardes, habla la mesa de Banco Lindero, esta llamada se graba."),
        (Speaker.DEBTOR, "Mire, me quedé sin trabajo en marzo."),
        (Speaker.AGENT, SOFT if kind else HARD),
        (Speaker.DEBTOR, "Gracias por entender." if kind else "No me hable así."),
    )
    turns = tuple(Turn(i, speaker, text) for i, (speaker, text) in enumerate(spoken))
    account = Account("Ana Rojas", "Banco Lindero", None, "tarjeta", None, "CLP", date(2026, 1, 5))
    return HandedOver(Call(id, turns, "CL", "es", at.astimezone(UTC), account), None, agent, 60.0)
