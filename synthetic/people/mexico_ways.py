"""How a file writes RFC and CURP: which letters of the name it takes, whose homoclave, how often its check digits are right.

Files differ: systems cut the letters in their own ways, homoclaves are often made up or left out. Each part is put together by
the rule that most of the file's own people keep, as often as they keep it; what no rule explains is drawn sign by sign.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from stdnum.mx import rfc as rfc_number

from synthetic.people.mexico import letters, rfc_of
from synthetic.people.naming import Name
from synthetic.portfolio.cells import is_missing

_FEWEST, _LOOK_AT, _KEPT = 50, 1500, 0.97
_RFC = re.compile(r"([A-ZÑ&]{4})(\d{6})([A-Z0-9]{3})?")
_CHANCE = 1 / 11


def _word(text: str) -> str:
    return (letters(text).split() or ["X"])[-1]


def _vowel(word: str) -> str:
    return next((c for c in word[1:] if c in "AEIOU"), "X")


def _plainly(name: Name, pick: Callable[[str], str], second: Callable[[str], str]) -> str:
    first, last, given = (letters(part).replace(" ", "") for part in (name.first, name.second, name.given))
    return f"{pick(first)}{second(last)}{given[:1]}"


_LETTERS: tuple[Callable[[Name], str], ...] = (
    lambda name: rfc_of(name, date(1970, 1, 1))[:4],
    lambda name: _plainly(name, lambda word: word[:1] + _vowel(word), lambda word: word[:1] or "X"),
    lambda name: _plainly(name, lambda word: f"{word[:2]:X<2}", lambda word: word[:1] or "X"),
    lambda name: f"{_word(name.first)[0]}{_vowel(_word(name.first))}{_word(name.second)[0]}{letters(name.given)[:1]}",
    lambda name: _plainly(name, lambda word: f"{word[:2]:X<2}", lambda word: word[:1] or name.given[:1].upper()),
)
"""Ways to take the letters: as the tax office does; by the whole surname with particles; its first two letters; its last word."""


@dataclass(frozen=True, slots=True)
class RfcWays:
    """What a column of RFC keeps. Shares are of its rows."""

    way: Callable[[Name], str]
    kept: float
    official: float
    checked: float
    short: float
    rest: tuple[tuple[str, ...], ...]  # the rows' letters; then each sign of the homoclaves
    dates: tuple[date | None, ...]  # of rows, as the numbers say them

    def make(self, name: Name, born: date, rng: np.random.Generator) -> str:
        """The number of a person, without punctuation."""
        start = self.way(name) if rng.random() < self.kept else _any(self.rest[0], rng)
        body = f"{start}{born:%y%m%d}"
        if rng.random() < self.short:
            return body
        if rng.random() < self.official:
            return body + rfc_of(name, born)[10:]
        body += _any(self.rest[1], rng) + _any(self.rest[2], rng)
        return body + (_check(body) if rng.random() < self.checked else _any(self.rest[3], rng))


def _any(signs: Sequence[str], rng: np.random.Generator) -> str:
    return signs[int(rng.integers(0, len(signs)))]


def _check(body: str) -> str:
    try:
        return str(rfc_number.calc_check_digit(body))
    except ValueError:
        return "0"


def rfc_ways(
    cells: Sequence[str], names: Sequence[tuple[str, str, str] | None], born: Sequence[date | None] | None
) -> RfcWays | None:
    """What the column keeps; None where its cells are no RFC, or too few."""
    bare = [re.sub(r"\W", "", cell.upper()) if not is_missing(cell) else "" for cell in cells]
    found = [_RFC.fullmatch(text) for text in bare]
    held = [row for row, match in enumerate(found) if match]
    if len(held) < _FEWEST or len(held) < 0.9 * sum(bool(text) for text in bare):
        return None
    dates = tuple(_date(match[2], born[row] if born else None) if match else None for row, match in enumerate(found))
    known = [(found[row], name, row) for row in held[:_LOOK_AT] if (name := names[row]) is not None]
    ways = [(_share([way(Name(*name)) == match[1] for match, name, _ in known if match]), way) for way in _LETTERS]
    kept, way = max(ways, key=lambda told: told[0])
    full = [(match, name, row) for match, name, row in known if match and match[3]]
    official = [rfc_of(Name(*name), dates[row] or date(1970, 1, 1))[10:12] == match[3][:2] for match, name, row in full]
    checked = _share([_check(match[0][:12]) == match[0][12] for match, _, _ in full])
    tails = [match[3] for match, _, _ in full] or ["000"]
    rest = (tuple(match[1] for match in found if match), *(tuple(tail[n] for tail in tails) for n in range(3)))
    return RfcWays(
        way, _whole(kept), _whole(_share(official)), _whole((checked - _CHANCE) / (1 - _CHANCE)),
        1 - len(full) / max(1, len(known)), rest, dates,
    )  # fmt: skip


def _share(held: Sequence[bool]) -> float:
    return sum(held) / len(held) if held else 0.0


def _whole(share: float) -> float:
    """Nearly always is always, hardly ever is never: names that cannot be read are no exception of the file's."""
    return 1.0 if share >= _KEPT else 0.0 if share <= 1 - _KEPT else share


def _date(digits: str, born: date | None) -> date | None:
    """A date of six digits, in the century that makes somebody of 15 to 114 years today; that of the file where it tells it."""
    if born is not None:
        return born
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    try:
        return date((1900 if year > 11 else 2000) + year, month, day)
    except ValueError:
        return None


__all__ = ["RfcWays", "rfc_ways"]
