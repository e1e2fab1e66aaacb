"""Words as rare as a further row's would be: one seen often stays, one seen c times gives way to one seen c - 1 times.

A word taken from a row of the file is never new to it; a further row's sometimes is (Good and Turing). So a word that one row
alone has becomes one that no row has, where there are such words to give.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

_RARE = 12  # above this one more or less tells nobody anything


class Rarity:
    """Words with how many rows have them; `spares` are words of the same kind that the file may lack."""

    def __init__(self, words: Iterable[str], spares: Sequence[str] = ()) -> None:
        self._counts = Counter(words)
        self._by_count: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._counts):
            self._by_count[self._counts[word]].append(word)
        self._spares = sorted(set(spares) - set(self._counts))

    def count(self, word: str) -> int:
        """How many rows have it."""
        return self._counts[word]

    def shifted(self, word: str, rng: np.random.Generator) -> str:
        """A word seen once less often; the word itself where it is common or there is no other to give."""
        count = self._counts[word]
        if count > _RARE:
            return word
        if count > 1:
            return self._one(self._by_count.get(count - 1, []), rng) or word
        if self._spares:
            return self._spares.pop(int(rng.integers(0, len(self._spares))))
        return word

    def own(self, word: str, rng: np.random.Generator) -> str | None:
        """What takes the place of a word seen `c` times, 2 or more; None for one that is a single row's own."""
        return self.shifted(word, rng) if self._counts[word] > 1 else None

    @staticmethod
    def _one(words: Sequence[str], rng: np.random.Generator) -> str | None:
        return words[int(rng.integers(0, len(words)))] if words else None


__all__ = ["Rarity"]
