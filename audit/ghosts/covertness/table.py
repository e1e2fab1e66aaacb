"""Any portfolio file as a table of text: separator, encoding and ragged rows found out, nothing interpreted yet."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from audit.ghosts.covertness.faults import BadPortfolio

_SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of text as written, all of one length. `name` is the file's, for messages."""

    name: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]

    @property
    def rows(self) -> int:
        """How many rows there are under the header."""
        return len(self.cells[0]) if self.cells else 0

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of a column. Raises KeyError."""
        if name not in self.columns:
            raise KeyError(f"{self.name}: no column {name!r}")
        return self.cells[self.columns.index(name)]

    def only(self, rows: list[int]) -> "Table":
        """The same columns with some of the rows, in the order given."""
        return Table(self.name, self.columns, tuple(tuple(cells[i] for i in rows) for cells in self.cells))


def plain_name(name: str) -> str:
    """A column's name without case, accents, spaces and punctuation: how names are compared between files."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").casefold()
    return re.sub(r"[^a-z0-9]+", "", flat) or name.strip().casefold()


def read_table(path: Path) -> Table:
    """A CSV (any usual separator and encoding) or XLSX file with a header. Raises BadPortfolio."""
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise BadPortfolio(
            f"{path.name}: no se puede abrir ({cause.strerror}); revise la ruta {path}",
            f"{path.name}: cannot be opened ({cause.strerror}); check the path {path}",
        ) from cause
    if content[:4] == b"PK\x03\x04":
        return _shaped(path.name, _sheet(path.name, content))
    return _shaped(path.name, _rows(path.name, _decoded(path.name, content)))


def _decoded(name: str, content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(name, content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace") if b"\x00" not in content else _strictly(name, content, "utf-16-le")


def _strictly(name: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as cause:
        raise BadPortfolio(
            f"{name}: el byte {cause.start} no es {encoding}; guarde el archivo como UTF-8",
            f"{name}: byte {cause.start} is not {encoding}; save the file as UTF-8",
        ) from cause


def _rows(name: str, text: str) -> list[list[str]]:
    separator = _separator(text)
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(c.strip() for c in row)]
    except csv.Error as cause:
        raise BadPortfolio(f"{name}: no es un CSV legible ({cause})", f"{name}: not a readable CSV ({cause})") from cause


def _separator(text: str) -> str:
    """The mark that cuts the first rows into the same number of cells, and most of them."""
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        return declared.group(1)
    sample = text[: 1 << 16]
    best, most = ",", (-1.0, 0)
    for mark in _SEPARATORS:
        widths = list(_widths(sample, mark))
        if widths and widths[0] > 1:
            agreed = sum(w == widths[0] for w in widths) / len(widths)
            if (agreed, widths[0]) > most:
                best, most = mark, (agreed, widths[0])
    return best


def _widths(sample: str, mark: str) -> Iterator[int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
    try:
        for number, row in enumerate(reader):
            if any(cell.strip() for cell in row):
                yield len(row)
            if number > 60:
                return
    except csv.Error:
        return


def _sheet(name: str, content: bytes) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except (InvalidFileException, BadZipFile, KeyError, IndexError, ValueError) as cause:
        raise BadPortfolio(
            f"{name}: no es un libro de Excel legible ({cause})", f"{name}: not a readable Excel workbook ({cause})"
        ) from cause
    return [row for row in rows if any(cell.strip() for cell in row)]


def _shaped(name: str, rows: list[list[str]]) -> Table:
    if rows and len(rows[0]) == 1 and rows[0][0].startswith("sep="):
        rows = rows[1:]
    if len(rows) < 2:
        raise BadPortfolio(
            f"{name}: se esperaba un encabezado y al menos una fila; hay {len(rows)} líneas con contenido",
            f"{name}: expected a header and at least one row; there are {len(rows)} lines with content",
        )
    header = rows[0]
    while (
        header and not header[-1].strip() and all(not cell.strip() for row in rows for cell in row[len(header) - 1 : len(header)])
    ):
        header = header[:-1]
    names = _unique(header)
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row[len(names) :]):
            raise BadPortfolio(
                f"{name}: fila {number}: tiene {len(row)} celdas y el encabezado {len(names)}; ponga entre comillas lo que "
                "lleve el separador",
                f"{name}: row {number}: has {len(row)} cells and the header {len(names)}; quote what holds the separator",
            )
    body = [(row + [""] * len(names))[: len(names)] for row in rows[1:]]
    return Table(name, names, tuple(zip(*body, strict=True)))


def _unique(header: list[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    names = []
    for position, raw in enumerate(header, start=1):
        name = " ".join(raw.replace("\ufeff", "").split()) or f"columna {position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
