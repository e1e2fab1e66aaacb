"""Whole recordings through the front door: stereo, one line, the same on both, crosstalk, and sound without anybody in it."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from speech.accuracy import normalised, word_errors
from speech.audio import read
from speech.engines import Transcriber
from speech.errors import BadAudio, Fault, SpeechError
from speech.lanes import Layout, find_lanes
from speech.listen import AgentChannel, Heard, ListenOptions, listen
from speech.transcript import Speaker
from tests.speech.conftest import RATE, SOUNDS, sentence, sentences, voice, write


def stereo() -> NDArray[np.float32]:
    """Left says sentences 0 and 3, right sentence 1 between them, with pauses: float32 [n, 2]."""
    a, b, c = sentence("es", 0), sentence("es", 1), sentence("es", 3)
    gap = np.zeros(RATE, np.float32)
    left = np.concatenate([gap, a, gap, np.zeros_like(b), gap, c, gap])
    right = np.concatenate([gap, np.zeros_like(a), gap, b, gap, np.zeros_like(c), gap])
    hiss = np.random.default_rng(0).normal(0, 5e-4, (len(left), 2))
    return (np.stack([left, right], axis=1) + hiss).astype(np.float32)


@pytest.fixture(scope="module")
def heard(engine: Transcriber, tmp_path_factory: pytest.TempPathFactory) -> Heard:
    path = write(tmp_path_factory.mktemp("calls") / "call-7.wav", stereo())
    return listen(path, ListenOptions(language="es", agent_channel=AgentChannel.RIGHT), engine)


def test_stereo_gives_each_channel_its_own_turns(heard: Heard) -> None:
    turns = heard.transcript.turns
    assert [t.speaker for t in turns] == [turns[0].speaker, Speaker.AGENT, turns[0].speaker]
    assert turns[0].speaker is not Speaker.AGENT
    for turn, i in zip(turns, (0, 1, 3), strict=True):
        assert word_errors(str(sentences("es")[i]["text"]), turn.text, "es").wer < 0.5
    assert heard.transcript.role_confidence == 1.0


def test_words_keep_the_recording_s_clock(heard: Heard) -> None:
    first, second, third = (len(sentence("es", i)) / RATE for i in (0, 1, 3))
    starts = [1.0, 2.0 + first, 3.0 + first + second]
    for turn, start, length in zip(heard.transcript.turns, starts, (first, second, third), strict=True):
        assert turn.start_s == pytest.approx(start, abs=0.4)
        assert turn.end_s is not None
        assert turn.end_s < start + length + 0.3
        assert all(turn.start_s is not None and turn.start_s <= w.start_s <= w.end_s <= turn.end_s + 1e-6 for w in turn.words)


def test_the_transcript_carries_what_the_contract_asks(heard: Heard) -> None:
    row = heard.transcript.as_dict()
    assert (row["id"], row["file"], row["language"], row["sample_rate"], row["channels"]) == (
        "call-7",
        "call-7.wav",
        "es",
        8000,
        2,
    )
    assert row["engine"]["name"] == "faster-whisper"
    assert len(row["sha256"]) == 64
    assert set(row["turns"][0]["words"][0]) == {"w", "start", "end", "p"}


def test_peaks_draw_each_lane_against_itself(heard: Heard) -> None:
    assert len(heard.peaks.lanes) == 2
    assert all(len(lane) == 1000 and max(lane) == 1.0 and min(lane) >= 0 for lane in heard.peaks.lanes)


def test_the_same_sound_on_both_channels_is_not_heard_twice(engine: Transcriber, tmp_path: Path) -> None:
    mono = stereo().sum(1)
    path = write(tmp_path / "dual.wav", np.stack([mono, 0.4 * mono], axis=1))
    recording = read(path)
    assert find_lanes(recording).layout is Layout.SAME_ON_BOTH
    found = listen(path, ListenOptions(language="es"), engine)
    said = normalised(" ".join(t.text for t in found.transcript.turns), "es")
    assert said.count("conferencia") == 1
    assert any("both channels" in w for w in found.transcript.warnings)


def test_crosstalk_makes_no_second_copy(engine: Transcriber, tmp_path: Path) -> None:
    clean = stereo()
    late = np.pad(clean, ((round(0.06 * RATE), 0), (0, 0)))[: len(clean)]
    path = write(tmp_path / "leak.wav", clean + 0.2 * late[:, ::-1])
    lanes = find_lanes(read(path))
    assert lanes.layout is Layout.STEREO
    assert lanes.leak_s > 3.0
    found = listen(path, ListenOptions(language="es"), engine)
    said = normalised(" ".join(t.text for t in found.transcript.turns), "es")
    assert said.count("conferencia") == 1
    assert len(found.transcript.turns) == 3
    assert any("crosstalk" in w for w in found.transcript.warnings)


def test_one_empty_channel_is_one_line(tmp_path: Path) -> None:
    path = write(tmp_path / "half.wav", np.stack([np.zeros(RATE * 5, np.float32), voice("es")[: RATE * 5]], axis=1))
    found = find_lanes(read(path))
    assert found.layout is Layout.ONE_SIDE_ONLY
    assert found.lanes[0].channel == 1


def _tones() -> dict[str, NDArray[np.float32]]:
    t = np.arange(RATE * 20) / RATE
    pad = [(697, 1209), (770, 1336), (852, 1477), (941, 1336)]
    keys = sum(
        np.where((t % 4 > k) & (t % 4 < k + 0.3), np.sin(2 * np.pi * a * t) + np.sin(2 * np.pi * b * t), 0)
        for k, (a, b) in enumerate(pad)
    )
    rng = np.random.default_rng(5)
    return {
        "ringing": np.asarray(0.3 * np.sin(2 * np.pi * 425 * t) * (t % 4 < 1), np.float32),
        "busy": np.asarray(0.2 * (np.sin(2 * np.pi * 480 * t) + np.sin(2 * np.pi * 620 * t)) * (t % 1 < 0.5), np.float32),
        "keys": np.asarray(0.2 * keys, np.float32),
        "hum": np.asarray(0.02 * np.sin(2 * np.pi * 50 * t) + rng.normal(0, 1e-3, t.size), np.float32),
        "hiss": np.asarray(rng.normal(0, 0.02, t.size), np.float32),
        "dead air": np.asarray(rng.normal(0, 4e-4, t.size), np.float32),
        "hold music": np.asarray(soundfile.read(SOUNDS / "hold_music.ogg", dtype="float32")[0], np.float32),
    }


@pytest.mark.parametrize("kind", ["ringing", "busy", "keys", "hum", "hiss", "dead air", "hold music"])
def test_nothing_is_invented_where_nobody_speaks(engine: Transcriber, tmp_path: Path, kind: str) -> None:
    with pytest.raises(BadAudio) as caught:
        listen(write(tmp_path / "a.wav", _tones()[kind]), ListenOptions(), engine)
    assert caught.value.fault is Fault.NO_SPEECH


def test_speech_after_music_keeps_its_place_and_nothing_else_appears(engine: Transcriber, tmp_path: Path) -> None:
    music = _tones()["hold music"][: RATE * 12]
    path = write(tmp_path / "hold.wav", np.concatenate([music, sentence("en", 0), music]))
    found = listen(path, ListenOptions(), engine).transcript
    assert found.language == "en"
    assert word_errors(str(sentences("en")[0]["text"]), [t.text for t in found.turns], "en").wer < 0.3
    assert all((t.start_s or 0) >= 12.0 - 0.3 and (t.end_s or 99) <= 12.3 + len(sentence("en", 0)) / RATE for t in found.turns)


def test_an_unknown_language_is_refused_at_once() -> None:
    with pytest.raises(SpeechError, match="'fr'"):
        ListenOptions(language="fr")
