"""What must go and what must stay, said or written, in both languages."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech.private_numbers import Private
from speech.redact import PrivateSpan, redact, silence
from speech.spoken_numbers import numbers
from speech.transcript import EngineStamp, Speaker, Transcript, Turn, Word
from tests.speech.conftest import RATE, voice, write


def transcript(*lines: tuple[str, str], lang: str = "es") -> Transcript:
    """Turns ten seconds apart, a word every 0.4 s."""
    turns = tuple(
        Turn(
            i,
            Speaker.AGENT if who == "A" else Speaker.DEBTOR,
            text,
            i * 10.0,
            i * 10.0 + 9,
            0.9,
            tuple(Word(w, i * 10 + k * 0.4, i * 10 + k * 0.4 + 0.3, 0.9) for k, w in enumerate(text.split())),
        )
        for i, (who, text) in enumerate(lines)
    )
    return Transcript("c", "c.wav", "0" * 64, lang, 100.0, 8000, 2, EngineStamp("e", "m", "v"), turns)


GO = [
    (
        "CL",
        "es",
        "Mi tarjeta es cuatro cinco tres nueve uno cuatro ocho ocho cero tres cuatro tres seis cuatro seis siete.",
        Private.CARD,
    ),
    ("US", "en", "the card is 4539 1488 0343 6467", Private.CARD),
    (
        "US",
        "en",
        "it's four five three nine, fourteen eighty eight, oh three four three, six four six seven on my card",
        Private.CARD,
    ),
    ("MX", "es", "4539-1488-0343-6467", Private.CARD),
    ("CL", "es", "mi RUT es 12.345.678-5", Private.NATIONAL_ID),
    (
        "CL",
        "es",
        "anote: doce millones trescientos cuarenta y cinco mil seiscientos setenta y ocho guion cinco, ese es mi rut",
        Private.NATIONAL_ID,
    ),
    ("MX", "es", "el CURP es GOMC800101HDFLRS09", Private.NATIONAL_ID),
    ("CO", "es", "mi cédula es 52 418 903", Private.NATIONAL_ID),
    ("AR", "es", "CUIT 20-26756539-3", Private.NATIONAL_ID),
    ("PE", "es", "DNI cuatro uno dos tres cinco seis siete ocho", Private.NATIONAL_ID),
    ("EC", "es", "mi cédula uno siete uno cero cero tres cuatro cero seis cinco", Private.NATIONAL_ID),
    ("BR", "es", "CPF 390.533.447-05", Private.NATIONAL_ID),
    ("US", "en", "my social is five three six, nine zero, four three nine nine", Private.NATIONAL_ID),
    ("CL", "es", "llámeme al nueve seis uno dos tres cuatro cinco seis siete", Private.PHONE),
    ("CO", "es", "mi celular es 300 123 4567", Private.PHONE),
    ("US", "en", "call me at two one two, five five five, zero one double nine", Private.PHONE),
    ("MX", "es", "escríbame a ana.perez@gmail.com", Private.EMAIL),
    ("MX", "es", "mi correo es ana punto pérez arroba gmail punto com", Private.EMAIL),
    ("US", "en", "it's john dot smith at gmail dot com", Private.EMAIL),
    ("PE", "es", "el CVV es uno dos tres", Private.SECRET),
    ("US", "en", "the security code is 4 5 6", Private.SECRET),
]

STAY = [
    ("CL", "es", "debe ciento ochenta y cuatro mil novecientos noventa pesos desde el 5 de abril de 2026"),
    ("CL", "es", "son 184.990 pesos, o sesenta mil el viernes quince y el resto el treinta"),
    ("MX", "es", "pago $12,500.00 en tres partes de 4,166 pesos"),
    ("CO", "es", "dos millones trescientos mil pesos con vencimiento el veinte de marzo de dos mil veintiséis"),
    ("AR", "es", "el 15/05/2026 paga 250.000 pesos"),
    ("US", "en", "you owe one thousand two hundred fifty dollars since March third twenty twenty six"),
    ("US", "en", "$1,250.75 by 05/15/2026, that's 3 payments of 417 dollars"),
    ("PE", "es", "me confirma los últimos cuatro dígitos: cuatro tres dos uno"),
    ("EC", "es", "llevo uno, dos, tres meses sin trabajo"),
    ("US", "en", "I'm at work, call me at five"),
    ("CL", "es", "son las tres y cuarto, llame a las cinco"),
]


@pytest.mark.parametrize(("country", "lang", "text", "kind"), GO)
@pytest.mark.parametrize("known", [True, False])
def test_private_data_goes(country: str, lang: str, text: str, kind: Private, known: bool) -> None:
    found = redact(transcript(("D", text), lang=lang), country if known else None)
    assert kind in {s.kind for s in found.spans}
    turn = found.transcript.turns[0]
    assert "[" in turn.text
    assert not any(len(n.digits) >= 3 for n in numbers(turn.text.split()))
    assert " ".join(w.text for w in turn.words) == turn.text


@pytest.mark.parametrize(("country", "lang", "text"), STAY)
@pytest.mark.parametrize("known", [True, False])
def test_the_debt_s_amounts_and_dates_stay(country: str, lang: str, text: str, known: bool) -> None:
    found = redact(transcript(("A", text), lang=lang), country if known else None)
    assert found.transcript.turns[0].text == text
    assert found.spans == ()


def test_a_card_dictated_in_groups_goes_with_its_echo() -> None:
    found = redact(
        transcript(
            ("A", "Dígame el número de la tarjeta."),
            ("D", "cuatro cinco tres nueve"),
            ("A", "Ajá, cuatro cinco tres nueve."),
            ("D", "uno cuatro ocho ocho"),
            ("A", "sí"),
            ("D", "cero tres cuatro tres"),
            ("A", "ya"),
            ("D", "seis cuatro seis siete"),
        ),
        "CO",
    )
    texts = [t.text for t in found.transcript.turns]
    assert [texts[i] for i in (1, 3, 5, 7)] == ["[tarjeta]"] * 4
    assert texts[2] == "Ajá, [tarjeta]."


def test_a_figure_said_again_is_no_number_dictated_in_groups() -> None:
    said = [
        ("D", "En tres le doy cuatro cincuenta y treinta."),
        ("A", "En cuatrocientos cincuenta córdobas el miércoles treinta de septiembre."),
        ("D", "Así es, cuatrocientos cincuenta."),
    ]
    assert [t.text for t in redact(transcript(*said), "NI").transcript.turns] == [text for _, text in said]


def test_spans_cover_the_words_and_only_them() -> None:
    found = redact(transcript(("D", "Mi celular es 300 123 4567 gracias")), "CO")
    assert [(s.start_s, s.end_s) for s in found.spans] == [(pytest.approx(1.2), pytest.approx(2.3))]


def test_a_transcript_without_times_is_masked_too() -> None:
    found = redact(
        Transcript("c", "", "", "es", 0, 0, 1, EngineStamp("", "", ""), (Turn(0, Speaker.DEBTOR, "mi rut es 12.345.678-5"),)),
        "CL",
    )
    assert found.transcript.turns[0].text == "mi rut es [documento]"
    assert found.spans[0].start_s is None


def test_the_copy_is_silent_there_and_the_same_elsewhere(tmp_path: Path) -> None:
    sound = voice("es")[: RATE * 6]
    path = write(tmp_path / "a.wav", np.stack([sound, sound[::-1]], axis=1))
    silence(path, [PrivateSpan(Private.CARD, 0, 2.0, 3.0)], tmp_path / "b.wav")
    copy, rate = soundfile.read(tmp_path / "b.wav", dtype="float32")
    original = soundfile.read(path, dtype="float32")[0]
    assert rate == RATE
    assert np.abs(copy[round(1.9 * RATE) : round(3.1 * RATE)]).max() == 0
    assert np.array_equal(copy[: round(1.8 * RATE)], original[: round(1.8 * RATE)])
    assert np.array_equal(copy[round(3.2 * RATE) :], original[round(3.2 * RATE) :])


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("cuarenta y dos", ["42"]),
        ("cuatro dos", ["4", "2"]),
        ("doble cinco", ["55"]),
        ("ciento veintitrés mil cuatrocientos", ["123400"]),
        ("two hundred and five", ["205"]),
        ("oh three", ["0", "3"]),
        ("un momento", []),
        ("mil quinientos", ["1500"]),
    ],
)
def test_numbers_are_read_as_they_are_said(text: str, digits: list[str]) -> None:
    assert [n.digits for n in numbers(text.split())] == digits
