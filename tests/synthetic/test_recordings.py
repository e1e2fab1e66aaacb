import random

import numpy as np
import pytest

from speech.transcript import Speaker
from synthetic.line import Coding, Line
from synthetic.recordings import MANNERS, Mood, Rendered, Spoken, render
from tests.synthetic.tones import PITCH_HZ, Hum

A, D, O = Speaker.AGENT, Speaker.DEBTOR, Speaker.OTHER  # noqa: E741
CAST = {A: "alex", D: "dora", O: "sara"}
CLEAN = Line(snr_db=None, coding=Coding.PCM)


def made(turns: list[Spoken], seed: int = 1, line: Line = CLEAN, backchannels: bool = False) -> tuple[Rendered, Hum]:
    hum = Hum()
    return render(turns, CAST, hum, line, random.Random(seed), "es", backchannels), hum


def power_at(rendered: Rendered, lane: int, start_s: float, end_s: float, hz: float) -> float:
    part = rendered.samples[lane, round(start_s * rendered.rate_hz) : round(end_s * rendered.rate_hz)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(part.size))) ** 2
    at = np.fft.rfftfreq(part.size, 1 / rendered.rate_hz)
    return float(spectrum[np.abs(at - hz) < 40].sum() / max(spectrum.sum(), 1e-12))


def test_each_turn_sounds_in_its_lane_at_the_time_said() -> None:
    turns = [
        Spoken(A, "uno dos tres cuatro"),
        Spoken(D, "cinco seis siete ocho", gap_s=0.5),
        Spoken(O, "nueve diez once doce", gap_s=0.5),
    ]
    rendered, _ = made(turns)
    assert [t.speaker for t in rendered.turns] == [A, D, O]
    for timed, lane in zip(rendered.turns, (0, 1, 1), strict=True):
        assert power_at(rendered, lane, timed.start_s + 0.1, timed.end_s - 0.1, PITCH_HZ[CAST[timed.speaker]]) > 0.9
    assert rendered.turns[1].start_s - rendered.turns[0].end_s == pytest.approx(0.5)


def test_a_turn_that_breaks_off_is_spoken_over() -> None:
    for seed in range(20):
        rendered, _ = made([Spoken(A, "uno dos tres cuatro —"), Spoken(D, "cinco seis siete")], seed)
        first, second = rendered.turns
        assert 0.1 < first.end_s - second.start_s < 0.4


def test_gaps_are_mostly_short_sometimes_overlaps_never_long() -> None:
    turns = [Spoken(A if i % 2 == 0 else D, "uno dos tres cuatro cinco") for i in range(200)]
    rendered, _ = made(turns)
    gaps = np.array([b.start_s - a.end_s for a, b in zip(rendered.turns, rendered.turns[1:], strict=False)])
    assert 0.2 < np.median(gaps) < 0.7
    assert 0.04 < (gaps < 0).mean() < 0.2
    assert gaps.max() < 2.1
    assert gaps.min() > -0.35


def test_moods_change_pace_and_level_in_the_published_direction() -> None:
    assert MANNERS[Mood.ANGRY].pace > 1 > MANNERS[Mood.DISTRESSED].pace
    assert MANNERS[Mood.ANGRY].level_db > 0 > MANNERS[Mood.DISTRESSED].level_db
    asked = {mood: made([Spoken(A, "uno dos", mood)])[1].asked[0][2] for mood in Mood}
    assert asked[Mood.HOSTILE].pace > 1.05 > 0.95 > asked[Mood.DISTRESSED].pace


def test_listeners_put_in_a_word_under_long_turns_and_only_then() -> None:
    long, short = " ".join(["palabra"] * 40), "palabra"
    turns = [Spoken(D, "hola"), *(Spoken(A if i % 2 == 0 else D, long if i % 2 == 0 else short) for i in range(60))]
    rendered, _ = made(turns, backchannels=True)
    said = [t for t in rendered.turns if t.backchannel]
    assert 2 <= len(said) <= 15
    for word in said:
        over = next(t for t in rendered.turns if not t.backchannel and t.start_s < word.start_s and word.end_s < t.end_s)
        assert over.speaker is not word.speaker
        assert word.i is None


def test_nobody_answers_before_there_is_anybody() -> None:
    rendered, _ = made([Spoken(A, " ".join(["palabra"] * 60))] * 20, backchannels=True)
    assert not [t for t in rendered.turns if t.backchannel]


def test_the_beep_of_a_voicemail_is_a_tone_and_no_word() -> None:
    rendered, hum = made([Spoken(O, "Deje su mensaje. [tono]")])
    assert [text for text, _, _ in hum.asked] == ["Deje su mensaje. "]
    turn = rendered.turns[0]
    assert power_at(rendered, 1, turn.end_s - 0.45, turn.end_s - 0.05, 1000) > 0.9


def test_a_remark_alone_is_a_pause() -> None:
    rendered, hum = made([Spoken(A, "uno dos"), Spoken(D, "[tose]"), Spoken(A, "tres cuatro")])
    assert len(hum.asked) == 2
    assert len(rendered.turns) == 3


def test_the_same_draw_gives_the_same_call() -> None:
    turns = [Spoken(A, "uno dos tres"), Spoken(D, "cuatro cinco"), Spoken(A, "seis siete")]
    line = Line(snr_db=15)
    assert np.array_equal(made(turns, 5, line)[0].samples, made(turns, 5, line)[0].samples)
