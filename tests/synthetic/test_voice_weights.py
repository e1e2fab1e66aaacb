from pathlib import Path

import numpy as np
import pytest

from synthetic import voice_weights
from synthetic.errors import NoVoice
from synthetic.voice_weights import find_model, read_style, token_ids
from synthetic.voices import CARDS, SAMPLE_RATE, trimmed


def test_a_missing_model_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_weights, "_PARTS", ("kokoro_part_that_is_not_there",))
    with pytest.raises(NoVoice, match=r"trasluz\[voices\]"):
        find_model(tmp_path)


def test_parts_that_join_into_something_else_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "kokoro_false_part"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "part.bin").write_bytes(b"not a model")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(voice_weights, "_PARTS", ("kokoro_false_part",))
    with pytest.raises(NoVoice, match="sha256"):
        find_model(tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())


def test_a_voice_that_is_missing_or_cut_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoVoice, match="kokoro-js"):
        read_style(tmp_path, "ef_dora")
    np.zeros(1000, np.float32).tofile(tmp_path / "ef_dora.bin")
    with pytest.raises(NoVoice, match="1000 numbers"):
        read_style(tmp_path, "ef_dora")


def test_a_voice_has_a_row_a_length(tmp_path: Path) -> None:
    np.arange(510 * 256, dtype=np.float32).tofile(tmp_path / "x.bin")
    style = read_style(tmp_path, "x")
    assert style.shape == (510, 256)
    assert style[1, 0] == 256


def test_the_model_knows_every_sign_of_spanish_and_english() -> None:
    assert len(token_ids()) == 114
    assert {"ɲ", "ʝ", "ɾ", "r", "x", "ʧ", "θ", "ɹ", "æ", "ˈ", ",", "?"} <= token_ids().keys()


def test_each_language_has_three_voices_of_each_sex() -> None:
    for lang in ("es", "en"):
        assert sorted(card.sex for card in CARDS if card.lang == lang) == ["f", "f", "f", "m", "m", "m"]


def test_trimming_keeps_the_speech_and_fades_its_ends() -> None:
    speech = np.full(SAMPLE_RATE, 0.2, np.float32)
    cut = trimmed(np.concatenate([np.zeros(5000, np.float32), speech, np.zeros(9000, np.float32)]))
    assert cut.size == pytest.approx(SAMPLE_RATE + 0.06 * SAMPLE_RATE, abs=2)
    assert cut[0] == cut[-1] == 0
    assert not trimmed(np.zeros(100, np.float32)).size
