"""A call in which nobody speaks as the agent: neither passed nor failed, and a person is asked to look."""

import pytest

from audit.calls import Call, Status
from audit.judges.judge import JudgedOutcome, Judgement
from audit.results import Conduct, DutyResult, JudgeStamp
from audit.rubric import load_rubric
from audit.scoring.score import scored
from speech.transcript import Speaker, Turn

STAMP = JudgeStamp("test", "1", "0" * 64)


def judgement() -> Judgement:
    duties = {duty.id: DutyResult(Status.NOT_MET, 0.9) for duty in load_rubric().duties}
    duties["recap_agreement"] = DutyResult(Status.NOT_APPLICABLE, 0.9)
    return Judgement(STAMP, duties, (), None, 0.0, "calm", 0.5, JudgedOutcome("voicemail", 0.7))


def call(*speakers: Speaker) -> Call:
    return Call("c", tuple(Turn(i, speaker, "¿aló?") for i, speaker in enumerate(speakers)), "CL", "es")


@pytest.mark.parametrize("speakers", [(Speaker.DEBTOR,), (Speaker.DEBTOR, Speaker.OTHER)])
def test_a_call_without_the_agent_is_not_assessed(speakers: tuple[Speaker, ...]) -> None:
    result = scored(call(*speakers), judgement(), load_rubric(), None, None, None)
    assert result.conduct is Conduct.NOT_ASSESSED
    assert result.skill is None
    assert {d.status for d in result.duties.values()} == {Status.NOT_ASSESSED, Status.NOT_APPLICABLE}
    assert result.needs_review and result.review_reason == "the agent hardly speaks"


def test_one_turn_of_the_agent_is_enough_to_judge() -> None:
    result = scored(call(Speaker.DEBTOR, Speaker.AGENT), judgement(), load_rubric(), None, None, None)
    assert result.conduct is Conduct.PASS
    assert result.skill == 0.0
    assert not result.needs_review
