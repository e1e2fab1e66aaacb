"""Packing speech tightly and finding the way back."""

from pathlib import Path

import numpy as np
import pytest

from speech.audio import read
from speech.gaps import unheard
from speech.transcript import Word
from speech.voice import HOP_S, Span, probabilities, spans
from speech.windows import GAP_S, LONGEST_S, pack
from tests.speech.conftest import RATE, voice, write


def test_windows_are_full_never_long_and_never_mix_lanes() -> None:
    lanes = (tuple(Span(i * 10.0, i * 10.0 + 4.5) for i in range(20)), (Span(5.0, 8.0), Span(300.0, 318.0)))
    windows = pack(lanes)
    assert all(w.duration_s <= LONGEST_S for w in windows)
    assert all(p.lane == w.lane for w in windows for p in w.pieces)
    assert [p.source for w in windows if w.lane == 0 for p in w.pieces] == list(lanes[0])
    assert sum(w.duration_s for w in windows if w.lane == 0) / sum(w.lane == 0 for w in windows) > 0.7 * LONGEST_S


def test_words_come_back_to_their_own_second() -> None:
    window = pack(((Span(100.0, 103.0), Span(200.0, 202.0)),))[0]
    inside = window.to_recording(Word("hola", 0.5, 0.9, 1.0))
    assert (inside.start_s, inside.end_s) == pytest.approx((100.5, 100.9))
    second = window.to_recording(Word("cien", 3.0 + GAP_S + 0.5, 3.0 + GAP_S + 1.0, 1.0))
    assert (second.start_s, second.end_s) == pytest.approx((200.5, 201.0))
    across = window.to_recording(Word("y", 2.7, 3.05, 1.0))
    assert across.end_s <= 103.0


def test_samples_lie_where_the_pieces_say(tmp_path: Path) -> None:
    rising = np.linspace(0.01, 0.9, RATE * 10, dtype=np.float32)
    recording = read(write(tmp_path / "a.wav", rising))
    window = pack(((Span(1.0, 2.0), Span(7.0, 9.0)),))[0]
    sound = window.samples(recording, 0)
    second = round(window.pieces[1].at_s * 16000)
    assert sound[second + 8000] == pytest.approx(rising[round(7.5 * RATE)], abs=0.01)


def test_voice_is_found_where_it_is(tmp_path: Path) -> None:
    sound = np.concatenate([np.zeros(RATE * 5, np.float32), voice("es")[: RATE * 4], np.zeros(RATE * 5, np.float32)])
    recording = read(write(tmp_path / "a.wav", sound))
    found = spans(probabilities(recording, 0), recording.duration_s, 19.0)
    assert 4.8 < found[0].start_s < 5.8
    assert found[-1].end_s < 9.6


def test_long_speech_is_cut_where_voice_is_weakest() -> None:
    voice_p = np.ones(2000, np.float32)
    voice_p[400] = 0.45
    found = spans(voice_p, 2000 * HOP_S, 19.0)
    assert all(s.duration_s <= 19.0 for s in found)
    assert any(abs(s.end_s - 400 * HOP_S) < 0.3 for s in found)


def test_speech_without_words_is_found_again() -> None:
    window = pack(((Span(0.0, 8.0), Span(20.0, 22.0), Span(30.0, 30.5)),))[0]
    words = [Word("a", 0.1, 0.5, 1.0), Word("b", 5.0, 7.9, 1.0)]
    assert unheard([window], [words], 2) == ((Span(0.4, 5.0), Span(20.0, 22.0)), ())
    whole = [Word("a", 0.1, 4.0, 1.0), Word("b", 4.2, 7.9, 1.0), Word("c", 20.1, 21.8, 1.0)]
    assert unheard([window], [whole], 1) == ((),)
