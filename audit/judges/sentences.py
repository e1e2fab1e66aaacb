"""The text of a turn: its plain form, its sentences, and the seconds in which part of it was said."""

import re
import unicodedata
from itertools import pairwise

from speech.transcript import Turn

LONGEST_WORDS = 28
_ENDS = re.compile(r"[.!?…;]+[\"»”)]*\s+|\s+[—–]\s+")


def plain(text: str) -> str:
    """Lower case, without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def sentences(text: str) -> list[tuple[int, int]]:
    """Character ranges that cover the text; speech without stops is cut every 28 words."""
    cuts = [0, *(m.end() for m in _ENDS.finditer(text)), len(text)]
    ranges: list[tuple[int, int]] = []
    for a, b in pairwise(cuts):
        words = list(re.finditer(r"\S+", text[a:b]))
        for n in range(0, len(words), LONGEST_WORDS):
            group = words[n : n + LONGEST_WORDS]
            ranges.append((a + group[0].start(), a + group[-1].end()))
    return ranges


def seconds(turn: Turn, first: int, last: int) -> tuple[float | None, float | None]:
    """When the characters `first:last` of the turn were said; the whole turn's times where words have none."""
    if not turn.words:
        return turn.start_s, turn.end_s
    at, inside = 0, []
    for word in turn.words:
        bare = word.text.strip()
        found = turn.text.find(bare, at)
        if not bare or found < 0:
            continue
        at = found + len(bare)
        if found < last and at > first:
            inside.append(word)
    if not inside:
        return turn.start_s, turn.end_s
    return inside[0].start_s, inside[-1].end_s
