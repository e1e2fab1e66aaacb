"""Near doubles: a ghost that equals or nearly equals a real person, or a ghost of another wave, found without showing who."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

from rapidfuzz.distance import DamerauLevenshtein

from audit.data_file import Words
from audit.ghosts.covertness.cells import dates, flat, is_missing
from audit.ghosts.covertness.kinds import Kind, Person, held, person_of
from audit.ghosts.covertness.table import Table

USUAL = 0.02
"""Where this share of real rows have a real row as near to them, nearness alone says nothing."""


class Likeness(StrEnum):
    """In what a ghost equals or nearly equals somebody."""

    IDENTITY = "identity"
    IDENTITY_NEAR = "identity_near"
    ACCOUNT = "account"
    PHONE = "phone"
    PHONE_NEAR = "phone_near"
    EMAIL = "email"
    EMAIL_NEAR = "email_near"
    NAME_BIRTH = "name_birth"
    NAME_ADDRESS = "name_address"
    ROW = "row"


SAID: dict[Likeness, Words] = {
    Likeness.IDENTITY: Words("el mismo número de identidad", "the same identity number"),
    Likeness.IDENTITY_NEAR: Words("un número de identidad a un dígito o un trueque", "an identity number one digit or swap away"),
    Likeness.ACCOUNT: Words("el mismo número de cuenta", "the same account number"),
    Likeness.PHONE: Words("el mismo teléfono", "the same telephone"),
    Likeness.PHONE_NEAR: Words("un teléfono a un dígito o un trueque", "a telephone one digit or swap away"),
    Likeness.EMAIL: Words("el mismo correo", "the same mail address"),
    Likeness.EMAIL_NEAR: Words("un correo a una letra", "a mail address one letter away"),
    Likeness.NAME_BIRTH: Words("casi el mismo nombre y la misma fecha de nacimiento", "nearly the same name and birth date"),
    Likeness.NAME_ADDRESS: Words("casi el mismo nombre y dirección", "nearly the same name and address"),
    Likeness.ROW: Words("casi toda la fila igual", "nearly the whole row alike"),
}

_OWN = {Person.ACCOUNT: 0.9, Person.IDENTITY: 0.5}
"""Columns whose values are shared more than this are amounts or kinds, not somebody's number."""
_SAMPLE, _MANY = 3000, 5
"""A telephone or mail of more rows than this is a filler, nobody's."""


@dataclass(frozen=True, slots=True)
class Double:
    """`ghost_row` and `row` count from 1 under the header of the handed-over file and of `file`. No value is kept."""

    ghost_row: int
    file: str
    row: int
    likeness: Likeness
    columns: tuple[str, ...]


def doubles(handed: Table, ghosts: Sequence[int], others: Sequence[tuple[Table, Sequence[int]]]) -> tuple[Double, ...]:
    """Every ghost that equals or nearly equals a row of the other tables (each with the rows that count).

    Where real rows are as near to one another as a matter of course (dense number ranges), only equality counts.
    """
    found: set[Double] = set()
    mine = _people(handed, ghosts)
    for table, rows in others:
        theirs = _people(table, rows)
        for person, exact, near, key in (
            (Person.IDENTITY, Likeness.IDENTITY, Likeness.IDENTITY_NEAR, _code),
            (Person.PHONE, Likeness.PHONE, Likeness.PHONE_NEAR, _phone),
            (Person.EMAIL, Likeness.EMAIL, Likeness.EMAIL_NEAR, flat),
            (Person.ACCOUNT, Likeness.ACCOUNT, None, _code),
        ):
            found.update(_codes(mine, theirs, table.name, person, exact, near, key))
        found.update(_named(mine, theirs, table.name, Person.BIRTH, Likeness.NAME_BIRTH))
        found.update(_named(mine, theirs, table.name, Person.ADDRESS, Likeness.NAME_ADDRESS))
    return tuple(sorted(found, key=lambda d: (d.ghost_row, d.file, d.row, d.likeness)))


People = dict[Person, dict[str, list[tuple[int, str]]]]
"""What is told of a person: by column, the row (from 0) and the cell."""


def _people(table: Table, rows: Sequence[int]) -> People:
    found: People = {}
    for name, cells in zip(table.columns, table.cells, strict=True):
        person = person_of(name) or _told_by_content(name, cells)
        filled = [(i, cells[i]) for i in rows if not is_missing(cells[i])]
        if person and len({cell for _, cell in filled}) >= _OWN.get(person, 0.0) * len(filled):
            found.setdefault(person, {})[name] = filled
    return found


def _told_by_content(name: str, cells: Sequence[str]) -> Person | None:
    kind = held(name, cells[:2000]).kind
    return {Kind.EMAIL: Person.EMAIL, Kind.PHONE: Person.PHONE}.get(kind)


def _code(cell: str) -> str:
    return re.sub(r"[^0-9a-z]", "", flat(cell)).lstrip("0")


def _phone(cell: str) -> str:
    return re.sub(r"\D", "", cell)[-9:]


def _codes(
    mine: People,
    theirs: People,
    file: str,
    person: Person,
    exact: Likeness,
    near: Likeness | None,
    key: Callable[[str], str],
) -> Iterator[Double]:
    """Equal and nearly equal numbers and addresses, every column of mine against every one of theirs of that sort."""
    known: dict[str, list[int]] = defaultdict(list)
    for rows in theirs.get(person, {}).values():
        for row, cell in rows:
            if len(key(cell)) >= 5:
                known[key(cell)].append(row)
    known = {text: rows for text, rows in known.items() if len(rows) <= _MANY}
    own = [(column, row, key(cell)) for column, told in mine.get(person, {}).items() for row, cell in told]
    wanted = {text for _, _, text in own if near and len(text) >= 6} - known.keys()
    sample = set(list(known)[:_SAMPLE]) if wanted else set()
    nearby = _near(wanted | sample, known) if known else {}
    usual = len(nearby.keys() & sample) / max(1, len(sample))
    for column, row, text in own:
        if text in known:
            yield Double(row + 1, file, known[text][0] + 1, exact, (column,))
        elif near and usual < USUAL and text in nearby:
            yield Double(row + 1, file, known[nearby[text]][0] + 1, near, (column,))


def _near(wanted: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """For those of `wanted` that have one, a text of `known` that is one substitution or swap away."""
    index: dict[str, list[str]] = defaultdict(list)
    for text in wanted:
        for variant in _variants(text):
            index[variant].append(text)
    found: dict[str, str] = {}
    for text in known:
        for variant in _variants(text):
            for other in index.get(variant, ()):
                if other != text:
                    found.setdefault(other, text)
    return found


def _variants(text: str) -> Iterator[str]:
    """The text with each character masked, and with each two neighbours in alphabetical order: texts one step apart share one."""
    for i in range(len(text)):
        yield f"{text[:i]}*{text[i + 1 :]}"
    for i in range(len(text) - 1):
        yield f"{text[:i]}{''.join(sorted(text[i : i + 2]))}~{text[i + 2 :]}"


def _named(mine: People, theirs: People, file: str, beside: Person, likeness: Likeness) -> Iterator[Double]:
    """Nearly the same name together with the same birth date or nearly the same address."""
    blocks: dict[str, list[tuple[int, str]]] = defaultdict(list)
    names = _whole_names(theirs)
    for row, key in _beside(theirs, beside):
        swapped = f"{key[:4]}-{key[8:]}-{key[5:7]}" if beside is Person.BIRTH else key
        for name in names.get(row, ()):
            for each in {key, swapped}:
                blocks[each].append((row, name))
    own = _whole_names(mine)
    columns = tuple(c for person in (Person.NAME, beside) for c in mine.get(person, {}))
    for row, key in _beside(mine, beside):
        for name in own.get(row, ()):
            hit = next((other for other, known in blocks.get(key, ()) if _alike(name, known)), None)
            if hit is not None:
                yield Double(row + 1, file, hit + 1, likeness, columns)


def _whole_names(people: People) -> dict[int, list[str]]:
    """Each row's name with its parts in alphabetical order, all name columns together."""
    parts: dict[int, list[str]] = defaultdict(list)
    for rows in people.get(Person.NAME, {}).values():
        for row, cell in rows:
            parts[row] += re.findall(r"[a-z]+", flat(cell))
    return {row: [" ".join(sorted(words))] for row, words in parts.items()}


def _beside(people: People, person: Person) -> Iterator[tuple[int, str]]:
    for rows in people.get(person, {}).values():
        if person is Person.BIRTH:
            for (row, _), day in zip(rows, dates([cell for _, cell in rows]), strict=True):
                if isfinite(day):
                    yield row, date.fromordinal(int(day)).isoformat()
        else:
            for row, cell in rows:
                words = re.findall(r"[a-z]{3,}|\d+", flat(cell))
                yield row, " ".join(sorted(words)[:6])


def _alike(a: str, b: str) -> bool:
    """The same name but for spelling: as it sounds, or two letters apart in long names and one in short."""
    if sorted(map(sounds, a.split())) == sorted(map(sounds, b.split())):
        return True
    shorter, longer = sorted((set(a.split()), set(b.split())), key=len)
    if len(shorter) >= 2 and shorter <= longer:
        return True
    return DamerauLevenshtein.distance(a, b, score_cutoff=2) <= (2 if len(a) > 9 else 1)


def sounds(name: str) -> str:
    """A name as it is heard in Spanish and Portuguese: b and v, s, z and c, silent h, y and ll, doubled letters as one."""
    text = flat(name)
    for pattern, heard in (
        (r"ph", "f"), (r"qu|k|c(?=[aou]|\b|[lrt])", "k"), (r"c(?=[ei])|z|ç|x", "s"), (r"v|w", "b"), (r"g(?=[ei])", "j"),
        (r"ll", "y"), (r"ge|gi", "j"), (r"(?<!c)h", ""), (r"i(?=[aeou])|y", "i"), (r"(.)\1+", r"\1"),
    ):  # fmt: skip
        text = re.sub(pattern, heard, text)
    return text


def counted(found: Sequence[Double]) -> Counter[Likeness]:
    """How many ghosts each likeness touches."""
    return Counter(likeness for likeness, _ in {(d.likeness, d.ghost_row) for d in found})
