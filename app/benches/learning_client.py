"""A made-up client for the bench of learning: its calls with their truth, and simulated analysts who mark them."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from audit.calibration.sheet import Mark
from audit.calls import VIOLATIONS, Labels, Status
from audit.judges.local import LocalJudge
from audit.learning.corrections.anchor import house_views, turns_kept
from audit.learning.corrections.correction import CRITERIA, Correction, Source, by_call, settled
from audit.learning.corrections.house_table import base
from audit.learning.corrections.learn import Opinion, learn, opinions, shipped_opinions
from audit.learning.corrections.material import Material, Seen, seen
from audit.learning.corrections.measure import Answer, compared, precision

RIGHT = 0.95
"""Chance that an analyst marks a duty, or an act that happened, as it was."""
RIGHT_OF_CLEAN = 0.99
"""… and an act that did not happen: of a dozen rare acts, one of twenty wrong would be more false findings than true ones."""

OPPOSITE = {"met": "not_met", "not_met": "met", "not_applicable": "met", "happened": "not_happened", "not_happened": "happened"}
"""What somebody writes who marks everything wrong."""


class Client:
    """A client's calls along their directions, and what simulated analysts say of them."""

    def __init__(self, given: Sequence[tuple[Material, Labels]], judge: LocalJudge) -> None:
        self.labels = [labels for _, labels in given]
        self.seen: Seen = seen([m for m, _ in given], house_views())
        self.judge = judge
        self.asserted = judge.heads.numbers["assert"]
        self.before = shipped_opinions(self.seen, judge.heads.heads, range(len(given)))

    def truth(self, n: int) -> Mapping[str, str]:
        """The true mark of every criterion."""
        acts = {v.id for v in self.labels[n].violations}
        said = {d: label.status.value for d, label in self.labels[n].duties.items()}
        return said | {v: (Mark.HAPPENED if v in acts else Mark.NOT_HAPPENED).value for v in VIOLATIONS}

    def turn(self, n: int, criterion: str) -> int | None:
        """Where it is, for whoever marks it."""
        acts = [v.turns[0] for v in self.labels[n].violations if v.id == criterion]
        duty = self.labels[n].duties.get(criterion)
        return acts[0] if acts else duty.turns[0] if duty and duty.turns else None

    def sheet(
        self, n: int, rng: random.Random, who: str, change: Callable[[int, str, str], str] | None = None
    ) -> list[Correction]:
        """One analyst's marks of a call, wrong in one of twenty; `change` makes a bad analyst."""
        made = []
        for criterion, true in self.truth(n).items():
            mark = true
            if rng.random() > (RIGHT_OF_CLEAN if true == Mark.NOT_HAPPENED else RIGHT):
                among = ("met", "not_met", "not_applicable") if criterion not in VIOLATIONS else ("happened", "not_happened")
                mark = rng.choice([m for m in among if m != true])
            mark = change(n, criterion, mark) if change else mark
            there = mark in (Mark.HAPPENED, Status.MET)
            turn = self.turn(n, criterion) if there else None
            call = self.seen.materials[n].call.id
            made.append(Correction(call, criterion, mark, who, who, datetime.now(UTC), Source.BLIND, turn))
        return made

    def taught(self, split: int, wanted: int) -> dict[str, Any]:
        """Learn from sheets until `wanted` marks contradict the machine; test on 120 other calls."""
        rng = random.Random(f"split {split}")
        order = rng.sample(range(len(self.labels)), len(self.labels))
        test, learning, against = order[:120], list[int](), 0
        for n in order[120:]:
            if against >= wanted:
                break
            learning.append(n)
            against += sum(self.before[n].mark(c, self.asserted) != m for c, m in self.truth(n).items())
        return {"corrections": against} | self.measured(learning, test, split)

    def measured(self, learning: Sequence[int], test: Sequence[int], seed: int) -> dict[str, Any]:
        """Kappa of duties and acts, and precision of what is asserted, before and after."""
        rng = random.Random(f"marks {seed}")
        marks = [c for i, n in enumerate(learning) for c in self.sheet(n, rng, f"analyst {i % 3}")]
        learnt = learn(self.seen, base(), by_call(settled(marks)), list(learning))
        after = dict(zip(test, opinions(self.seen, learnt, list(test)), strict=True))
        duties, acts = self._answers(test, after, False), self._answers(test, after, True)
        kept = turns_kept(learnt.shift.steps @ self.seen.basis, learnt.shift.bias, self.judge.network)
        figures = (compared("duties", duties), compared("acts", acts), precision("precision", acts), kept)
        return {"sheets": len(learning), "tested": len(test)} | {f.name: f.as_dict() for f in figures}

    def _answers(self, test: Sequence[int], after: Mapping[int, Opinion], acts: bool) -> list[Answer]:
        made = []
        for n in test:
            true = self.truth(n)
            for c in (c for c in CRITERIA if (c in VIOLATIONS) is acts):
                was, now = (o.mark(c, self.asserted) for o in (self.before[n], after[n]))
                made.append(Answer(str(n), c, true[c], was, now))
        return made
