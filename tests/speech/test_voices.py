"""Turns, voices on one line, and roles."""

from pathlib import Path

import numpy as np
import pytest

from speech.audio import read
from speech.diarise import diarise
from speech.handover import handed_over
from speech.roles import LEAST_CONFIDENCE, MOST_OF_A_MONOLOGUE, Direction, assign_roles, third_party_probability
from speech.transcript import Speaker, Word
from speech.turns import Said, Utterance, to_turns, utterances, without_echoes
from speech.voice import Span
from tests.speech.conftest import RATE, sentence, voice, write


def said(voice_number: int, start_s: float, text: str, each_s: float = 0.3) -> list[Said]:
    """Words one after another."""
    return [
        Said(Word(w, start_s + i * each_s, start_s + i * each_s + each_s * 0.9, 0.9), voice_number)
        for i, w in enumerate(text.split())
    ]


def call(*turns: tuple[int, str]) -> list[Utterance]:
    """Utterances five seconds apart."""
    return [Utterance(v, tuple(s.word for s in said(v, i * 5.0, text))) for i, (v, text) in enumerate(turns)]


def test_a_backchannel_is_its_own_turn_and_breaks_nothing() -> None:
    found = utterances(said(0, 0.0, "le llamo por la cuenta que tiene pendiente con nosotros") + said(1, 1.0, "ajá"))
    assert [(u.voice, len(u.words)) for u in found] == [(0, 10), (1, 1)]


def test_a_short_answer_between_two_questions_splits_them() -> None:
    found = utterances(said(0, 0.0, "¿hablo con Juan?") + said(1, 1.0, "sí") + said(0, 1.5, "le llamo del banco"))
    assert [(u.voice, u.text) for u in found] == [(0, "¿hablo con Juan?"), (1, "sí"), (0, "le llamo del banco")]


def test_interruptions_overlap_and_keep_both() -> None:
    found = utterances(
        said(0, 0.0, "usted debe pagar hoy mismo la cuenta completa") + said(1, 1.4, "pero yo ya pagué eso la semana pasada")
    )
    turns = to_turns(found, {0: Speaker.AGENT, 1: Speaker.DEBTOR})
    assert [t.speaker for t in turns] == [Speaker.AGENT, Speaker.DEBTOR]
    assert turns[1].start_s is not None
    assert turns[0].end_s is not None
    assert turns[1].start_s < turns[0].end_s


def test_the_fainter_copy_of_the_same_words_goes() -> None:
    kept, dropped = without_echoes(said(0, 0.0, "buenas tardes le habla Ana") + said(1, 0.25, "buenas tardes le habla Ana"))
    assert dropped == 5
    assert {s.voice for s in kept} == {0}
    same, none = without_echoes(said(0, 0.0, "sí claro") + said(1, 0.1, "sí claro"))
    assert (len(same), none) == (4, 0)


def two_people(tmp_path: Path) -> tuple[Path, list[Span], list[Word], list[int]]:
    """June and Allison in turns on one line, their stretches, words every 0.4 s, and who says each."""
    june = voice("fr")
    parts = [
        (1, june[RATE * 4 : RATE * 9]),
        (0, sentence("es", 0)),
        (1, june[RATE * 10 : RATE * 15]),
        (0, sentence("es", 2)[: RATE * 8]),
        (1, june[RATE * 16 : RATE * 18]),
        (0, sentence("es", 3)),
    ]
    sounds, spans, words, truth, at = [], [], [], [], 0.0
    for who, sound in parts:
        length = len(sound) / RATE
        spans.append(Span(at, at + length))
        for k in range(int(length / 0.4)):
            words.append(Word("x", at + k * 0.4, at + k * 0.4 + 0.35, 0.9))
            truth.append(who)
        sounds += [sound, np.zeros(RATE // 2, np.float32)]
        at += length + 0.5
    return write(tmp_path / "mono.wav", np.concatenate(sounds)), spans, words, truth


def test_two_people_on_one_line_are_told_apart(tmp_path: Path) -> None:
    path, spans, words, truth = two_people(tmp_path)
    found = diarise(read(path), 0, spans, words)
    assert found.voices == 2
    assert found.separation is not None
    labels = [s.voice for s in found.said]
    agreement = np.mean([a != b for a, b in zip(labels, truth, strict=True)])
    assert max(agreement, 1 - agreement) > 0.95


def test_one_person_stays_one(tmp_path: Path) -> None:
    recording = read(write(tmp_path / "one.wav", voice("es")))
    words = [Word("x", t, t + 0.3, 0.9) for t in np.arange(0.5, recording.duration_s - 1, 0.5)]
    assert diarise(recording, 0, [Span(0.4, recording.duration_s)], words).voices == 1


def phone(tmp_path: Path, second: str) -> list[int]:
    """Voices on one channel when somebody says they pass the telephone on and `second` speaks after."""
    parts = [sentence("es", 2)[: RATE * 6], voice(second)[RATE * 4 : RATE * 10]]
    sound = np.concatenate([parts[0], np.zeros(RATE, np.float32), parts[1]])
    recording = read(write(tmp_path / "phone.wav", sound))
    words = [s.word for s in said(0, 0.2, "no soy yo espere un momento que ya se lo paso ahora mismo", 0.4)]
    after = [s.word for s in said(0, 7.2, "sí aló buenas con quién hablo dígame qué necesita usted", 0.4)]
    found = handed_over(recording, 0, 0, [Utterance(0, tuple(words)), Utterance(0, tuple(after))])
    return [u.voice for u in found]


def test_the_telephone_changes_hands_only_when_the_voice_does(tmp_path: Path) -> None:
    assert phone(tmp_path, "fr") == [0, 1]
    assert phone(tmp_path, "es") == [0, 0]


CALLS = [
    ([(0, "¿Aló?"), (1, "Buenas tardes, ¿hablo con la señora Rosa Pinto?"), (0, "Sí, con ella."),
      (1, "Le habla Pedro Ruiz de Recupera Sur, la llamada está siendo grabada. La llamo por su cuenta vencida."),
      (0, "Ay, es que me quedé sin trabajo.")], 1),
    ([(0, "Good morning, this is Karen calling from Northline Recovery on a recorded line. Am I speaking with Mr Hill?"),
      (1, "Yes, what's this about?"), (0, "You have a past due balance of four hundred dollars with City Bank."),
      (1, "I can't pay that right now.")], 0),
    ([(1, "Bueno"), (0, "¿Con el señor Luis Mora, por favor?"), (1, "¿Quién habla?"),
      (0, "Le llamo del área de cobranza de Banco Mesón por el saldo pendiente de su tarjeta."), (1, "Ya pagué eso.")], 0),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "agent"), CALLS)
def test_roles_come_from_what_is_said(turns: list[tuple[int, str]], agent: int) -> None:
    found = assign_roles(call(*turns))
    assert found.of_voice[agent] is Speaker.AGENT
    assert found.of_voice[1 - agent] is Speaker.DEBTOR
    assert found.confidence > LEAST_CONFIDENCE


def test_small_talk_leaves_roles_uncertain() -> None:
    found = assign_roles(call((0, "Hace calor hoy"), (1, "Sí, mucho"), (0, "Y mañana más"), (1, "Eso parece")))
    assert found.confidence < LEAST_CONFIDENCE


def test_a_known_channel_wins_and_disagreement_is_said() -> None:
    turns = call(*CALLS[0][0])
    assert assign_roles(turns, agent_voice=1).confidence == 1.0
    against = assign_roles(turns, agent_voice=0)
    assert against.of_voice[0] is Speaker.AGENT
    assert "other side" in against.basis


def test_who_speaks_first_depends_on_who_called() -> None:
    turns = call((0, "Buenas tardes"), (1, "Buenas tardes, dígame"))
    assert assign_roles(turns, direction=Direction.INBOUND).of_voice[0] is Speaker.AGENT


def test_a_relative_and_a_machine_are_neither() -> None:
    agent = ["Buenas tardes, ¿se encuentra el señor Luis Mora?", "¿A qué hora lo puedo encontrar? ¿Le deja un recado?"]
    assert third_party_probability(["No, no está, soy la mamá", "Salió a trabajar, yo le doy el recado"], agent) > 0.5
    agent = ["¿Hablo con Rosa Pinto?", "Su cuenta tiene un saldo vencido, ¿qué día puede pagar?"]
    assert third_party_probability(["Sí, con ella habla", "Es que me quedé sin trabajo, puedo pagar el viernes"], agent) < 0.5


def test_a_minute_of_one_voice_leaves_the_roles_in_doubt() -> None:
    speech = "buenas tardes le habla Ana de Cobros Sur su deuda es de mil pesos y cuándo puede pagar no tengo trabajo señorita "
    assert assign_roles(utterances(said(0, 0.0, speech * 9))).confidence <= MOST_OF_A_MONOLOGUE
    assert assign_roles(utterances(said(0, 0.0, speech))).confidence > MOST_OF_A_MONOLOGUE
