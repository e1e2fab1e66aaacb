"""Both engines with real weights over real voices."""

from pathlib import Path

import numpy as np
import pytest
import soxr

from speech.accuracy import word_errors
from speech.engines import Ask, Transcriber, Weights, find_weights, make_engine
from speech.engines.ct2_tensors import read_tensors
from speech.engines.interface import Sound
from speech.errors import NoEngine
from tests.speech.conftest import RATE, sentence, sentences


def window(lang: str, i: int) -> Sound:
    """A sentence at 16 kHz with a little air."""
    padded = np.pad(sentence(lang, i), RATE // 4)
    return np.asarray(soxr.resample(padded, RATE, 16000), np.float32)


@pytest.fixture(scope="module")
def second(cache: Path, weights: Weights) -> Transcriber:
    return make_engine(cache, "openai-whisper", weights=weights.folder)


def check(engine: Transcriber, lang: str, which: list[int], most: float) -> None:
    """The contract of every engine."""
    windows = [window(lang, i) for i in which]
    found = engine.transcribe(windows, Ask(lang))
    assert len(found) == len(windows)
    for i, sound, text in zip(which, windows, found, strict=True):
        truth = str(sentences(lang)[i]["text"])
        assert word_errors(truth, [w.text for w in text.words], lang).wer <= most
        starts = [w.start_s for w in text.words]
        assert starts == sorted(starts)
        assert all(0 <= w.start_s <= w.end_s <= len(sound) / 16000 + 0.5 and 0 <= w.p <= 1 for w in text.words)
        assert -1.0 < text.avg_logprob < 0
        assert 0 <= text.no_speech_prob < 0.6


def test_the_default_engine_hears_spanish_and_english(engine: Transcriber) -> None:
    check(engine, "es", [0, 2, 3], 0.35)
    check(engine, "en", [0, 1], 0.15)


def test_the_second_engine_agrees_on_the_same_weights(second: Transcriber) -> None:
    check(second, "es", [0], 0.35)
    check(second, "en", [0], 0.15)
    assert second.stamp.name == "openai-whisper"


def test_both_tell_the_language(engine: Transcriber, second: Transcriber) -> None:
    for one in (engine, second):
        assert one.language_of(window("es", 2))["es"] > 0.9
    assert engine.language_of(window("en", 1))["en"] > 0.9


def test_the_engine_says_nothing_about_nothing(engine: Transcriber) -> None:
    hiss = np.random.default_rng(3).normal(0, 1e-3, 16000 * 4).astype(np.float32)
    tone = (0.2 * np.sin(2 * np.pi * 425 * np.arange(16000 * 4) / 16000)).astype(np.float32)
    for found in engine.transcribe([hiss, tone], Ask("es")):
        assert len(found.words) <= 3
        assert all(w.p < 0.6 for w in found.words)


def test_a_doubtful_window_is_decoded_again_and_cut(engine: Transcriber) -> None:
    """The same short sound sixty times is what makes Whisper loop; no loop may come out."""
    one = window("en", 2)[:6000]
    found = engine.transcribe([np.tile(one, 16000 * 20 // len(one))], Ask("en"))[0]
    assert len(found.words) < 90


def test_weights_are_joined_once_and_checked(tmp_path: Path) -> None:
    first = find_weights("base", tmp_path, hub=False)
    stamp = (first.folder / "model.bin").stat().st_mtime_ns
    again = find_weights("base", tmp_path, hub=False)
    assert again == first
    assert (again.folder / "model.bin").stat().st_mtime_ns == stamp
    assert find_weights("base", tmp_path / "other", folder=first.folder, hub=False).source == "folder"


def test_weights_that_are_nowhere_say_what_was_tried(tmp_path: Path) -> None:
    with pytest.raises(NoEngine, match="medium"):
        find_weights("medium", tmp_path, hub=False)
    with pytest.raises(NoEngine, match=r"model\.bin"):
        find_weights("base", tmp_path, folder=tmp_path)
    with pytest.raises(NoEngine, match="faster-whisper"):
        make_engine(tmp_path, "kaldi")


def test_cut_weights_are_refused(tmp_path: Path, weights: Weights) -> None:
    with (weights.folder / "model.bin").open("rb") as whole:
        (tmp_path / "model.bin").write_bytes(whole.read(1 << 20))
    with pytest.raises(NoEngine, match=r"short|early"):
        read_tensors(tmp_path / "model.bin")
