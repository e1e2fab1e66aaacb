"""A line as it comes: bytes into samples, samples into pieces, pieces into words, whatever the packets' size."""

import audioop
import json
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from speech.audio import read
from speech.engines import Transcriber
from speech.errors import SpeechError
from speech.live.activity import Activity
from speech.live.cutting import LONGEST_S, OVERLAP_S, PAUSE_S, Cutter
from speech.live.ear import hear, without_repeats
from speech.live.frames import Coding, Decoder, Wire, coded
from speech.live.line import KEPT_S, Cut, LiveLine, Tape
from speech.live.waiting import Waiting
from speech.live.words import CallWords
from speech.transcript import Speaker, Word
from speech.voice import HOP_S, probabilities
from synthetic.world import demo_folder

RATE = 8000


def threat() -> NDArray[np.int16]:
    """int16 [2, n] at 8 kHz: the demo's call with a threat, the agent on the left."""
    heard = read(demo_folder() / "cl-amenaza.opus")
    return np.stack([soxr.resample(lane.astype(np.float32), heard.sample_rate, RATE) for lane in heard.samples]).astype(np.int16)


@pytest.mark.parametrize(("coding", "spoken"), [(Coding.MU_LAW, audioop.ulaw2lin), (Coding.A_LAW, audioop.alaw2lin)])
def test_logarithmic_codes_are_those_of_g711(coding: Coding, spoken: object) -> None:
    every = bytes(range(256))
    expected = np.frombuffer(spoken(every, 2), "<i2")  # type: ignore[operator]
    assert np.array_equal(Decoder(Wire(RATE, 1, coding)).take(every)[0], expected)
    assert np.array_equal(Decoder(Wire(RATE, 1, coding)).take(coded(expected[None, :], coding))[0], expected)


@pytest.mark.parametrize("coding", list(Coding))
def test_packets_of_any_size_give_the_same_samples(coding: Coding) -> None:
    samples = threat()[:, : 3 * RATE]
    wire, data, rng = Wire(RATE, 2, coding), coded(samples, coding), random.Random(4)
    whole = Decoder(wire).take(data)
    decoder, at, parts = Decoder(wire), 0, []
    while at < len(data):
        size = rng.randint(1, 401)
        parts.append(decoder.take(data[at : at + size]))
        at += size
    assert np.array_equal(np.concatenate(parts, axis=1), whole)
    assert whole.shape == samples.shape


@pytest.mark.parametrize(("rate", "lanes"), [(44100, 1), (8000, 3), (8000, 0)])
def test_what_cannot_be_heard_live_is_refused_with_its_value(rate: int, lanes: int) -> None:
    with pytest.raises(SpeechError, match=str(rate if rate != RATE else lanes)):
        Wire(rate, lanes, Coding.PCM)


def test_activity_as_it_comes_is_activity_at_once() -> None:
    heard = read(demo_folder() / "cl-amenaza.opus")
    whole = probabilities(heard, 0)
    sound, live, found = heard.span_at(0, 0.0, heard.duration_s, 16000), Activity(), []
    for at in range(0, len(sound), 1700):
        found.append(live.take(sound[at : at + 1700]))
    came = np.concatenate(found)
    assert np.allclose(came, whole[: len(came)], atol=1e-4) and len(whole) - len(came) <= 1


def test_a_harangue_is_cut_in_time_and_nothing_of_it_is_lost() -> None:
    cutter, rng, pieces = Cutter(0), random.Random(1), []
    for frame in range(round(20 / HOP_S)):
        for piece in cutter.take([0.7 + 0.3 * rng.random()]):
            assert frame * HOP_S - piece.until_s <= LONGEST_S
            pieces.append(piece)
    pieces += cutter.finish()
    assert len(pieces) >= 6 and all(p.duration_s <= LONGEST_S + 2 * OVERLAP_S + 0.5 for p in pieces)
    for before, after in pairwise(pieces):
        assert before.until_s == after.from_s and after.start_s < before.end_s
    assert pieces[0].start_s == 0.0 and pieces[-1].end_s >= 20 - HOP_S


def test_a_pause_ends_a_piece_and_a_click_is_none() -> None:
    spoken = [0.0] * 20 + [0.9] * 30 + [0.0] * 20 + [0.9] * 2 + [0.0] * 40
    pieces = Cutter(1).take(spoken)
    assert [p.lane for p in pieces] == [1] and pieces[0].ends
    assert pieces[0].start_s == pytest.approx(20 * HOP_S - 0.2) and pieces[0].end_s == pytest.approx(50 * HOP_S + 0.2)
    assert pytest.approx(0.30) == PAUSE_S


def test_words_at_a_seam_are_neither_lost_nor_said_twice() -> None:
    words = CallWords({0: Speaker.AGENT})
    first, second = Cutter(0), None
    pieces = first.take([0.9] * 95) + first.finish()
    first_piece, second = pieces[0], pieces[1]
    seam = first_piece.until_s
    words.add(first_piece, [Word("mañana", 0.2, 0.6, 1), Word("mismo", seam - 0.3, seam - 0.02, 1)])
    words.add(second, [Word("mismo", 0.0, OVERLAP_S - 0.02, 1), Word("va", OVERLAP_S + 0.1, OVERLAP_S + 0.2, 1)])
    assert [t.text for t in words.turns()] == ["mañana mismo va"]


def test_a_long_call_costs_no_more_and_keeps_its_turns() -> None:
    words, said = CallWords({0: Speaker.AGENT, 1: Speaker.DEBTOR}), 0
    for n in range(400):
        cutter = Cutter(n % 2)
        cutter.gap(round(3 * n / HOP_S))
        piece = (cutter.take([0.9] * 40) + cutter.finish())[0]
        words.add(piece, [Word(f"palabra{n}", 0.3, 0.9, 1)])
        said += 1
        words.turns()
    turns = words.turns()
    assert [t.i for t in turns] == list(range(len(turns)))
    assert " ".join(t.text for t in turns).split() == [f"palabra{n}" for n in range(said)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("no puedo hacerlo no puedo hacerlo", "no puedo hacerlo"),
        ("Angela Whitfield Angela Whitfield Angela Whitfield", "Angela Whitfield"),
        ("no, no, no", "no, no, no"),
        ("no no no no no no", "no no no"),
        ("la fuerza pública y la casa", "la fuerza pública y la casa"),
    ],
)
def test_what_a_short_window_says_twice_is_kept_once(said: str, kept: str) -> None:
    words = [Word(w, n * 0.2, n * 0.2 + 0.1, 1.0) for n, w in enumerate(said.split())]
    assert " ".join(w.text for w in without_repeats(words)) == kept


def _cut(lane: int, start_s: float, length_s: float) -> Cut:
    cutter = Cutter(lane)
    cutter.gap(round(start_s / HOP_S))
    return Cut((cutter.take([0.9] * round(length_s / HOP_S)) + cutter.finish())[0], np.zeros(round(length_s * 16000), np.float32))


def test_nothing_waiting_is_dropped_and_no_call_waits_for_ever() -> None:
    now = [0.0]
    waiting, taken = Waiting(lambda: now[0]), []
    for n in range(60):
        waiting.put("loud", "es", _cut(0, n, 1.0), True)
    waiting.put("shy", "es", _cut(1, 0, 1.0), False)
    waiting.put("other tongue", "en", _cut(0, 0, 1.0), True)
    now[0] = 5.0
    assert waiting.behind_s() == 5.0 and waiting.behind_s("nobody") == 0.0
    order = []
    while jobs := waiting.take(0.0):
        assert len({j.language for j in jobs}) == 1 and len({(j.call, j.cut.piece.lane) for j in jobs}) == len(jobs)
        order += [j.call for j in jobs]
        taken += jobs
    assert len(taken) == 62 and "shy" in order[:3]


def test_the_agent_is_heard_first() -> None:
    waiting = Waiting(lambda: 0.0)
    waiting.put("a", "es", _cut(1, 0, 3.0), False)
    waiting.put("a", "es", _cut(0, 0, 1.0), True)
    assert [j.agent for j in waiting.take(0.0)] == [True]


def test_a_tape_forgets_what_is_older_than_it_keeps() -> None:
    tape = Tape(1000, np.int16, kept_s=2.0)
    for n in range(0, 9000, 300):
        tape.add(np.arange(n, n + 300, dtype=np.int16))
    assert tape.end == 9000
    assert np.array_equal(tape.between(8000, 8500), np.arange(8000, 8500, dtype=np.int16))
    assert len(tape.between(0, 9000)) <= 4000 and KEPT_S == 30.0


def test_a_call_as_it_comes_has_its_words_by_the_right_mouth_at_the_right_second(engine: Transcriber) -> None:
    samples = threat()
    line, words, waiting = (
        LiveLine(Wire(RATE, 2, Coding.MU_LAW)),
        CallWords({0: Speaker.AGENT, 1: Speaker.DEBTOR}),
        Waiting(lambda: 0.0),
    )
    data, start = coded(samples, Coding.MU_LAW), 20 * RATE * 2
    line.silence_until(20.0)
    for at in range(start, 47 * RATE * 2, 1600):
        for cut in line.take(data[at : at + 1600]):
            waiting.put("a", "es", cut, cut.piece.lane == 0)
    for cut in line.finish():
        waiting.put("a", "es", cut, cut.piece.lane == 0)
    while jobs := waiting.take(0.0):
        for job, found in zip(jobs, hear(jobs, engine, 0.0), strict=True):
            words.add(job.cut.piece, found)
    times = {r["id"]: r["turns"] for r in map(json.loads, (Path(demo_folder()) / "times.jsonl").read_text().splitlines())}
    spoken = next(t for t in times["cl-amenaza"] if t["speaker"] == "agent" and "mañana mismo" in t["text"])
    threats = [w for t in words.turns() if t.speaker is Speaker.AGENT for w in t.words if w.text.startswith("fuerza")]
    assert threats and spoken["start"] <= threats[0].start_s <= spoken["end"]
    assert any("juzgado" in t.text or "llegado" in t.text for t in words.turns() if t.speaker is Speaker.DEBTOR)
    assert line.now_s == pytest.approx(47.0, abs=0.01)
    assert len(line.peaks[0]) == pytest.approx(47 * 4, abs=1)
