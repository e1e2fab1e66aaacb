"""Agent and called party on a line of one lane, told apart while they speak."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from speech.conversation import LEAST_APART, told_apart
from speech.live.cutting import Piece
from speech.phrases import phrases
from speech.transcript import Word
from speech.turns import Said
from speech.voiceprint import HOP_S, RATE, WINDOW_S, prints_of

AGENT, OTHER = 0, 1
STILL_APART = 1.0
"""Spreads, once two were told apart by more: they do not become one person because the next phrases are alike."""


class Voices:
    """The voiceprints of a lane so far. One thread adds, others may read."""

    def __init__(self) -> None:
        self._heard: list[tuple[NDArray[np.float64], NDArray[np.float32]]] = []
        self._least_apart = LEAST_APART

    def hear(self, piece: Piece, sound: NDArray[np.float32]) -> None:
        """The sound of a piece, float32 [n] at 16 kHz."""
        last_s = max(len(sound) / RATE - WINDOW_S, 0.0)
        starts = np.linspace(0.0, last_s, max(1, round(last_s / HOP_S) + 1))
        spans = [sound[round(s * RATE) : round((s + WINDOW_S) * RATE)] for s in starts]
        self._heard = [*self._heard, (piece.start_s + starts + WINDOW_S / 2, prints_of(spans))]

    def said(self, words: Sequence[Word], since_s: float = 0.0) -> list[Said] | None:
        """Words in order of their start, each the agent's or the other's; None while one voice cannot be told from another.

        Only what was heard after `since_s` (seconds of the call) teaches the voices.
        """
        heard = [(at, prints) for at, prints in self._heard if at[-1] >= since_s]
        if not heard or not words:
            return None
        at_s, prints = (np.concatenate(part) for part in zip(*heard, strict=True))
        order = np.argsort(at_s, kind="stable")
        found = phrases(words)
        talk = told_apart(found, prints[order], at_s[order])
        if talk.apart <= self._least_apart:
            return None
        self._least_apart = STILL_APART
        voices = [AGENT if chance > 0.5 else OTHER for chance in talk.agent]
        return [
            Said(words[i], voice) for phrase, voice in zip(found, voices, strict=True) for i in range(phrase.first, phrase.end)
        ]
