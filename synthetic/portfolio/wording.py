"""Free text like a file's own: pieces of several rows put together, digits drawn anew, never a cell that is there."""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

_PIECES = re.compile(r"\s+")
_TRIES = 30


class Wording:
    """Cells of one column, by how many words they have, each slot with the words seen in it."""

    def __init__(self, cells: Sequence[str], groups: Sequence[str] | None = None) -> None:
        self._used = {cell.strip().casefold() for cell in cells}
        self._slots: dict[tuple[str, int], list[list[str]]] = defaultdict(list)
        self._cells = list(cells)
        self._groups = list(groups) if groups is not None else [""] * len(self._cells)
        for cell, group in zip(self._cells, self._groups, strict=True):
            words = _PIECES.split(cell.strip())
            self._slots[(group, len(words))].append(words)
            if group:
                self._slots[("", len(words))].append(words)

    def like(self, row: int, rng: np.random.Generator, group: str | None = None) -> str:
        """A cell with as many words as that of `row`, some of them from other rows of the group."""
        cell = self._cells[row]
        words = _PIECES.split(cell.strip())
        if not cell.strip():
            return cell
        others = self._slots.get((group or "", len(words))) or [words]
        if len(others) < 5:
            others = self._slots[("", len(words))]
        made = cell
        for attempt in range(_TRIES):
            made = self._mixed(words, others, rng)
            if made.casefold() not in self._used:
                break
            if attempt > _TRIES // 2:
                words = [redigited(word, rng) for word in words]
        self._used.add(made.casefold())
        return made

    @staticmethod
    def _mixed(words: Sequence[str], others: Sequence[Sequence[str]], rng: np.random.Generator) -> str:
        other = others[int(rng.integers(0, len(others)))]
        cut = int(rng.integers(1, len(words))) if len(words) > 1 else 0
        pieces = [*words[:cut], *other[cut:]] if rng.random() < 0.5 else [*other[:cut], *words[cut:]]
        return " ".join(redigited(piece, rng) for piece in pieces)


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
