"""The shape of a client's file, guessed and shown: never used before a person has seen it."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from app.errors import BadInput, Text
from app.operations.columns import Column, guess, headers_known
from app.operations.columns_reads import DateOrder, Format, Reads
from app.services.portfolio.as_text import MOST_COLUMNS, encoding_of, header_names, kind_of, rows_of, sheets_of
from synthetic.people.atlas import CURRENCIES

_SAMPLE, _PREVIEW, _HEADER_WITHIN = 2_000, 8, 30
_SEPARATORS = (",", ";", "\t", "|")
_POINT_COUNTRIES = frozenset({"US", "GB", "MX", "PE", "GT", "DO"})
_OTHER_CURRENCIES = {"EC": "USD", "DO": "DOP", "PY": "PYG", "GT": "GTQ", "GB": "GBP", "ES": "EUR"}
_COMMA = re.compile(r"\d,\d{1,2}\)?$|\d\.\d{3}(\.\d{3})*(,\d+)?$")
_POINT = re.compile(r"\d\.\d{1,2}\)?$|\d,\d{3}(,\d{3})*(\.\d+)?$")
_DAY = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file seems to be: how to read it, its headers, its first rows, the sheets of a workbook, what is doubtful."""

    reads: Reads
    headers: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    sheets: tuple[str, ...]
    doubts: tuple[Text, ...]


def currency_of(country: str) -> str:
    """A country's money."""
    return {**CURRENCIES, **_OTHER_CURRENCIES}.get(country, "USD")


def guess_shape(path: Path, name: str, country: str) -> Shape:
    """Look at a file. Raises BadInput for one that cannot be a portfolio."""
    reads = Reads(format=kind_of(path, name), country=country, currency=currency_of(country))
    sheets: tuple[str, ...] = ()
    doubts: list[Text] = []
    if reads.format is Format.XLSX:
        found = sheets_of(path, name).first_rows
        sheets = tuple(found)
        best = max(found, key=lambda s: max((headers_known(row) for row in found[s]), default=0))
        reads = replace(reads, sheet=best)
        if len(sheets) > 1:
            others = ", ".join(s for s in sheets if s != best)[:200]
            doubts.append(
                Text(f"se lee la hoja «{best}»; hay otras: {others}", f"sheet “{best}” is read; there are others: {others}")
            )
    else:
        reads = replace(reads, encoding=encoding_of(path, name))
        reads = _text_shape(path, reads, name)
    return shape_of(path, _with_header(path, reads, name), name, sheets, doubts, fresh=True)


def shape_of(
    path: Path, reads: Reads, name: str, sheets: Sequence[str] = (), doubts: Sequence[Text] = (), fresh: bool = False
) -> Shape:
    """The headers and first rows by `reads`; `fresh`: columns, decimals and dates are guessed too. Raises BadInput."""
    with rows_of(path, reads, name) as rows:
        header = [n for n, _, _ in reads.widths] if reads.format is Format.FIXED else next(rows, [])
        sample = [row for row in islice(rows, _SAMPLE) if any(cell.strip() for cell in row)]
    headers = header_names(header)
    if not headers or len(headers) > MOST_COLUMNS:
        n = len(headers)
        raise BadInput(
            f"{name}: tiene {n} columnas; se leen de 1 a {MOST_COLUMNS}",
            f"{name}: has {n} columns; 1 to {MOST_COLUMNS} are read",
            "file",
        )
    if not sample:
        raise BadInput(f"{name}: hay encabezado y ninguna fila", f"{name}: there is a header and no row", "file")
    more: list[Text] = []
    if fresh:
        columns = guess(headers)
        reads = replace(reads, columns={header: str(column) for header, column in columns.items()})
        reads, more = _written(reads, headers, columns, sample)
    preview = tuple(tuple(cell[:120] for cell in row) for row in sample[:_PREVIEW])
    return Shape(reads, tuple(headers), preview, tuple(sheets), (*doubts, *more))


def _text_shape(path: Path, reads: Reads, name: str) -> Reads:
    """The separator, or a fixed width where no separator parts the lines alike."""
    encoding = "utf-8-sig" if reads.encoding == "utf-8" else reads.encoding
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        lines = [line.rstrip("\r\n") for line in islice(text, 400)]
    lines = [line for line in lines if line.strip()]
    if not lines:
        raise BadInput(f"{name}: está en blanco", f"{name}: is blank", "file")

    def fits(mark: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=mark)]
        usual = max(set(counts), key=counts.count)
        return (counts.count(usual) if usual > 1 else 0, usual)

    try:
        best = max(_SEPARATORS, key=fits)
        parted = fits(best)
    except csv.Error:
        best, parted = next((m for m in _SEPARATORS if m in lines[0]), ","), (1, 2)
    if parted[0]:
        return replace(reads, separator=best)
    widths = _widths(lines)
    if len(widths) < 3:
        raise BadInput(
            f"{name}: no se ve qué separa las columnas (coma, punto y coma, tabulador, barra o ancho fijo)",
            f"{name}: nothing parts its columns (comma, semicolon, tab, bar or fixed width)",
            "file",
        )
    return replace(reads, format=Format.FIXED, widths=widths)


def _widths(lines: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    """Columns that begin wherever every line has a blank before a letter."""
    width = max(len(line) for line in lines)
    padded = [line.ljust(width) for line in lines]
    blank = [all(line[at] == " " for line in padded) for at in range(width)]
    starts = [at for at in range(width) if not blank[at] and (at == 0 or blank[at - 1])]
    ends = [*starts[1:], width]
    names = [padded[0][a:b].strip() or f"columna {n}" for n, (a, b) in enumerate(zip(starts, ends, strict=True), 1)]
    return tuple((name, a + 1, b - a) for name, a, b in zip(names, starts, ends, strict=True))


def _with_header(path: Path, reads: Reads, name: str) -> Reads:
    """Titles and blank rows above the header are skipped; a fixed file's own header row too."""
    with rows_of(path, reads, name) as rows:
        first = list(islice(rows, _HEADER_WITHIN))
    if reads.format is Format.FIXED:
        return replace(reads, lines_above=1 if headers_known(n for n, _, _ in reads.widths) >= 2 else 0)
    known = [headers_known(row) for row in first]
    if known and max(known) >= 2:
        return replace(reads, lines_above=known.index(max(known)))
    filled = [at for at, row in enumerate(first) if sum(bool(cell.strip()) for cell in row) > 1]
    return replace(reads, lines_above=filled[0] if filled else 0)


def _written(
    reads: Reads, headers: Sequence[str], columns: dict[str, Column], sample: Sequence[Sequence[str]]
) -> tuple[Reads, list[Text]]:
    """How amounts and days are written, by what the cells allow; told where they allow both or neither."""
    doubts: list[Text] = []

    def cells(*wanted: Column) -> list[str]:
        places = [at for at, header in enumerate(headers) if columns.get(header) in wanted]
        return [row[at].strip() for row in sample for at in places if at < len(row) and row[at].strip()]

    amounts = cells(Column.BALANCE, Column.OVERDUE)
    comma, point = (sum(bool(p.search(cell)) for cell in amounts) for p in (_COMMA, _POINT))
    decimal = "," if comma > point else "." if point > comma else "." if reads.country in _POINT_COUNTRIES else ","
    if comma and point and min(comma, point) * 20 > max(comma, point):
        es = f"hay montos escritos de dos maneras ({comma} con coma decimal, {point} con punto): revise cuál vale"
        doubts.append(
            Text(es, f"amounts are written in two ways ({comma} with a decimal comma, {point} with a point): check which")
        )
    parts = [m for cell in cells(Column.DUE, Column.OPENED) if (m := _DAY.match(cell))]
    first, second = (sum(int(m[g]) > 12 for m in parts) for g in (1, 2))
    order = (
        DateOrder.DMY
        if first > second
        else DateOrder.MDY
        if second > first
        else DateOrder.MDY
        if reads.country == "US"
        else DateOrder.DMY
    )
    if parts and not first and not second:
        doubts.append(
            Text(
                "ninguna fecha dice si va primero el día o el mes: revíselo",
                "no date says whether day or month goes first: check it",
            )
        )
    if first and second:
        doubts.append(Text("hay fechas escritas en los dos órdenes", "dates are written in both orders"))
    return replace(reads, decimal=decimal, dates=order), doubts
