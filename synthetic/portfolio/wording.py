"""Free text like a file's own: the form of a real cell, words of others in it, digits drawn anew, nobody's own cell."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from synthetic.portfolio.rarity import Rarity

_PIECES = re.compile(r"\s+")
_TRIES = 30
_FRAME, _FEWEST = 0.01, 5  # share of cells from which a word belongs to the form of the column; words a place must offer


class Wording:
    """Cells of one column: words that many cells have are its form and stay, the others come from like places of other cells."""

    def __init__(
        self,
        cells: Sequence[str],
        groups: Sequence[str] | None = None,
        may_share: bool = False,
        spares: Sequence[str] = (),
    ) -> None:
        self._cells = list(cells)
        self._shared = Rarity(cell for cell in cells if cell.strip()) if may_share else Rarity(())
        self._used = {cell.strip().casefold() for cell in cells}
        self._groups = list(groups) if groups is not None else [""] * len(self._cells)
        split = [_PIECES.split(cell.strip()) for cell in self._cells]
        heard = Counter(word for words in split for word in set(words))
        self._form = {word for word, n in heard.items() if n >= max(_FEWEST, _FRAME * len(split)) and not _has_digit(word)}
        words = [word for found in split for word in set(found) if word not in self._form and not _has_digit(word)]
        self._rare = Rarity(words, [word.upper() for word in spares] if _upper(words) else spares)
        self._places: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for words, group in zip(split, self._groups, strict=True):
            for at, word in enumerate(words):
                if word not in self._form:
                    for key in self._keys(words, at, group):
                        self._places[key].append(word)

    def like(self, row: int, rng: np.random.Generator, group: str | None = None) -> str:
        """A cell of the form of that of `row`, in other words; the cell itself where so many have it that it names nobody."""
        cell = self._cells[row]
        words = _PIECES.split(cell.strip())
        common = self._shared.own(cell, rng)
        if not cell.strip() or common is not None:
            return common or cell
        made = cell
        for attempt in range(_TRIES):
            made = " ".join(self._other(words, at, group or "", rng) for at in range(len(words)))
            if made.casefold() not in self._used:
                break
            if attempt > _TRIES // 2:
                words = [redigited(word, rng) for word in words]
        self._used.add(made.casefold())
        return made

    def _other(self, words: Sequence[str], at: int, group: str, rng: np.random.Generator) -> str:
        if words[at] in self._form:
            return words[at]
        for key in self._keys(words, at, group):
            there = self._places.get(key, ())
            if len(there) >= _FEWEST:
                return self._as_rare(there[int(rng.integers(0, len(there)))], rng)
        return redigited(words[at], rng)

    def _as_rare(self, word: str, rng: np.random.Generator) -> str:
        """A number drawn anew; of a word that is one row's own, one that no row has."""
        if _has_digit(word) or not word[:1].isalpha():
            return redigited(word, rng)
        return self._rare.shifted(word, rng) if self._rare.count(word) == 1 else word

    def _keys(self, words: Sequence[str], at: int, group: str) -> tuple[tuple[str, ...], ...]:
        """What a place is told by, the narrowest first: group, neighbours that belong to the form, stops, length of the cell."""
        before = words[at - 1] if at and words[at - 1] in self._form else "^" if not at else "*"
        after = words[at + 1] if at + 1 < len(words) and words[at + 1] in self._form else "$" if at + 1 == len(words) else "*"
        kind = re.sub(r"\w+", lambda found: "9" if found[0].isdigit() else "a", words[at])
        narrow = (before, after, kind, str(len(words)))
        return ((group, *narrow), ("", *narrow), ("", before, after, kind, ""), ("", "", "", kind, ""))


def _upper(words: Sequence[str]) -> bool:
    return sum(word.isupper() for word in words) > 0.5 * len(words)


def _has_digit(word: str) -> bool:
    return any(c.isdigit() for c in word)


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


__all__ = ["Wording", "redigited"]
