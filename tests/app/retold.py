"""A judge that asserts what it is told where it is told: the same act quoted elsewhere, under another number."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.queries.rows import Role
from app.services.judge_again import judge_again
from audit.calls import Call
from audit.results import Decision, Evidence, Result, Severity, ViolationResult
from audit.rubric import Rubric
from tests.app.fakes import FakeAssessor
from tests.app.world import NOW, World

THREAT = "false_legal_threat"
SCRIPT = (
    ("agent", "Buenas tardes, habla Marta de Banco Lindero."),
    ("debtor", "Sí, soy yo."),
    ("agent", "Mañana le quitamos la casa."),
    ("debtor", "¿Cómo?"),
    ("agent", "Va el juez hoy. Y pierde su sueldo."),
)
Seen = tuple[int, tuple[int, ...], str]
"""Turn quoted, all turns, words."""


@dataclass
class Says(FakeAssessor):
    """Asserts a threat in each place it is told, in that order; `timed` False: nobody knows the seconds."""

    seen: tuple[Seen, ...]
    timed: bool = True
    plain: FakeAssessor = field(default_factory=FakeAssessor)

    def by_rubric(self, rubric: Rubric) -> "Says":
        return Says(self.seen, self.timed, self.plain.by_rubric(rubric))

    def assess(self, call: Call, acoustics: Mapping[str, Any] | None, role_confidence: float | None) -> Result:
        rest = self.plain.assess(call, acoustics, role_confidence)
        return replace(rest, violations=tuple(self._one(call, *seen) for seen in self.seen))

    def _one(self, call: Call, at: int, turns: tuple[int, ...], quote: str) -> ViolationResult:
        start, end = (call.turns[at].start_s, call.turns[at].end_s) if self.timed else (None, None)
        evidence = Evidence(at, quote, start, end)
        return ViolationResult(THREAT, evidence, turns, 0.9, Decision.ASSERTED, Severity.CRITICAL, f"rubric:{THREAT}")


def again(world: World, call: str, *seen: Seen, timed: bool = True) -> None:
    with world.database.writing() as db:
        judge_again(db, world.actors[Role.AUDITOR], call, "hay un juez nuevo", Says(seen, timed), NOW)
