"""Two judges for one call. Where they agree there is more confidence; where they do not, a person decides."""

from dataclasses import dataclass, replace

from audit.calls import Call, Status
from audit.data_file import Words
from audit.errors import AuditError
from audit.judges.judge import Judge, JudgedOutcome, JudgedViolation, Judgement
from audit.results import Decision, DutyResult, JudgeStamp, Result, sent_to_a_person
from audit.scoring.violations import SAME_ACT_TURNS

AGREEING = 0.5
"""Two judges read the same words, so their errors are not independent: agreement closes at most half of the doubt left."""
DISAGREEING = 0.5
"""A disagreement takes away half of what the other judge is sure of."""
TONES_APART = 1.0


@dataclass(frozen=True, slots=True)
class Dispute:
    """One possible violation the judges see differently; a probability is None where that judge saw nothing."""

    violation: str
    turn: int
    local_p: float | None
    second_p: float | None

    def said(self) -> Words:
        """The reason a person reads, with both probabilities."""
        there, seen = _share(self.local_p), _share(self.second_p)
        return Words(
            f"{self.violation} (turno {self.turn}): el juez local {there[0]}, el segundo juez {seen[0]}",
            f"{self.violation} (turn {self.turn}): the local judge {there[1]}, the second judge {seen[1]}",
        )


@dataclass(frozen=True, slots=True)
class JointJudgement(Judgement):
    """What both make of a call. `second` is None where it failed, and `failure` says why: the rest is the local judge's alone.

    `disputes` are violations for a person; `duties_apart` the duties whose status the judges see differently.
    """

    second: Judgement | None
    failure: str | None
    disputes: tuple[Dispute, ...] = ()
    duties_apart: tuple[str, ...] = ()


class SecondOpinion:
    """A Judge that asks `second` too. Where the second fails the local judge takes over and says so."""

    def __init__(self, local: Judge, second: Judge) -> None:
        self.local = local
        self.second = second
        mine, theirs = local.stamp, second.stamp
        names = f"{mine.name}+{theirs.name}"
        self.stamp = JudgeStamp(names, f"{mine.model}+{theirs.model}", f"{mine.version}+{theirs.version}")

    def judge(self, call: Call) -> JointJudgement:
        """The judgement of one call. Raises what the local judge raises."""
        local = self.local.judge(call)
        try:
            second = self.second.judge(call)
        except AuditError as cause:
            return _alone(local, self.second.stamp, str(cause))
        violations, disputes = _violations(local.violations, second.violations)
        apart = tuple(d for d, mine in local.duties.items() if _apart(mine, second.duties[d]))
        tone, tone_confidence = _tone(local, second)
        state, state_confidence = _state(local, second)
        return JointJudgement(
            stamp=self.stamp,
            duties={d: _duty(mine, second.duties[d]) for d, mine in local.duties.items()},
            violations=violations,
            tone=tone,
            tone_confidence=tone_confidence,
            debtor_state=state,
            debtor_state_confidence=state_confidence,
            outcome=_outcome(local.outcome, second.outcome),
            second=second,
            failure=None,
            disputes=disputes,
            duties_apart=apart,
        )


def explained(result: Result, judgement: Judgement, lang: str = "en") -> Result:
    """The scored result of a judgement, with the judges' disputes among the reasons for a person."""
    if not isinstance(judgement, JointJudgement):
        return result
    for dispute in judgement.disputes:
        result = sent_to_a_person(result, dispute.said().say(lang))
    return result


def _alone(local: Judgement, second: JudgeStamp, failure: str) -> JointJudgement:
    mine = local.stamp
    return JointJudgement(
        stamp=JudgeStamp(f"{mine.name} ({second.name} failed)", mine.model, mine.version),
        duties=local.duties,
        violations=local.violations,
        tone=local.tone,
        tone_confidence=local.tone_confidence,
        debtor_state=local.debtor_state,
        debtor_state_confidence=local.debtor_state_confidence,
        outcome=local.outcome,
        second=None,
        failure=failure,
    )


def _violations(
    local: tuple[JudgedViolation, ...], second: tuple[JudgedViolation, ...]
) -> tuple[tuple[JudgedViolation, ...], tuple[Dispute, ...]]:
    """Asserted only where both assert the same act; everything else either of them saw is for a person.

    So conduct fails only where both judges fail it by the same act, and a second judge can neither clear what the local
    one asserts nor fail a call by itself.
    """
    found: list[JudgedViolation] = []
    disputes: list[Dispute] = []
    for mine in local:
        surest = max((v for v in second if _same_act(mine, v)), key=lambda v: v.p, default=None)
        if surest is not None and surest.decision is mine.decision:
            found.append(replace(mine, p=agreed(mine.p, surest.p)))
            continue
        found.append(replace(mine, decision=Decision.TO_REVIEW))
        disputes.append(Dispute(mine.id, mine.evidence.turn, mine.p, surest.p if surest else None))
    for theirs in second:
        if not any(_same_act(mine, theirs) for mine in local):
            found.append(replace(theirs, decision=Decision.TO_REVIEW))
            disputes.append(Dispute(theirs.id, theirs.evidence.turn, None, theirs.p))
    return tuple(sorted(found, key=lambda v: v.evidence.turn)), tuple(sorted(disputes, key=lambda d: d.turn))


def _same_act(one: JudgedViolation, other: JudgedViolation) -> bool:
    """The same forbidden act, in turns no further apart than one continued act's."""
    return one.id == other.id and any(abs(a - b) <= SAME_ACT_TURNS for a in one.turns for b in other.turns)


def agreed(mine: float, theirs: float) -> float:
    """Confidence where both say the same: never below the surer of the two."""
    high, low = max(mine, theirs), min(mine, theirs)
    return high + (1 - high) * low * AGREEING


def doubted(mine: float, theirs: float) -> float:
    """Confidence in one's own answer where the other, so sure, says something else."""
    return mine * (1 - theirs * DISAGREEING)


def _apart(mine: DutyResult, theirs: DutyResult) -> bool:
    return Status.NOT_ASSESSED not in (mine.status, theirs.status) and mine.status is not theirs.status


def _duty(mine: DutyResult, theirs: DutyResult) -> DutyResult:
    """The local judge's status, which is the measured one; the second's, at half its confidence, where the local cannot tell."""
    if theirs.status is Status.NOT_ASSESSED:
        return mine
    if mine.status is Status.NOT_ASSESSED:
        return replace(theirs, confidence=theirs.confidence * DISAGREEING)
    if mine.status is not theirs.status:
        return replace(mine, confidence=doubted(mine.confidence, theirs.confidence))
    confidence = agreed(mine.confidence, theirs.confidence)
    if mine.evidence is None and theirs.evidence is not None:
        return replace(mine, confidence=confidence, turns=theirs.turns, evidence=theirs.evidence)
    return replace(mine, confidence=confidence)


def _tone(mine: Judgement, theirs: Judgement) -> tuple[float | None, float]:
    if theirs.tone is None:
        return mine.tone, mine.tone_confidence
    if mine.tone is None:
        return theirs.tone, theirs.tone_confidence * DISAGREEING
    near = abs(mine.tone - theirs.tone) <= TONES_APART
    return mine.tone, (agreed if near else doubted)(mine.tone_confidence, theirs.tone_confidence)


def _state(mine: Judgement, theirs: Judgement) -> tuple[str | None, float]:
    if mine.debtor_state is None or theirs.debtor_state is None:
        return mine.debtor_state, mine.debtor_state_confidence
    same = mine.debtor_state == theirs.debtor_state
    weigh = agreed if same else doubted
    return mine.debtor_state, weigh(mine.debtor_state_confidence, theirs.debtor_state_confidence)


def _outcome(mine: JudgedOutcome, theirs: JudgedOutcome) -> JudgedOutcome:
    """The local judge's outcome, whose amounts and days are read by rule and not by a model."""
    if mine.kind is None or theirs.kind is None:
        return mine
    same = (mine.kind, mine.amount, mine.day) == (theirs.kind, theirs.amount, theirs.day)
    return replace(mine, confidence=(agreed if same else doubted)(mine.confidence, theirs.confidence))


def _share(p: float | None) -> tuple[str, str]:
    return ("no lo ve", "does not see it") if p is None else (f"le da {p:.2f}", f"gives it {p:.2f}")
