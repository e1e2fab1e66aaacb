"""Zips, names and tables of an upload that are wrong in one way each."""

import io
import zipfile
from collections.abc import Callable

from tests.app.world import CALLS_CSV, wav, zipped

Case = tuple[str, bytes]
GOOD = zipped({"a.wav": wav(1), "b.wav": wav(2)})
HEAD, FIRST, SECOND, _ = CALLS_CSV.splitlines()
COLUMNS = HEAD.split(",")
NAMES = [
    "../a.wav", "/etc/a.wav", "//host/a.wav", "..\\a.wav", "C:\\a.wav", "c:a.wav", "x/../../a.wav", "x/../a.wav", "a\x01.wav",
    "a\n.wav",
    "a\x7f.wav", "z" * 400 + ".wav", "a\t.wav", "\\\\host\\share\\a.wav", "./../a.wav", "a\x1b[31m.wav",
]  # fmt: skip
FOREIGN_NAMES = [
    "a.exe", "a.txt", "a.wav.zip", "a.tar", "a.gz", "a.7z", "a.rar", "a", "a.wav.exe", "a.pdf", "a.html", "a.js", "a.sh", ".wavx",
]  # fmt: skip


def special(change: Callable[[zipfile.ZipInfo], None], data: bytes = b"/etc/passwd") -> bytes:
    """A zip with one good recording and one entry that was changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("good.wav", wav(7))
        entry = zipfile.ZipInfo("bad.wav")
        change(entry)
        archive.writestr(entry, data)
    return out.getvalue()


def _link(entry: zipfile.ZipInfo) -> None:
    entry.external_attr = 0o120777 << 16


def _packed(entry: zipfile.ZipInfo) -> None:
    entry.compress_type = zipfile.ZIP_DEFLATED


def with_flags(data: bytes, flag: int) -> bytes:
    """The last entry's flags set in both of its headers."""
    out = bytearray(data)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        out[data.rindex(magic) + at] |= flag
    return bytes(out)


def with_method(data: bytes, method: int) -> bytes:
    """The last entry's way of packing set in both of its headers."""
    out = bytearray(data)
    for magic, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        out[data.rindex(magic) + at] = method
    return bytes(out)


def with_sizes(data: bytes, size: int) -> bytes:
    """The last entry's declared size changed in the directory."""
    at = data.rindex(b"PK\x01\x02") + 24
    return data[:at] + size.to_bytes(4, "little") + data[at + 4 :]


def torn(method: int) -> bytes:
    """The last entry packed that way, its packed bytes overwritten past the first few."""

    def packed(entry: zipfile.ZipInfo) -> None:
        entry.compress_type = method

    data = special(packed, wav(8, 4.0))
    end = data.index(b"PK\x01\x02")
    return data[: end - 200] + b"\xff" * 190 + data[end - 10 :]


PLAIN = special(lambda _entry: None, wav(8))
BEFORE_DIRECTORY = PLAIN.index(b"PK\x01\x02")
NINE_MEGABYTES = bytes(9 * 1024 * 1024)

# Each holds good.wav, which must go on, and bad.wav, which must be named.
HALF_GOOD: list[Case] = [
    ("link", special(_link)),
    ("password", with_flags(PLAIN, 1)),
    ("bomb", special(_packed, NINE_MEGABYTES)),
    ("bomb-that-lies", with_sizes(special(_packed, NINE_MEGABYTES), 900)),
    ("bad-crc", PLAIN[: BEFORE_DIRECTORY - 9] + b"\xaa\x55\xaa" + PLAIN[BEFORE_DIRECTORY - 6 :]),
    ("bad-deflate", torn(zipfile.ZIP_DEFLATED)),
    ("bad-bzip2", torn(zipfile.ZIP_BZIP2)),
    ("bad-lzma", torn(zipfile.ZIP_LZMA)),
    *((f"method-{n}", with_method(PLAIN, n)) for n in (1, 6, 8, 9, 12, 14, 19, 93, 95, 97, 99)),
    ("empty-member", special(lambda _entry: None, b"")),
    ("patch-flag", with_flags(PLAIN, 0x20)),
]
# Each holds nothing that can be used.
HOPELESS: list[Case] = [
    ("empty", zipped({})),
    ("no-bytes", b""),
    ("text", b"not a zip"),
    ("magic", b"PK\x03\x04"),
    ("end-only", b"PK\x05\x06" + bytes(17)),
    ("end-lies", b"PK\x05\x06" + b"\xff" * 18),
    ("nested", zipped({"in.zip": GOOD})),
    ("nested-twice", zipped({"in.zip": zipped({"in.zip": GOOD})})),
    ("only-folders", zipped({"x/": b"", "x/y/": b""})),
    ("only-mac", zipped({"__MACOSX/._a.wav": b"x", ".DS_Store": b"x"})),
    ("only-table", zipped({"calls.csv": CALLS_CSV.encode()})),
    ("all-empty", zipped({"a.wav": b"", "b.wav": b""})),
    *((f"name-{n}", zipped({name: wav()})) for n, name in enumerate(NAMES)),
    *((f"foreign-{n}", zipped({name: b"x"})) for n, name in enumerate(FOREIGN_NAMES)),
    *((f"cut-{n}", GOOD[:n]) for n in (5, 30, 100, 1000, 16000, len(GOOD) // 2, len(GOOD) - 30, len(GOOD) - 1)),
]


def row(**cells: str) -> bytes:
    """A table whose first row has these cells instead, and whose second is good."""
    known = dict(zip(COLUMNS, FIRST.split(","), strict=True)) | cells
    return f"{HEAD}\n{','.join(known.values())}\n{SECOND}\n".encode()


WRONG_CELLS = {
    "called_at": ["2026-05-12", "ayer", "2026-05-12T10:31:00", "12/05/2026 10:31", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00Z",
                  "9999-12-31T23:59:59+00:00", "2026-02-30T10:00:00-04:00", "1747046400", "2026-05-12T25:00:00-04:00"],
    "country": ["Chile", "C", "CHL", "12", "C1", "🇨🇱", "ÑÑ", "--"],
    "lang": ["pt", "español", "e", "ES_CL", "1", "eses"],
    "amount": ["-5", "NaN", "Infinity", "-Infinity", "x", "$100", "1.2.3", "1e", "0x10", "--1", "sNaN", "184 990"],
    "currency": ["pesos", "$", "CL", "CLPP", "123", "C P", "€€€"],
    "due_date": ["31/05/2026", "2026-13-01", "2026-02-30", "mayo", "20", "2026-5-3", "0000-00-00", "99999-01-01"],
}  # fmt: skip
CELLS: list[tuple[str, str, bytes]] = [
    (column, value, row(**{column: value})) for column, values in WRONG_CELLS.items() for value in values
]
TABLES: list[Case] = [
    ("empty", b""),
    ("blank", b"\n\r\n\n"),
    ("mark-only", b"\xef\xbb\xbf"),
    ("no-file-column", b"archivo,call_id\na.wav,1\n"),
    ("column-twice", b"file,amount,amount\na.wav,1,2\n"),
    ("header-only", HEAD.encode()),
    ("no-names", HEAD.encode() + b"\n,MS-1,,,,,,,,,,\n"),
    ("open-quote", HEAD.encode() + b'\n"a.wav,MS-1\n'),
    ("quote-inside", b'file,call_id\n"a.wav"x,1\n'),
    ("nul", CALLS_CSV.encode().replace(b"MS-1", b"MS\x001")),
    ("nul-first", b"\x00" + CALLS_CSV.encode()),
    ("utf-16-unmarked", CALLS_CSV.encode("utf-16-le")),
    ("utf-32", CALLS_CSV.encode("utf-32")),
    ("utf-16-odd", CALLS_CSV.encode("utf-16")[:-1]),
    ("zip", zipped({"x": b"x"})),
    ("xlsx-cut", b"PK\x03\x04\x14\x00\x06\x00binary"),
    ("undefined-bytes", b"file\n\x81\x8d\x8f.wav\n"),
    ("long-cell", b"file,debtor\na.wav," + b"x" * 200_000 + b"\n"),
    ("pdf", b"%PDF-1.7\n%\x00\x01"),
    ("json", b'[{"file": "a.wav"}]'),
    ("pipes", CALLS_CSV.replace(",", "|").encode()),
    ("html", b"<table><tr><td>file</td></tr></table>"),
]
# Tables that are odd and still read: what they say of a.wav must arrive, and what was left out must be said.
ODD_TABLES: list[Case] = [
    ("short-row", f"{HEAD}\na.wav,MS-1\n".encode()),
    ("long-row", f"{HEAD}\n{FIRST},x,y\n".encode()),
    ("twice", f"{HEAD}\n{FIRST}\n{FIRST}\n".encode()),
    ("nameless-row", f"{HEAD}\n{FIRST}\n{FIRST.replace('a.wav', '')}\n".encode()),
    ("windows", f"{HEAD}\n{FIRST.replace('Ana Rojas', 'Inés Núñez')}\n".encode("cp1252")),
    ("not-arrived", f"{HEAD}\n{FIRST}\n{FIRST.replace('a.wav', 'zz.wav')}\n".encode()),
    ("case-twice", f"{HEAD}\n{FIRST}\n{FIRST.replace('a.wav', 'A.WAV')}\n".encode()),
]
