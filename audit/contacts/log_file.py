"""What kind of file a contact log is: its encoding, separator and columns, found before a row is read."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.contacts.errors import BadContacts

COLUMNS = (
    *("contact_id", "debtor_id", "account_id", "vendor", "country", "subdivision", "timezone", "channel", "direction", "at"),
    *("outcome", "answered_by", "duration_s", "caller_id", "template"),
)
NEEDED = ("contact_id", "debtor_id", "country", "channel", "direction", "at")
_HEAD, _PIECE = 1 << 18, 1 << 22
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "ZIP / Excel", b"\xd0\xcf\x11\xe0": "Excel", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class LogFile:
    """A log as UTF-8 text: where it is, what parts its cells, its columns in order, the lines above its header."""

    path: Path
    separator: str
    columns: tuple[str, ...]
    lines_above: int


def opened(path: Path, folder: Path, country: str | None = None, more: Sequence[str] = (), name: str | None = None) -> LogFile:
    """The log, copied into `folder` as UTF-8 where it is not. `country` stands for a missing country column; columns named in
    `more` keep their names too. `name` is what its sender called it, where the path does not say so.

    Raises BadContacts for a file that is empty, packed or lacks a column; OSError where it cannot be read.
    """
    name = name or path.name
    path = path if path.is_file() else _kept(path, folder)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(codecs.BOM_UTF8 + b" \t\r\n"):
        raise BadContacts(f"{name}: está vacío; ponga al menos la fila de encabezado", f"{name}: is empty; put in a header row")
    packed = next((kind for magic, kind in _PACKED.items() if head.startswith(magic)), None)
    if packed:
        raise BadContacts(
            f"{name}: es un archivo {packed}; descomprímalo o guárdelo como CSV",
            f"{name}: is a {packed} file; unpack it or save it as CSV",
        )
    encoding = _encoding(path, head)
    text = path if encoding == "utf-8" else _as_utf8(path, encoding, folder / "utf8.csv")
    with text.open("rb") as file:
        first = file.read(_HEAD).decode("utf-8-sig", errors="replace")
    return _with_header(text, name, first, country, more)


def _kept(pipe: Path, folder: Path) -> Path:
    """What comes through a pipe, where it can be read twice."""
    to = folder / pipe.name
    with to.open("wb") as copy:
        for piece in _pieces(pipe):
            copy.write(piece)
    return to


def _with_header(path: Path, name: str, head: str, country: str | None, more: Sequence[str]) -> LogFile:
    lines = head.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    above = 0
    while above < len(lines) - 1 and (not lines[above].strip() or lines[above].strip().lower().startswith("sep=")):
        above += 1
    tried = {mark: _cells(lines[above:], mark) for mark in (",", ";", "\t", "|")}
    separator = max(tried, key=lambda mark: len(set(tried[mark]) & set(COLUMNS)))
    columns = tried[separator]
    missing = [each for each in NEEDED if each not in columns and not (each == "country" and country)]
    if missing:
        found = ", ".join(columns[:20])[:200]
        raise BadContacts(
            f"{name}: falta la columna {', '.join(missing)}; la primera fila debe nombrarlas (dice: {found})",
            f"{name}: column {', '.join(missing)} is missing; the first row must name them (it says: {found})",
        )
    twice = [each for each, n in Counter(columns).items() if n > 1 and each in COLUMNS]
    if twice:
        raise BadContacts(
            f"{name}: la columna {twice[0]} está dos veces; deje una", f"{name}: column {twice[0]} is there twice; keep one"
        )
    return LogFile(path, separator, tuple(_unlike(columns, more)), above)


def _cells(lines: list[str], mark: str) -> list[str]:
    row = next(csv.reader((line + "\n" for line in lines), delimiter=mark), [])
    return [cell.strip().lower().replace(" ", "_") for cell in row]


def _unlike(columns: list[str], more: Sequence[str]) -> Iterator[str]:
    """Columns nobody knows get names of their own, so that two alike or without a name do no harm."""
    for number, column in enumerate(columns):
        known = column in COLUMNS or (column in more and column not in columns[:number])
        yield column if known else f"other_{number}"


def _encoding(path: Path, head: bytes) -> str:
    """UTF-8 unless most of what is not ASCII is not; Windows' own otherwise."""
    if head.startswith(_UTF16):
        return "utf-16"
    fine, broken = 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for piece in _pieces(path):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
        return "utf-8"
    except UnicodeDecodeError:
        decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for piece in _pieces(path):
        beyond = [letter for letter in decoder.decode(piece) if letter > "\x7f"]
        escaped = sum("\udc80" <= letter <= "\udcff" for letter in beyond)
        fine, broken = fine + len(beyond) - escaped, broken + escaped
    return "utf-8" if fine > broken else "cp1252"


def _as_utf8(path: Path, encoding: str, to: Path) -> Path:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with to.open("wb") as copy:
        for piece in _pieces(path):
            copy.write(decoder.decode(piece).encode("utf-8"))
        copy.write(decoder.decode(b"", final=True).encode("utf-8"))
    return to


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
