"""Words and marks of a turn with their place in it, folded so that accents and capitals do not matter."""

import re
from dataclasses import dataclass
from enum import StrEnum

_PLAIN = str.maketrans(
    "áéíóúüñàèìòùâêîôûäëïöçãõÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄËÏÖÇÃÕİ’‘`", "aeiouunaeiouaeiouaeiocaoaeiouunaeiouaeiouaeiocaoi'''"
)
_TOKEN = re.compile(r"\d{1,3}(?: \d{3})+(?![\d.,]*\d)|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]")
_SPANISH = re.compile(
    r"\b(el|la|los|las|de|del|que|y|en|un|una|con|para|por|pa|pal|es|son|lo|le|mi|su|al|si|ya|pues|pago|puedo|mil|usted)\b"
)
_ENGLISH = re.compile(
    r"\b(the|of|and|to|in|is|it|that|you|i|we|on|for|with|an|can|will|i'll|my|your|was|this|be|have|okay|yes|yeah"
    r"|hundred|dollars)\b"
)
_SPANISH_FIGURES = re.compile(
    r"\b(\w+cient[oa]s|cien|ciento|quinient[oa]s|\w+(?:enta|inta)|veint\w+|dieci\w+|dos|tres|cuatro|cinco|seis|siete"
    r"|ocho|nueve|diez|quince"
    r"|millon(?:es)?|lucas?|palos?)\b"
)
_ENGLISH_FIGURES = re.compile(
    r"\b(\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|seven|eight|nine"
    r"|thousand|million|grand)\b"
)
ENGLISH_COUNTRIES = frozenset({"US", "GB", "UK", "CA", "AU", "NZ", "IE", "ZA", "IN", "PH", "JM", "TT", "BZ"})


class Language(StrEnum):
    """The two languages spoken on the calls."""

    SPANISH = "es"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, figure or mark, folded; `start:end` is its place in the turn's text."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """The text in lower case without accents, letter for letter: places in it are places in `text`."""
    plain = text.translate(_PLAIN)
    lower = plain.lower()
    return lower if len(lower) == len(plain) else "".join(c if len(c.lower()) != 1 else c.lower() for c in plain)


def tokens_in(folded: str) -> list[Token]:
    """Every token of a folded text, in order. A figure keeps its separators: `184.990`, `184 990`."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(folded)]


def language_of(folded: str, country: str | None = None) -> Language:
    """The language of one turn by its small words; where they do not tell, the country's own."""
    spanish = len(_SPANISH.findall(folded)) + len(_SPANISH_FIGURES.findall(folded))
    english = len(_ENGLISH.findall(folded)) + len(_ENGLISH_FIGURES.findall(folded))
    if spanish == english:
        return Language.ENGLISH if country in ENGLISH_COUNTRIES else Language.SPANISH
    return Language.SPANISH if spanish > english else Language.ENGLISH
