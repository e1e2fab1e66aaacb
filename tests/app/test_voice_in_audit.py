"""The audit's own assessor puts the voice beside the words."""

from app.engines import RubricAssessor
from app.settings import Settings
from audit.scoring.tone import STEADY
from audit.scoring.voice import WHO
from tests.audit.test_voice_tone import demo


def test_an_audit_fills_the_tone_from_the_voice(settings: Settings) -> None:
    call, acoustics, _ = demo("mx-hospital")
    assessor = RubricAssessor(settings)
    tone = assessor.assess(call, acoustics, 0.9).as_dict()["agent_tone"]
    assert tone["voice"] == STEADY
    assert tone["score"] == tone["text"]
    silent = assessor.assess(call, None, 0.9).agent_tone
    assert (silent.voice, silent.cause) == (None, None)
    unsure = assessor.assess(call, acoustics, 0.5).agent_tone
    assert (unsure.voice, unsure.cause) == (None, WHO)
