"""A file of rows as it stands: any encoding and separator in, every cell kept as it was written."""

import csv
import io
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.errors import BadMaterial
from synthetic.portfolio.total_rows import is_total

Codes = npt.NDArray[np.int64]
_SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `texts[codes[i]]` is the cell of row i. Texts are in order of first appearance."""

    name: str
    texts: tuple[str, ...]
    codes: Codes

    def cells(self) -> list[str]:
        """Every cell as text."""
        return [self.texts[code] for code in self.codes]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file and how it was written."""

    columns: tuple[Column, ...]
    separator: str
    encoding: str

    @property
    def names(self) -> tuple[str, ...]:
        """The header."""
        return tuple(column.name for column in self.columns)

    def __len__(self) -> int:
        return len(self.columns[0].codes) if self.columns else 0

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return next(column for column in self.columns if column.name == name) if name in self.names else _missing(name)


def _missing(name: str) -> Column:
    raise KeyError(name)


def of_rows(names: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]], where: str = "rows") -> Table:
    """A table of rows of text. Raises BadMaterial for a row of another length."""
    seen: list[dict[str, int]] = [{} for _ in names]
    codes = [array("q") for _ in names]
    width = len(names)
    for number, row in enumerate(rows, start=2):
        if len(row) != width:
            if not any(cell.strip() for cell in row):
                continue
            raise BadMaterial(
                f"{where}: la línea {number} tiene {len(row)} celdas y el encabezado {width}; corrija esa línea",
                f"{where}: line {number} has {len(row)} cells and the header {width}; correct that line",
            )
        for cell, known, kept in zip(row, seen, codes, strict=True):
            kept.append(known.setdefault(cell, len(known)))
    columns = tuple(
        Column(name, tuple(known), np.frombuffer(kept, dtype=np.int64).copy() if kept else np.zeros(0, dtype=np.int64))
        for name, known, kept in zip(names, seen, codes, strict=True)
    )
    return Table(columns, ",", "utf-8")


def read(path: Path) -> Table:
    """A CSV in UTF-8, UTF-16 or Windows-1252, separated by comma, semicolon, tab or bar. Raises BadMaterial, OSError."""
    text, encoding = _decoded(path)
    if not text.strip():
        raise BadMaterial(f"{path.name}: el archivo está vacío", f"{path.name}: the file is empty")
    separator = _separator(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = [name.strip() for name in next(line for line in lines if any(cell.strip() for cell in line))]
        _check_header(names, path.name)
        table = of_rows(names, _accounts(lines, path.name), path.name)
    except csv.Error as cause:
        raise BadMaterial(
            f"{path.name}: línea {lines.line_num} ilegible ({cause}); revise las comillas",
            f"{path.name}: line {lines.line_num} cannot be read ({cause}); check the quotes",
        ) from cause
    if not len(table):
        raise BadMaterial(f"{path.name}: hay encabezado y ninguna fila", f"{path.name}: there is a header and no row")
    return Table(table.columns, separator, encoding)


def _accounts(lines: Iterator[list[str]], where: str) -> Iterator[list[str]]:
    """The rows, none of them the row of totals: ghosts would be drawn from it."""
    for row in lines:
        if is_total(row):
            n = getattr(lines, "line_num", 0)
            raise BadMaterial(
                f"{where}: la línea {n} es la fila de totales, no una cuenta; bórrela",
                f"{where}: line {n} is the row of totals, not an account; delete it",
            )
        yield row


def _refuse_a_mixture(content: bytes, where: str) -> None:
    """Some lines in UTF-8 and others not: read as either, the other names come out broken, and the ghosts' with them."""
    first: dict[bool, int] = {}
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line.isascii():
            first.setdefault(_is_utf8(line), number)
    if len(first) == 2:
        raise BadMaterial(
            f"{where}: la línea {first[True]} está en UTF-8 y la {first[False]} no; guárdelo entero como UTF-8",
            f"{where}: line {first[True]} is in UTF-8 and line {first[False]} is not; save all of it as UTF-8",
        )


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(path: Path) -> tuple[str, str]:
    content = path.read_bytes()
    if content[:4] == b"PK\x03\x04":
        raise BadMaterial(
            f"{path.name}: es un libro de Excel; guárdelo como CSV", f"{path.name}: it is an Excel workbook; save it as CSV"
        )
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    encodings = [name for mark, name in marks if content.startswith(mark)] or ["utf-8", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8" and b"\x00" not in content:
                _refuse_a_mixture(content, path.name)
            continue
        if "\x00" in text:
            break
        return text, encoding
    raise BadMaterial(
        f"{path.name}: no es texto; guárdelo como CSV en UTF-8", f"{path.name}: it is not text; save it as CSV in UTF-8"
    )


def _separator(text: str) -> str:
    head = [line for line in text[:200_000].splitlines() if line.strip()][:50]
    counts = {mark: [len(row) for row in csv.reader(head, delimiter=mark)] for mark in _SEPARATORS}
    return max(_SEPARATORS, key=lambda mark: (sum(n == counts[mark][0] > 1 for n in counts[mark]), counts[mark][0]))


def _check_header(names: Sequence[str], where: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadMaterial(
            f"{where}: la columna {twice[0]!r} está dos veces; deje una", f"{where}: column {twice[0]!r} is there twice; keep one"
        )
    if "" in names:
        place = list(names).index("") + 1
        raise BadMaterial(
            f"{where}: la columna {place} no tiene nombre; póngaselo", f"{where}: column {place} has no name; give it one"
        )


__all__ = ["Codes", "Column", "Table", "of_rows", "read"]
