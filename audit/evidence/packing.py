"""The one way a bundle's zip is written, byte for byte: whoever packs the same files otherwise has made another bundle."""

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STORED, DEFLATED = 0, 8
LARGEST = 0xFFFFFFFE
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_UNIX, _VERSION, _VERSION64 = 3, 20, 45
_DATE_1980 = 33
_PLAIN_FILE = 0o100644 << 16
LOCAL_BYTES = _LOCAL.size


@dataclass(frozen=True, slots=True)
class Packed:
    """One entry as it stands in the zip; `offset` is where its header begins, sizes in bytes."""

    name: str
    method: int
    crc: int
    packed_size: int
    size: int
    offset: int

    @property
    def end(self) -> int:
        """Where the next entry begins."""
        return self.offset + LOCAL_BYTES + len(self.name) + self.packed_size


def packed_bytes(data: bytes, method: int) -> bytes:
    """The data as it lies in the zip."""
    if method == STORED:
        return data
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


def local_header(entry: Packed) -> bytes:
    """What stands before an entry's data: no date, no owner, nothing that could carry a message."""
    name = entry.name.encode("ascii")
    sizes = (entry.crc, entry.packed_size, entry.size)
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, entry.method, 0, _DATE_1980, *sizes, len(name), 0) + name


def central_header(entry: Packed) -> bytes:
    """The entry's line in the directory."""
    name = entry.name.encode("ascii")
    far = entry.offset >= _FULL32
    extra = struct.pack("<HHQ", 1, 8, entry.offset) if far else b""
    version = _VERSION64 if far else _VERSION
    sizes = (entry.crc, entry.packed_size, entry.size, len(name), len(extra), 0, 0, 0)
    fixed = (b"PK\x01\x02", version, _UNIX, version, 0, 0, entry.method, 0, _DATE_1980)
    return _CENTRAL.pack(*fixed, *sizes, _PLAIN_FILE, _FULL32 if far else entry.offset) + name + extra


def directory(entries: Sequence[Packed]) -> bytes:
    """Everything after the last entry's data."""
    start = entries[-1].end if entries else 0
    lines = b"".join(central_header(entry) for entry in entries)
    return lines + _end(len(entries), start, len(lines))


def _end(count: int, start: int, size: int) -> bytes:
    far = b""
    if count >= _FULL16 or start >= _FULL32 or size >= _FULL32:
        record = (b"PK\x06\x06", _END64.size - 12, _VERSION64, _VERSION64, 0, 0, count, count, size, start)
        far = _END64.pack(*record) + _LOCATOR.pack(b"PK\x06\x07", 0, start + size, 1)
    few = min(count, _FULL16)
    return far + _END.pack(b"PK\x05\x06", 0, 0, few, few, min(size, _FULL32), min(start, _FULL32), 0)


def packed_zip(files: Iterable[tuple[str, bytes]], stored: Iterable[str] = ()) -> bytes:
    """A whole zip in memory, in the order given; `stored` names the entries that are not squeezed."""
    kept, at = set(stored), 0
    parts: list[bytes] = []
    entries: list[Packed] = []
    for name, data in files:
        entry, lying = packed(name, data, STORED if name in kept else DEFLATED, at)
        parts += [local_header(entry), lying]
        entries.append(entry)
        at = entry.end
    return b"".join(parts) + directory(entries)


def packed(name: str, data: bytes, method: int, offset: int) -> tuple[Packed, bytes]:
    """An entry and its bytes in the zip."""
    lying = packed_bytes(data, method)
    return Packed(name, method, zlib.crc32(data), len(lying), len(data), offset), lying
