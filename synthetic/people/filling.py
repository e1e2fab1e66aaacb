"""Filling the cells of a ghost's row that are its person's: names, numbers, lines, addresses, written as the file writes them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from synthetic.people.casting import Person
from synthetic.people.holdings import LineKind
from synthetic.people.lending import Lender
from synthetic.people.mapping import Role, Roles
from synthetic.people.naming import Name
from synthetic.people.spares import spare_surnames
from synthetic.people.ways import FileWays
from synthetic.people.writing import born_cell, days_of, in_the_way_of, phone_cell
from synthetic.portfolio.cells import date_style, is_missing
from synthetic.portfolio.columns import Floats, Known
from synthetic.portfolio.draw import Drawn
from synthetic.portfolio.errors import TooFewLines
from synthetic.portfolio.learning import Learnt
from synthetic.portfolio.number_fields import Fielded, Run, learn_fields, learn_run
from synthetic.portfolio.numbering import POSITION
from synthetic.portfolio.table import Table
from synthetic.portfolio.wording import Wording


class Filler:
    """Fills rows. `check_lines` before anything costly; `get_ready` once the file is learnt."""

    def __init__(self, table: Table, roles: Roles, lender: Lender, country: str) -> None:
        self._table, self._roles, self._lender, self._country = table, roles, lender, country
        self._cells = {name: table.column(name).cells() for name in self._apart_by_role()}
        self._missing = {name: _missing_cell(cells) for name, cells in self._cells.items()}
        self._numbering: dict[str, Run | Fielded] = {}
        self._wording: dict[str, Wording] = {}
        self._ways: FileWays | None = None
        self._spare_phones = 0
        self._movable: frozenset[str] = frozenset()
        self._moved: dict[str, float] = {}

    def _apart_by_role(self) -> list[str]:
        return list(self._table.names)

    def check_lines(self, count: int, near: int = 0) -> None:
        """Raises TooFewLines, before anything is computed, when a column cannot be filled for so many ghosts.

        `near`: telephones not lent because somebody in the file has them, or one a digit or a swap away.
        """
        for role, kind, es, en in (
            (Role.PHONE, LineKind.PHONE, "teléfonos", "telephones"),
            (Role.EMAIL, LineKind.MAILBOX, "casillas de correo", "mailboxes"),
        ):
            column = self._roles.one(role)
            if column is None or (kind is LineKind.MAILBOX and self._lender.has(LineKind.DOMAIN)):
                continue
            share = 1.0 if role is Role.PHONE else _filled(self._cells[column])
            needed, held = int(np.ceil(count * min(1.0, share * 1.02))), self._lender.has(kind)
            if held < needed:
                aside = near if role is Role.PHONE else 0
                raise TooFewLines(
                    f"--lines: hay {held} {es} y se necesitan {needed}: faltan {needed - held}"
                    + (f" ({aside} no se prestan: son de alguien del archivo o casi)" if aside else ""),
                    f"--lines: there are {held} {en} and {needed} are needed: {needed - held} are missing"
                    + (f" ({aside} are not lent: somebody in the file has them, or nearly)" if aside else ""),
                )

        self._spare_phones = self._lender.has(LineKind.PHONE) - count

    def get_ready(self, learnt: Learnt, ways: FileWays) -> None:
        """Learn the numbers and texts that the trees do not draw; `ways`: how the file's people are written."""
        self._ways = ways
        self._movable = self._free_dates(learnt)
        beside: dict[str, Floats] = {POSITION: np.arange(len(self._table), dtype=np.float64)}
        beside |= {known.name: known.row_values for known in learnt.told if known.date is not None}
        city = self._roles.one(Role.CITY)
        groups = self._cells[city] if city else None
        for name in learnt.apart:
            role = self._roles.columns.get(name)
            if role in (None, Role.ACCOUNT, Role.DEBTOR):
                found = _sequence(self._cells[name], beside, learnt.told)
                if found is not None:
                    self._numbering[name] = found
                    continue
            if role in (None, Role.ADDRESS, Role.EMPLOYER, Role.ACCOUNT, Role.DEBTOR):
                near = groups if role is Role.ADDRESS else None
                spares = spare_surnames(self._country) if role in (Role.ADDRESS, Role.EMPLOYER) else ()
                self._wording[name] = Wording(self._cells[name], near, role is Role.EMPLOYER, spares)

    def _free_dates(self, learnt: Learnt) -> frozenset[str]:
        """Dates that nothing follows from and that follow from nothing: one of these may move by some days."""
        bound = {name for relation in learnt.relations for name in (relation.target, *relation.needs)}
        bound |= {name for tie in learnt.ties for name in (tie.source, tie.copy)}
        bound |= {name for role in (Role.BORN, Role.DUE) for name in self._roles.of(role)}
        return frozenset(known.name for known in learnt.told if known.date is not None) - bound

    def is_called(self, drawn: Drawn, i: int) -> bool:
        """Whether the ghost has a telephone: where the row has one, and wherever it has no mail address to be reached at."""
        phone, mail = self._roles.one(Role.PHONE), self._roles.one(Role.EMAIL)
        if phone is None or phone not in drawn.filled or drawn.filled[phone][i]:
            return True
        return mail is None or (mail in drawn.filled and not bool(drawn.filled[mail][i]))

    def fill(self, drawn: Drawn, i: int, person: Person, rng: np.random.Generator) -> dict[str, str]:
        """Every cell of the row, in the order of the file."""
        row: dict[str, str] = {}
        for name in self._table.names:
            if name in drawn.cells:
                row[name] = drawn.cells[name][i]
            elif self._roles.columns.get(name) is Role.PHONE:
                row[name] = self._phone(name, drawn, i, person, rng)
            elif name in drawn.filled and not drawn.filled[name][i]:
                row[name] = self._missing[name]
            else:
                row[name] = self._cell(name, drawn, i, person, rng)
        for name, day in self._moved.items():
            style = date_style(self._table.column(name).texts)
            row[name] = style.write(day) if style else row[name]
        self._moved = {}
        return self._born(row, person, drawn, i)

    def _phone(self, name: str, drawn: Drawn, i: int, person: Person, rng: np.random.Generator) -> str:
        """The person's telephone in the first column; in further ones another line, where there are lines to spare."""
        line = person.phone
        if name != self._roles.one(Role.PHONE):
            line = None
            if self._spare_phones > 0 and (name not in drawn.filled or drawn.filled[name][i]):
                line = self._lender.phone(self._country, self._places(drawn, i, person), person.vendor, name)
                self._spare_phones -= 1
        return phone_cell(self._cells[name], line, rng) if line else self._missing[name]

    def _places(self, drawn: Drawn, i: int, person: Person) -> tuple[str, str]:
        column = self._roles.one(Role.CITY) or self._roles.one(Role.REGION)
        return (drawn.cells[column][i] if column and column in drawn.cells else person.city, person.home.name)

    def _cell(self, name: str, drawn: Drawn, i: int, person: Person, rng: np.random.Generator) -> str:
        role, cells = self._roles.columns.get(name), self._cells[name]
        if name in self._numbering:
            return self._number(name, role, drawn, i, rng)
        if role in (Role.NAME, Role.GIVEN, Role.SURNAMES, Role.SURNAME1, Role.SURNAME2):
            return self._name(role, person.name, cells, cells[self._row_to_follow(name, int(drawn.origins[i]), True, rng)])
        if role is Role.EMAIL:
            return (person.email.upper() if _upper(cells) else person.email) if person.email else self._missing[name]
        if role in (Role.NATIONAL_ID, Role.TAX_ID, Role.CHECK_DIGIT, Role.DEBTOR):
            return self._identity(name, role, person, rng)
        if role is Role.ADDRESS and person.address:
            return person.address
        if name in self._wording:
            city = self._roles.one(Role.CITY)
            row = self._row_to_follow(name, int(drawn.origins[i]), name in drawn.filled, rng)
            return self._wording[name].like(row, rng, drawn.cells[city][i] if city and city in drawn.cells else None)
        return self._missing[name]

    def _row_to_follow(self, name: str, origin: int, filled: bool, rng: np.random.Generator) -> int:
        """The row whose cell gives the form: the origin, or another where the cell has been drawn to be filled and its is not."""
        cells = self._cells[name]
        while filled and is_missing(cells[origin]):
            origin = int(rng.integers(0, len(cells)))
        return origin

    def _number(self, name: str, role: Role | None, drawn: Drawn, i: int, rng: np.random.Generator) -> str:
        kind = {Role.ACCOUNT: "account", Role.DEBTOR: "customer"}.get(role) if role else None
        if kind and self._lender.has_numbers(kind):
            lent = self._lender.plain_number(kind)
            if lent is not None:
                return lent
        place, run = float(drawn.places[i]), self._numbering[name]
        values = {column: float(held[i]) for column, held in drawn.values.items()}
        if isinstance(run, Run):
            made, moved = run.draw(place, values, rng, name, self._movable)
        else:
            kinds = {column: cells[i] for column, cells in drawn.cells.items()}
            made, moved = run.draw(place, values, rng, name, self._movable, kinds)
        self._moved |= moved
        return made

    def _name(self, role: Role, name: Name, cells: Sequence[str], like: str) -> str:
        """A name as the file writes them; where it writes some in capitals and some not, as the row that is followed."""
        style = self._ready().names.style
        if len({cell.isupper() for cell in cells if cell.strip()}) > 1:
            style = replace(style, upper=like.isupper(), lower=style.lower and not like.isupper())
        surnames = " ".join(part for part in (name.first, name.second) if part)
        parts = {Role.GIVEN: name.given, Role.SURNAMES: surnames, Role.SURNAME1: name.first, Role.SURNAME2: name.second}
        return style.cell(name) if role is Role.NAME else style.part(parts[role])

    def _ready(self) -> FileWays:
        if self._ways is None:
            raise ValueError("Filler.get_ready comes before fill")
        return self._ways

    def _identity(self, name: str, role: Role, person: Person, rng: np.random.Generator) -> str:
        ways, cells = self._ready(), self._cells[name]
        number = person.identity.number
        if role is Role.CHECK_DIGIT:
            return number[-1].lower() if _lower(cells) else number[-1]
        if name in ways.rfc:
            return in_the_way_of(cells, ways.rfc[name].make(person.name, person.born, rng), rng)
        if name in ways.tax:
            return in_the_way_of(cells, ways.tax[name].make(number, person.sex, rng), rng)
        usual = Counter(sum(c.isalnum() for c in cell) for cell in cells[:2000] if not is_missing(cell)).most_common(1)
        length = usual[0][0] if usual else len(number)
        tax = person.tax.number
        if role is Role.TAX_ID or (abs(length - len(tax)) < abs(length - len(number))):
            number = tax
        if self._roles.one(Role.CHECK_DIGIT) and self._country == "CL":
            number = number[:-1]
        return in_the_way_of(cells, number, rng)

    def _born(self, row: dict[str, str], person: Person, drawn: Drawn, i: int) -> dict[str, str]:
        """A birth date that came with a number of the client's replaces the drawn one."""
        column = self._roles.one(Role.BORN)
        if column is None or column not in drawn.values:
            return row
        day = drawn.values[column][i]
        if np.isfinite(day) and days_of(person.born) != np.floor(day):
            style = date_style(self._table.column(column).texts)
            if style is not None:
                row[column] = born_cell(person.born, style)
        return row


def _filled(cells: Sequence[str]) -> float:
    return sum(not is_missing(cell) for cell in cells) / max(1, len(cells))


def _missing_cell(cells: Sequence[str]) -> str:
    empty = Counter(cell for cell in cells if is_missing(cell)).most_common(1)
    return empty[0][0] if empty else ""


def _upper(cells: Sequence[str]) -> bool:
    some = [cell for cell in cells[:500] if "@" in cell]
    return bool(some) and sum(cell.isupper() for cell in some) > 0.5 * len(some)


def _lower(cells: Sequence[str]) -> bool:
    letters = [c for cell in cells for c in cell if c.isalpha()]
    return bool(letters) and all(c.islower() for c in letters)


def _sequence(cells: Sequence[str], beside: Mapping[str, Floats], told: Sequence[Known]) -> Run | Fielded | None:
    """The numbering of a column, of the first row of each number where several rows share one."""
    first: dict[str, int] = {}
    for n, cell in enumerate(cells):
        if not is_missing(cell):
            first.setdefault(cell, n)
    if len(first) < 0.2 * len(cells):
        return None
    rows = np.array(list(first.values()), dtype=np.int64)
    near = {name: values[rows] for name, values in beside.items()}
    whole = learn_run(list(first), near)
    if whole is not None and whole.numbering.anchor is not None:
        return whole
    return learn_fields(list(first), near, told, rows.tolist()) or whole


__all__ = ["Filler"]
