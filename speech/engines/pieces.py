"""Whisper's pieces put together into words: a piece that does not begin with a space belongs to the word before it."""

from collections.abc import Iterable, Mapping
from typing import Any

from speech.transcript import Word


def whole_words(pieces: Iterable[Mapping[str, Any]]) -> tuple[Word, ...]:
    """Words of pieces `{word, start, end, probability}` in order: "8" and ".640" are one figure, as sure as its worse half."""
    words: list[Word] = []
    for piece in pieces:
        text = str(piece["word"])
        if not text.strip():
            continue
        start, end, p = float(piece["start"]), float(piece["end"]), float(piece["probability"])
        if words and not text[0].isspace():
            before = words[-1]
            words[-1] = Word(before.text + text.rstrip(), before.start_s, max(before.end_s, end), min(before.p, p))
        else:
            words.append(Word(text.strip(), start, end, p))
    return tuple(words)
