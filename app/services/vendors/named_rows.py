"""A CSV whose columns are known by any of several names, as rows of text; the shape of invoices and of surveys."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from app.errors import BadInput, Text
from app.operations.csv_text import decoded

_MARKS = ",;\t|"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file may call each column (the English name, then the Spanish one, then others); those it must have, of each group
    at least one; and how many rows it may have."""

    called: Mapping[str, tuple[str, ...]]
    needed: Sequence[Sequence[str]]
    most_rows: int


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row that is not blank: its line as a spreadsheet counts, its cells, and what is wrong with its shape."""

    line: int
    told: dict[str, str]
    problem: Text | None = None


def named_rows(content: bytes, columns: Columns) -> Iterator[NamedRow]:
    """The rows in order, their cells by the names of `columns`; parted by whichever mark the header has most of.

    Raises BadInput for what is no such table, or whose quotes do not close: what comes after would be lost.
    """
    _table_only(content)
    lines, line = io.StringIO(decoded(content), newline=""), 0
    try:
        top, head = _header_line(lines)
        mark = max(_MARKS, key=head.count)
        reader = csv.reader(chain([head], lines), delimiter=mark, strict=True)
        header = next(reader, [])
        places = _places(header, columns)
        line = top
        for row in reader:
            line += 1
            if line - top > columns.most_rows:
                most = columns.most_rows
                raise BadInput(f"más de {most} filas; divida el archivo", f"over {most} rows; split the file", "file")
            if any(cell.strip() for cell in row):
                told = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
                yield NamedRow(line, told, _beyond(row, len(header), mark))
    except csv.Error as cause:
        raise BadInput(
            f"las comillas de la fila {line + 1} no cierran bien; corríjalas y envíe el archivo de nuevo",
            f"the quotes of row {line + 1} do not close as they should; mend them and send the file again",
            "file",
        ) from cause


def _header_line(lines: io.StringIO) -> tuple[int, str]:
    """The first line that is neither blank nor Excel's word about separators, with its number."""
    at = 0
    for at, text in enumerate(lines, start=1):
        if text.strip() and not text.strip().lower().startswith("sep="):
            return at, text
    return at, ""


def _beyond(row: Sequence[str], named: int, mark: str) -> Text | None:
    """What is wrong with a row that has more cells than the header names: a mark within an amount or a text moved the rest."""
    if not any(cell.strip() for cell in row[named:]):
        return None
    shown = {"\t": "tab"}.get(mark, mark)
    return Text(
        f"tiene {len(row)} celdas y el encabezado {named}: ponga entre comillas lo que lleve «{shown}»",
        f"has {len(row)} cells and the header {named}: put in quotes what has “{shown}” in it",
    )


def _table_only(content: bytes) -> None:
    """Raises BadInput for what is plainly something else, so that no bytes of it are shown as if they were columns."""
    if content.startswith(b"PK"):
        raise BadInput(
            "es un libro de Excel o un ZIP: guárdelo como CSV", "it is an Excel workbook or a ZIP: save it as CSV", "file"
        )
    if not content.removeprefix(b"\xef\xbb\xbf").strip():
        raise BadInput(
            "el archivo está vacío: envíe un CSV con encabezado", "the file is empty: send a CSV with a header", "file"
        )
    if content.startswith(_UTF16):
        raise BadInput(
            "es «texto Unicode» de Excel (UTF-16): guárdelo como «CSV UTF-8»",
            "it is Excel’s “Unicode text” (UTF-16): save it as “CSV UTF-8”",
            "file",
        )
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in content[:4096]):
        raise BadInput("el archivo es binario: envíe un CSV de texto", "the file is binary: send a CSV of text", "file")


def _places(header: Sequence[str], columns: Columns) -> dict[str, int]:
    told = [cell.strip().lower() for cell in header]
    known = {word for words in columns.called.values() for word in words}
    twice = next((word for word in told if word in known and told.count(word) > 1), None)
    if twice is not None:
        raise BadInput(
            f"la columna «{twice}» está dos veces; deje una", f"the column “{twice}” is there twice; leave one", "file"
        )
    named = {name: next((word for word in words if word in told), None) for name, words in columns.called.items()}
    found = {name: told.index(word) for name, word in named.items() if word is not None}
    missing = [group for group in columns.needed if not set(group) & set(found)]
    if missing:
        shown = ", ".join(told)[:200]
        es = ", ".join(" o ".join(columns.called[name][1] for name in group) for group in missing)
        en = ", ".join(" or ".join(columns.called[name][0] for name in group) for group in missing)
        raise BadInput(
            f"faltan columnas: {es}; el archivo tiene {shown or 'nada'}",
            f"columns are missing: {en}; the file has {shown or 'nothing'}",
            "file",
        )
    return found
