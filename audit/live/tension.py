"""Rising tension: how somebody speaks in the last minute against their own usual manner, with a stated rate of false alarms.

Halves of a minute of one agent's own talk are compared with the halves before them. While nothing changes they are exchangeable,
so the chance that two halves in a row are the two highest of all n + 2 is 2 / ((n + 1)(n + 2)), whatever their distribution.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MEASURES = ("pitch", "level", "slant", "rate")
"""Semitones, decibels off the call's own median, decibels, syllables a second."""
FEWEST_PHRASES = 12
"""Phrases without which there is no base, and nothing is drawn."""
FEWEST_HALVES = 40
"""Half minutes of own talk without which nothing is called a rise: with them one in 861 is false, seven hours of talk."""
HALF_S = 30.0
_FLOOR = (0.7, 1.0, 0.8, 0.5)
_MOST_Z = 4.0
_KEPT_PHRASES = 1500


@dataclass(frozen=True, slots=True)
class Phrase:
    """How one phrase was said (`MEASURES`) and when it ended, in seconds of its call."""

    end_s: float
    values: tuple[float, float, float, float]


class Base:
    """An agent's usual manner over their calls: medians and robust spreads of their phrases, and the tension of past halves."""

    def __init__(self, calls: Sequence[Sequence[Phrase]] = ()) -> None:
        """`calls` are earlier ones, oldest first."""
        self._phrases: list[Phrase] = [p for call in calls for p in _levelled(call)][-_KEPT_PHRASES:]
        self._halves = [h for call in calls for h in self._of(_levelled(call))] if self.known else []

    @property
    def known(self) -> bool:
        """Whether there is enough to compare with."""
        return len(self._phrases) >= FEWEST_PHRASES

    @property
    def halves(self) -> int:
        """Half minutes of talk that a rise is held against."""
        return len(self._halves)

    def tension(self, phrase: Phrase) -> float | None:
        """Robust standard deviations above the usual, mean of the four measures; None without a base."""
        if not self.known:
            return None
        table = np.asarray([p.values for p in self._phrases])
        return _z(table, np.asarray([phrase.values]))[0]

    def _of(self, call: Sequence[Phrase]) -> list[float]:
        """Tension of each half minute of a call in which they spoke."""
        if not call:
            return []
        levels = _z(np.asarray([p.values for p in self._phrases]), np.asarray([p.values for p in call]))
        slots: dict[int, list[float]] = {}
        for phrase, level in zip(call, levels, strict=True):
            slots.setdefault(int(phrase.end_s // HALF_S), []).append(level)
        return [float(np.mean(values)) for _, values in sorted(slots.items())]

    def rises(self, call: Sequence[Phrase], now_s: float) -> bool:
        """Whether the last two whole halves of this call are the two highest of all. False without enough of them."""
        if not self.known or self.halves < FEWEST_HALVES:
            return False
        whole = int(now_s // HALF_S) * HALF_S
        over = self._of([p for p in _levelled(call) if p.end_s < whole])
        if len(over) < 2:
            return False
        return min(over[-2:]) > max([*self._halves, *over[:-2]])


def _levelled(call: Sequence[Phrase]) -> list[Phrase]:
    """Loudness off the call's own median: a telephone sets its own gain, so only changes within a call mean anything."""
    if not call:
        return []
    usual = float(np.median([p.values[1] for p in call]))
    return [Phrase(p.end_s, (p.values[0], p.values[1] - usual, p.values[2], p.values[3])) for p in call]


def _z(table: NDArray[np.float64], rows: NDArray[np.float64]) -> list[float]:
    medians = np.median(table, axis=0)
    spreads = np.maximum(1.4826 * np.median(np.abs(table - medians), axis=0), _FLOOR)
    return [float(v) for v in np.clip((rows - medians) / spreads, -_MOST_Z, _MOST_Z).mean(axis=1)]
