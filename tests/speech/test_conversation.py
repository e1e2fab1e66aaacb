"""Two people on one line: their words tell their voices, their voices tell whose the words in doubt are."""

import numpy as np
import pytest

from speech.conversation import told_apart
from speech.phrases import Phrase, phrases
from speech.transcript import Word
from speech.voice_groups import voice_centres
from speech.voiceprint import HOP_S, WINDOW_S

TALK = (
    ("A", "Buenas tardes, le llamo de cobranzas del banco por su tarjeta."), ("D", "¿Quién habla? No le oigo bien."),
    ("A", "Su cuenta tiene un saldo vencido de ochocientos soles."), ("D", "Ay, es que no tengo trabajo, señorita."),
    ("A", "¿Qué día podría realizar el pago?"), ("D", "Cuando me paguen a mí le pago."),
    ("A", "Puedo ofrecerle un convenio de tres cuotas."), ("D", "Bueno."),
    ("A", "Entonces le confirmo el convenio, muchas gracias."),
)  # fmt: skip
_SECONDS_A_WORD, _PAUSE_S = 0.4, 0.6


def line(talk: tuple[tuple[str, str], ...]) -> tuple[list[Phrase], np.ndarray]:
    """The phrases of a talk on the clock, and who says each (1 the agent)."""
    words: list[Word] = []
    edges = []
    at = 0.0
    for who, text in talk:
        for word in text.split():
            words.append(Word(word, at, at + _SECONDS_A_WORD, 0.9))
            edges.append(who == "A")
            at += _SECONDS_A_WORD
        at += _PAUSE_S
    found = phrases(words)
    return found, np.asarray([edges[p.first] for p in found])


def prints_of(spoken: list[Phrase], agent: np.ndarray, near: float) -> tuple[np.ndarray, np.ndarray]:
    """Noisy prints of two voices as alike as `near`, one taken every HOP_S, and their middles on the clock."""
    draw = np.random.default_rng(5)
    at_s = np.arange(WINDOW_S / 2, spoken[-1].end_s, HOP_S)
    nearest = [min(range(len(spoken)), key=lambda i: abs((spoken[i].start_s + spoken[i].end_s) / 2 - t)) for t in at_s]
    within = [next((i for i, p in enumerate(spoken) if p.start_s <= t <= p.end_s), n) for t, n in zip(at_s, nearest, strict=True)]
    side = np.where(agent[within], 1.0, -1.0)
    middles = np.zeros((len(at_s), 64))
    middles[:, 0], middles[:, 1] = np.sqrt((1 + near) / 2), side * np.sqrt((1 - near) / 2)
    found = middles + 0.035 * draw.standard_normal(middles.shape)
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32), at_s


def test_voices_too_alike_to_be_grouped_are_told_apart_from_what_they_say() -> None:
    spoken, agent = line(TALK)
    prints, at_s = prints_of(spoken, agent, 0.95)
    assert len(voice_centres(prints, at_s)) == 1
    found = told_apart(spoken, prints, at_s)
    assert found.apart > 2.5
    assert ((found.agent > 0.5) == agent).all(), [
        p.text for p, ok in zip(spoken, (found.agent > 0.5) == agent, strict=True) if not ok
    ]


@pytest.mark.parametrize("side", ["A", "D"])
def test_one_person_alone_has_no_second_voice(side: str) -> None:
    spoken, agent = line(tuple((who, text) for who, text in TALK if who == side) * 2)
    prints, at_s = prints_of(spoken, agent, 0.9)
    assert told_apart(spoken, prints, at_s).apart < 2.5


def test_voices_told_apart_already_hand_over_a_phrase_that_words_leave_open() -> None:
    spoken, agent = line(TALK)
    prints, at_s = prints_of(spoken, agent, 0.8)
    mistaken = agent.copy()
    mistaken[3] = not mistaken[3]
    found = told_apart(spoken, prints, at_s, mistaken.astype(np.int64))
    assert ((found.agent > 0.5) == agent).all()


def test_every_word_is_in_one_phrase_and_a_question_is_known_as_one() -> None:
    spoken, _ = line(TALK)
    assert [p.first for p in spoken] == [0, *(p.end for p in spoken[:-1])]
    assert [p.text for p in spoken if p.asks] == ["¿Quién habla?", "¿Qué día podría realizar el pago?"]
