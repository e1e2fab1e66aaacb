"""Guards against what Whisper makes up."""

from speech.engines.doubt import guarded, loop_start, must_retry
from speech.engines.interface import WindowText
from speech.transcript import Word


def heard(text: str, logprob: float = -0.2, no_speech: float = 0.1) -> WindowText:
    """A window's words, half a second each."""
    return WindowText(tuple(Word(w, i / 2, i / 2 + 0.4, 0.9) for i, w in enumerate(text.split())), logprob, no_speech)


def said(found: WindowText) -> str:
    return " ".join(w.text for w in found.words)


def test_a_loop_is_cut_and_what_follows_stays() -> None:
    found = guarded(heard("debe cien pesos " + "por favor " * 6 + "gracias señora"))
    assert said(found) == "debe cien pesos por favor gracias señora"
    assert found.repeated


def test_honest_repetition_stays() -> None:
    text = "no no no no le digo que no dos dos dos cuatro"
    assert said(guarded(heard(text))) == text
    assert loop_start(text.split()) is None


def test_leftovers_of_subtitles_go() -> None:
    assert said(guarded(heard("Subtítulos realizados por la comunidad de Amara.org"))) == ""
    assert said(guarded(heard("¡Gracias por ver el video!"))) == ""
    assert said(guarded(heard("gracias por llamar"))) == "gracias por llamar"


def test_guesses_over_silence_go() -> None:
    assert said(guarded(heard("y eso es todo", logprob=-1.4, no_speech=0.8))) == ""


def test_doubt_asks_for_another_try() -> None:
    assert must_retry("hola", -1.3, 2.0)
    assert must_retry("sí señor " * 20, -0.1, 20.0)
    assert must_retry("una palabra tras otra sin respirar jamás en la vida de nadie", -0.1, 0.5)
    assert not must_retry("buenas tardes, le llamo del banco por su cuenta", -0.2, 4.0)
