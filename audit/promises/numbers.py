"""Every number in a turn, in words, figures or both, with its place. What a number is for is decided elsewhere."""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

from audit.promises.english import EnglishReader
from audit.promises.lexicon import ZEROS
from audit.promises.recognised import mended
from audit.promises.spanish import Reading, SpanishReader
from audit.promises.tokens import Language, Token, fold, language_of, tokens_in

_NEAR = re.compile(r"[\s,\-–—]*")
_ROUGH_AFTER = re.compile(
    r"\s*(?:(?:y|con)\s+(?:pico|piquito|algo|tant[oa]s|tantit[oa]|un poquito|un poco|fraccion|monedas|chirolas|fichas"
    r"|vueltas?|centavos)\b"
    r"|and (?:change|some\b|something)|-?\s?ish\b|or so\b|-?\s?odd\b|y punta\b|más o menos|mas o menos|o algo asi"
    r"|o por ahi|something\b)"
)
_ROUGH_BEFORE = re.compile(
    r"\b(?:casi|cerca de|alrededor de|mas o menos|aproximadamente|algo asi como|entre|about|around|roughly|nearly"
    r"|almost|a couple(?: of)?|a few"
    r"|somewhere around|just (?:over|under))\s*$"
)
_FIGURES_OF_A_CODE = 3


@dataclass(frozen=True, slots=True)
class Number:
    """A value and its place `start:end` in the text. `scaled`: thousands or millions were said or written out, nothing is left
    unsaid. `rough`: `quinientos y pico`. `code`: one of a row of digits (an identity number, a telephone), never an amount.
    """

    value: Decimal
    start: int
    end: int
    scaled: bool = False
    rough: bool = False
    code: bool = False


def composed(text: str) -> str:
    """The text with each letter and its accent in one character and torn number words mended: the places this package gives
    are places in it."""
    return mended(unicodedata.normalize("NFC", text))


def numbers_in(text: str, language: Language | None = None, country: str | None = None) -> list[Number]:
    """Every number of `text`, in order, not overlapping; `language` None is told from the words. Zeros are codes."""
    folded = fold(composed(text))
    tokens = tokens_in(folded)
    language = language or language_of(folded, country)
    reader = SpanishReader(tokens, country) if language is Language.SPANISH else EnglishReader(tokens)
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        reading = reader.read(at)
        if reading is not None:
            found.append(_number(folded, tokens, at, reading))
            at = reading.after
            continue
        word = tokens[at].text
        if (word in ZEROS and (word != "o" or language is Language.ENGLISH)) or word[:1].isdecimal():
            found.append(Number(Decimal(0), tokens[at].start, tokens[at].end, code=True))
        at += 1
    return _codes_marked(folded, found, language)


def _number(folded: str, tokens: list[Token], at: int, reading: Reading) -> Number:
    start, end = tokens[at].start, tokens[reading.after - 1].end
    rough = _ROUGH_AFTER.match(folded, end) or _ROUGH_BEFORE.search(folded, max(0, start - 24), start)
    return Number(reading.value, start, end, reading.scaled, rough is not None)


def _codes_marked(folded: str, numbers: list[Number], language: Language) -> list[Number]:
    """Rows of digits become codes: `cuatro uno siete`, `cero siete dos nueve`, `trescientos uno, siete siete siete`."""
    marked: list[Number] = []
    row: list[Number] = []
    for number in numbers:
        if row and not _NEAR.fullmatch(folded, row[-1].end, number.start):
            marked += _row_marked(folded, row, language)
            row = []
        row.append(number)
    return marked + _row_marked(folded, row, language)


def _row_marked(folded: str, row: list[Number], language: Language) -> list[Number]:
    digits = [n.value < 10 and not n.scaled for n in row]
    said_oh = len(row) == 3 and folded[row[1].start : row[1].end] in {"oh", "o"}
    if said_oh and row[1].code and not row[0].code and not row[2].code and digits[2] and row[0].value < 100:
        return [replace(row[0], value=row[0].value * 100 + row[2].value, end=row[2].end)]  # three oh five
    cents = len(row) == 4 and folded[row[2].start : row[2].end] in {"oh", "o"} and row[2].code and digits[0] and digits[3]
    if cents and not row[0].code and not row[3].code and 10 <= row[1].value < 100:
        value = row[0].value * 100 + row[1].value + row[3].value / 100
        return [replace(row[0], value=value, end=row[3].end, scaled=True)]  # three sixty-seven oh five
    if (
        sum(digits) >= _FIGURES_OF_A_CODE
        or len(row) > _FIGURES_OF_A_CODE
        or (any(n.code for n in row) and len(row) >= _FIGURES_OF_A_CODE)
    ):
        return [n if n.scaled and len(row) <= _FIGURES_OF_A_CODE else replace(n, code=True) for n in row]
    phone = len(row) == 2 and digits[0] and 10 <= row[1].value < 20 and language is Language.SPANISH  # dos once
    if len(row) == 2 and (all(digits) or row[0].code or row[1].code or phone):
        return [replace(n, code=True) for n in row]
    return row
