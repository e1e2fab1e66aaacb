"""Numbers in words, the crowd behind a channel's owner, and answers to a question asked twice."""

from pathlib import Path

import numpy as np
import pytest

from speech.audio import read
from speech.background import without_background
from speech.engines import WindowText
from speech.engines.in_words import figure_tokens
from speech.gaps import convincing
from speech.transcript import Word
from speech.voice import HOP_S
from speech.voice_groups import voice_centres
from tests.speech.conftest import RATE, write


def test_tokens_with_figures_are_found_and_letters_in_bytes_are_not() -> None:
    vocabulary = {"Ġ19": 3, "Ġson": 4, "$": 5, "Ã³": 6, "²": 7, "5": 8, "<|1.00|>": 900}
    assert figure_tokens(vocabulary, end_of_text=500) == (3, 5, 8)


def loudness(tmp_path: Path, *parts: tuple[float, float]) -> np.ndarray:
    """What is left of certain voice in noise of these (seconds, level in decibels)."""
    draw = np.random.default_rng(7)
    sound = np.concatenate([draw.standard_normal(round(s * RATE)) * 0.1 * 10 ** (db / 20) for s, db in parts]).astype(np.float32)
    recording = read(write(tmp_path / "levels.wav", sound))
    frames = int(recording.duration_s / HOP_S)
    return without_background(recording, 0, np.ones(frames, np.float32))


def test_a_crowd_far_under_the_owner_is_no_voice(tmp_path: Path) -> None:
    kept = loudness(tmp_path, (3, 0), (6, -18), (3, -2), (6, -18))
    at = lambda second: kept[int(second / HOP_S)]  # noqa: E731
    assert [at(1.5), at(10.5)] == [1, 1]
    assert [at(6), at(15)] == [0, 0]
    assert at(3.3) == 1, "half a second after a word is kept: words fade"


def test_an_owner_who_lowers_the_voice_is_kept(tmp_path: Path) -> None:
    assert loudness(tmp_path, (3, 0), (5, -8), (2, -1)).all()


def test_a_channel_with_hardly_any_voice_is_left_alone(tmp_path: Path) -> None:
    assert loudness(tmp_path, (0.4, -30)).all()


@pytest.mark.parametrize(
    ("logprob", "no_speech", "repeated", "counts"),
    [(-0.3, 0.1, False, True), (-0.9, 0.1, False, False), (-0.4, 0.75, False, False), (-0.4, 0.1, True, False)],
)
def test_a_second_answer_counts_only_when_sure(logprob: float, no_speech: float, repeated: bool, counts: bool) -> None:
    text = WindowText((Word("sí", 0.1, 0.4, 0.9),), logprob, no_speech, repeated=repeated)
    assert convincing(text) is counts


def people(near: float, turn: int, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Prints of two voices whose middles are alike by `near`, in turns of `turn` prints, noisy; their times and who speaks."""
    draw = np.random.default_rng(11)
    who = (np.arange(count) // turn) % 2
    middles = np.zeros((2, 64))
    middles[:, 0], middles[0, 1], middles[1, 1] = np.sqrt((1 + near) / 2), np.sqrt((1 - near) / 2), -np.sqrt((1 - near) / 2)
    prints = middles[who] + 0.035 * draw.standard_normal((count, 64))
    return (prints / np.linalg.norm(prints, axis=1, keepdims=True)).astype(np.float32), np.arange(count) * 0.6, who


def test_voices_much_alike_are_two_when_they_take_turns() -> None:
    prints, at_s, who = people(0.87, 8, 96)
    centres = voice_centres(prints, at_s)
    assert len(centres) == 2
    found = (prints @ centres.T).argmax(1)
    assert max(np.mean(found == who), np.mean(found != who)) > 0.9


def test_voices_all_but_the_same_are_one() -> None:
    prints, at_s, _ = people(0.97, 8, 96)
    assert len(voice_centres(prints, at_s)) == 1
