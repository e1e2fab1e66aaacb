"""How a vendor wants its file: columns, separator, encoding, marks, dates, header, sheet. One layout serves every row alike."""

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from audit.data_file import Fields, parse_fields, read_fields
from audit.errors import BadRubric
from audit.ghosts.commit_error import BadWave
from audit.ghosts.layout_words import in_spanish

_DATE_LETTERS = {"dd": "%d", "mm": "%m", "yyyy": "%Y", "yy": "%y"}
_DATE_FORM = re.compile("yyyy|yy|dd|mm")


class FileKind(StrEnum):
    """What kind of file the vendor reads."""

    CSV = "csv"
    XLSX = "xlsx"


class CellKind(StrEnum):
    """How a column's cells are written. `as_written`: the client's own text, untouched."""

    AS_WRITTEN = "as_written"
    NUMBER = "number"
    DATE = "date"


class Quotes(StrEnum):
    """Which cells of a CSV stand in quotes."""

    NEEDED = "needed"
    ALL = "all"


class Formulas(StrEnum):
    """What happens to a text that a spreadsheet would run. In XLSX texts are texts, nothing is ever done to them."""

    APOSTROPHE = "apostrophe"
    KEEP = "keep"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class LaidColumn:
    """A column of the vendor's file: its name there, the client's column it comes from (None: `fixed` in every row).

    `decimals` rounds nothing: a number that has more is refused.
    """

    name: str
    source: str | None
    kind: CellKind = CellKind.AS_WRITTEN
    decimals: int | None = None
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The vendor's layout. `dates` and `dates_read` are strptime forms; `dates_read` settles how the client's 03/04 is read."""

    columns: tuple[LaidColumn, ...]
    kind: FileKind = FileKind.CSV
    separator: str = ","
    encoding: str = "utf-8"
    decimal: str = "."
    thousands: str = ""
    dates: str = "%Y-%m-%d"
    dates_read: str | None = None
    header: bool = True
    sheet: str = "Hoja1"
    line_end: str = "\n"
    quotes: Quotes = Quotes.NEEDED
    formulas: Formulas = Formulas.APOSTROPHE

    def as_dict(self) -> dict[str, Any]:
        """As it is committed with the file."""
        return {**asdict(self), "columns": [asdict(column) for column in self.columns]}


def layout_of(row: Mapping[str, Any]) -> Layout:
    """A layout from what `as_dict` gave. Raises ValueError, TypeError, KeyError."""
    columns = tuple(LaidColumn(**{**column, "kind": CellKind(column["kind"])}) for column in row["columns"])
    kinds = {"kind": FileKind(row["kind"]), "quotes": Quotes(row["quotes"]), "formulas": Formulas(row["formulas"])}
    return Layout(**{**row, **kinds, "columns": columns})


def read_layout(path: Path, plain: Layout) -> Layout:
    """The layout of a YAML file; what it does not say is as in `plain`, the client's own file. Raises BadWave."""
    try:
        fields, _ = read_fields(path)
    except BadRubric as cause:
        raise _refused(cause) from cause
    return _read(fields, plain)


def parse_layout(content: bytes, name: str, plain: Layout) -> Layout:
    """The same from the bytes of a YAML file; `name` is what errors call it. Raises BadWave."""
    try:
        fields, _ = parse_fields(content, name)
    except BadRubric as cause:
        raise _refused(cause) from cause
    return _read(fields, plain)


def _read(fields: Fields, plain: Layout) -> Layout:
    try:
        found = _layout(fields, plain)
        fields.done()
    except BadRubric as cause:
        raise _refused(cause) from cause
    return found


def _refused(cause: BadRubric) -> BadWave:
    return BadWave(f"diseño del proveedor: {in_spanish(str(cause))}", f"vendor's layout: {cause}")


def _layout(fields: Fields, plain: Layout) -> Layout:
    kind = FileKind.CSV if fields.raw("file") is None else fields.choice("file", FileKind)
    columns = plain.columns
    if fields.raw("columns") is not None:
        columns = _columns(fields, [c.source for c in plain.columns if c.source is not None])
    return Layout(
        columns,
        kind,
        _one(fields, "separator", plain.separator, ",;\t|"),
        _encoding(fields, plain.encoding),
        _one(fields, "decimal", plain.decimal, ".,"),
        _one(fields, "thousands", plain.thousands, ".,' "),
        _dates(fields, "dates") or plain.dates,
        _dates(fields, "dates_read"),
        plain.header if fields.raw("header") is None else fields.flag("header"),
        fields.optional_text("sheet") or plain.sheet,
        {None: plain.line_end, "lf": "\n", "crlf": "\r\n"}[_among(fields, "line_end", ("lf", "crlf"))],
        plain.quotes if fields.raw("quotes") is None else fields.choice("quotes", Quotes),
        plain.formulas if fields.raw("formulas") is None else fields.choice("formulas", Formulas),
    )


def _columns(fields: Fields, known: Sequence[str]) -> tuple[LaidColumn, ...]:
    where = f"{fields.where}: columns"
    rows = fields.rows("columns")
    out = [_column(Fields(row, where)) if isinstance(row, dict) else _named(fields, row) for row in rows]
    for column in out:
        if column.source is not None and column.source not in known:
            raise fields.fail("columns", f"name {column.source!r}, which the portfolio has not; it has {', '.join(known)}")
    names = [column.name for column in out]
    if len(set(names)) < len(names):
        raise fields.fail("columns", "name a column twice; keep one")
    return tuple(out)


def _named(fields: Fields, row: Any) -> LaidColumn:
    if not isinstance(row, str) or not row:
        raise fields.fail("columns", "must be names, or `from` and `name`")
    return LaidColumn(row, row)


def _column(fields: Fields) -> LaidColumn:
    fixed, source = fields.raw("fixed"), fields.optional_text("from")
    if (source is None) == (fixed is None):
        raise fields.fail("from", "or fixed: a column needs one of the two")
    kind = CellKind.AS_WRITTEN if fields.raw("kind") is None else fields.choice("kind", CellKind)
    decimals = fields.raw("decimals")
    if decimals is not None and (type(decimals) is not int or not 0 <= decimals <= 12 or kind is not CellKind.NUMBER):
        raise fields.fail("decimals", "must be a whole number from 0 to 12, in a column of kind number")
    name = fields.optional_text("name") or source
    if name is None:
        raise fields.fail("name", "is missing; write it")
    fields.done()
    return LaidColumn(name, source, kind, decimals, "" if fixed is None else str(fixed))


def _among(fields: Fields, key: str, known: Sequence[str]) -> str | None:
    value = fields.raw(key)
    if value is not None and value not in known:
        raise fields.fail(key, f"must be one of {', '.join(known)}")
    return None if value is None else str(value)


def _one(fields: Fields, key: str, plain: str, known: str) -> str:
    value = fields.raw(key)
    if value is None:
        return plain
    value = "\t" if value == "tab" else value
    if value == "" and key == "thousands":
        return ""
    if not isinstance(value, str) or len(value) != 1 or value not in known:
        raise fields.fail(key, f"must be one of {' '.join(repr(letter) for letter in known)}")
    return value


def _encoding(fields: Fields, plain: str) -> str:
    value = fields.optional_text("encoding")
    if value is None:
        return plain
    try:
        return codecs.lookup(value).name if value.lower() not in ("utf-8-sig", "utf8-sig") else "utf-8-sig"
    except LookupError as cause:
        raise fields.fail("encoding", "is not known; write utf-8, utf-8-sig, cp1252 or latin-1") from cause


def _dates(fields: Fields, key: str) -> str | None:
    text = fields.optional_text(key)
    if text is None or "%" in text:
        return text
    found = _DATE_FORM.sub(lambda match: _DATE_LETTERS[match[0]], text.lower())
    if found.count("%") != 3:
        raise fields.fail(key, "must name day, month and year, as dd/mm/yyyy")
    return found
