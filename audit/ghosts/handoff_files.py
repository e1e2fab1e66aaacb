"""The files themselves: reading the client's portfolio as it stands, writing the vendor's, reading a handed file back."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import openpyxl
import xlsxwriter

from audit.ghosts.commit_error import BadWave
from audit.ghosts.handoff_cells import Cell, number_text
from audit.ghosts.layouts import FileKind, Formulas, LaidColumn, Layout, Quotes
from audit.spreadsheet import would_run
from audit.total_rows import is_total

_SHEET_ROWS, _CELL_LETTERS = 1_048_576, 32_767
_UNPACKED_BYTES = 2 * 1024**3
_CREATED = datetime(2000, 1, 1)  # the same for every file: when it was made is told by the commitment


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The client's file as text, and how it was written."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    layout: Layout


def read_portfolio(path: Path) -> Portfolio:
    """A CSV with a header, in UTF-8 or cp1252, with its own separator. Raises BadWave naming the line."""
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise BadWave(f"{path}: no se puede abrir ({cause.strerror})", f"{path}: cannot be opened ({cause.strerror})") from cause
    text, encoding = _decoded(content, path)
    first = text.split("\n", 1)[0]
    separator = max(",;\t|", key=first.count)
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    except csv.Error as cause:
        raise BadWave(f"{path.name}: no es un CSV entero ({cause})", f"{path.name}: not a whole CSV ({cause})") from cause
    if len(rows) < 2:
        raise BadWave(f"{path.name}: no tiene cuentas bajo el encabezado", f"{path.name}: no accounts under the header")
    names = rows[0]
    if len(set(names)) < len(names) or not all(names):
        raise BadWave(
            f"{path.name}: el encabezado repite o deja vacía una columna; dé a cada una su nombre",
            f"{path.name}: the header repeats or leaves out a name; give each column its own",
        )
    for line, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise BadWave(
                f"{path.name}: la línea {line} tiene {len(row)} celdas y el encabezado {len(names)}; corríjala",
                f"{path.name}: line {line} has {len(row)} cells, the header {len(names)}; correct it",
            )
        if is_total(row):
            raise BadWave(
                f"{path.name}: la línea {line} es la fila de totales, no una cuenta; bórrela",
                f"{path.name}: line {line} is the row of totals, not an account; delete it",
            )
    layout = Layout(
        tuple(LaidColumn(name, name) for name in names),
        separator=separator,
        encoding=encoding,
        line_end="\r\n" if first.endswith("\r") else "\n",
        quotes=Quotes.ALL if first.startswith('"') and first.rstrip("\r").endswith('"') else Quotes.NEEDED,
    )
    return Portfolio(names, tuple(rows[1:]), layout)


def _decoded(content: bytes, path: Path) -> tuple[str, str]:
    if b"\0" in content[:4096]:
        raise BadWave(
            f"{path.name}: no es texto; guarde la cartera como CSV", f"{path.name}: not text; save the portfolio as CSV"
        )
    for encoding in ("utf-8-sig" if content[:3] == b"\xef\xbb\xbf" else "utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise BadWave(
        f"{path.name}: no es UTF-8 ni cp1252; guárdelo como UTF-8", f"{path.name}: neither UTF-8 nor cp1252; save as UTF-8"
    )


def written(rows: Sequence[Sequence[Cell]], layout: Layout) -> tuple[bytes, dict[str, int]]:
    """The vendor's file, and how many cells of each column got an apostrophe. Raises BadWave naming line and column."""
    return _sheet(rows, layout) if layout.kind is FileKind.XLSX else _csv(rows, layout)


def _csv(rows: Sequence[Sequence[Cell]], layout: Layout) -> tuple[bytes, dict[str, int]]:
    out = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if layout.quotes is Quotes.ALL else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=layout.separator, lineterminator=layout.line_end, quoting=quoting)
    touched: dict[str, int] = {}
    if layout.header:
        writer.writerow([column.name for column in layout.columns])
    for line, row in enumerate(rows, start=1 + layout.header):
        texts = []
        for cell, column in zip(row, layout.columns, strict=True):
            text = _text(cell, column, layout, line)
            if isinstance(cell, str) and would_run(text):
                text = _harmless(text, column, layout, line, touched)
            texts.append(text)
        writer.writerow(texts)
    try:
        return out.getvalue().encode(layout.encoding), touched
    except UnicodeEncodeError as cause:
        line = out.getvalue().count("\n", 0, cause.start) + 1
        letter = out.getvalue()[cause.start]
        raise BadWave(
            f"línea {line}: {letter!r} no cabe en {layout.encoding}; pida el archivo en UTF-8",
            f"line {line}: {letter!r} does not fit {layout.encoding}; ask for the file in UTF-8",
        ) from cause


def _text(cell: Cell, column: LaidColumn, layout: Layout, line: int) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return cell.strftime(layout.dates)
    try:
        return number_text(cell, layout, column.decimals)
    except ValueError as cause:
        raise BadWave(
            f"columna «{column.name}», línea {line}: {cell} tiene más de {column.decimals} decimales; no se redondea",
            f"column «{column.name}», line {line}: {cell} has {cause}; nothing is rounded",
        ) from cause


def _harmless(text: str, column: LaidColumn, layout: Layout, line: int, touched: dict[str, int]) -> str:
    if layout.formulas is Formulas.KEEP:
        return text
    if layout.formulas is Formulas.REFUSE:
        raise BadWave(
            f"columna «{column.name}», línea {line}: una planilla ejecutaría {text[:20]!r}; corríjalo o use formulas: apostrophe",
            f"column «{column.name}», line {line}: a spreadsheet would run {text[:20]!r}; correct it or use formulas: apostrophe",
        )
    touched[column.name] = touched.get(column.name, 0) + 1
    return "'" + text


def _sheet(rows: Sequence[Sequence[Cell]], layout: Layout) -> tuple[bytes, dict[str, int]]:
    if len(rows) + layout.header > _SHEET_ROWS:
        raise BadWave(
            f"{len(rows)} filas; una hoja admite {_SHEET_ROWS}: pida CSV",
            f"{len(rows)} rows; a sheet holds {_SHEET_ROWS}: ask for CSV",
        )
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(layout.sheet)
    styles = [_style(book, n, rows, column, layout) for n, column in enumerate(layout.columns)]
    if layout.header:
        for n, column in enumerate(layout.columns):
            sheet.write_string(0, n, column.name)
    for line, row in enumerate(rows, start=int(layout.header)):
        for n, cell in enumerate(row):
            if isinstance(cell, str):
                _put_text(sheet, line, n, cell, layout.columns[n])
            elif isinstance(cell, date):
                sheet.write_datetime(line, n, datetime(cell.year, cell.month, cell.day), styles[n])
            else:
                _text(cell, layout.columns[n], layout, line + 1)
                sheet.write_number(line, n, float(cell), styles[n])
    book.close()
    return out.getvalue(), {}


def _put_text(sheet: Any, line: int, n: int, cell: str, column: LaidColumn) -> None:
    if len(cell) > _CELL_LETTERS:
        raise BadWave(
            f"columna «{column.name}», línea {line + 1}: {len(cell)} letras; una celda admite {_CELL_LETTERS}",
            f"column «{column.name}», line {line + 1}: {len(cell)} letters; a cell holds {_CELL_LETTERS}",
        )
    if cell:
        sheet.write_string(line, n, cell)


def _style(book: Any, n: int, rows: Sequence[Sequence[Cell]], column: LaidColumn, layout: Layout) -> Any:
    """One format a column, from the whole column: never from one row."""
    cells = [row[n] for row in rows if not isinstance(row[n], str)]
    if cells and isinstance(cells[0], date):
        form = layout.dates.replace("%d", "dd").replace("%m", "mm").replace("%Y", "yyyy").replace("%y", "yy")
        return book.add_format({"num_format": form})
    places = column.decimals
    if places is None:
        places = max((-int(c.as_tuple().exponent) for c in cells if isinstance(c, Decimal)), default=0)
    return book.add_format({"num_format": "0." + "0" * places if places > 0 else "0"})


def rows_of(content: bytes, layout: Layout) -> Iterator[tuple[str, ...]]:
    """The rows of a handed file as text, the header left out. Raises ValueError for a file that is not of the layout."""
    if layout.kind is FileKind.CSV:
        text = content.decode(layout.encoding)
        rows: Iterator[tuple[str, ...]] = (
            tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=layout.separator)
        )
    else:
        rows = _sheet_rows(content)
    if layout.header:
        next(rows, None)
    return rows


def _sheet_rows(content: bytes) -> Iterator[tuple[str, ...]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED_BYTES:
            raise ValueError("it unpacks to more than 2 GiB")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield tuple(_read_text(value) for value in row)


def _read_text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
