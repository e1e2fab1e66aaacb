"""Words as rare as a further row's would be: one seen often stays, one seen c times gives way to one seen c - 1 times.

A word taken from a row of the file is never new to it; a further row's sometimes is (Good and Turing). So a word that one row
alone has becomes one that no row has: a spare of the same kind where there are some, else two of the file's own grafted together.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

import numpy as np

_RARE = 12  # above this one more or less tells nobody anything
_TRIES = 40
_VOWEL = re.compile(r"[aeiouáéíóú]", re.IGNORECASE)


class Rarity:
    """Words with how many rows have them; `spares` are words of the same kind that the file may lack.

    With `grafts`, a word that one row alone has is replaced even where no spare is left.
    """

    def __init__(self, words: Iterable[str], spares: Sequence[str] = (), grafts: bool = False) -> None:
        self._counts = Counter(words)
        self._by_count: dict[tuple[int, int], list[str]] = defaultdict(list)  # of as many words, seen as often
        for word in sorted(self._counts):
            self._by_count[len(word.split()), self._counts[word]].append(word)
        self._spares = sorted(set(spares) - set(self._counts))
        self._grafts = grafts
        self._made: set[str] = set()

    def count(self, word: str) -> int:
        """How many rows have it."""
        return self._counts[word]

    def shifted(self, word: str, rng: np.random.Generator, near: Collection[str] = ()) -> str:
        """A word seen once less often, of `near` where there is any; the word itself where it is common or none is left."""
        count = self._counts[word]
        if count > _RARE:
            return word
        if count > 1:
            rarer = self._by_count.get((len(word.split()), count - 1), [])
            close = [other for other in rarer if other in near] if near else []
            return self._one(close or rarer, rng) or word
        if self._spares and " " not in word:
            return self._spares.pop(int(rng.integers(0, len(self._spares))))
        return (self._grafted(word, rng) or word) if self._grafts else word

    def own(self, word: str, rng: np.random.Generator) -> str | None:
        """What takes the place of a word seen `c` times, 2 or more; None for one that is a single row's own."""
        return self.shifted(word, rng) if self._counts[word] > 1 else None

    def _grafted(self, word: str, rng: np.random.Generator) -> str | None:
        """The beginning of one word seen once and the end of another, parted after a vowel: a word nobody has."""
        once = self._by_count.get((1, 1), [])
        alike = once if len(once) >= _TRIES else [other for other in self._counts if " " not in other]
        for _ in range(_TRIES if len(alike) > 1 else 0):
            first, second = (alike[int(i)] for i in rng.integers(0, len(alike), 2))
            made = _joined(first, second, rng)
            if made and abs(len(made) - len(word)) <= 2 and made not in self._counts and made not in self._made:
                self._made.add(made)
                return made
        return None

    @staticmethod
    def _one(words: Sequence[str], rng: np.random.Generator) -> str | None:
        return words[int(rng.integers(0, len(words)))] if words else None


def _joined(first: str, second: str, rng: np.random.Generator) -> str | None:
    cuts = [[found.end() for found in _VOWEL.finditer(word)][:-1] for word in (first, second)]
    if not cuts[0] or not cuts[1]:
        return None
    at, to = (int(one[int(rng.integers(0, len(one)))]) for one in cuts)
    return first[:at] + second[to:]


__all__ = ["Rarity"]
