"""Which column of a client's file is what: our columns, guessed from headers in Spanish, English or Portuguese."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from unicodedata import normalize

import yaml


class Column(StrEnum):
    """Our columns."""

    NUMBER = "number"
    NAME = "name"
    GIVEN = "given_name"
    SURNAME = "surname"
    SURNAME2 = "surname2"
    IDENTITY = "identity"
    CHECK_DIGIT = "check_digit"
    BALANCE = "balance"
    OVERDUE = "overdue"
    DUE = "due_on"
    DAYS = "days"
    CURRENCY = "currency"
    COUNTRY = "country"
    PRODUCT = "product"
    OPENED = "opened_on"
    RISK = "risk"
    STATE = "state"
    PHONE = "phone"
    WORK_PHONE = "work_phone"
    EMAIL = "email"
    ADDRESS = "address"
    CITY = "city"
    REGION = "region"
    LANGUAGE = "language"
    SINCE = "since"


MANY = frozenset({Column.PHONE, Column.WORK_PHONE, Column.EMAIL})
"""Columns that a file may have several of."""
IGNORED = "-"
"""What a mapping says of a column that is left out; one it does not name at all is kept beside the debt."""


def plain(text: str) -> str:
    """A header without accents, capitals and signs."""
    bare = normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


@cache
def _words() -> dict[str, tuple[Column, int]]:
    held = yaml.safe_load(Path(__file__).with_name("columns.yaml").read_text(encoding="utf-8"))
    return {plain(str(word)): (Column(name), place) for name, words in held.items() for place, word in enumerate(words)}


def guess(headers: Sequence[str]) -> dict[str, Column]:
    """Our column of each header that is known; of two for one column the plainer word, and the first in the file, wins."""
    found: dict[str, Column] = {}
    best: dict[Column, tuple[int, int, str]] = {}
    for at, header in enumerate(headers):
        text = plain(header)
        known = _words().get(text) or _words().get(text.rstrip("0123456789 "))
        if known is None:
            continue
        column, place = known
        if column in MANY:
            found[header] = column
        elif column not in best or (place, at) < best[column][:2]:
            best[column] = (place, at, header)
    found |= {header: column for column, (_, _, header) in best.items()}
    return {header: found[header] for header in headers if header in found}


def headers_known(cells: Iterable[str]) -> int:
    """How many of a row's cells are headers we know: what a header row is told by."""
    return len(guess([cell for cell in dict.fromkeys(cells) if cell.strip()]))


def lacking(columns: Mapping[str, Column]) -> list[tuple[str, str]]:
    """What a mapping still needs, in Spanish and English; empty when it can be used."""
    given = set(columns.values())
    found = []
    if Column.NUMBER not in given:
        found.append(("diga qué columna es el número de la cuenta", "say which column is the account's number"))
    if Column.NAME not in given and not {Column.GIVEN, Column.SURNAME} & given:
        found.append(("diga qué columna es el nombre", "say which column is the name"))
    if Column.BALANCE not in given:
        found.append(("diga qué columna es el saldo", "say which column is the balance"))
    if Column.OVERDUE in given and not {Column.DUE, Column.DAYS} & given:
        es = "hay monto vencido: diga qué columna es el vencimiento más antiguo o los días de mora"
        found.append((es, "there is an overdue amount: say which column is the oldest due date or the days past due"))
    for column in sorted(given - MANY):
        if sum(c is column for c in columns.values()) > 1:
            found.append((f"hay dos columnas para «{column}»; deje una", f"two columns are “{column}”; keep one"))
    return found
