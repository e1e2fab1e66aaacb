"""The cells of a vendor's file, whatever it was saved as: CSV of any delimiter and encoding, or a workbook."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from audit.ghosts.vendor_log import BadGhostFile
from audit.ghosts.vendor_log_words import fields_of

_SNIFFED_BYTES = 262_144
_HEADER_WITHIN = 25


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number from 1 and the cells of each row that is not blank. Raises BadGhostFile; OSError where it cannot be opened."""
    yield from _workbook(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _text(path)


def header_of(path: Path) -> tuple[int, list[str]]:
    """Line and cells of the header: the first row that names a time or a date, and something else. Raises BadGhostFile."""
    first: list[str] | None = None
    for count, (line, cells) in enumerate(rows_of(path)):
        first = first or cells
        fields = fields_of(cells, {})
        if len(fields) >= 2 and ("at" in fields or "day" in fields):
            return line, cells
        if count >= _HEADER_WITHIN:
            break
    if first is None:
        raise BadGhostFile(f"{path.name}: está vacío; pida de nuevo el registro", f"{path.name}: is empty; ask for the log again")
    shown = ", ".join(cell.strip() for cell in first[:12])
    raise BadGhostFile(
        f"{path.name}: ninguna de las primeras filas nombra una fecha y otra columna (dice {shown}); dé --map at=COLUMNA",
        f"{path.name}: none of the first rows names a date and another column (it says {shown}); give --map at=COLUMN",
    )


def _text(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
    encoding = _encoding(path, head)
    mark = _delimiter(head.decode(encoding, errors="replace"))
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        reader = csv.reader((line.replace("\0", "") for line in file), delimiter=mark)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
        except csv.Error as cause:
            line = reader.line_num
            raise BadGhostFile(
                f"{path.name}: línea {line}: no se puede leer como CSV ({cause}); guárdelo de nuevo",
                f"{path.name}: line {line}: cannot be read as CSV ({cause}); save it again",
            ) from cause


def _encoding(path: Path, head: bytes) -> str:
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(_SNIFFED_BYTES):
                decoder.decode(block)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(head: str) -> str:
    """The mark that cuts the most lines into the same number of cells, more than one."""
    lines = [line for line in head.splitlines()[:200] if line.strip()]

    def steadiness(mark: str) -> tuple[float, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=mark)]
        wide = [width for width in widths if width > 1]
        usual = max(set(wide), key=wide.count) if wide else 0
        return (wide.count(usual) / len(widths), usual) if wide else (0.0, 0)

    return max((";", ",", "\t", "|"), key=steadiness)


def _workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError) as cause:
        raise BadGhostFile(
            f"{path.name}: no es un libro de Excel que se pueda abrir; guárdelo como CSV",
            f"{path.name}: is not a workbook that can be opened; save it as CSV",
        ) from cause
    try:
        sheet = book.worksheets[0]
        for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = _shown(values)
            if any(cells):
                yield line, cells
    finally:
        book.close()


def _shown(values: Sequence[object]) -> list[str]:
    return [_cell(value) for value in values]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
