"""Mail addresses as a file's own people have them: how the local part is made of the name, and at which domains."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from synthetic.people.atlas import plain
from synthetic.people.naming import Name

Parts = tuple[str, str, str]  # given names, first and second surname
_FEWEST, _LOOK_AT = 30, 20_000
_TRIES = 60
_ACCENTED = 0.02  # share of addresses with an accent below which they are slips: most writers drop them


@dataclass(frozen=True, slots=True)
class _Words:
    """A name's pieces as mail addresses use them."""

    given: str
    more: str
    first: str
    second: str

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """Marks with what they stand for, whole words before initials."""
        whole = (("{g}", self.given), ("{G}", self.more), ("{f}", self.first), ("{s}", self.second))
        return (*whole, *((f"{mark[:2]}i}}", word[:1]) for mark, word in whole))


def _words(parts: Parts, accents: bool) -> _Words:
    def made(text: str) -> str:
        low = text.casefold() if accents else plain(text)
        return re.sub(r"[^\w]|_|\d", "", low)

    given = parts[0].split()
    return _Words(made(given[0]) if given else "", made(given[1]) if len(given) > 1 else "", made(parts[1]), made(parts[2]))


class MailStyle:
    """Local parts and domains of a file. `known` False where its addresses are not made of names often enough to learn from."""

    def __init__(self, cells: Sequence[str], names: Sequence[Parts | None]) -> None:
        mails = [cell.strip().casefold() for cell in cells]
        self.domains = Counter(mail.rpartition("@")[2] for mail in mails if "@" in mail)
        locals_ = [mail.rpartition("@")[0] for mail in mails]
        self._used = {local for local in locals_ if local}
        self._near = {hash(piece) for local in self._used for piece in _lacking(local)}
        some = [local for local in locals_[:_LOOK_AT] if local]
        self._accents = sum(not local.isascii() for local in some) > _ACCENTED * len(some)
        shapes, self._digits = Counter[str](), Counter[str]()
        for local, parts in zip(locals_[:_LOOK_AT], names[:_LOOK_AT], strict=False):
            if local and parts:
                shape = self._shape(local, _words(parts, self._accents))
                shapes[re.sub(r"\d+", lambda found: "#" * len(found[0]), shape)] += 1
                self._digits.update(re.findall(r"\d+", shape))
        told = {
            shape: n for shape, n in shapes.items() if "{" in shape and not re.search(r"[a-z]", re.sub(r"\{\wi?\}", "", shape))
        }
        self.known = sum(told.values()) >= max(_FEWEST, 0.3 * sum(shapes.values()))
        self._shapes, counts = list(told), np.array(list(told.values()), dtype=np.float64)
        self._odds = counts / max(1.0, counts.sum())

    @staticmethod
    def _shape(local: str, words: _Words) -> str:
        """The local part with marks for the pieces of the name; an initial only where it stands before a piece or a stop."""
        shape = local
        for mark, word in words.pieces[:4]:
            if len(word) > 1:
                shape = shape.replace(word, mark, 1)
        for mark, word in words.pieces[4:]:
            if word and re.match(rf"{re.escape(word)}(?=[{{._\-\d]|$)", shape):
                shape = mark + shape[1:]
                break
        return shape

    def domain(self, offered: Collection[str], rng: np.random.Generator) -> str:
        """One of the domains offered, as often as the file has it; evenly where it has none of them."""
        names = sorted(offered)
        counts = np.array([float(self.domains.get(name.casefold(), 0)) for name in names])
        odds = counts / counts.sum() if counts.sum() else np.full(len(names), 1 / len(names))
        return names[int(rng.choice(len(names), p=odds))]

    def local(self, name: Name, rng: np.random.Generator) -> str | None:
        """A local part in the file's way, that nobody in it has nor nearly has; None where none is found."""
        words = _words((name.given, name.first, name.second), self._accents)
        spare = None
        for _ in range(_TRIES):
            made = self._filled(self._shapes[int(rng.choice(len(self._shapes), p=self._odds))], words, rng)
            if made is None or made in self._used:
                continue
            spare = spare or made
            if not self.is_near(made):
                spare = made
                break
        if spare is not None:
            self._used.add(spare)
        return spare

    def is_near(self, local: str) -> bool:
        """Whether somebody's local part is this one, or one letter more, less, other or swapped."""
        return any(hash(piece) in self._near for piece in _lacking(local.casefold()))

    def _filled(self, shape: str, words: _Words, rng: np.random.Generator) -> str | None:
        for mark, word in words.pieces:
            if mark in shape and not word:
                return None
            shape = shape.replace(mark, word)
        return re.sub(r"#+", lambda found: self._number(len(found[0]), rng), shape)

    def _number(self, length: int, rng: np.random.Generator) -> str:
        seen = [digits for digits in self._digits if len(digits) == length]
        odds = np.array([self._digits[digits] for digits in seen], dtype=np.float64)
        if not len(seen):
            return str(rng.integers(10 ** (length - 1), 10**length))
        return seen[int(rng.choice(len(seen), p=odds / odds.sum()))]


def _lacking(text: str) -> Iterator[str]:
    """The text, and the text less each of its signs: two texts one edit or swap apart share one of these."""
    yield text
    for i in range(len(text)):
        yield text[:i] + text[i + 1 :]


__all__ = ["MailStyle"]
