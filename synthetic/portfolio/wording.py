"""Free text like a file's own: a cell's form from one row, phrases and numbers from others, nobody's own cell.

A cell is phrases (words without digits), numbers, and the signs between them. A phrase that several rows have is a street, a
suburb, a firm: it stays itself, as rare as a further row's would be; one that a single row has is put together anew. A number
comes from the same place of other cells: as it is where numbers repeat there, else one that lies between two of theirs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from synthetic.portfolio.digits import NumbersSeen, redigited
from synthetic.portfolio.rarity import Rarity

_CUT = re.compile(r"(\d+|\s*[,;/#()|–]\s*|\s+-\s+|-(?=\d)|\s*[.:]\s*(?=\d))")
_TRIES = 30
_FRAME, _FEWEST = 0.01, 5  # share of cells from which a word belongs to the form of the column; words a place must offer
_OFFERS, _LEAST_SHARED = 8, 4  # rows of a group that stand for it; rows that share a cell before it is a place and nobody's
_BOUND = 1.5  # how much more often than by chance two rows of one group have the same phrase, for phrases to go with groups

Slot = tuple[str, str]
Piece = tuple[str, str]  # "p", "n" or "s" (phrase, number, signs), and the text


def pieces_of(cell: str) -> tuple[Piece, ...]:
    """A cell's phrases, numbers and signs in order; together they are the cell."""
    found: list[Piece] = []
    for part in _CUT.split(cell):
        if not part:
            continue
        if part.isdigit():
            found.append(("n", part))
            continue
        inner = part.strip()
        if not inner or _CUT.fullmatch(part):
            found.append(("s", part))
            continue
        before, _, after = part.partition(inner)
        found += [piece for piece in (("s", before), ("p", inner), ("s", after)) if piece[1]]
    return tuple(found)


def _slot(pieces: Sequence[Piece], at: int) -> "Slot":
    """What stands before and after a phrase."""
    before, after = (pieces[at - 1] if at else ("s", "^")), (pieces[at + 1] if at + 1 < len(pieces) else ("s", "$"))
    return (before[1] if before[0] == "s" else before[0], after[1] if after[0] == "s" else after[0])


def _template(pieces: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(text if kind == "s" else kind for kind, text in pieces)


class Wording:
    """Cells of one column. `groups`: what phrases may go with (cities), by row; `spares`: words that the file may lack.

    `may_share`: cells that several rows have are nobody's in particular (firms); else only those that many have are.
    """

    def __init__(
        self,
        cells: Sequence[str],
        groups: Sequence[str] | None = None,
        may_share: bool = False,
        spares: Sequence[str] = (),
    ) -> None:
        self._cells = [cell.strip() for cell in cells]
        self._least = 2 if may_share else _LEAST_SHARED
        self._shared = Rarity(cell for cell in self._cells if cell)
        self._used = {cell.casefold() for cell in self._cells}
        self._groups = list(groups) if groups is not None else [""] * len(self._cells)
        self._pieces = [pieces_of(cell) for cell in self._cells]
        self._templates = [_template(pieces) for pieces in self._pieces]
        self._of_template: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for row, template in enumerate(self._templates):
            self._of_template[template].append(row)
        phrases = [{text for kind, text in pieces if kind == "p"} for pieces in self._pieces]
        by_slot: dict[Slot, list[str]] = defaultdict(list)
        for pieces in self._pieces:
            for at, (kind, text) in enumerate(pieces):
                if kind == "p":
                    by_slot[_slot(pieces, at)].append(text)
        self._phrases = {slot: Rarity(texts) for slot, texts in by_slot.items()}
        held_words = [{word for phrase in held for word in phrase.split()} for held in phrases]
        heard = Counter(word for held in held_words for word in held)
        known = {word.upper() for word in spares} if _upper(list(heard)) else set(spares)
        self._form = {word for word, n in heard.items() if n >= max(_FEWEST, _FRAME * len(self._cells)) and word not in known}
        self._rare = Rarity((word for held in held_words for word in held if word not in self._form), sorted(known), grafts=True)
        self._by_group = self._goes_with_groups()
        self._numbers: dict[tuple[tuple[str, ...], int], NumbersSeen] = {}
        self._all: _Places = defaultdict(list)
        self._once: _Places = defaultdict(list)
        for slot, texts in by_slot.items():
            for phrase in texts:
                self._keep(phrase, self._phrases[slot].count(phrase) == 1)

    def _keep(self, phrase: str, once: bool) -> None:
        """The words of a row's phrase by the places at which they stand; apart those of phrases that one row has."""
        split = phrase.split()
        for at, word in enumerate(split):
            if word not in self._form:
                for key in self._keys(split, at):
                    self._all[key].append(word)
                    if once:
                        self._once[key].append(word)

    def _goes_with_groups(self) -> bool:
        """Whether rows of one group share phrases more often than any rows do."""
        if len(set(self._groups)) < 2:
            return False
        by_group: dict[str, Counter[str]] = defaultdict(Counter)
        for pieces, group in zip(self._pieces, self._groups, strict=True):
            by_group[group].update(text for kind, text in pieces if kind == "p" and not set(text.split()) <= self._form)
        whole = sum(by_group.values(), Counter[str]())
        inside = _likeness(by_group.values())
        return inside > _BOUND * _likeness([whole])

    def like(self, row: int, rng: np.random.Generator, group: str | None = None) -> str:
        """A cell of the form of that of `row`, with others' phrases; one that many rows share where that of `row` is."""
        cell = self._cells[row]
        if not cell:
            return cell
        if self._shared.count(cell) >= self._least:
            other = self._shared.shifted(cell, rng)
            return other if self._shared.count(other) >= self._least - 1 else cell
        row = self._usual_form(row, rng)
        made = cell
        for attempt in range(2 * _TRIES):
            pieces = [self._piece(row, at, group or "", rng) for at in range(len(self._pieces[row]))]
            if attempt >= _TRIES:  # every number near is taken
                pieces = [redigited(text, rng) for text in pieces]
            made = "".join(pieces)
            if made.casefold() not in self._used:
                break
        self._used.add(made.casefold())
        return made

    def _usual_form(self, row: int, rng: np.random.Generator) -> int:
        """The row, or another where nobody else's cell has the form of its own."""
        for _ in range(_TRIES):
            if len(self._of_template[self._templates[row]]) > 1:
                break
            row = int(rng.integers(0, len(self._cells)))
        return row

    def _piece(self, row: int, at: int, group: str, rng: np.random.Generator) -> str:
        kind, text = self._pieces[row][at]
        if kind == "s":
            return text
        template = self._templates[row]
        alike = self._of_template[template]
        if kind == "n":
            known = self._numbers.get((template, at))
            if known is None:
                known = self._numbers[template, at] = NumbersSeen([self._pieces[other][at][1] for other in alike])
            return known.another(text, rng)
        if self._by_group and group:
            here = [other for other in alike if self._groups[other] == group]
            alike = here if len(here) >= _OFFERS else alike
        near = {self._pieces[other][at][1] for other in alike} if self._by_group else set()
        phrase = self._pieces[alike[int(rng.integers(0, len(alike)))]][at][1]
        words = phrase.split()
        if 0 < sum(word in self._form for word in words) < len(words):
            return self._composed(words, self._all, rng)
        rarity = self._phrases[_slot(self._pieces[row], at)]
        if rarity.count(phrase) > 1:
            return rarity.shifted(phrase, rng, near)
        return self._anew(words, rarity, rng)

    def _composed(self, words: Sequence[str], places: "_Places", rng: np.random.Generator) -> str:
        """A phrase with the same words of the column's form, the others drawn from like places."""
        return " ".join(self._other(words, at, places, rng) for at in range(len(words)))

    def _anew(self, words: Sequence[str], known: Rarity, rng: np.random.Generator) -> str:
        """A phrase of as many words that no row has."""
        made = " ".join(words)
        for _ in range(_TRIES):
            made = self._composed(words, self._once, rng)
            if not known.count(made):
                break
        return made

    def _other(self, words: Sequence[str], at: int, places: "_Places", rng: np.random.Generator) -> str:
        if words[at] in self._form:
            return words[at]
        for key in self._keys(words, at):
            there = places.get(key, ())
            if len(there) >= _FEWEST:
                return self._rare.shifted(there[int(rng.integers(0, len(there)))], rng)
        return self._rare.shifted(words[at], rng)

    def _keys(self, words: Sequence[str], at: int) -> tuple[tuple[str, ...], ...]:
        """What a place is told by, the narrowest first: neighbours that belong to the form, capitals, length of the phrase."""
        before = words[at - 1] if at and words[at - 1] in self._form else "^" if not at else "*"
        after = words[at + 1] if at + 1 < len(words) and words[at + 1] in self._form else "$" if at + 1 == len(words) else "*"
        kind = re.sub(r"[^\W\d_]+", lambda found: "A" if found[0].isupper() else "a" if found[0].islower() else "Aa", words[at])
        return ((before, after, kind, str(len(words))), (before, after, kind, ""), ("", "", kind, ""))


_Places = defaultdict[tuple[str, ...], list[str]]


def _likeness(counts: Iterable[Counter[str]]) -> float:
    """How likely two phrases of one group are the same."""
    same = whole = 0.0
    for group in counts:
        total = sum(group.values())
        same += sum(n * (n - 1) for n in group.values())
        whole += total * (total - 1)
    return same / whole if whole else 0.0


def _upper(words: Sequence[str]) -> bool:
    return sum(word.isupper() for word in words) > 0.5 * len(words)


__all__ = ["Wording", "pieces_of", "redigited"]
