"""Holding an answer against the call: what was not said where it is said to be is dropped, and counted."""

from dataclasses import dataclass, replace

from audit.calls import Call, Status
from audit.judges.answers import Answer, DutyAnswer, OutcomeAnswer, Quoted, ViolationAnswer
from audit.judges.judge import JudgedOutcome, JudgedViolation
from audit.judges.privacy import Masked
from audit.judges.quotes import find_quote
from audit.judges.sentences import seconds
from audit.results import Decision, DutyResult, Evidence
from speech.transcript import Speaker

AGREEMENTS = ("promise", "payment_plan")
CONFIRMED_BY_THE_DEBTOR = ("verify_identity",)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something the endpoint answered that the call does not bear out: the criterion (or `outcome`), the turn it named, why."""

    what: str
    turn: int
    why: str


class Grounding:
    """One call's turns, as said and as sent; collects what it drops."""

    def __init__(self, call: Call, masked: tuple[Masked, ...], assert_from: float, review_from: float) -> None:
        self._call = call
        self._masked = masked
        self._assert_from = assert_from
        self._review_from = review_from
        self.dropped: list[Dropped] = []

    def duties(self, answer: Answer) -> dict[str, DutyResult]:
        """Every duty; one that is met by words nobody said is not assessed."""
        return {name: self._duty(name, found) for name, found in answer.duties.items()}

    def violations(self, answer: Answer) -> tuple[JudgedViolation, ...]:
        """The violations whose words an agent's turn holds, in the order of the call."""
        found: list[JudgedViolation] = []
        for told in answer.violations:
            seen = self._violation(told)
            if seen is not None:
                found = _joined(found, seen)
        return tuple(sorted(found, key=lambda v: v.evidence.turn))

    def outcome(self, answer: Answer) -> JudgedOutcome:
        """The outcome; amount and day only for an agreement whose words are in the call."""
        told: OutcomeAnswer = answer.outcome
        turns = self._turns(told.turns, "outcome", ())
        if told.kind not in AGREEMENTS or (told.amount is None and told.day is None):
            return JudgedOutcome(told.kind, told.confidence, None, None, turns)
        if told.quoted is None:
            self.dropped.append(Dropped("outcome", -1, "an amount or a day without the words that settle it"))
            return JudgedOutcome(told.kind, told.confidence, None, None, turns)
        if self._evidence("outcome", told.quoted, ()) is None:
            return JudgedOutcome(told.kind, told.confidence, None, None, turns)
        return JudgedOutcome(told.kind, told.confidence, told.amount, told.day, tuple(sorted({*turns, told.quoted.turn})))

    def _duty(self, name: str, told: DutyAnswer) -> DutyResult:
        barred = (Speaker.DEBTOR,) if told.status is Status.MET and name not in CONFIRMED_BY_THE_DEBTOR else ()
        turns = self._turns(told.turns, name, barred)
        if told.status is Status.NOT_ASSESSED:
            return DutyResult(told.status, told.confidence, cause=(told.why or "the words cannot tell")[:200])
        if told.status is Status.NOT_APPLICABLE:
            return DutyResult(told.status, told.confidence)
        evidence = self._evidence(name, told.quoted, barred) if told.quoted else None
        if told.status is Status.MET and evidence is None:
            return DutyResult(Status.NOT_ASSESSED, 0.0, cause="said to be met with words that are not in the call")
        if evidence is not None:
            turns = tuple(sorted({*turns, evidence.turn}))
        return DutyResult(told.status, told.confidence, turns, evidence)

    def _violation(self, told: ViolationAnswer) -> JudgedViolation | None:
        if told.p < self._review_from:
            return None
        barred = (Speaker.DEBTOR, Speaker.OTHER)
        evidence = self._evidence(told.id, told.quoted, barred)
        if evidence is None:
            return None
        turns = tuple(sorted({*self._turns(told.turns, told.id, barred), evidence.turn}))
        decision = Decision.ASSERTED if told.p >= self._assert_from else Decision.TO_REVIEW
        return JudgedViolation(told.id, turns, evidence, told.p, decision)

    def _turns(self, turns: tuple[int, ...], what: str, barred: tuple[Speaker, ...]) -> tuple[int, ...]:
        return tuple(i for i in turns if self._allowed(what, i, barred))

    def _allowed(self, what: str, turn: int, barred: tuple[Speaker, ...]) -> bool:
        if not 0 <= turn < len(self._call.turns):
            self.dropped.append(Dropped(what, turn, f"the call has turns 0 to {len(self._call.turns) - 1}"))
            return False
        if self._call.turns[turn].speaker in barred:
            self.dropped.append(Dropped(what, turn, f"said by the {self._call.turns[turn].speaker.value}, not the agent"))
            return False
        return True

    def _evidence(self, what: str, quoted: Quoted, barred: tuple[Speaker, ...]) -> Evidence | None:
        """The words as they were truly said, with their seconds."""
        if not self._allowed(what, quoted.turn, barred):
            return None
        masked = self._masked[quoted.turn]
        found = find_quote(quoted.words, masked.text)
        if found is None:
            self.dropped.append(Dropped(what, quoted.turn, "the quoted words are not in that turn"))
            return None
        first, last = masked.back(*found)
        start, end = seconds(self._call.turns[quoted.turn], first, last)
        return Evidence(quoted.turn, masked.original[first:last].strip(), start, end)


def _joined(found: list[JudgedViolation], new: JudgedViolation) -> list[JudgedViolation]:
    """The same act told twice is one instance, as sure as its surest telling."""
    same = [v for v in found if v.id == new.id and set(v.turns) & set(new.turns)]
    surest = max([*same, new], key=lambda v: v.p)
    turns = tuple(sorted({t for v in [*same, new] for t in v.turns}))
    return [*(v for v in found if v not in same), replace(surest, turns=turns)]
