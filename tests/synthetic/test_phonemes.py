import pytest

from synthetic.errors import NoVoice
from synthetic.phonemes import as_trained, breaths, phonemes
from synthetic.voice_weights import token_ids


def test_a_turn_is_cut_where_people_breathe() -> None:
    cut = breaths("Buenas tardes. ¿Hablo con la Sra. Soto? Eh... sí — dígame.")
    assert [phrase.text for phrase in cut] == ["Buenas tardes.", "¿Hablo con la Sra Soto?", "Eh…", "sí —", "dígame."]
    pauses = {phrase.text[-1]: phrase.pause_s for phrase in cut}
    assert pauses["…"] > pauses["."] > pauses["—"]


def test_remarks_in_brackets_are_not_read_aloud() -> None:
    cut = breaths("Espere [ruido de calle] un momento.")
    assert [phrase.text for phrase in cut] == ["Espere", "", "un momento."]


def test_no_phrase_is_longer_than_the_model_takes() -> None:
    long = "Tiene pendiente la cuota de abril, la de mayo y la de junio, " * 12
    cut = breaths(long)
    assert max(len(phrase.text) for phrase in cut) <= 260
    assert " ".join(phrase.text for phrase in cut).split() == long.split()


def test_nothing_to_say_gives_no_phrase() -> None:
    assert breaths(" ¿...? ") == []


@pytest.mark.parametrize(
    ("ipa", "lang", "signs"),
    [
        ("mˈut^ʃo ɣˈusto", "es", "mˈuʧo ɣˈusto"),
        ("sˈe^ɪs\n mˈil", "es", "sˈAs mˈil"),
        ("kˈɔːlɪŋ", "en", "kˈɔlɪŋ"),
        ("fˈɜːst", "en", "fˈɜɹst"),
        ("(en)ˈonlaɪn(es)", "es", "ˈonlaɪn"),
    ],
)
def test_sounds_become_the_signs_the_model_knows(ipa: str, lang: str, signs: str) -> None:
    assert as_trained(ipa, lang) == signs
    assert all(sign in token_ids() for sign in signs)


def test_a_missing_program_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))
    with pytest.raises(NoVoice, match="apt-get install espeak-ng"):
        phonemes("una frase que nadie dijo antes", "es")
