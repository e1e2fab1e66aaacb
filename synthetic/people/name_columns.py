"""Names as the client's file has them: its own words, its order, its capitals; whole names of nobody in it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

import numpy as np

from synthetic.people.atlas import plain
from synthetic.people.given_names import GivenNames, spare_given
from synthetic.people.mapping import Role
from synthetic.people.naming import Name, draw_name, known_surnames, sexes_of_names
from synthetic.people.spares import spare_surnames
from synthetic.portfolio.rarity import Rarity

_PARTICLES = frozenset({"de", "del", "la", "las", "los", "da", "das", "do", "dos", "e", "y", "van", "von", "di", "san", "santa"})
_ENOUGH = 60
_TRIES = 200
_YEARS_NEAR = 10
_MANY = 300  # names without an Ñ from which the file writes none


@dataclass(frozen=True, slots=True)
class Style:
    """How names are written. `order` is "given first", "surnames first" or "comma" (surnames, given)."""

    order: str
    upper: bool
    lower: bool
    accents: bool
    tilde: bool = True  # whether Ñ is written

    def cell(self, name: Name) -> str:
        """A whole name in one cell."""
        surnames = " ".join(part for part in (name.first, name.second) if part)
        if self.order == "comma":
            return self.part(f"{surnames}, {name.given}")
        return self.part(f"{name.given} {surnames}" if self.order == "given first" else f"{surnames} {name.given}")

    def part(self, text: str) -> str:
        """A piece of a name with the file's capitals and accents."""
        kept = text if self.accents else _bare(text)
        if not self.tilde:
            kept = kept.replace("ñ", "n").replace("Ñ", "N")
        return kept.upper() if self.upper else kept.lower() if self.lower else kept


def _bare(text: str) -> str:
    """Without accents; Ñ stays."""
    apart = normalize("NFD", text)
    kept = [c for i, c in enumerate(apart) if not combining(c) or (c == "\u0303" and apart[i - 1] in "nN")]
    return normalize("NFC", "".join(kept))


@dataclass(frozen=True, slots=True)
class _Seen:
    given: str
    first: str
    second: str
    sex: str
    year: float


class FileNames:
    """The names of a client's file, ready to be put together anew; lists stand in where the file has too few."""

    def __init__(
        self, cells: Mapping[Role, Sequence[str]], country: str, sexes: Sequence[str] | None, years: Sequence[float] | None
    ) -> None:
        self._country = country
        self.style = _style(cells)
        self._surnames = 1 if country in ("AR", "US") else 2
        count = len(next(iter(cells.values()), []))
        parts = [self._parts({role: column[i] for role, column in cells.items()}) for i in range(count)]
        self.parts = parts
        """(given, first, second surname) of each row, None where its name cannot be read."""
        self._seen = [
            _Seen(*part, (sexes[i] if sexes else "") or self._sex(part[0]), years[i] if years is not None else float("nan"))
            for i, part in enumerate(parts)
            if part is not None
        ]
        self.sexes = [(sexes[i] if sexes else "") or (self._sex(part[0]) if part else "") for i, part in enumerate(parts)]
        """The sex of each row's person, by the file's column or the name; "" where neither tells."""
        self._people = Counter(_key(Name(one.given, one.first, one.second)) for one in self._seen)
        self._given_out: set[str] = set()
        words = [word for one in self._seen for word in (one.first, one.second) if word]
        self._surname = Rarity(words, self._as_written(spare_surnames(country)), grafts=True)
        self._given = {
            sex: GivenNames([one.given for one in self._seen if one.sex == sex], self._as_written(spare_given(sex)))
            for sex in "fm"
        }
        self._by_sex: dict[str, list[_Seen]] = defaultdict(list)
        for one in self._seen:
            self._by_sex[one.sex].append(one)

    def _as_written(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(_title(self.style.part(name)) for name in names)

    @property
    def share_of_women(self) -> float:
        """Among the names of the file; a half where there are none."""
        women, men = len(self._by_sex["f"]), len(self._by_sex["m"])
        return women / (women + men) if women + men >= 20 else 0.5

    @staticmethod
    def _sex(given: str) -> str:
        """By the lists; else by its ending, so that no name of the file is left out."""
        known = next((sex for word in given.split() if (sex := sexes_of_names().get(plain(word)))), "")
        return known or ("f" if plain(given.split()[0])[-1:] == "a" else "m")

    def _parts(self, cells: Mapping[Role, str]) -> tuple[str, str, str] | None:
        if Role.NAME in cells:
            return _split(cells[Role.NAME], self.style.order, self._surnames)
        given = _title(cells.get(Role.GIVEN, ""))
        joined = cells.get(Role.SURNAMES, "")
        pieces = _units(_title(joined).split()) if joined else []
        first = _title(cells.get(Role.SURNAME1, "")) or (pieces[0] if pieces else "")
        second = _title(cells.get(Role.SURNAME2, "")) or " ".join(pieces[1:])
        return (given, first, second) if given and first else None

    def draw(self, sex: str, birth_year: int, rng: np.random.Generator) -> Name:
        """A name of that sex and age made of the file's words, that no one person in it has.

        One that several people share is nobody's in particular, and is given as often as chance brings it up.
        """
        name = draw_name(self._country, sex, birth_year, rng)
        for attempt in range(_TRIES):
            mixed = self._mixed(sex, birth_year, rng) if attempt <= _TRIES // 2 else None
            name = mixed or draw_name(self._country, sex, birth_year, rng)
            if self._people[_key(name)] > 1 or (not self._people[_key(name)] and _key(name) not in self._given_out):
                break
        self._given_out.add(_key(name))
        return name

    def _mixed(self, sex: str, birth_year: int, rng: np.random.Generator) -> Name | None:
        pool = self._by_sex[sex]
        if len(pool) < _ENOUGH or len(self._seen) < 2 * _ENOUGH:
            return None
        near = [
            one for one in (pool[int(i)] for i in rng.integers(0, len(pool), 40)) if abs(one.year - birth_year) <= _YEARS_NEAR
        ]
        one = near[0] if near else pool[int(rng.integers(0, len(pool)))]
        first, second = (self._seen[int(i)] for i in rng.integers(0, len(self._seen), 2))
        last = ""
        if first.second:
            while not second.second:
                second = self._seen[int(rng.integers(0, len(self._seen)))]
            last = self._surname.shifted(second.second, rng)
        return Name(self._given[sex].like(one.given, rng), self._surname.shifted(first.first, rng), last)

    def near_nobody(self, name: Name) -> bool:
        """Whether no one real person of the file has this whole name: nobody, or several do."""
        return self._people[_key(name)] != 1


def _key(name: Name) -> str:
    return plain(name.full)


def _title(text: str) -> str:
    words = text.strip().split()
    if not words:
        return ""
    if any(word.isupper() and len(word) > 2 for word in words) or all(word.islower() for word in words):
        return " ".join(word.lower() if word.lower() in _PARTICLES else word.capitalize() for word in words)
    return " ".join(words)


def _units(words: Sequence[str]) -> list[str]:
    """Words with their particles: `de la Cruz` is one surname."""
    units: list[str] = []
    held: list[str] = []
    for word in words:
        held.append(word)
        if word.lower() not in _PARTICLES:
            units.append(" ".join(held))
            held = []
    return [*units, " ".join(held)] if held else units


def _split(cell: str, order: str, surnames: int) -> tuple[str, str, str] | None:
    text = _title(cell)
    if order == "comma":
        last, _, given = text.partition(",")
        units = _units(last.split())
        return (given.strip(), units[0], " ".join(units[1:])) if units and given.strip() else None
    units = _units(text.split())
    if len(units) < 2:
        return None
    many = surnames if len(units) > surnames else 1
    if order == "surnames first":
        return " ".join(units[many:]), units[0], " ".join(units[1:many])
    return " ".join(units[:-many]), units[-many], " ".join(units[-many + 1 :] if many > 1 else [])


def _style(cells: Mapping[Role, Sequence[str]]) -> Style:
    column = cells.get(Role.NAME) or cells.get(Role.SURNAME1) or cells.get(Role.SURNAMES) or cells.get(Role.GIVEN) or ()
    some = [cell for cell in column[:2000] if cell.strip()]
    if not some:
        return Style("given first", False, False, True)
    upper = sum(cell.isupper() for cell in some) > 0.5 * len(some)
    lower = sum(cell.islower() for cell in some) > 0.5 * len(some)
    accents = any(_bare(cell) != cell for cell in some)
    tilde = accents or len(some) < _MANY or any("ñ" in cell.casefold() for cell in some)
    if sum("," in cell for cell in some) > 0.5 * len(some):
        return Style("comma", upper, lower, accents, tilde)
    votes: Counter[str] = Counter()
    for cell in some:
        words = [plain(word) for word in cell.split()]
        if len(words) >= 2:
            first_given, last_given = (words[i] in sexes_of_names() for i in (0, -1))
            first_last, last_last = (words[i] in known_surnames() for i in (0, -1))
            votes["given first"] += first_given + last_last
            votes["surnames first"] += last_given + first_last
    order = "surnames first" if votes["surnames first"] > votes["given first"] else "given first"
    return Style(order, upper, lower, accents, tilde)


__all__ = ["FileNames", "Style"]
