"""What of the client's lines and numbers is too near to somebody in the file to be lent: equal, one digit off, two swapped."""

import re
from collections.abc import Iterator, Sequence

from synthetic.people.holdings import HeldNumber, Line, LineKind
from synthetic.people.mapping import Role, Roles
from synthetic.portfolio.cells import is_missing
from synthetic.portfolio.table import Table

_USUAL, _SAMPLE, _LEAST_DIGITS = 0.02, 3000, 5
_ROLES = {
    "account": (Role.ACCOUNT,),
    "customer": (Role.DEBTOR,),
    "national_id": (Role.NATIONAL_ID, Role.DEBTOR),
    "tax_id": (Role.TAX_ID, Role.NATIONAL_ID),
}


class Nearness:
    """The numbers of columns. Where the file's own are as near to one another as a matter of course, only equality counts."""

    def __init__(self, cells: Sequence[str], longest: int = 0) -> None:
        self._longest = longest
        filled = {self._key(cell) for cell in cells if not is_missing(cell)}
        self._known = {key for key in filled if len(key) >= _LEAST_DIGITS}
        owners: dict[str, set[str]] = {}
        for key in self._known:
            for variant in variants(key):
                owners.setdefault(variant, set()).add(key)
        some = sorted(self._known)[:: max(1, len(self._known) // _SAMPLE)]
        near = sum(any(len(owners[variant]) > 1 for variant in variants(key)) for key in some)
        self._variants = frozenset(owners) if near < _USUAL * max(1, len(some)) else frozenset[str]()

    def holds(self, text: str) -> bool:
        """Whether somebody has this number or, where that is out of the usual, one that is a digit or a swap away."""
        key = self._key(text)
        return key in self._known or (bool(self._variants) and any(variant in self._variants for variant in variants(key)))

    def _key(self, text: str) -> str:
        digits = re.sub(r"[^0-9A-Z]", "", text.upper()).lstrip("0")
        return digits[-self._longest :] if self._longest else digits


def clear_lines(lines: Sequence[Line], table: Table, roles: Roles) -> tuple[Line, ...]:
    """The lines without telephones that somebody in the file has, or nearly has."""
    near = Nearness(_cells(table, roles, (Role.PHONE,)), longest=9)
    return tuple(line for line in lines if line.kind is not LineKind.PHONE or not near.holds(line.value))


def clear_numbers(numbers: Sequence[HeldNumber], table: Table, roles: Roles) -> tuple[HeldNumber, ...]:
    """The numbers without those that somebody in the file has, or nearly has, in a column of the same sort."""
    near = {kind: Nearness(_cells(table, roles, held)) for kind, held in _ROLES.items()}
    apart = roles.one(Role.CHECK_DIGIT) is not None  # the file's numbers then stand without theirs

    def holds(number: HeldNumber) -> bool:
        bare = re.sub(r"[^0-9A-Za-z]", "", number.value)
        without = apart and number.kind == "national_id" and near[number.kind].holds(bare[:-1])
        return without or near[number.kind].holds(number.value)

    return tuple(number for number in numbers if not holds(number))


def _cells(table: Table, roles: Roles, held: Sequence[Role]) -> list[str]:
    return [cell for role in held for name in roles.of(role) for cell in table.column(name).texts]


def variants(text: str) -> Iterator[str]:
    """Texts one step apart share one: each character masked, each two neighbours in alphabetical order."""
    for i in range(len(text)):
        yield f"{text[:i]}*{text[i + 1 :]}"
    for i in range(len(text) - 1):
        yield f"{text[:i]}{''.join(sorted(text[i : i + 2]))}~{text[i + 2 :]}"


__all__ = ["Nearness", "clear_lines", "clear_numbers", "variants"]
