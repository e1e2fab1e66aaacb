"""Numbers inside texts: as they repeat in a file, or between two of its own."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

import numpy as np

_REPEATS = 0.6  # of the different numbers that chance would give; with fewer a place holds kinds, and any other would stand out

_STEPS, _TRIES = 3, 6
_NEAR = 6  # different numbers to either side, among whose gaps a further one falls by how long they are


class NumbersSeen:
    """The numbers at one place of a column's cells."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = list(texts)
        self._values = sorted({int(text) for text in texts})
        self._kinds = len(self._values) <= _REPEATS * _by_chance(self._values, len(self._texts))
        widths = Counter(len(text) for text in texts)
        self._padded = len(widths) == 1 and any(text.startswith("0") and len(text) > 1 for text in texts)

    def another(self, text: str, rng: np.random.Generator) -> str:
        """A number of the same place: one of theirs where they repeat, else one near, as round and as wide as it."""
        if len(self._texts) > 1:
            text = self._texts[int(rng.integers(0, len(self._texts)))]
        if self._kinds and len(self._texts) > 1:
            return text
        if len(self._values) < 3:
            return redigited(text, rng)
        made = self._near(int(text), _roundness(text), rng)
        written = str(made)
        return written.zfill(len(text)) if self._padded or (text.startswith("0") and len(written) < len(text)) else written

    def _near(self, value: int, step: int, rng: np.random.Generator) -> int:
        """A number as round as `value`: between those next to it, or a few steps away where it is round."""
        if step > 1:
            made = value + step * int(rng.integers(-_STEPS, _STEPS + 1))
            return made if self._values[0] <= made <= self._values[-1] else value
        at = bisect_left(self._values, value)
        low, high = self._values[max(0, at - _NEAR)], self._values[min(len(self._values) - 1, at + _NEAR)]
        made = value
        for _ in range(_TRIES if high > low else 0):
            made = int(rng.integers(low + 1, high + 1))
            if made % 10:
                break
        return made if made % 10 else value


def _by_chance(values: Sequence[int], rows: int) -> float:
    """How many different numbers so many rows would have, were all between the ends of most of them as likely."""
    some = sorted(values)
    width = some[int(0.95 * (len(some) - 1))] - some[0] + 1
    return width * (1 - float(np.exp(-rows / width)))


def _roundness(text: str) -> int:
    """1000, 100, 10 or 1: what a number is a whole multiple of."""
    bare = text.rstrip("0")
    return int(10 ** min(3, len(text) - len(bare))) if bare else 1


def redigited(word: str, rng: np.random.Generator) -> str:
    """A word with its digits drawn anew: as many, the first not zero unless it was, trailing zeros kept."""
    if not any(c.isdigit() for c in word):
        return word
    ends = len(word.rstrip("0"))
    letters = []
    first = True
    for i, c in enumerate(word):
        if not c.isdigit() or i >= ends:
            letters.append(c)
            continue
        if first and c != "0":
            near = int(np.clip(int(c) + rng.integers(-1, 2), 1, 9))
            letters.append(str(near))
        elif i == ends - 1:
            letters.append(str(rng.integers(1, 10)))
        else:
            letters.append(str(rng.integers(0, 10)))
        first = False
    return "".join(letters)


__all__ = ["NumbersSeen", "redigited"]
