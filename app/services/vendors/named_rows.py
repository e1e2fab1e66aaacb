"""A CSV whose columns are known by any of several names, as rows of text; the shape of invoices and of surveys."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.errors import BadInput
from app.operations.csv_text import decoded


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file may call each column; those it must have, of each group at least one; and how many rows it may have."""

    called: Mapping[str, tuple[str, ...]]
    needed: Sequence[Sequence[str]]
    most_rows: int


def named_rows(content: bytes, columns: Columns) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not blank, by the names of `columns`, with its line as a spreadsheet counts (the header is 1).

    Commas or semicolons, whichever the header has more of. Raises BadInput for what is no such table.
    """
    _table_only(content)
    text = decoded(content)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        places = _places(next(reader, []), columns)
        for line, row in enumerate(reader, start=2):
            if line > columns.most_rows + 1:
                most = columns.most_rows
                raise BadInput(f"más de {most} filas; divida el archivo", f"over {most} rows; split the file", "file")
            if any(cell.strip() for cell in row):
                yield line, {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
    except csv.Error as cause:
        raise BadInput(f"el CSV no se entiende: {cause}", f"the CSV cannot be read: {cause}", "file") from cause


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
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in content[:4096]):
        raise BadInput("el archivo es binario: envíe un CSV de texto", "the file is binary: send a CSV of text", "file")


def _places(header: Sequence[str], columns: Columns) -> dict[str, int]:
    told = [cell.strip().lower() for cell in header]
    found = {name: at for name, words in columns.called.items() for at, cell in enumerate(told) if cell in words}
    missing = [group[0] for group in columns.needed if not set(group) & set(found)]
    if missing:
        shown, names = ", ".join(told)[:200], ", ".join(missing)
        raise BadInput(
            f"faltan columnas: {names}; el archivo tiene {shown or 'nada'}",
            f"columns are missing: {names}; the file has {shown or 'nothing'}",
            "file",
        )
    return found
