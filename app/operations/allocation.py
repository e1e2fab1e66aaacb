"""To what a payment goes: the contract's rule, as data. Nothing is rounded; what is left over is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.operations.ledger_entries import RECEIVABLES, Book, Cell, Due, Part
from audit.data_file import Fields, read_fields

_FILE = Path(__file__).parent / "policies" / "allocation.yaml"
_LAST = date.max


class First(StrEnum):
    """What is looked at first."""

    INSTALMENT = "instalment"
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class Rule:
    """Which receivable is paid first. `newest` begins with the instalment due last."""

    name: str
    first: First
    books: tuple[Book, ...]
    newest: bool = False

    def __post_init__(self) -> None:
        if sorted(self.books) != sorted(RECEIVABLES):
            raise ValueError(f"rule {self.name!r}: books must name fees, interest and principal once each")


OLDEST_INSTALMENT = Rule("oldest_instalment", First.INSTALMENT, RECEIVABLES)
BOOKS_FIRST = Rule("books_first", First.BOOK, RECEIVABLES)


def in_order(cells: Iterable[Cell], dues: Mapping[int, Due], rule: Rule) -> list[Cell]:
    """The cells as the rule pays them; instalments without a day come last whichever way the rule runs."""

    def place(cell: Cell) -> tuple[tuple[int, int, int], int] | tuple[int, tuple[int, int, int]]:
        n, book = cell
        due = dues[n].due_on if n in dues else None
        days = (due or _LAST).toordinal()
        when = (0 if due else 1, -days if rule.newest else days, -n if rule.newest else n)
        rank = rule.books.index(book)
        return (when, rank) if rule.first is First.INSTALMENT else (rank, when)

    return sorted(cells, key=place)


def allocate(amount_minor: int, open_: Mapping[Cell, int], dues: Mapping[int, Due], rule: Rule) -> tuple[list[Part], int]:
    """The parts an amount pays, in order, and what is left of it. Parts and rest add up to the amount."""
    left, parts = amount_minor, []
    for n, book in in_order((cell for cell, owed in open_.items() if owed > 0), dues, rule):
        if left == 0:
            break
        part = min(left, open_[n, book])
        parts.append(Part(n, book, part))
        left -= part
    return parts, left


@cache
def rules() -> Mapping[str, Rule]:
    """The rules a contract may name, by name. Raises BadRubric for a file that says something else."""
    top, _ = read_fields(_FILE)
    found = {}
    for n, row in enumerate(top.rows("rules")):
        fields = Fields(row, f"allocation.yaml: rules[{n}]")
        books = tuple(Book(b) for b in fields.texts("books"))
        rule = Rule(fields.text("name"), fields.choice("first", First), books, fields.flag("newest"))
        fields.words("says")
        fields.done()
        found[rule.name] = rule
    top.done()
    return found
