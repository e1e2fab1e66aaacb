"""What is known of a call before it is heard: the rows of calls.csv."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from unicodedata import normalize

from app.errors import BadInput, Text
from audit.calls import Account, account_from
from audit.errors import BadCall

COLUMNS = (
    "file",
    "call_id",
    "country",
    "lang",
    "called_at",
    "vendor",
    "agent",
    "agent_channel",
    "debtor",
    "creditor",
    "agency",
    "product",
    "amount",
    "currency",
    "due_date",
)
CHANNELS = ("left", "right", "mixed")
LANGUAGES = ("es", "en")
MAX_CSV_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class Facts:
    """One row of calls.csv; None is unknown, and whatever depends on it is not assessed."""

    call_id: str | None = None
    country: str | None = None
    lang: str | None = None
    called_at: datetime | None = None
    vendor: str | None = None
    agent: str | None = None
    agent_channel: str | None = None
    account: Account = field(default_factory=Account)

    def with_defaults(self, country: str | None, lang: str | None) -> "Facts":
        """What the row leaves open, from what was said of the whole folder."""
        return replace(self, country=self.country or country, lang=self.lang or lang)


@dataclass(frozen=True, slots=True)
class FactsTable:
    """Every row by its file name; `warnings` are the cells that could not be used."""

    rows: Mapping[str, Facts] = field(default_factory=dict)
    warnings: tuple[Text, ...] = ()

    def of(self, file: str, alone: bool = True) -> Facts:
        """The facts of a file, found by its path or, failing that, by its last part where the file is alone in having it."""
        key = file_key(file)
        return self.rows.get(key) or (self.rows.get(file_key(PurePosixPath(key).name)) if alone else None) or Facts()


def file_key(file: str) -> str:
    """How file names are compared: composed accents, forward slashes, no case, no leading dot folder."""
    return normalize("NFC", file.strip().replace("\\", "/")).casefold().removeprefix("./")


def read_facts(data: bytes, name: str = "calls.csv") -> FactsTable:
    """Read calls.csv (UTF-8, UTF-16 with its mark, or Windows-1252; comma, semicolon or tab).

    A cell that cannot be used becomes unknown and a warning. Raises BadInput when the table itself is unusable.
    """
    if len(data) > MAX_CSV_BYTES:
        raise BadInput(f"{name}: pasa de 20 MB; divídalo", f"{name}: is over 20 MB; split it", "files")
    warnings: list[Text] = []
    text = _decode(data, name, warnings)
    header, rows = _rows(text, name)
    columns = [c.strip().casefold() for c in header]
    _check_header(columns, name)
    out: dict[str, Facts] = {}
    for line, row in rows:
        cells = {c: v.strip() for c, v in zip(columns, row, strict=False)}
        if not any(cells.values()):
            continue
        where = f"{name}:{line}"
        if len(row) != len(columns):
            es, en = (
                f"{where}: tiene {len(row)} columnas y no {len(columns)}",
                f"{where}: has {len(row)} columns, not {len(columns)}",
            )
            warnings.append(Text(f"{es}; revise comas y comillas", f"{en}; check commas and quotes"))
        key = file_key(cells.get("file", ""))
        if not key or key in out:
            warnings.append(_bad_key(where, cells.get("file", "")))
            continue
        out[key] = _facts(cells, where, warnings)
    if not out:
        raise BadInput(f"{name}: no tiene ninguna fila con archivo", f"{name}: has no row with a file", "files")
    return FactsTable(out, tuple(warnings))


def _decode(data: bytes, name: str, warnings: list[Text]) -> str:
    if b"\x00" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        at = data.index(b"\x00")
        raise BadInput(
            f"{name}: no es texto (byte nulo en {at}); guárdelo como CSV UTF-8",
            f"{name}: is not text (null byte at {at}); save it as CSV UTF-8",
            "files",
        )
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        place = cause.start
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as cause:
        raise BadInput(
            f"{name}: el byte {place} no es UTF-8; guárdelo como CSV UTF-8",
            f"{name}: byte {place} is not UTF-8; save it as CSV UTF-8",
            "files",
        ) from cause
    warnings.append(
        Text(
            f"{name}: no es UTF-8 (byte {place}); se leyó como Windows-1252, revise los acentos",
            f"{name}: is not UTF-8 (byte {place}); it was read as Windows-1252, check the accents",
        )
    )
    return text


def _rows(text: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if row:
                rows.append((reader.line_num, row))
            if len(rows) > MAX_ROWS:
                raise BadInput(f"{name}: pasa de {MAX_ROWS} filas", f"{name}: has over {MAX_ROWS} rows", "files")
    except csv.Error as cause:
        raise BadInput(
            f"{name}:{reader.line_num}: no es CSV válido ({cause}); revise las comillas",
            f"{name}:{reader.line_num}: is not valid CSV ({cause}); check the quotes",
            "files",
        ) from cause
    if not rows:
        raise BadInput(f"{name}: está vacío", f"{name}: is empty", "files")
    return rows[0][1], rows[1:]


def _check_header(columns: list[str], name: str) -> None:
    if "file" not in columns:
        seen = ", ".join(columns)[:120]
        raise BadInput(
            f"{name}: falta la columna file; tiene: {seen}", f"{name}: column file is missing; it has: {seen}", "files"
        )
    double = next((c for c in columns if c and columns.count(c) > 1), None)
    if double:
        raise BadInput(f"{name}: la columna {double} está dos veces", f"{name}: column {double} appears twice", "files")


def _bad_key(where: str, value: str) -> Text:
    if not value.strip():
        return Text(f"{where}: falta file; la fila no se usa", f"{where}: file is missing; the row is not used")
    shown = value[:80]
    return Text(f"{where}: {shown} ya apareció; se usa la primera fila", f"{where}: {shown} came before; the first row is used")


def _facts(cells: Mapping[str, str], where: str, warnings: list[Text]) -> Facts:
    def one_of(column: str, allowed: tuple[str, ...]) -> str | None:
        value = cells.get(column, "").casefold()
        if value and value not in allowed:
            _warn(warnings, where, column, value, "/".join(allowed), "/".join(allowed))
            return None
        return value or None

    return Facts(
        call_id=_text(cells.get("call_id")),
        country=country_of(cells.get("country", ""), where, warnings),
        lang=one_of("lang", LANGUAGES),
        called_at=_called_at(cells.get("called_at", ""), where, warnings),
        vendor=_text(cells.get("vendor")),
        agent=_text(cells.get("agent")),
        agent_channel=one_of("agent_channel", CHANNELS),
        account=_account(cells, where, warnings),
    )


def _text(value: str | None) -> str | None:
    return value[:MAX_TEXT] if value else None


def _warn(warnings: list[Text], where: str, column: str, value: str, es: str, en: str) -> None:
    shown = value[:60]
    warnings.append(
        Text(
            f"{where}: {column} {shown!r} no se entiende y queda desconocido; escriba {es}",
            f"{where}: {column} {shown!r} is not understood and stays unknown; write {en}",
        )
    )


def country_of(value: str, where: str, warnings: list[Text]) -> str | None:
    """A two-letter country code in upper case; UK is GB."""
    code = value.strip().upper()
    if not code:
        return None
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        _warn(warnings, where, "country", value, "CL, MX, CO…", "CL, MX, CO…")
        return None
    return "GB" if code == "UK" else code


def _called_at(value: str, where: str, warnings: list[Text]) -> datetime | None:
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not 1990 < at.year < 2200:
        _warn(warnings, where, "called_at", value, "2026-05-12T10:31:00-04:00", "2026-05-12T10:31:00-04:00")
        return None
    return at


_ACCOUNT_TEXT = ("debtor", "creditor", "agency", "product", "currency")


def _account(cells: Mapping[str, str], where: str, warnings: list[Text]) -> Account:
    known: dict[str, Any] = {c: _text(cells.get(c)) for c in _ACCOUNT_TEXT}
    if known["currency"]:
        code = str(known["currency"]).upper()
        known["currency"] = code if len(code) == 3 and code.isalpha() and code.isascii() else None
        if known["currency"] is None:
            _warn(warnings, where, "currency", code, "CLP, MXN, COP…", "CLP, MXN, COP…")
    for column, example in (("amount", "184990.50"), ("due_date", "2026-05-31")):
        if cells.get(column):
            try:
                account_from({column: cells[column]}, where)
                known[column] = cells[column]
            except BadCall:
                _warn(warnings, where, column, cells[column], example, example)
    return account_from(known, where)
