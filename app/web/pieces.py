"""A turn's text cut where its marks and words begin and end, so that the page can underline, time and doubt each piece."""

import re
from dataclasses import dataclass

from app.queries.review_rows import Mark, TurnRow, Word

DOUBT_BELOW = 0.6
_RANK = {"critical": 0, "major": 1, "decide": 2, "not_met": 3, "cue": 4}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one timing; `doubt` is the heard probability of a doubtful word."""

    text: str
    start_s: float | None = None
    end_s: float | None = None
    doubt: float | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring pieces under one mark, or under none."""

    mark: Mark | None
    pieces: tuple[Piece, ...]


def _place(text: str, quote: str) -> tuple[int, int]:
    """Where the quote is said; the whole text when it is not found word for word."""
    words = re.findall(r"\w+", quote)
    if words:
        found = re.search(r"\W+".join(map(re.escape, words)), text, re.IGNORECASE)
        if found:
            tail = re.match(r"[.,;:!?…»\"']+", text[found.end() :])
            return found.start(), found.end() + (tail.end() if tail else 0)
    return 0, len(text)


def _marked(turn: TurnRow) -> list[tuple[int, int, Mark]]:
    """The marks of the text in order, without overlaps: the graver stays whole."""
    kept: list[tuple[int, int, Mark]] = []
    for mark in sorted((m for m in turn.marks if m.sign in _RANK), key=lambda m: _RANK[m.sign]):
        low, high = _place(turn.text, mark.quote)
        if all(high <= a or low >= b for a, b, _ in kept):
            kept.append((low, high, mark))
    return sorted(kept, key=lambda k: k[0])


def _timed(turn: TurnRow) -> list[tuple[int, int, Word]]:
    """Each heard word's place in the text; words the text does not carry are passed over."""
    out, at = [], 0
    low_text = turn.text.lower()
    for word in turn.words:
        found = low_text.find(word.text.strip().lower(), at)
        if word.text.strip() and 0 <= found <= at + 40:
            out.append((found, found + len(word.text.strip()), word))
            at = found + len(word.text.strip())
    return out


def _cut(text: str, low: int, high: int, words: list[tuple[int, int, Word]]) -> tuple[Piece, ...]:
    out, at = [], low
    for a, b, word in words:
        if a < low or b > high:
            continue
        if a > at:
            out.append(Piece(text[at:a]))
        doubtful = word.p if word.p is not None and word.p < DOUBT_BELOW else None
        out.append(Piece(text[a:b], word.start_s, word.end_s, doubtful))
        at = b
    if at < high:
        out.append(Piece(text[at:high]))
    return tuple(out)


def stretches(turn: TurnRow) -> tuple[Stretch, ...]:
    """The turn as stretches of text, in order; joined again they are the text, letter by letter."""
    words, out, at = _timed(turn), [], 0
    for low, high, mark in _marked(turn):
        if low > at:
            out.append(Stretch(None, _cut(turn.text, at, low, words)))
        out.append(Stretch(mark, _cut(turn.text, low, high, words)))
        at = high
    if at < len(turn.text):
        out.append(Stretch(None, _cut(turn.text, at, len(turn.text), words)))
    return tuple(out)


def doubts(turn: TurnRow) -> tuple[Word, ...]:
    """Doubtful words worth a line under the turn: those with another reading, or inside a mark that a person must decide."""
    places = [(a, b) for a, b, mark in _marked(turn) if mark.sign == "decide"]
    out = []
    for a, b, word in _timed(turn):
        if word.p is not None and word.p < DOUBT_BELOW and (word.other or any(low <= a and b <= high for low, high in places)):
            out.append(word)
    return tuple(out)
