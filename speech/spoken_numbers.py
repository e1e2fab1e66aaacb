"""Numbers as people say them and engines write them, in Spanish and English: "cuatro cinco siete", "4557", "double five"."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_UNITS = {
    "cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "zero": 0, "oh": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_ARTICLES = {"un": 1, "una": 1}
_TEENS = {
    "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17,
    "dieciocho": 18, "diecinueve": 19, "veintiun": 21, "veintiuno": 21, "veintiuna": 21, "veintidos": 22, "veintitres": 23,
    "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
    "doscientas": 200, "trescientas": 300, "cuatrocientas": 400, "quinientas": 500, "seiscientas": 600,
    "setecientas": 700, "ochocientas": 800, "novecientas": 900,
}  # fmt: skip
_SCALES = {"mil": 1000, "thousand": 1000, "millon": 10**6, "millones": 10**6, "million": 10**6}
_REPEATS = {"doble": 2, "double": 2, "triple": 3}
_WRITTEN = re.compile(r"^[^\w]*\d[\d.,\-/]*[kK]?[^\w]*$")


@dataclass(frozen=True, slots=True)
class Number:
    """Tokens `first` to `end` (exclusive) say `digits`. `scaled` where hundreds or thousands were said, as amounts are."""

    first: int
    end: int
    digits: str
    scaled: bool
    written: str | None = None


def plain(token: str) -> str:
    """A token in lower case without accents or punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFD", token.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^\w]", "", bare)


def numbers(tokens: Sequence[str]) -> list[Number]:
    """Every number in the tokens, digit by digit where they were said so. Leading zeros are kept."""
    words = [plain(t) for t in tokens]
    out: list[Number] = []
    i = 0
    while i < len(tokens):
        found = _written(tokens, i) or _repeated(words, i) or _spoken(words, i)
        if found is None:
            i += 1
        else:
            out.append(found)
            i = found.end
    return out


def _written(tokens: Sequence[str], i: int) -> Number | None:
    token = tokens[i].lstrip("$")
    if not _WRITTEN.match(token):
        return None
    digits = re.sub(r"\D", "", token)
    tail = re.search(r"-([kK])\W*$", token)
    return Number(i, i + 1, digits + ("K" if tail else ""), False, tokens[i])


def _repeated(words: Sequence[str], i: int) -> Number | None:
    if words[i] in _REPEATS and i + 1 < len(words):
        digit = _UNITS.get(words[i + 1], int(words[i + 1]) if re.fullmatch(r"\d", words[i + 1]) else None)
        if digit is not None:
            return Number(i, i + 2, str(digit) * _REPEATS[words[i]], False)
    return None


def _spoken(words: Sequence[str], i: int) -> Number | None:
    """The longest number in words at `i`; "uno dos" is two numbers, "cuarenta y dos" one."""
    total, group, at, scaled, seen = 0, 0, i, False, False
    while at < len(words):
        small = _below_thousand(words, at)
        if small is not None and not seen:
            group, at, seen, scaled = small[0], small[1], True, scaled or small[2]
        elif words[at] in _SCALES and (seen or words[at] in ("mil", "thousand")):
            total += (group if seen else 1) * _SCALES[words[at]]
            group, at, seen, scaled = 0, at + 1, False, True
        else:
            break
    if at == i or (at == i + 1 and words[i] in _ARTICLES):
        return None
    return Number(i, at, str(total + group), scaled)


def _below_thousand(words: Sequence[str], i: int) -> tuple[int, int, bool] | None:
    """Value, end and whether hundreds were said, of a number under 1000 at `i`."""
    word = words[i]
    if word in _HUNDREDS:
        rest = _below_hundred(words, i + 1) if i + 1 < len(words) else None
        return (_HUNDREDS[word] + rest[0], rest[1], True) if rest else (_HUNDREDS[word], i + 1, True)
    small = _below_hundred(words, i)
    if small and small[1] < len(words) and words[small[1]] == "hundred" and small[0] < 10:
        at = small[1] + 1
        at += at < len(words) and words[at] == "and"
        rest = _below_hundred(words, at) if at < len(words) else None
        return (small[0] * 100 + rest[0], rest[1], True) if rest else (small[0] * 100, small[1] + 1, True)
    return (*small, False) if small else None


def _below_hundred(words: Sequence[str], i: int) -> tuple[int, int] | None:
    word = words[i]
    if word in _TENS:
        at = i + 1 + (i + 1 < len(words) and words[i + 1] == "y")
        unit = _UNITS.get(words[at], 0) if at < len(words) else 0
        return (_TENS[word] + unit, at + 1) if unit else (_TENS[word], i + 1)
    if word in _TEENS:
        return _TEENS[word], i + 1
    if word in _UNITS:
        return _UNITS[word], i + 1
    if word in _ARTICLES:
        return 1, i + 1
    return None
