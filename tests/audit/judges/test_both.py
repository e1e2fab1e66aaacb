"""Two judges: agreement raises confidence, disagreement sends the call to a person, failure leaves the local judge alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from audit.calls import Status
from audit.errors import NoJudge
from audit.judges.both import SecondOpinion, explained
from audit.judges.judge import JudgedOutcome, JudgedViolation, Judgement
from audit.results import Conduct, Decision, DutyResult, Evidence, JudgeStamp, Result
from audit.rubric import load_rubric
from audit.scoring.score import scored

from .cases import SetJudge, a_call, judge_at, judgement, right, violation, with_tone
from .server import answers, endpoint, fails

SURE, ASKS = Decision.ASSERTED, Decision.TO_REVIEW


def both(local: Judgement, second: Judgement) -> SecondOpinion:
    return SecondOpinion(SetJudge(local), SetJudge(second, JudgeStamp("endpoint", "m", "p")))


def result(local: Judgement, second: Judgement, lang: str = "en") -> Result:
    judged = both(local, second).judge(a_call())
    return explained(scored(a_call(), judged, load_rubric(), None, None, None), judged, lang)


def one(id: str, turn: int, p: float, decision: Decision, *more: int) -> Judgement:
    return judgement(violation(id, turn, p, decision, *more))


def test_both_assert_the_same_act() -> None:
    found = result(one("insult", 7, 0.92, SURE), one("insult", 8, 0.95, SURE, 7))
    (insult,) = found.violations
    assert (insult.decision, insult.evidence.turn) == (SURE, 7)
    assert 0.95 < insult.confidence < 1
    assert (found.conduct, found.needs_review) == (Conduct.FAIL, False)
    assert found.judge == JudgeStamp("local+endpoint", "set+m", "1+p")


APART: dict[str, tuple[Judgement, Judgement, str]] = {
    "only the local one asserts, the other sees nothing": (
        one("insult", 7, 0.92, SURE), judgement(),
        "insult (turn 7): the local judge gives it 0.92, the second judge does not see it",
    ),
    "only the local one asserts, the other doubts": (
        one("insult", 7, 0.92, SURE), one("insult", 7, 0.55, ASKS),
        "insult (turn 7): the local judge gives it 0.92, the second judge gives it 0.55",
    ),
    "only the second one asserts, the local one doubts": (
        one("insult", 7, 0.5, ASKS), one("insult", 7, 0.97, SURE),
        "insult (turn 7): the local judge gives it 0.50, the second judge gives it 0.97",
    ),
    "a critical one only the second sees": (
        judgement(), one("insult", 7, 0.97, SURE),
        "insult (turn 7): the local judge does not see it, the second judge gives it 0.97",
    ),
    "a critical one only the second sees, unsure": (
        judgement(), one("insult", 7, 0.5, ASKS),
        "insult (turn 7): the local judge does not see it, the second judge gives it 0.50",
    ),
    "a major one only the second asserts": (
        judgement(), one("misleading_statement", 7, 0.97, SURE),
        "misleading_statement (turn 7): the local judge does not see it, the second judge gives it 0.97",
    ),
    "the same act far away is another act": (
        one("insult", 1, 0.92, SURE), one("insult", 9, 0.95, SURE),
        "insult (turn 9): the local judge does not see it, the second judge gives it 0.95",
    ),
    "another name for the same words": (
        one("insult", 7, 0.92, SURE), one("harassment", 7, 0.95, SURE),
        "harassment (turn 7): the local judge does not see it, the second judge gives it 0.95",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("local", "second", "reason"), APART.values(), ids=APART)
def test_apart_means_a_person_decides_and_reads_both_probabilities(local: Judgement, second: Judgement, reason: str) -> None:
    found = result(local, second)
    assert found.violations
    assert {v.decision for v in found.violations} == {ASKS}
    assert found.conduct is Conduct.PASS
    assert found.needs_review
    assert reason in (found.review_reason or "")


def test_the_reason_is_told_in_spanish_too() -> None:
    found = result(one("insult", 7, 0.92, SURE), judgement(), "es")
    assert "insult (turno 7): el juez local le da 0.92, el segundo juez no lo ve" in (found.review_reason or "")


def test_both_ask_for_a_person() -> None:
    judged = both(one("insult", 7, 0.5, ASKS), one("insult", 7, 0.6, ASKS)).judge(a_call())
    (insult,) = judged.violations
    assert (insult.decision, judged.disputes) == (ASKS, ())
    assert 0.6 < insult.p < 0.9


def test_conduct_is_never_a_mean_of_two() -> None:
    """One judge all but certain, the other almost: the mean would pass any threshold; the act is still for a person."""
    judged = both(one("insult", 7, 0.99, SURE), one("insult", 7, 0.89, ASKS)).judge(a_call())
    assert judged.violations[0].decision is ASKS
    assert judged.violations[0].p == 0.99


def test_two_acts_of_the_second_one_of_the_local() -> None:
    local = judgement(violation("insult", 4, 0.95, SURE, 7))
    second = judgement(violation("insult", 4, 0.91, SURE), violation("insult", 7, 0.96, SURE))
    judged = both(local, second).judge(a_call())
    assert [(v.turns, v.decision) for v in judged.violations] == [((4, 7), SURE)]


def test_duties() -> None:
    said = Evidence(2, "words")

    def duties(status: Status, confidence: float, evidence: Evidence | None = None) -> Judgement:
        turns = (evidence.turn,) if evidence else ()
        return judgement(state_debt=DutyResult(status, confidence, turns, evidence))

    def joint(local: Judgement, second: Judgement) -> DutyResult:
        return both(local, second).judge(a_call()).duties["state_debt"]

    met, not_met, unknown = Status.MET, Status.NOT_MET, Status.NOT_ASSESSED
    same = joint(duties(met, 0.8), duties(met, 0.6, said))
    assert (same.status, same.evidence, same.turns) == (met, said, (2,))
    assert 0.8 < same.confidence < 1
    apart = joint(duties(met, 0.8, said), duties(not_met, 0.9))
    assert (apart.status, apart.evidence) == (met, said)
    assert apart.confidence < 0.5
    assert joint(duties(met, 0.8, said), duties(unknown, 0.9)) == DutyResult(met, 0.8, (2,), said)
    filled = joint(duties(unknown, 0.4), duties(met, 0.9, said))
    assert (filled.status, filled.confidence) == (met, 0.45)
    judged = both(duties(met, 0.8), duties(not_met, 0.9)).judge(a_call())
    assert (judged.duties_apart, judged.disputes) == (("state_debt",), ())


def test_tone_state_and_outcome() -> None:
    local, second = judgement(), judgement()
    agree = both(local, with_tone(second, 3.5)).judge(a_call())
    assert agree.tone == 3.0
    assert min(agree.tone_confidence, agree.debtor_state_confidence, agree.outcome.confidence) > 0.7
    other = replace(with_tone(second, 5.0), debtor_state="angry", outcome=JudgedOutcome("promise", 0.9, Decimal(90000)))
    apart = both(local, other).judge(a_call())
    assert (apart.tone, apart.debtor_state, apart.outcome.amount) == (3.0, "calm", Decimal(60000))
    assert max(apart.tone_confidence, apart.debtor_state_confidence, apart.outcome.confidence) < 0.7
    alone = both(with_tone(local, None), with_tone(second, 2.0)).judge(a_call())
    assert (alone.tone, alone.tone_confidence) == (2.0, 0.4)


def test_when_the_endpoint_fails_the_local_judge_takes_over_and_the_result_says_so() -> None:
    local = one("insult", 7, 0.92, SURE)
    with endpoint(fails(500)) as served:
        judge = SecondOpinion(SetJudge(local), judge_at(served.url, tries=2))
        judged = judge.judge(a_call())
        assert len(served.asked) == 2
    assert (judged.violations, judged.duties, judged.outcome) == (local.violations, local.duties, local.outcome)
    assert judged.failure is not None
    assert "answered 500" in judged.failure
    found = explained(scored(a_call(), judged, load_rubric(), None, None, None), judged)
    assert found.conduct is Conduct.FAIL
    assert found.as_dict()["judge"] == {"name": "local (endpoint failed)", "model": "set", "version": "1"}


def test_the_local_judges_own_failure_is_raised() -> None:
    judge = SecondOpinion(SetJudge(NoJudge("no weights")), SetJudge(judgement()))
    with pytest.raises(NoJudge, match="no weights"):
        judge.judge(a_call())


def test_with_a_real_endpoint() -> None:
    threat = JudgedViolation("false_legal_threat", (7,), Evidence(7, "le embargamos", 70.0, 71.0), 0.91, SURE)
    with endpoint(answers(right)) as served:
        judged = SecondOpinion(SetJudge(judgement(threat)), judge_at(served.url)).judge(a_call())
    (found,) = judged.violations
    assert (found.decision, found.evidence) == (SURE, threat.evidence)
    assert found.p > 0.95
    assert (judged.failure, judged.disputes) == (None, ())


def test_a_result_of_one_judge_needs_no_explaining() -> None:
    judged = judgement()
    alone = scored(a_call(), judged, load_rubric(), None, None, None)
    assert explained(alone, judged) is alone
