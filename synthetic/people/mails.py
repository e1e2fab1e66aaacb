"""Mail addresses as a file's own people have them: how the local part is made of the name, and at which domains."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date

import numpy as np

from synthetic.people.mail_shapes import Digits, Parts, Words, filled, shape_of, words_of
from synthetic.people.naming import Name
from synthetic.people.nearness import variants
from synthetic.portfolio.rarity import Rarity

_FEWEST, _LOOK_AT = 30, 20_000
_TRIES, _FEW_WORDS = 60, 5
_USUAL, _SAMPLE = 0.02, 1000  # share of addresses one letter from another above which nearness says nothing
_ACCENTED = 0.02  # share of addresses with an accent below which they are slips: most writers drop them


class MailStyle:
    """Local parts and domains of a file. `known` False where it has too few to learn from.

    `born`: the birth date of each row's person, where the file tells it.
    """

    def __init__(self, cells: Sequence[str], names: Sequence[Parts | None], born: Sequence[date | None] | None = None) -> None:
        mails = [cell.strip().casefold() for cell in cells]
        self.domains = Counter(mail.rpartition("@")[2] for mail in mails if "@" in mail)
        locals_ = [mail.rpartition("@")[0] for mail in mails]
        self._taken = frozenset(local for local in locals_ if local)
        self._used = set(self._taken)
        whole = sorted({mail for mail in mails if "@" in mail})
        pieces = Counter(hash(piece) for mail in whole for piece in set(variants(mail)))
        sample = whole[:: max(1, len(whole) // _SAMPLE)]
        near = sum(any(pieces[hash(piece)] > 1 for piece in variants(mail)) for mail in sample)
        told = {hash(piece) for local in self._used for piece in _lacking(local)}
        self._near = frozenset(told) if near < _USUAL * max(1, len(sample)) else frozenset[int]()
        some = [local for local in locals_[:_LOOK_AT] if local]
        self._accents = sum(not local.isascii() for local in some) > _ACCENTED * len(some)
        self._digits = Digits()
        self._words: dict[tuple[str, int], list[str]] = defaultdict(list)  # by shape and place
        self._made: list[str] = []  # shape of each row that has one
        self._by_build: dict[tuple[bool, bool], list[str]] = defaultdict(list)  # of people with a second name, a second surname
        for row, (mail, parts) in enumerate(zip(mails[:_LOOK_AT], names[:_LOOK_AT], strict=False)):
            local = mail.rpartition("@")[0]
            if local and parts:
                held = words_of(parts, self._accents)
                shape, numbers, others = shape_of(local, held, born[row] if born is not None else None)
                self._made.append(shape)
                self._by_build[_build(held)].append(shape)
                self._digits.add(shape, numbers)
                self._keep_words(shape, others)
        self._rare = Rarity((word for held in self._words.values() for word in held), grafts=True)
        self._shapes = Counter(self._made)
        named = sum("{g" in shape or "{f" in shape or "{s" in shape for shape in self._made)
        self.known = named >= max(_FEWEST, 0.3 * len(self._made))

    def domain(self, offered: Collection[str], rng: np.random.Generator) -> str:
        """One of the domains offered, as often as the file has it; evenly where it has none of them."""
        names = sorted(offered)
        counts = np.array([float(self.domains.get(name.casefold(), 0)) for name in names])
        odds = counts / counts.sum() if counts.sum() else np.full(len(names), 1 / len(names))
        return names[int(rng.choice(len(names), p=odds))]

    def local(self, name: Name, rng: np.random.Generator, born: date | None = None) -> str | None:
        """A local part in the file's way, that nobody in it has nor nearly has; None where none is found."""
        words = words_of((name.given, name.first, name.second), self._accents)
        alike = self._by_build.get(_build(words), [])
        alike = alike if len(alike) >= _FEWEST else self._made
        spare = None
        for _ in range(_TRIES):
            shape = alike[int(rng.integers(0, len(alike)))]
            made = None if self._is_own(shape) else self._filled(shape, words, born, rng)
            if made is None or made in self._used:
                continue
            spare = spare or made
            if not self.is_near(made):
                spare = made
                break
        if spare is not None:
            self._used.add(spare)
        return spare

    def _is_own(self, shape: str) -> bool:
        """Whether a shape is one address's own and holds nothing of the name: a text that may say who somebody is."""
        return self._shapes[shape] == 1 and "{" not in shape

    def is_near(self, local: str) -> bool:
        """Whether somebody has this one or, where that is out of the usual, one a letter more, less, other or swapped."""
        return local.casefold() in self._taken or any(hash(piece) in self._near for piece in _lacking(local.casefold()))

    def _filled(self, shape: str, words: Words, born: date | None, rng: np.random.Generator) -> str | None:
        made = filled(shape, words, born)
        if made is None:
            return None
        place = -1

        def one(found: re.Match[str]) -> str:
            nonlocal place
            place += 1
            return self._word(shape, place, int(found[1]), rng)

        made = re.sub(r"\{w(\d+)\}", one, made)
        return self._digits.filled(shape, made, rng)

    def _word(self, shape: str, place: int, length: int, rng: np.random.Generator) -> str:
        """A word that names do not explain (a nickname, a trade): one that several addresses have, or one that none has."""
        held = self._words[_bare(shape), place]
        held = held if len(held) >= _FEW_WORDS else [word for one in self._words.values() for word in one if len(word) == length]
        return self._rare.shifted(held[int(rng.integers(0, len(held)))], rng)

    def _keep_words(self, shape: str, words: Sequence[str]) -> None:
        for place, word in enumerate(words):
            self._words[_bare(shape), place].append(word)


def _build(words: Words) -> tuple[bool, bool]:
    return bool(words.more), bool(words.second)


def _bare(shape: str) -> str:
    """A shape without how long its words and numbers are."""
    return re.sub(r"\{([wn])\d+\}", r"{\1}", shape)


def _lacking(text: str) -> Iterator[str]:
    """The text, and the text less each of its signs: two texts one edit or swap apart share one of these."""
    yield text
    for i in range(len(text)):
        yield text[:i] + text[i + 1 :]


__all__ = ["MailStyle"]
