"""The judge that needs no network: a small encoder's signals under calibrated heads and plain logic."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.calls import DUTIES, Call, Status
from audit.errors import NoJudge
from audit.judges.judge import JudgedOutcome, JudgedViolation, Judgement
from audit.judges.network import Network, Read
from audit.judges.sentences import seconds
from audit.promises.agreement import find_agreement
from audit.results import Decision, DutyResult, Evidence, JudgeStamp
from audit.scoring.facts import Facts, about_a_debt, debt_told, facts
from audit.scoring.features import vector
from audit.scoring.heads import Heads, median, read_heads
from audit.scoring.violations import Instance, candidates, decided, judged

WEIGHTS = Path(__file__).parent / "weights"
CUES = {
    "acknowledge_hardship": ("^hardship",),
    "honor_dispute": ("^dispute",),
    "honor_contact_request": ("^contact_request",),
    "inform_rights": ("^rights", "^dispute"),
}
AGREEMENTS = ("promise", "payment_plan")
VOICEMAIL, DISCLOSED = "voicemail", "third_party_disclosure"
CANNOT_TELL = 0.5
TOO_CLOSE = 0.6
"""A duty whose likeliest status is less likely than this is not told apart."""


def version_of(folder: Path) -> str:
    """The weights' own version: the beginning of their manifest's hash, so that two results of one version were judged alike."""
    try:
        return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()[:12]
    except OSError as cause:
        raise NoJudge(f"{folder} holds no judge ({cause}); reinstall the package") from cause


class LocalJudge:
    """Judges from words alone; about half a second a call on two cores."""

    def __init__(self, folder: Path = WEIGHTS, threads: int = 2) -> None:
        self.network = Network(folder, threads)
        self.stamp = JudgeStamp("local", "trasluz-judge", version_of(folder))

    @cached_property
    def heads(self) -> Heads:
        """The calibrated heads."""
        return read_heads(self.network.folder / "heads.json")

    def judge(self, call: Call) -> Judgement:
        """The judgement of one call. Raises NoJudge when the weights are missing."""
        return self.of(call, self.network.read(call), facts(call))

    def of(self, call: Call, read: Read, known: Facts) -> Judgement:
        """What the deciding heads make of a call that the network has read. Raises NoJudge."""
        features, names = vector(call, read.signals, known)
        if tuple(names) != self.heads.features:
            raise RuntimeError("the judge's heads were fitted on other features; fit them again")
        tone = self.heads.heads["tone"].probabilities(features)
        state = self.heads.heads["state"].probabilities(features)
        likeliest = max(state, key=state.__getitem__)
        spoken = len(read.signals.tone())
        outcome = self._outcome(call, features)
        return Judgement(
            stamp=self.stamp,
            duties={d: self._duty(d, read, features) for d in DUTIES},
            violations=self._violations(call, read, known, outcome.kind),
            tone=median(tone) if spoken else None,
            tone_confidence=min(1.0, spoken / 4) * max(tone.values()),
            debtor_state=likeliest,
            debtor_state_confidence=state[likeliest],
            outcome=outcome,
        )

    def _duty(self, duty: str, read: Read, features: NDArray[np.float64]) -> DutyResult:
        chances = self.heads.heads[f"duty {duty}"].probabilities(features)
        best = max(chances, key=chances.__getitem__)
        if chances[best] < TOO_CLOSE:
            return DutyResult(Status.NOT_ASSESSED, chances[best], cause="the words fit more than one answer about equally well")
        status = Status(best)
        turns = self._duty_turns(duty, status, read)
        label = f"#{duty}" if status is Status.MET else (CUES.get(duty, ("",))[0])
        evidence = quoted(read, turns[0], label) if turns else None
        return DutyResult(status, chances[best], turns, evidence)

    def _duty_turns(self, duty: str, status: Status, read: Read) -> tuple[int, ...]:
        signals = read.signals
        if status is Status.MET:
            found = signals.where(f"#{duty}")
            return found or (int(np.argmax(signals.logits(f"#{duty}"))),)
        if status is Status.NOT_MET:
            cued = {i for cue in CUES.get(duty, ()) for i in signals.where(cue)}
            return tuple(sorted(cued))
        return ()

    def _violations(self, call: Call, read: Read, known: Facts, outcome: str | None) -> tuple[JudgedViolation, ...]:
        instances = judged(candidates(call, read.signals, known), self.heads)
        sure, doubtful = decided(instances, self.heads.numbers)
        if not about_a_debt(call):  # a menu, a wrong file: nothing like what the judge learned from
            sure, doubtful = [], [*sure, *doubtful]

        def told(instance: Instance, decision: Decision) -> JudgedViolation:
            evidence = quoted(read, instance.strongest, f"!{instance.id}")
            return JudgedViolation(instance.id, instance.turns, evidence, instance.p, decision)

        found = [told(i, Decision.ASSERTED) for i in sure] + [told(i, Decision.TO_REVIEW) for i in doubtful]
        if outcome == VOICEMAIL and not any(v.id == DISCLOSED for v in found):  # the network misses some that are plain to read
            turn = debt_told(call, known)
            found += [told(Instance(DISCLOSED, (turn,), turn, CANNOT_TELL), Decision.TO_REVIEW)] if turn is not None else []
        return tuple(sorted(found, key=lambda v: v.evidence.turn))

    def _outcome(self, call: Call, features: NDArray[np.float64]) -> JudgedOutcome:
        chances: Mapping[str, float] = self.heads.heads["outcome"].probabilities(features)
        kind = max(chances, key=chances.__getitem__)
        if kind not in AGREEMENTS:
            return JudgedOutcome(kind, chances[kind])
        agreement = find_agreement(call)
        if agreement is None:
            return JudgedOutcome(kind, chances[kind])
        sure = chances[kind] * (agreement.confidence if agreement.amount is not None else 1.0)
        return JudgedOutcome(kind, sure, agreement.amount, agreement.day, tuple(agreement.turns))


def quoted(read: Read, turn: int, label: str) -> Evidence:
    """The sentence of the turn that speaks most for the label, with its seconds; the whole turn where no label is given."""
    spoken = read.call.turns[turn]
    first, last = read.sentence(turn, label) if label else (0, len(spoken.text))
    start, end = seconds(spoken, first, last)
    return Evidence(turn, spoken.text[first:last].strip(), start, end)
