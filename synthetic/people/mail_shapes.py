"""Of what a mail address's local part is made: pieces of the name, whole or cut, the year of birth, other words and numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from synthetic.people.atlas import plain

Parts = tuple[str, str, str]  # given names, first and second surname
_FEWEST, _SHORTEST = 20, 3
_NUMBER = re.compile(r"\{n(\d+)\}")
_BORN = ("%d%m%Y", "%Y%m%d", "%d%m%y", "%y%m%d", "%Y", "%d%m", "%m%d", "%y")


@dataclass(frozen=True, slots=True)
class Words:
    """A name's pieces as mail addresses use them."""

    given: str
    more: str
    first: str
    second: str

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """Marks with what they stand for."""
        return (("g", self.given), ("G", self.more), ("f", self.first), ("s", self.second))


def words_of(parts: Parts, accents: bool) -> Words:
    """The pieces of a name, small letters, without signs."""

    def made(text: str) -> str:
        low = text.casefold() if accents else plain(text)
        return re.sub(r"[^\w]|_|\d", "", low)

    given = parts[0].split()
    return Words(made(given[0]) if given else "", made(given[1]) if len(given) > 1 else "", made(parts[1]), made(parts[2]))


def shape_of(local: str, words: Words, born: date | None) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The local part with marks for what it is made of, its numbers, and the words that the name does not explain.

    `{g}` a whole piece, `{g3}` its first three letters, `{%y}` the birth date so written, `{n3}` a number of three digits, `{w5}`
    any other word of five letters.
    """
    shape: list[str] = []
    numbers: list[str] = []
    others: list[str] = []
    for part in re.findall(r"[^\W\d_]+|\d+|[\W_]+", local):
        if part.isdigit():
            known = _of_birth(part, born)
            shape.append(known or f"{{n{len(part)}}}")
            numbers += [] if known else [part]
        elif not part[0].isalpha():
            shape.append(part)
        else:
            marks, left = _explained(part, words)
            shape.append(marks)
            others += left
    return "".join(shape), tuple(numbers), tuple(others)


def _of_birth(digits: str, born: date | None) -> str | None:
    return next((f"{{{form}}}" for form in _BORN if digits == born.strftime(form)), None) if born else None


def _explained(text: str, words: Words) -> tuple[str, list[str]]:
    """A run of letters as pieces of the name, the longest from the left; what they do not explain as words."""
    marks: list[str] = []
    others: list[str] = []
    strange = ""
    at = 0
    while at < len(text):
        mark, length = _longest(text[at:], words, at == 0 or not strange, not text[at + 1 :])
        if not length:
            strange += text[at]
            at += 1
            continue
        if strange:
            marks.append(f"{{w{len(strange)}}}")
            others.append(strange)
            strange = ""
        marks.append(mark)
        at += length
    if strange:
        marks.append(f"{{w{len(strange)}}}")
        others.append(strange)
    return "".join(marks), others


def _longest(text: str, words: Words, initials: bool, last: bool) -> tuple[str, int]:
    """Which piece the text begins with: whole, then cut to three letters or more, then an initial where one may stand."""
    whole = [(len(word), f"{{{mark}}}") for mark, word in words.pieces if len(word) > 1 and text.startswith(word)]
    if whole:
        length, mark = max(whole, key=lambda found: found[0])
        return mark, length
    cut = [(_common(text, word), mark) for mark, word in words.pieces]
    length, mark = max(cut, key=lambda found: found[0])
    if length >= _SHORTEST and length < len(dict(words.pieces)[mark]):
        return f"{{{mark}{length}}}", length
    if initials:
        for mark, word in words.pieces:
            rest = text[1:]
            follows = not rest or any(
                len(other) > 1 and _common(rest, other) >= min(_SHORTEST, len(other)) for _, other in words.pieces
            )
            if word and text[0] == word[0] and (follows or last or len(rest) <= 1):
                return f"{{{mark}1}}", 1
    return "", 0


def _common(text: str, word: str) -> int:
    length = 0
    while length < min(len(text), len(word)) and text[length] == word[length]:
        length += 1
    return length


def filled(shape: str, words: Words, born: date | None) -> str | None:
    """The shape with another's name in it; numbers and other words stay marked. None where the name lacks a piece."""
    made = shape
    for mark, word in words.pieces:
        for found in re.findall(rf"\{{{mark}(\d*)\}}", made):
            if len(word) < max(1, int(found or 1)):
                return None
            made = made.replace(f"{{{mark}{found}}}", word[: int(found)] if found else word, 1)
    if "{%" in made:
        if born is None:
            return None
        made = re.sub(r"\{(%[^}]+)\}", lambda found: born.strftime(found[1]), made)
    return made


class Digits:
    """The numbers of local parts, by shape and place; by length where a shape has too few."""

    def __init__(self) -> None:
        self._of_place: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._of_length: dict[int, list[str]] = defaultdict(list)
        self._counts: Counter[str] = Counter()

    def add(self, shape: str, numbers: Sequence[str]) -> None:
        """The numbers of one more local part."""
        for place, number in enumerate(numbers):
            self._of_place[shape, place].append(number)
            self._of_length[len(number)].append(number)
            self._counts[number] += 1

    def filled(self, shape: str, made: str, rng: np.random.Generator) -> str:
        """A local part with its marked numbers put in."""
        place = -1

        def one(found: re.Match[str]) -> str:
            nonlocal place
            place += 1
            return self._number(shape, place, int(found[1]), rng)

        return _NUMBER.sub(one, made)

    def _number(self, shape: str, place: int, length: int, rng: np.random.Generator) -> str:
        seen = self._of_place.get((shape, place), [])
        seen = seen if len(seen) >= _FEWEST else self._of_length.get(length, [])
        if not seen:
            return str(rng.integers(10 ** (length - 1), 10**length))
        number = seen[int(rng.integers(0, len(seen)))]
        if self._counts[number] > 1 or length < 3:
            return number
        head = 2 if length > 4 else 1  # as many first digits as say a year or a range
        return number[:head] + "".join(str(n) for n in rng.integers(0, 10, length - head))


__all__ = ["Digits", "Parts", "Words", "filled", "shape_of", "words_of"]
