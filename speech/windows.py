"""Speech packed tightly for an engine that pays by the window, and the way back to the recording's own clock."""

from dataclasses import dataclass
from itertools import groupby
from math import ceil

import numpy as np
from numpy.typing import NDArray

from speech.audio import Recording
from speech.transcript import Word
from speech.voice import Span

RATE = 16000
LONGEST_S = 20.0
GAP_S = 0.2
_LATE_S = 0.15


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one lane and where in its window it lies (`at_s`)."""

    lane: int
    source: Span
    at_s: float


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of one lane, in time order, with short silences between."""

    lane: int
    pieces: tuple[Piece, ...]

    @property
    def duration_s(self) -> float:
        """Seconds of sound in the window."""
        last = self.pieces[-1]
        return last.at_s + last.source.duration_s

    def samples(self, recording: Recording, channel: int | None) -> NDArray[np.float32]:
        """float32 [n] at 16 kHz."""
        out = np.zeros(ceil(self.duration_s * RATE) + 1, np.float32)
        for piece in self.pieces:
            sound = recording.span_at(channel, piece.source.start_s, piece.source.end_s, RATE)
            at = round(piece.at_s * RATE)
            sound = sound[: len(out) - at]
            out[at : at + len(sound)] = sound
        return out

    def to_recording(self, word: Word) -> Word:
        """The word on the recording's clock. It belongs to the piece in which it ends and never leaves it.

        Alignment lets the first word after a pause begin where the last one ended, so its end says more than its middle.
        """
        piece = self._piece_at(max((word.start_s + word.end_s) / 2, word.end_s - _LATE_S))
        shift = piece.source.start_s - piece.at_s
        start = min(max(word.start_s + shift, piece.source.start_s), piece.source.end_s)
        end = min(max(word.end_s + shift, start), piece.source.end_s)
        return Word(word.text, start, end, word.p)

    def _piece_at(self, time_s: float) -> Piece:
        return min(self.pieces, key=lambda p: max(p.at_s - time_s, time_s - p.at_s - p.source.duration_s, 0.0))


def pack(lanes: tuple[tuple[Span, ...], ...], longest_s: float = LONGEST_S) -> tuple[Window, ...]:
    """Windows of at most `longest_s`, each of one lane, so that no word can change hands; evenly filled, in lane order.

    Lanes are packed apart because the encoder's cost falls faster than the window's length: one shorter window more costs less
    than one full of air, and a window never mixes two people.
    """
    return tuple(window for lane, found in enumerate(lanes) for window in _pack_lane(lane, found, longest_s))


def _pack_lane(lane: int, found: tuple[Span, ...], longest_s: float) -> list[Window]:
    total_s = sum(s.duration_s + GAP_S for s in found)
    if not found:
        return []
    aim_s = total_s / ceil(total_s / longest_s)
    numbered: list[tuple[int, Span]] = []
    number, filled = 0, 0.0
    for span in found:
        length = span.duration_s + GAP_S
        if filled and (filled + length > longest_s or filled + length / 2 > aim_s):
            number, filled = number + 1, 0.0
        numbered.append((number, span))
        filled += length
    return [_window(lane, [span for _, span in group]) for _, group in groupby(numbered, key=lambda item: item[0])]


def _window(lane: int, found: list[Span]) -> Window:
    pieces: list[Piece] = []
    at_s = 0.0
    for span in found:
        pieces.append(Piece(lane, span, at_s))
        at_s += span.duration_s + GAP_S
    return Window(lane, tuple(pieces))
