"""Search in the words said: by the beginning of words, or exactly between quotation marks; accents and case do not matter."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.folding import fold, folded_with_places
from app.queries.rows import Said

_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]")
_ENDINGS = (
    *("andole", "iendole", "arnos", "arlos", "arles", "arlas", "arle", "arlo", "arla", "ando", "iendo", "aron", "aban"),
    *("ados", "adas", "ado", "ada", "ido", "ida", "are", "ara", "an", "en", "ar", "er", "ir", "as", "es", "os"),
    *("ing", "ed", "a", "e", "o", "s"),
)
_FEWEST_LETTERS = 4
MOST_TERMS = 8
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Term:
    """Folded text that must be said. `whole`: as written, to the end of its last word; otherwise a word's beginning."""

    text: str
    whole: bool = False

    @property
    def pattern(self) -> str:
        """For SQL LIKE over text folded by `fold_turns`; folded text holds neither % nor _."""
        return f"% {self.text} %" if self.whole else f"% {self.text}%"


def terms(q: str) -> tuple[Term, ...]:
    """What to look for; words of five letters and more are cut to their stem, so that `embargar` finds `embargo`."""
    exact = [Term(fold(part), True) for part in _QUOTED.findall(q)]
    loose = [Term(_stem(word)) for word in fold(_QUOTED.sub(" ", q)).split()]
    return tuple(t for t in dict.fromkeys((*exact, *loose)) if t.text)[:MOST_TERMS]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _FEWEST_LETTERS:
            return word[: -len(ending)]
    return word


def said(turns: Iterable[Mapping[str, Any]], wanted: tuple[Term, ...]) -> Said | None:
    """The turn where most of the terms are said, with the hits marked and a little around them."""
    best: tuple[int, Mapping[str, Any], list[tuple[int, int]]] | None = None
    for turn in turns:
        found = _hits(turn["text"], wanted)
        if found and (best is None or len(found) > best[0]):
            best = (len(found), turn, [place for places in found.values() for place in places])
    if best is None:
        return None
    _, turn, places = best
    return Said(turn.get("start"), turn["speaker"], _pieces(turn["text"], places), turn.get("i"))


def _hits(text: str, wanted: tuple[Term, ...]) -> dict[Term, list[tuple[int, int]]]:
    folded, places = folded_with_places(text)
    padded = f" {folded} "
    found: dict[Term, list[tuple[int, int]]] = {}
    for term in wanted:
        needle = f" {term.text} " if term.whole else f" {term.text}"
        at = padded.find(needle)
        while at >= 0:
            end = at + len(term.text) if term.whole else padded.index(" ", at + len(needle)) - 1
            low, high = places[at], places[end - 1] + 1
            found.setdefault(term, []).append((low, high))
            at = padded.find(needle, at + 1)
    return found


def _pieces(text: str, places: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    places = sorted(places)
    begin = max(0, places[0][0] - _AROUND)
    begin = begin if begin == 0 else text.find(" ", begin) + 1
    end = min(len(text), places[0][1] + 2 * _AROUND)
    out: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for low, high in places:
        if low < at or high > end:
            continue
        if low > at:
            out.append((text[at:low], False))
        out.append((text[low:high], True))
        at = high
    if at < end:
        out.append((text[at:end], False))
    if end < len(text):
        out.append(("…", False))
    return tuple(out)
