"""No text is left without its Spanish, and no translation loses or invents a figure."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from app.web import catalogue

_FIGURE = re.compile(r"%\(\w+\)s")


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_nothing_is_missing(language: str) -> None:
    wanted = catalogue.gathered()
    assert len(wanted) > 300
    assert catalogue.missing(catalogue.read(language), wanted) == []


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_figures_are_kept(language: str) -> None:
    for message in catalogue.read(language):
        if not message.id:
            continue
        keys = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        for text in texts:
            assert set(_FIGURE.findall(text)) == set(_FIGURE.findall(keys[-1])), keys


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_compiled_is_the_readable_one(language: str) -> None:
    def texts(catalog: Catalog) -> dict[str, object]:
        return {
            str(list(m.id) if isinstance(m.id, (tuple, list)) else m.id): list(m.string)
            if isinstance(m.string, (tuple, list))
            else m.string
            for m in catalog
            if m.id
        }

    with catalogue.path(language).with_suffix(".mo").open("rb") as compiled:
        shipped = texts(read_mo(compiled))
    assert shipped == texts(catalogue.read(language))


def test_missing_is_noticed() -> None:
    wanted = catalogue.gathered()
    wanted.add("A text nobody translated")
    assert catalogue.missing(catalogue.read("es"), wanted) == ["A text nobody translated"]


SAID_OF_TONES = {"formal (usted)", "informal (vos)"}
SAID_TO_VENDORS = {
    "What %(client)s has placed with you, and what it has shared with you.",
    "What your client shared with you, and the day until which you may answer.",
}


def test_english_is_its_key() -> None:
    """The key is the English text: what differs in more than its quotation marks came from another language."""
    told = [(m.id, m.string) for m in catalogue.read("en") if m.id and m.string]
    assert [(key, text) for key, text in told if isinstance(key, str) and _straight(text) != _straight(key)] == []
    assert [text for key, text in told if not isinstance(key, str) and re.search("[áéíóúñ¿¡]", "".join(text))] == []


def _straight(text: str) -> str:
    return text.replace("“", '"').replace("”", '"')


def test_words_that_are_never_said_to_people() -> None:
    """A vendor is addressed as usted (test_usted.py); the client's own people are not, and nobody is called names."""
    spanish = [str(m.string) for m in catalogue.read("es") if m.id not in SAID_OF_TONES | SAID_TO_VENDORS]
    never = re.compile(r"moros[oa]|último aviso|sospechos[oa]|\bvos\b|\busted\b", re.IGNORECASE)
    assert [text for text in spanish if never.search(text)] == []
