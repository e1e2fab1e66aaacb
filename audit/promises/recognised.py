"""Number words as recognisers spell them (`dos cientos`, `veinte ocho`, `dieciochomil`, `8 .640`) put back as people write them.

Only what has one reading is put back; a figure torn so that two are possible stays as it was heard.
"""

import re

from audit.promises.dropped_s import completed
from audit.promises.lexicon import SPANISH_HUNDREDS, SPANISH_TEENS, SPANISH_TENS, SPANISH_UNITS
from audit.promises.misspelt import respelt
from audit.promises.paused import unpaused

_UNIT = r"uno|una|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
_HUNDREDS = {
    "dos": "dos", "tres": "tres", "cuatro": "cuatro", "seis": "seis", "siete": "sete", "sete": "sete", "ocho": "ocho",
    "nueve": "nove", "nove": "nove",
}  # fmt: skip
_BELOW_A_THOUSAND = sorted({*SPANISH_UNITS, *SPANISH_TEENS, *SPANISH_TENS, *SPANISH_HUNDREDS}, key=len, reverse=True)
_NUMBER = "|".join(_BELOW_A_THOUSAND)
_ACCENT = {"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uú]"}


def _loosely(pattern: str) -> str:
    """The pattern with every vowel of its words allowed an accent."""
    return "".join(_ACCENT.get(c, c) for c in pattern)


_TORN_HUNDREDS = re.compile(rf"\b({'|'.join(_HUNDREDS)}|cinco)\s?cient([oa])s\b", re.IGNORECASE)
_TORN_TWENTIES = re.compile(rf"\bveint[ei]\s+({_loosely(_UNIT)})\b(?!\s+(?:{_loosely(_UNIT)}|cero)\b)", re.IGNORECASE)
_TORN_TEENS = re.compile(r"\bdieci\s+(s[eé]is|siete|ocho|nueve)\b", re.IGNORECASE)
_GLUED_THOUSAND = re.compile(rf"\b({_loosely(_NUMBER)})mil\b", re.IGNORECASE)
_THOUSAND_MISSPELT = re.compile(rf"\b((?:{_loosely(_NUMBER)})\s+)mill\b", re.IGNORECASE)
_HUNDRED_MISSPELT = re.compile(rf"\bcento(?=\s+(?:{_loosely(_NUMBER)})\b)", re.IGNORECASE)
_MILLION_MISSPELT = re.compile(r"\bmil{1,2}i[oó]n(es)?\b(?=[\s,])", re.IGNORECASE)
_SPANISH_BEFORE = re.compile(rf"\b(?:{_loosely(_NUMBER)}|mil|medio)\s+$", re.IGNORECASE)
_SPANISH_AFTER = re.compile(r"\s+de\b", re.IGNORECASE)
_THIRTY_MISSPELT = re.compile(r"\btrenta\b", re.IGNORECASE)
_TORN_FIGURE = re.compile(r"(?<![\d.,])(\d{1,3})\s+([.,])\s?(\d{3})(?![\d])")
_TENS_AND_THOUSANDS = re.compile(r"(?<![\d.,])(\d{0,1}[3-9]0)\s+y\s+([1-9])([.,]\d{3})(?![\d.,]*\d)", re.IGNORECASE)
_BETWEEN = re.compile(r"\bentre\s+(?:los\s+|unos\s+)?$", re.IGNORECASE)
_CENTS_MISHEARD = re.compile(
    r"\b(dollars?|pounds?|euros?)\s+(?:in|an|on)\s+(?=[\w-]+(?:\s[\w-]+)?\s+(?:cents?|pence)\b)", re.IGNORECASE
)


def mended(text: str) -> str:
    """The text with split, glued and misspelt number words and figures as they are written; everything else untouched."""
    text = _TORN_HUNDREDS.sub(_hundreds, completed(text))
    text = _TORN_TEENS.sub(r"dieci\1", text)
    text = _TORN_TWENTIES.sub(r"veinti\1", text)
    text = _GLUED_THOUSAND.sub(r"\1 mil", text)
    text = _THOUSAND_MISSPELT.sub(r"\1mil", text)
    text = _HUNDRED_MISSPELT.sub("ciento", text)
    text = _MILLION_MISSPELT.sub(_million, text)
    text = _THIRTY_MISSPELT.sub("treinta", text)
    text = _TORN_FIGURE.sub(r"\1\2\3", text)
    text = _TENS_AND_THOUSANDS.sub(_tens_and_thousands, text)
    text = unpaused(respelt(text))
    return _CENTS_MISHEARD.sub(r"\1 and ", text)


def _hundreds(match: re.Match[str]) -> str:
    first, letter = match[1].casefold(), match[2]
    return f"quinient{letter}s" if first == "cinco" else f"{_HUNDREDS[first]}cient{letter}s"


def _million(match: re.Match[str]) -> str:
    """`un million de pesos`; `one million dollars` is no misspelling."""
    text, start, end = match.string, match.start(), match.end()
    if match[0].casefold() == "million" and not (_SPANISH_BEFORE.search(text, 0, start) or _SPANISH_AFTER.match(text, end)):
        return match[0]
    return "millones" if match[1] else "millón"


def _tens_and_thousands(match: re.Match[str]) -> str:
    """`190 y 5.700`, which is how `ciento noventa y cinco mil setecientos` is written down; not a range between two figures."""
    if _BETWEEN.search(match.string, 0, match.start()):
        return match[0]
    return f"{int(match[1]) + int(match[2])}{match[3]}"
