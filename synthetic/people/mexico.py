"""CURP and RFC as their instructions derive them from a name, a date and a state.

Sources: Instructivo normativo para la asignación de la CURP (DOF 18 October 2021, annexes on names and inconvenient words);
SAT, procedure for the RFC of natural persons (position of letters, table of inconvenient words, homoclave and check digit).
"""

from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from stdnum.mx import curp as curp_number
from stdnum.mx import rfc as rfc_number

from synthetic.people.atlas import plain
from synthetic.people.naming import Name

_VOWELS = "AEIOU"
_PARTICLES = frozenset(
    {"DA", "DAS", "DE", "DEL", "DER", "DI", "DIE", "DD", "EL", "LA", "LOS", "LAS", "LE", "LES", "MAC", "MC", "VAN", "VON", "Y"}
)
_COMMON_FIRST = frozenset({"MARIA", "MA", "M", "JOSE", "J"})
_HOMOCLAVE = "123456789ABCDEFGHIJKLMNPQRSTUVWXYZ"


@lru_cache(maxsize=1)
def _inconvenient() -> dict[str, frozenset[str]]:
    held = yaml.safe_load(Path(__file__).with_name("inconvenient_words.yaml").read_text(encoding="utf-8"))
    return {number: frozenset(words.split()) for number, words in held.items()}


def letters(text: str) -> str:
    """A name in capitals without accents; Ñ stays."""
    kept = text.upper().replace("Ñ", "\x00")
    return "".join("Ñ" if c == "\x00" else plain(c).upper() or (" " if not c.isalnum() else "") for c in kept)


def _main(text: str, given: bool = False) -> str:
    words = [word for word in letters(text).replace("/", " ").replace("-", " ").split() if word not in _PARTICLES]
    if given and len(words) > 1 and words[0] in _COMMON_FIRST:
        words = words[1:]
    return words[0] if words else "X"


def _x(letter: str) -> str:
    return "X" if letter == "Ñ" or not letter.isalpha() else letter


def _inner_vowel(word: str) -> str:
    return next((c for c in word[1:] if c in _VOWELS), "X")


def _inner_consonant(word: str) -> str:
    return _x(next((c for c in word[1:] if c not in _VOWELS and c.isalpha()), "X"))


def curp_of(name: Name, sex: str, born: date, state: str, homonym: str) -> str:
    """The CURP. `state` is its two letters; `homonym` the 17th place, which the registry gives: a digit for those born before
    2000, a letter after."""
    first, second, given = _main(name.first), _main(name.second) if name.second else "", _main(name.given, given=True)
    start = f"{_x(first[0])}{_inner_vowel(first)}{_x(second[0]) if second else 'X'}{_x(given[0])}"
    if start in _inconvenient()["curp"]:
        start = f"{start[0]}X{start[2:]}"
    inner = f"{_inner_consonant(first)}{_inner_consonant(second) if second else 'X'}{_inner_consonant(given)}"
    body = f"{start}{born:%y%m%d}{'M' if sex == 'f' else 'H'}{state}{inner}{homonym}"
    return body + str(curp_number.calc_check_digit(body))


def rfc_of(name: Name, born: date) -> str:
    """The RFC with homoclave and check digit."""
    first, second, given = _main(name.first), _main(name.second) if name.second else "", _main(name.given, given=True)
    if not second:
        start = f"{first[:2]:X<2}{given[:2]:X<2}"
    elif len(first) <= 2:
        start = f"{first[0]}{second[0]}{given[:2]:X<2}"
    else:
        start = f"{first[0]}{_inner_vowel(first)}{second[0]}{given[0]}"
    start = start.replace("Ñ", "X")
    if start in _inconvenient()["rfc"]:
        start = f"{start[:3]}X"
    body = f"{start}{born:%y%m%d}{_homoclave(name)}"
    return body + str(rfc_number.calc_check_digit(body))


def _homoclave(name: Name) -> str:
    """Two signs from the whole name: values of its letters, pairs multiplied, the last three digits by 34."""
    text = letters(" ".join(part for part in (name.first, name.second, name.given) if part))
    digits = "0" + "".join(_value(c) for c in text)
    total = sum(int(digits[i : i + 2]) * int(digits[i + 1]) for i in range(len(digits) - 1))
    quotient, rest = divmod(total % 1000, 34)
    return _HOMOCLAVE[quotient] + _HOMOCLAVE[rest]


def _value(sign: str) -> str:
    if sign.isdigit():
        return f"0{sign}"
    if sign == "Ñ":
        return "40"
    if "A" <= sign <= "I":
        return str(ord(sign) - ord("A") + 11)
    if "J" <= sign <= "R":
        return str(ord(sign) - ord("J") + 21)
    return str(ord(sign) - ord("S") + 32) if "S" <= sign <= "Z" else "00"


__all__ = ["curp_of", "letters", "rfc_of"]
