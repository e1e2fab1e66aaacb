"""Ghosts held to what every real row of the portfolio keeps: cells that follow from others set anew before anybody keeps them."""

from collections.abc import Mapping
from typing import Any

from audit.ghosts.agreement import mended
from synthetic.people.mapping import Role, Roles
from synthetic.people.wave import Made
from synthetic.portfolio.table import Table

_OF_THE_PERSON = (
    Role.ACCOUNT, Role.DEBTOR, Role.NAME, Role.GIVEN, Role.SURNAMES, Role.SURNAME1, Role.SURNAME2, Role.NATIONAL_ID,
    Role.TAX_ID, Role.PHONE, Role.EMAIL, Role.ADDRESS, Role.BORN, Role.VENDOR, Role.AMOUNT, Role.CURRENCY, Role.DUE,
)  # fmt: skip


def agreed_lines(table: Table, made: Made) -> tuple[Mapping[str, Any], ...]:
    """The lines of `ghosts.jsonl` with every row mended. What cannot be mended stays: the handoff names it and refuses."""
    names = table.names
    real = list(zip(*(column.cells() for column in table.columns), strict=True))
    ghosts = [[str(line["row"][name]) for name in names] for line in made.lines]
    fixed = [name for role in _OF_THE_PERSON for name in made.roles.of(role)]
    found = mended(names, real, ghosts, fixed)
    rows = [dict(zip(names, row, strict=True)) for row in found.rows]
    return tuple(_with(line, row, made.roles) for line, row in zip(made.lines, rows, strict=True))


def _with(line: Mapping[str, Any], row: Mapping[str, str], roles: Roles) -> Mapping[str, Any]:
    """The line with its row, and the segment that the row names."""
    segment = roles.one(Role.SEGMENT)
    return {**line, "row": dict(row), "segment": (row[segment].strip() or None) if segment else line["segment"]}


__all__ = ["agreed_lines"]
