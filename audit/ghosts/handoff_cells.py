"""How cells are written: one writer a column, made from the client's own cells, through which every row goes alike."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from audit.ghosts.commit_error import BadWave
from audit.ghosts.layouts import CellKind, FileKind, LaidColumn, Layout

Cell = str | Decimal | date
Reads = Callable[[str], Cell | None]
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "s/i", "s/d", "n/d"})
_FORMS = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d",
    "%d/%m/%y", "%m/%d/%y", "%d-%m-%y",
)  # fmt: skip
_MARKS = ((".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'"))
_PLAIN = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_MOST_DIGITS = 15  # what a spreadsheet's number keeps


def missing(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return text.strip().casefold() in MISSING


def reader_of(column: LaidColumn, cells: Sequence[str], layout: Layout) -> Reads:
    """Turns a cell's text into what goes to the file. Raises BadWave where the client's own cells do not fit the kind."""
    if column.kind is CellKind.NUMBER:
        return _numbers(column, cells)
    if column.kind is CellKind.DATE:
        return _dates(column, cells, layout)
    if layout.kind is FileKind.XLSX and column.source is not None:
        return _typed(cells)
    return lambda text: text


def number_text(value: Decimal, layout: Layout, decimals: int | None) -> str:
    """A number as the vendor reads it. Raises ValueError where it has more decimals than the layout gives."""
    places = max(0, -int(value.as_tuple().exponent)) if decimals is None else decimals
    rounded = round(value, places)
    if rounded != value:
        raise ValueError(f"more than {places} decimals")
    whole = f"{rounded:,.{places}f}"
    return whole.replace(",", "\0").replace(".", layout.decimal).replace("\0", layout.thousands)


def _typed(cells: Sequence[str]) -> Reads:
    """For a sheet: numbers where every cell is plainly one, else the text as it is."""
    filled = {cell for cell in cells if cell}
    if filled and all(_PLAIN.fullmatch(c) and len(c.strip("-").replace(".", "")) <= _MOST_DIGITS for c in filled):
        return lambda text: Decimal(text) if text and _PLAIN.fullmatch(text) else text
    return lambda text: text


def _numbers(column: LaidColumn, cells: Sequence[str]) -> Reads:
    filled = sorted({cell for cell in cells if not missing(cell)})
    tried = [(marks, [_number(cell, *marks) for cell in filled]) for marks in _MARKS]
    for marks, values in tried:
        if None not in values:
            return lambda text: text if missing(text) else _number(text, *marks)
    _, values = min(tried, key=lambda row: row[1].count(None))
    raise _unfit(column, filled[values.index(None)], "un número", "a number")


def _number(text: str, point: str, thousands: str) -> Decimal | None:
    body = text.strip()
    if thousands:
        groups = re.fullmatch(rf"-?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})*(?:{re.escape(point)}\d+)?", body)
        body = body.replace(thousands, "") if groups else "?"
    try:
        return Decimal(body.replace(point, ".")) if re.fullmatch(rf"-?\d+(?:{re.escape(point)}\d+)?", body) else None
    except InvalidOperation:
        return None


def _dates(column: LaidColumn, cells: Sequence[str], layout: Layout) -> Reads:
    filled = sorted({cell.strip() for cell in cells if not missing(cell)})
    forms = (layout.dates_read,) if layout.dates_read else _FORMS
    fitting = fitting_forms(filled, forms)
    if not fitting:
        best = min(forms, key=lambda form: sum(_date(cell, form) is None for cell in filled))
        raise _unfit(column, next(c for c in filled if _date(c, best) is None), "una fecha", "a date")
    if len({tuple(_date(cell, form) for cell in filled) for form in fitting}) > 1:
        raise BadWave(
            f"columna «{column.source}»: las fechas se leen de dos maneras; diga dates_read en el diseño (dd/mm/yyyy)",
            f"column «{column.source}»: its dates read two ways; give dates_read in the layout (dd/mm/yyyy)",
        )
    return lambda text: text if missing(text) else _date(text.strip(), fitting[0])


def fitting_forms(cells: Sequence[str], forms: Sequence[str] = _FORMS) -> tuple[str, ...]:
    """The forms under which every cell is a date."""
    return tuple(form for form in forms if all(_date(cell, form) is not None for cell in cells))


def day_of(text: str, form: str) -> date:
    """The date of a text. Raises ValueError."""
    return datetime.strptime(text.strip(), form).date()


def _date(text: str, form: str) -> date | None:
    try:
        return day_of(text, form)
    except ValueError:
        return None


def _unfit(column: LaidColumn, cell: str, es: str, en: str) -> BadWave:
    return BadWave(
        f"columna «{column.source}»: {cell[:40]!r} no es {es}; corrija el archivo o el kind del diseño",
        f"column «{column.source}»: {cell[:40]!r} is not {en}; correct the file or the layout's kind",
    )
