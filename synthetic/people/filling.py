"""Filling the cells of a ghost's row that are its person's: names, numbers, lines, addresses, written as the file writes them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from synthetic.people.casting import Person
from synthetic.people.holdings import LineKind
from synthetic.people.lending import Lender
from synthetic.people.mapping import Role, Roles
from synthetic.people.naming import Name
from synthetic.people.spares import spare_surnames
from synthetic.people.writing import born_cell, days_of, in_the_way_of, phone_cell
from synthetic.portfolio.cells import date_style, is_missing
from synthetic.portfolio.columns import Floats
from synthetic.portfolio.draw import Drawn
from synthetic.portfolio.errors import TooFewLines
from synthetic.portfolio.learning import Learnt
from synthetic.portfolio.numbering import POSITION, Numbering, draw_numbers, learn_sequence
from synthetic.portfolio.table import Table
from synthetic.portfolio.wording import Wording


class Filler:
    """Fills rows. `check_lines` before anything costly; `get_ready` once the file is learnt."""

    def __init__(self, table: Table, roles: Roles, lender: Lender, country: str) -> None:
        self._table, self._roles, self._lender, self._country = table, roles, lender, country
        self._cells = {name: table.column(name).cells() for name in self._apart_by_role()}
        self._missing = {name: _missing_cell(cells) for name, cells in self._cells.items()}
        self._numbering: dict[str, tuple[Numbering, Floats | None]] = {}
        self._wording: dict[str, Wording] = {}
        self._names_style: Any = None

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

    def get_ready(self, learnt: Learnt) -> None:
        """Learn the numbers and texts that the trees do not draw."""
        beside: dict[str, Floats] = {POSITION: np.arange(len(self._table), dtype=np.float64)}
        beside |= {known.name: known.row_values for known in learnt.told if known.date is not None}
        city = self._roles.one(Role.CITY)
        groups = self._cells[city] if city else None
        for name in learnt.apart:
            role = self._roles.columns.get(name)
            if role in (None, Role.ACCOUNT, Role.DEBTOR):
                found = _sequence(self._cells[name], beside)
                if found is not None:
                    self._numbering[name] = found
                    continue
            if role in (None, Role.ADDRESS, Role.EMPLOYER, Role.ACCOUNT, Role.DEBTOR):
                near = groups if role is Role.ADDRESS else None
                spares = spare_surnames(self._country) if role in (Role.ADDRESS, Role.EMPLOYER) else ()
                self._wording[name] = Wording(self._cells[name], near, role is Role.EMPLOYER, spares)

    def fill(self, drawn: Drawn, i: int, person: Person, rng: np.random.Generator) -> dict[str, str]:
        """Every cell of the row, in the order of the file."""
        row: dict[str, str] = {}
        phones = iter([person.phone] if person.phone else [])
        for name in self._table.names:
            if name in drawn.cells:
                row[name] = drawn.cells[name][i]
            elif name in drawn.filled and not drawn.filled[name][i] and self._roles.columns.get(name) is not Role.PHONE:
                row[name] = self._missing[name]
            else:
                row[name] = self._cell(name, drawn, i, person, phones, rng)
        return self._born(row, person, drawn, i)

    def _cell(self, name: str, drawn: Drawn, i: int, person: Person, phones: Any, rng: np.random.Generator) -> str:
        role, cells = self._roles.columns.get(name), self._cells[name]
        if name in self._numbering:
            return self._number(name, role, drawn, i, rng)
        if role in (Role.NAME, Role.GIVEN, Role.SURNAMES, Role.SURNAME1, Role.SURNAME2):
            return self._name(role, person.name)
        if role is Role.PHONE:
            line = next(phones, None)
            return phone_cell(cells, line, rng) if line else self._missing[name]
        if role is Role.EMAIL:
            return (person.email.upper() if _upper(cells) else person.email) if person.email else self._missing[name]
        if role in (Role.NATIONAL_ID, Role.TAX_ID, Role.CHECK_DIGIT, Role.DEBTOR):
            return self._identity(role, cells, person, rng)
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
        numbering, beside = self._numbering[name]
        at = drawn.places[i] if numbering.anchor in (None, POSITION) else drawn.values[numbering.anchor][i]
        return draw_numbers(numbering, np.array([at]), beside, rng, name)[0]

    def _name(self, role: Role, name: Name) -> str:
        style = self._names_style
        surnames = " ".join(part for part in (name.first, name.second) if part)
        parts = {Role.GIVEN: name.given, Role.SURNAMES: surnames, Role.SURNAME1: name.first, Role.SURNAME2: name.second}
        return str(style.cell(name)) if role is Role.NAME else str(style.part(parts[role]))

    def use_style(self, style: Any) -> None:
        """How names are written."""
        self._names_style = style

    def _identity(self, role: Role, cells: Sequence[str], person: Person, rng: np.random.Generator) -> str:
        number = person.identity.number
        if role is Role.CHECK_DIGIT:
            return number[-1]
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


def _sequence(cells: Sequence[str], beside: dict[str, Floats]) -> tuple[Numbering, Floats | None] | None:
    """The numbering of a column, of the first row of each number where several rows share one."""
    first: dict[str, int] = {}
    for n, cell in enumerate(cells):
        if not is_missing(cell):
            first.setdefault(cell, n)
    if len(first) < 0.2 * len(cells):
        return None
    rows = np.array(list(first.values()), dtype=np.int64)
    near = {name: values[rows] for name, values in beside.items()}
    found = learn_sequence(list(first), near)
    return None if found is None else (found, near.get(found.anchor or POSITION))


__all__ = ["Filler"]
