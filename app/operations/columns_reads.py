"""How one client's file is read: its shape, its columns by ours, its dates and amounts. What a saved mapping holds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.operations.columns import IGNORED, Column


class Format(StrEnum):
    """Kinds of files."""

    CSV = "csv"
    XLSX = "xlsx"
    FIXED = "fixed"


class DateOrder(StrEnum):
    """In which order a day is written where it is not year first."""

    DMY = "dmy"
    MDY = "mdy"


class BadReads(ValueError):
    """What is said of a file's shape does not hold: `es`, `en`."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.es, self.en = es, en


@dataclass(frozen=True, slots=True)
class Reads:
    """The shape of a file.

    `lines_above` the header are skipped; `columns` says what each header is (`-`: left out; not named: kept beside the debt);
    `widths` (fixed width) each column's name, first letter from 1 and length. `decimal` is the decimal mark. `country` and
    `currency` stand where no column says them.
    """

    format: Format = Format.CSV
    encoding: str = "utf-8"
    separator: str = ","
    sheet: str = ""
    lines_above: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    widths: tuple[tuple[str, int, int], ...] = ()
    decimal: str = ","
    dates: DateOrder = DateOrder.DMY
    country: str = "CL"
    currency: str = "CLP"

    def ours(self) -> dict[str, Column]:
        """Headers of our columns."""
        return {header: Column(name) for header, name in self.columns.items() if name != IGNORED}

    def headers_of(self, column: Column) -> list[str]:
        """The headers of one of our columns."""
        return [header for header, name in self.columns.items() if name == column]

    def as_json(self) -> dict[str, Any]:
        """As kept in the database."""
        return {**asdict(self), "columns": dict(self.columns), "widths": [list(w) for w in self.widths]}


def reads_of(held: Mapping[str, Any]) -> Reads:
    """The inverse of `as_json`. Raises BadReads for what a person cannot have meant."""
    try:
        widths = tuple((str(name), int(first), int(length)) for name, first, length in held.get("widths", ()))
        made = Reads(
            format=Format(held.get("format", "csv")),
            encoding=str(held.get("encoding", "utf-8")),
            separator=str(held.get("separator", ",")),
            sheet=str(held.get("sheet", "")),
            lines_above=int(held.get("lines_above", 0)),
            columns={str(k): str(v) for k, v in dict(held.get("columns", {})).items()},
            widths=widths,
            decimal=str(held.get("decimal", ",")),
            dates=DateOrder(held.get("dates", "dmy")),
            country=str(held.get("country", "CL")).upper(),
            currency=str(held.get("currency", "CLP")).upper(),
        )
        made.ours()
    except (TypeError, ValueError) as cause:
        raise BadReads(
            f"la forma del archivo no se entiende: {cause}", f"the shape of the file is not understood: {cause}"
        ) from cause
    if made.decimal not in (",", "."):
        raise BadReads("el decimal es coma o punto", "the decimal mark is a comma or a point")
    if any(first < 1 or length < 1 for _, first, length in widths):
        raise BadReads("cada columna empieza en 1 o más y mide 1 o más", "each column starts at 1 or later and is 1 or longer")
    return made


def with_columns(reads: Reads, columns: Mapping[str, str]) -> Reads:
    """The same shape with other columns."""
    return replace(reads, columns=dict(columns))
