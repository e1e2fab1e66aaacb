"""A client's file as rows of text, whatever it came as; and as one UTF-8 CSV for the bulk reader."""

import codecs
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.errors import BadInput
from app.operations.columns_reads import Format, Reads

_PIECE = 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LONGEST_CELL = 100_000
MOST_COLUMNS = 400


@dataclass(frozen=True, slots=True)
class Sheets:
    """A workbook's sheets with their first rows."""

    first_rows: dict[str, list[list[str]]]


def kind_of(path: Path, name: str) -> Format:
    """What a file is by its first bytes. Raises BadInput for what cannot be read, saying what to do."""
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise BadInput(
            f"{name}: está vacío (0 bytes); expórtelo otra vez", f"{name}: is empty (0 bytes); export it again", "file"
        )
    if head.startswith(b"PK\x03\x04"):
        return Format.XLSX
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(
            f"{name}: es un Excel antiguo (.xls) o con clave; guárdelo como .xlsx sin clave o como CSV",
            f"{name}: is an old Excel (.xls) or has a password; save it as .xlsx without one, or as CSV",
            "file",
        )
    if head.startswith((b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise BadInput(
            f"{name}: no es una tabla; guárdelo como CSV o .xlsx", f"{name}: is not a table; save it as CSV or .xlsx", "file"
        )
    return Format.CSV


def encoding_of(path: Path, name: str) -> str:
    """UTF-8 where every byte allows it, the mark at the start where there is one, else Windows'. Raises BadInput for no text."""
    with path.open("rb") as file:
        head = file.read(_PIECE)
    marked = next((found for mark, found in _MARKS if head.startswith(mark)), None)
    if marked:
        return marked
    if b"\x00" in head:
        raise BadInput(f"{name}: no es texto; guárdelo como CSV", f"{name}: is not text; save it as CSV", "file")
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


@contextmanager
def rows_of(path: Path, reads: Reads, name: str) -> Iterator[Iterator[list[str]]]:
    """The rows below `lines_above`, the header first (fixed width: no header). Raises BadInput."""
    if reads.format is Format.XLSX:
        book = _book(path, name)
        try:
            sheet = book[reads.sheet] if reads.sheet in book.sheetnames else book.worksheets[0]
            rows = sheet.iter_rows(values_only=True)
            yield ([cell_text(cell, reads.decimal) for cell in row] for row in islice(rows, reads.lines_above, None))
        finally:
            book.close()
        return
    encoding = "utf-8-sig" if reads.encoding == "utf-8" else reads.encoding
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        lines = islice(text, reads.lines_above, None)
        if reads.format is Format.FIXED:
            yield (
                [_cut(line.rstrip("\r\n"), first, length) for _, first, length in reads.widths] for line in lines if line.strip()
            )
        else:
            yield _parsed(lines, reads.separator, name)


def _parsed(lines: Iterator[str], separator: str, name: str) -> Iterator[list[str]]:
    before = csv.field_size_limit(50 * LONGEST_CELL)  # the limit is the whole process's: others read by their own
    reader = csv.reader(lines, delimiter=separator)
    try:
        yield from reader
    except csv.Error as cause:
        raise BadInput(
            f"{name}: línea {reader.line_num} ilegible ({cause}); revise las comillas",
            f"{name}: line {reader.line_num} cannot be read ({cause}); check the quotes",
            "file",
        ) from cause
    finally:
        csv.field_size_limit(before)


def sheets_of(path: Path, name: str, most_rows: int = 60) -> Sheets:
    """Every sheet with its first rows. Raises BadInput."""
    book = _book(path, name)
    try:
        return Sheets(
            {
                s.title: [[cell_text(c, ".") for c in row] for row in islice(s.iter_rows(values_only=True), most_rows)]
                for s in book.worksheets
            }
        )
    finally:
        book.close()


def _book(path: Path, name: str):  # type: ignore[no-untyped-def]
    try:
        return load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as cause:
        raise BadInput(
            f"{name}: no se puede abrir como libro de Excel; guárdelo otra vez o como CSV",
            f"{name}: cannot be opened as an Excel workbook; save it again, or as CSV",
            "file",
        ) from cause


def cell_text(cell: object, decimal: str) -> str:
    """A cell of a workbook as a client would type it: days year first, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return (
            str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else format(Decimal(repr(cell)), "f").replace(".", decimal)
        )
    return str(cell)


def _cut(line: str, first: int, length: int) -> str:
    return line[first - 1 : first - 1 + length].strip()


def as_csv(path: Path, reads: Reads, folder: Path, name: str) -> Path:
    """The file itself where it is UTF-8 CSV, else a copy in `folder` that is, header included. Raises BadInput."""
    if reads.format is Format.CSV and reads.encoding == "utf-8":
        return path
    to = folder / "rows.csv"
    with rows_of(path, reads, name) as rows, to.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        if reads.format is Format.FIXED:
            writer.writerow([column for column, _, _ in reads.widths])
            writer.writerows(rows)
            return to
        header = next(rows, None)
        if header is None:
            raise BadInput(f"{name}: no tiene filas", f"{name}: has no rows", "file")
        width = len(header)
        writer.writerow(header)
        if reads.format is Format.XLSX:
            writer.writerows((row + [""] * width)[:width] for row in rows if any(row))
        else:
            writer.writerows(row for row in rows if row)
    return to


def header_names(cells: list[str]) -> list[str]:
    """Headers that can be told apart: the nameless and the repeated get names of their own."""
    found: list[str] = []
    for at, cell in enumerate(cells, 1):
        base = " ".join(cell.split())[:80] or f"columna {at}"
        name, n = base, 2
        while name in found:
            name, n = f"{base} ({n})", n + 1
        found.append(name)
    return found
