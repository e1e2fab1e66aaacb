"""A file of what the UF was worth day by day, as the Central Bank or a spreadsheet gives it, row by row with what is wrong."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.errors import BadInput, Text
from app.operations.csv_text import decoded
from app.operations.ledger_payments_file import amount_of, day_of

LEAST, MOST = Decimal(1_000), Decimal(1_000_000)
"""Pesos. The UF passed 1 000 before 1983; a value outside is a slip of the decimal mark, and would cap no fee or every one."""
MOST_ROWS = 20_000
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "on": ("on", "date", "day", "fecha", "dia", "día", "periodo", "período"),
    "worth": ("worth", "value", "valor", "uf", "valor uf", "valor_uf", "valor de la uf", "unidad de fomento (uf)", "monto"),
}


@dataclass(frozen=True, slots=True)
class Valued:
    """What the unit was worth on a day, in pesos; `line` of the file, 0 for one that was typed."""

    line: int
    on: date
    worth: Decimal


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that cannot be kept, and why in one sentence."""

    line: int
    why: Text


def read_values(content: bytes) -> Iterator[Valued | BadRow]:
    """The rows in order. Raises BadInput for what is no table of days and values."""
    text = decoded(content)
    first = text.split("\n", 1)[0]
    mark = max(",;\t|", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as cause:
        raise BadInput(f"el CSV no se entiende: {cause}", f"the CSV cannot be read: {cause}", "file") from cause
    if len(rows) > MOST_ROWS + 1:
        raise BadInput(f"más de {MOST_ROWS} filas; divida el archivo", f"over {MOST_ROWS} rows; split the file", "file")
    places = _places(rows[0] if rows else [])
    for line, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            day, worth = (row[at].strip() if at < len(row) else "" for at in places)
            yield _row(line, day, worth, decimal_comma=mark != ",")


def _places(header: list[str]) -> tuple[int, int]:
    told = [" ".join(re.sub(r"[\"\ufeff]", "", h).lower().split()) for h in header]
    found = {name: at for name, words in _COLUMNS.items() for at, h in reversed(list(enumerate(told))) if h in words}
    if len(found) < len(_COLUMNS):
        shown = ", ".join(told)[:200]
        raise BadInput(
            f"la primera fila debe decir fecha y valor; dice {shown or 'nada'}",
            f"the first row must say date and value; it says {shown or 'nothing'}",
            "file",
        )
    return found["on"], found["worth"]


def _row(line: int, day: str, worth: str, decimal_comma: bool) -> Valued | BadRow:
    read = value_of(day, worth, decimal_comma)
    return BadRow(line, read) if isinstance(read, Text) else Valued(line, *read)


def value_of(day: str, worth: str, decimal_comma: bool = True) -> tuple[date, Decimal] | Text:
    """A day and its worth as people write them, or what is wrong with them in one sentence."""
    on, found = day_of(day), amount_of(worth, decimal_comma)
    if on is None:
        return Text(
            f"la fecha «{day[:40]}» no se entiende: escriba como 2026-05-31",
            f"the day “{day[:40]}” cannot be read: write like 2026-05-31",
        )
    if found is None:
        return Text(
            f"el valor «{worth[:40]}» del {on:%d-%m-%Y} no se entiende: escriba como 39.485,65",
            f"the value “{worth[:40]}” of {on.isoformat()} cannot be read: write like 39.485,65",
        )
    if not LEAST <= found <= MOST:
        return Text(
            f"el valor {found} del {on:%d-%m-%Y} no puede ser el de la UF en pesos: ¿está bien la coma?",
            f"the value {found} of {on.isoformat()} cannot be the UF's in pesos: is the decimal mark right?",
        )
    return on, found
