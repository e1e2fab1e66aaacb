"""Acoustics against sound made to a known measure; word errors against counts made by hand."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from speech.accuracy import normalised, word_errors
from speech.acoustics import Acoustics, measure
from speech.audio import Recording
from speech.degrade import through_gsm, with_noise
from speech.lanes import Lane, Lanes, Layout
from speech.pitch import frames_of
from speech.transcript import Speaker, Turn, Word
from speech.voice import Span
from tests.speech.conftest import RATE, voice

NO_VOICE = np.zeros(0, np.float32)


def hum(hz: float, seconds: float, level: float = 0.3, swing: float = 0.0) -> NDArray[np.float32]:
    """A buzzing voice of a given pitch, which may swing by `swing` of itself four times a second."""
    t = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * hz * (t - swing / (2 * np.pi * 4) * np.cos(2 * np.pi * 4 * t))
    return np.asarray(level * sum(np.sin(k * phase) / k for k in range(1, 13)) / 2, np.float32)


@pytest.mark.parametrize("hz", [95.0, 140.0, 210.0, 290.0])
def test_pitch_is_right_even_in_a_telephone_s_band(hz: float) -> None:
    sound = hum(hz, 1.0)
    spectrum = np.fft.rfft(sound)
    spectrum[: round(300 * len(sound) / RATE)] = 0
    for heard in (sound, np.fft.irfft(spectrum).astype(np.float32)):
        found = frames_of(heard, RATE)
        assert found is not None
        assert np.nanmedian(found.pitch_hz) == pytest.approx(hz, rel=0.02)


def test_noise_has_no_pitch() -> None:
    found = frames_of(np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32), RATE)
    assert found is not None
    assert np.isfinite(found.pitch_hz).mean() < 0.1


def scene(gain: float = 1.0, layout: Layout = Layout.STEREO) -> Acoustics:
    """Agent hums five turns at 120 Hz, the third at 150 Hz and livelier; debtor four at 220 Hz, the last over the agent's end."""
    pitches = [120.0, 121.0, 150.0, 119.0, 120.5]
    sound = np.zeros((2, RATE * 40), np.float32)
    turns: list[Turn] = []
    for i, hz in enumerate(pitches):
        start = i * 7.0
        turns.append(_hum_turn(sound, 0, len(turns), start, hum(hz, 3.0, swing=0.12 if i == 2 else 0.02)))
        if i < 4:
            turns.append(_hum_turn(sound, 1, len(turns), start + (2.0 if i == 3 else 3.5), hum(220.0 + i, 2.0)))
    samples = np.clip(sound * gain * 32767, -32768, 32767).astype(np.int16)
    recording = Recording("a.wav", "0" * 64, samples, RATE, RATE, 40.0, "wav", "pcm_s16le")
    lanes = Lanes(layout, (Lane(0, NO_VOICE), Lane(1, NO_VOICE)) if layout is Layout.STEREO else (Lane(None, NO_VOICE),))
    of = {who: [Span(t.start_s or 0, t.end_s or 0) for t in turns if t.speaker is who] for who in (Speaker.AGENT, Speaker.DEBTOR)}
    speech = [of[Speaker.AGENT], of[Speaker.DEBTOR]] if layout is Layout.STEREO else [of[Speaker.AGENT] + of[Speaker.DEBTOR]]
    return measure(recording, lanes, speech, turns)


def _hum_turn(out: NDArray[np.float32], lane: int, i: int, start_s: float, sound: NDArray[np.float32]) -> Turn:
    at, length = round(start_s * RATE), len(sound) / RATE
    out[lane, at : at + len(sound)] += sound
    words = tuple(Word("mamá", start_s + k * 0.5, start_s + k * 0.5 + 0.45, 0.9) for k in range(int(length / 0.5)))
    return Turn(i, (Speaker.AGENT, Speaker.DEBTOR)[lane], "", start_s, start_s + length, 0.9, words)


def test_each_speaker_has_their_own_figures() -> None:
    found = scene()
    agent, debtor = found.of(Speaker.AGENT), found.of(Speaker.DEBTOR)
    assert agent is not None
    assert debtor is not None
    assert agent.voice is not None
    assert debtor.voice is not None
    assert agent.voice.pitch_hz == pytest.approx(120, rel=0.05)
    assert debtor.voice.pitch_hz == pytest.approx(221, rel=0.05)
    assert agent.timing.talk_share == pytest.approx(15 / 23, abs=0.05)
    assert agent.timing.words_per_minute == pytest.approx(120, rel=0.1)
    assert debtor.timing.interruptions == 1
    assert agent.timing.interruptions == 0
    assert debtor.timing.response_s == pytest.approx(0.55, abs=0.15)


def test_a_raised_voice_stands_out_against_its_own_baseline() -> None:
    agent = [t for t, who in zip(scene().turns, [0, 1, 0, 1, 0, 1, 0, 1, 0], strict=True) if who == 0]
    raised = agent[2]
    assert raised.pitch_z is not None
    assert raised.pitch_z > 2.5
    assert raised.pitch_range_z is not None
    assert raised.pitch_range_z > 2
    assert all(abs(t.pitch_z or 0) < 1.5 for t in agent if t is not raised)


def test_absolute_loudness_changes_nothing() -> None:
    loud, quiet = scene(0.3), scene(0.05)
    for a, b in zip(loud.turns, quiet.turns, strict=True):
        for name in ("pitch_z", "pitch_range_z", "level_z", "level_range_z", "slant_z", "rate_z"):
            assert getattr(a, name) == pytest.approx(getattr(b, name), abs=0.25)


def test_silence_and_overlap_of_the_call() -> None:
    found = scene().call
    assert found.overlap_s == pytest.approx(0.95, abs=0.2)
    assert found.longest_silence_s == pytest.approx(9.0, abs=0.1)
    assert found.dead_air_s == pytest.approx(9.0, abs=0.1)


def test_what_cannot_be_measured_is_none_with_its_cause() -> None:
    found = scene(layout=Layout.MONO)
    assert found.call.overlap_s is None
    assert "one line" in (found.call.overlap_cause or "")
    agent = found.of(Speaker.AGENT)
    assert agent is not None
    assert agent.timing.interruptions is None
    assert "one line" in agent.missing["interruptions"]
    assert found.of(Speaker.OTHER) is None


def test_a_speaker_of_one_turn_has_no_baseline() -> None:
    turn = Turn(0, Speaker.DEBTOR, "sí", 1.0, 1.4, 0.9, (Word("sí", 1.0, 1.4, 0.9),))
    recording = Recording("a", "0", np.zeros((1, RATE * 3), np.int16), RATE, RATE, 3.0, "wav", "pcm")
    found = measure(recording, Lanes(Layout.MONO, (Lane(0, NO_VOICE),)), [[Span(1.0, 1.4)]], [turn])
    assert found.speakers[0].voice is None
    assert "voice" in found.speakers[0].missing
    assert found.turns[0].pitch_z is None
    assert found.turns[0].cause
    assert found.as_dict()["turns"][0]["cause"]


def test_word_errors_are_counted_after_spelling() -> None:
    found = word_errors("Marque 1 para hablar, por favor", "marque uno para hablar favor favor", "es")
    assert (found.words, found.substitutions, found.deletions, found.insertions) == (6, 1, 0, 0)
    both = found + replace(found, insertions=2)
    assert both.wer == pytest.approx(4 / 12)
    with pytest.raises(ValueError, match="no words"):
        word_errors("¿...?", "hola", "es")


def test_numbers_and_hesitations_are_levelled() -> None:
    assert " ".join(normalised("Eh, son 184.990 pesos", "es")) == "son ciento ochenta y cuatro mil novecientos noventa pesos"
    assert normalised("Okay, it's $1,250", "en") == normalised("ok its one thousand two hundred and fifty", "en")


def test_noise_and_codec_degrade_as_told() -> None:
    clean = voice("es")[: RATE * 5]
    noisy = with_noise(clean, 15.0, np.random.default_rng(2))
    frames = (clean[: len(clean) // 160 * 160].reshape(-1, 160) ** 2).mean(1)
    speech = frames[frames > frames.max() * 1e-3].mean()
    assert 10 * np.log10(speech / ((noisy - clean) ** 2).mean()) == pytest.approx(15.0, abs=0.3)
    assert np.corrcoef(clean, through_gsm(clean))[0, 1] > 0.85
