"""Both on one lane: told apart by voice and words while they speak, and one person alone is never two."""

import numpy as np
from numpy.typing import NDArray

from speech.engines import Transcriber
from speech.live.ear import hear
from speech.live.frames import Coding, Wire, coded
from speech.live.line import LiveLine
from speech.live.voices import Voices
from speech.live.waiting import Job
from speech.live.words import CallWords
from speech.transcript import Speaker
from tests.speech.live.test_stream import RATE, threat


def heard(samples: NDArray[np.int16], engine: Transcriber) -> tuple[CallWords, list[bool]]:
    """The words at the end, and after every piece whether it was known who speaks."""
    known = list[bool]()
    line, voices = LiveLine(Wire(RATE, 1, Coding.MU_LAW)), Voices()
    words = CallWords({0: Speaker.AGENT}, voices)
    for cut in [*line.take(coded(samples[None, :], Coding.MU_LAW)), *line.finish()]:
        voices.hear(cut.piece, cut.sound)
        words.add(cut.piece, hear([Job("a", "es", cut, True, 0.0)], engine, 0.0)[0])
        words.turns()
        known.append(words.speakers_known)
    return words, known


def test_two_people_on_one_lane_have_each_their_words(engine: Transcriber) -> None:
    both = threat().sum(axis=0, dtype=np.int32).clip(-32768, 32767).astype(np.int16)
    words, known = heard(both, engine)
    turns = words.turns()
    assert known[-1] and known == sorted(known)  # once told apart they stay so
    assert any("fuerza" in t.text for t in turns if t.speaker is Speaker.AGENT)
    assert any("juzgado" in t.text or "llegado" in t.text for t in turns if t.speaker is Speaker.DEBTOR)
    assert not any("fuerza" in t.text for t in turns if t.speaker is Speaker.DEBTOR)


def test_one_person_alone_is_the_agent_and_said_to_be_unknown(engine: Transcriber) -> None:
    words, known = heard(threat()[0], engine)
    assert words.turns() and {t.speaker for t in words.turns()} == {Speaker.AGENT}
    assert not any(known)


def test_before_a_word_nobody_is_known() -> None:
    words = CallWords({0: Speaker.AGENT}, Voices())
    assert words.turns() == () and not words.speakers_known
