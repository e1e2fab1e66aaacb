"""What the agent's voice may say of their tone, and what it must leave unsaid; on the demo's recordings too."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from audit.calls import Call
from audit.scoring.tone import STEADY, UNCHANGING, VoiceTone, joined
from audit.scoring.voice import FEATURES, LEAST_TURNS, RISES, TOO_LITTLE, WHO, voice_model, voice_tone
from speech.acoustics import measure
from speech.audio import Recording, read
from speech.lanes import find_lanes
from speech.transcript import Speaker, Turn, Word
from speech.voice import spans
from synthetic.world import demo_folder

SPREADS = [2.0, 2.0, 6.0, 3.0, 3.0, 3.0, 0.5]


def call_of(turns: tuple[Turn, ...]) -> Call:
    return Call(id="c", turns=turns, country="CL", lang="es")


def made_up(*agitation: float, voiced_s: float = 30.0) -> tuple[Call, dict[str, Any]]:
    """A call whose agent's turns lie `agitation` spreads above their medians, with a debtor between them."""
    turns: list[Turn] = []
    rows: list[dict[str, Any]] = []
    for z in agitation:
        for speaker, away in ((Speaker.AGENT, z), (Speaker.DEBTOR, 4.0)):
            rows.append({"turn": len(turns), "overlap_s": 0.0, "cause": None, **dict.fromkeys(FEATURES, away)})
            turns.append(Turn(len(turns), speaker, "sí"))
    speakers = {"agent": {"voice": {"spreads": SPREADS, "voiced_s": voiced_s}}}
    return call_of(tuple(turns)), {"turns": rows, "speakers": speakers}


def heard(call: Call, acoustics: Mapping[str, Any], role_confidence: float | None = None) -> VoiceTone:
    found = voice_tone(call, acoustics, role_confidence)
    assert found is not None
    return found


def test_a_voice_in_its_usual_manner_is_steady_whatever_the_debtor_does() -> None:
    found = heard(*made_up(0.2, -0.3, 0.1, 0.0, -0.1, 0.3, -0.2))
    assert found.score == STEADY
    assert 0 < found.confidence <= 0.6


def test_a_voice_that_rises_is_nobodys_accusation() -> None:
    assert heard(*made_up(0.0, 0.1, 3.5, -0.2, 3.8, 0.0, 0.1)) == VoiceTone(None, 0.0, RISES)


def test_too_few_turns_or_seconds_are_not_scored() -> None:
    assert heard(*made_up(*[0.0] * (LEAST_TURNS - 1))) == VoiceTone(None, 0.0, TOO_LITTLE)
    assert heard(*made_up(*[0.0] * LEAST_TURNS, voiced_s=9.9)) == VoiceTone(None, 0.0, TOO_LITTLE)
    call, acoustics = made_up(*[0.0] * LEAST_TURNS)
    assert heard(call, acoustics | {"speakers": {"agent": {"voice": None}}}) == VoiceTone(None, 0.0, TOO_LITTLE)


def test_turns_spoken_over_are_left_out() -> None:
    call, acoustics = made_up(*[0.0] * LEAST_TURNS)
    acoustics["turns"][0]["overlap_s"] = 1.0
    assert heard(call, acoustics) == VoiceTone(None, 0.0, TOO_LITTLE)


def test_doubt_about_who_is_the_agent_leaves_the_voice_unscored() -> None:
    assert heard(*made_up(*[0.0] * 8), role_confidence=0.6) == VoiceTone(None, 0.0, WHO)
    assert heard(*made_up(*[0.0] * 8), role_confidence=0.9).score == STEADY


def test_without_sound_there_is_no_voice_to_speak_of() -> None:
    assert voice_tone(call_of(()), {}, None) is None


def test_loudness_is_not_among_the_features() -> None:
    assert "level_z" not in FEATURES
    quiet, loud = made_up(*[0.1] * 8), made_up(*[0.1] * 8)
    for row in loud[1]["turns"]:
        row["level_z"] = 4.0
    assert heard(*quiet) == heard(*loud)


@pytest.mark.parametrize("text", [2.5, 3.4, 4.8])
def test_a_steady_voice_leaves_the_words_as_they_are(text: float) -> None:
    tone = joined(text, 0.8, VoiceTone(STEADY, 0.5))
    assert (tone.score, tone.text, tone.voice, tone.confidence) == (text, text, STEADY, 0.8)


def test_a_steady_voice_is_no_defence_for_harsh_words() -> None:
    tone = joined(1.6, 0.8, VoiceTone(STEADY, 0.5))
    assert (tone.score, tone.voice, tone.confidence, tone.cause) == (1.6, None, 0.8, UNCHANGING)


def test_a_tense_voice_leans_on_the_words_and_never_softens_them() -> None:
    leant = joined(4.0, 0.8, VoiceTone(2.0, 0.6))
    assert leant.score is not None
    assert 3.5 < leant.score < 4.0
    assert leant.confidence < 0.8
    assert joined(1.2, 0.8, VoiceTone(2.0, 0.6)).score == 1.2


def test_the_voice_never_decides_alone() -> None:
    tone = joined(None, 0.0, VoiceTone(2.0, 0.6))
    assert (tone.score, tone.confidence) == (None, 0.0)


def test_the_coefficients_say_where_they_come_from_and_that_cheer_is_not_told_from_anger() -> None:
    path = demo_folder().parents[1] / "audit" / "scoring" / "voice_tone.json"
    row = json.loads(path.read_text(encoding="utf-8"))
    assert "CC0" in row["source"]
    assert row["measured"]["against calm"]["call auc"]["value"] > 0.9
    assert row["measured"]["against cheer and calm"]["call auc"]["value"] < 0.7
    assert voice_model().slope > 0


@cache
def demo(name: str) -> tuple[Call, dict[str, Any], Recording]:
    """A demo recording measured with the turns it was spoken from, words spread evenly over each turn."""
    lines = (demo_folder() / "times.jsonl").read_text(encoding="utf-8").splitlines()
    row = next(r for r in map(json.loads, lines) if r["id"] == name)
    turns = tuple(spread(t) for t in row["turns"])
    recording = read(demo_folder() / row["file"])
    return call_of(turns), acoustics_of(recording, turns), recording


def spread(row: Mapping[str, Any]) -> Turn:
    words = row["text"].split()
    each = (row["end"] - row["start"]) / len(words)
    placed = tuple(Word(w, row["start"] + i * each, row["start"] + (i + 1) * each, 1.0) for i, w in enumerate(words))
    return Turn(row["i"], Speaker(row["speaker"]), row["text"], row["start"], row["end"], words=placed)


def acoustics_of(recording: Recording, turns: tuple[Turn, ...]) -> dict[str, Any]:
    lanes = find_lanes(recording)
    return measure(recording, lanes, [spans(lane.voice, recording.duration_s, 29) for lane in lanes.lanes], turns).as_dict()


def test_a_calm_recording_has_a_steady_voice_and_a_short_one_none() -> None:
    assert heard(*demo("mx-hospital")[:2]).score == STEADY
    assert heard(*demo("cl-amenaza")[:2]) == VoiceTone(None, 0.0, TOO_LITTLE)


@pytest.mark.parametrize("name", ["mx-hospital", "cl-promesa", "cl-cuenta-personal"])
def test_two_turns_raised_by_a_fifth_are_heard(name: str) -> None:
    call, _, recording = demo(name)
    samples = recording.samples.copy()
    for turn in [t for t in call.turns if t.speaker is Speaker.AGENT][2:4]:
        assert turn.start_s is not None
        assert turn.end_s is not None
        span = slice(round(turn.start_s * recording.sample_rate), round(turn.end_s * recording.sample_rate))
        for channel in samples:
            channel[span] = raised(channel[span])
    assert heard(call, acoustics_of(replace(recording, samples=samples), call.turns)) == VoiceTone(None, 0.0, RISES)


def raised(sound: NDArray[np.int16]) -> NDArray[np.int16]:
    """Half as high again, at the old length."""
    faster = np.interp(np.arange(0, len(sound) - 1, 1.5), np.arange(len(sound)), sound)
    return np.pad(faster, (0, len(sound) - len(faster))).astype(np.int16)


def test_the_gain_of_the_telephone_changes_nothing() -> None:
    call, acoustics, recording = demo("mx-hospital")
    again = acoustics_of(replace(recording, samples=recording.samples // 4), call.turns)
    assert heard(call, again).score == heard(call, acoustics).score == STEADY
