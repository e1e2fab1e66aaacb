"""Opening a bundle's zip with suspicion: what a sealed bundle never has is a fault, before anything in it is believed."""

import hashlib
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from audit.data_file import Words
from audit.evidence.faults import Fault, Problem
from audit.evidence.packing import Packed, central_header, directory, local_header

_NAME = re.compile(r"[A-Za-z0-9@_-][A-Za-z0-9@._-]*(?:/[A-Za-z0-9@_-][A-Za-z0-9@._-]*)*")
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL_BYTES, _END_BYTES, _END64_BYTES = 46, 22, 98
_HUGE = 0xFFFFFFFF
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_REGULAR = (0, 0o100000)
_STRAY = Words("hay bytes fuera de las entradas", "there are bytes outside the entries")
_HEADER = Words("su cabecera", "its header")
_DIRECTORY = Words("su línea en el directorio", "its line in the directory")
_ENDING = Words("el final", "the end")
_LARGER = Words("es más grande que lo sellado", "it is larger than what was sealed")


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry holds, and the SHA-256 of the bytes it lies in the zip as."""

    data: bytes
    packed_sha256: str


@dataclass(frozen=True, slots=True)
class Container:
    """An open zip whose directory was looked over; `faults` in the order they were met."""

    archive: zipfile.ZipFile
    stream: BinaryIO
    entries: tuple[zipfile.ZipInfo, ...]
    faults: tuple[Fault, ...]

    def read(self, name: str, most: int) -> Content | Fault:
        """The content of an entry, or the fault that keeps it away; never unpacks more than `most` bytes."""
        entry = self.archive.getinfo(name)
        foreign = _entry_fault(entry)
        if foreign is not None and (entry.flag_bits or entry.compress_type not in _METHODS):
            return foreign
        if entry.file_size > most:
            return Fault(Problem.ALTERED, name, _LARGER)
        try:
            lying = self._lying(entry)
            data = _unpacked(entry, lying, most)
        except (zlib.error, OSError, ValueError, struct.error) as cause:
            return Fault(Problem.ALTERED, name, Words(f"no se puede leer ({cause})", f"it cannot be read ({cause})"))
        if len(data) > most:
            return Fault(Problem.ALTERED, name, _LARGER)
        return Content(data, hashlib.sha256(lying).hexdigest())

    def repacked(self) -> list[Fault]:
        """The first place where the wrapping is not what sealing writes, header by header."""
        rows = [Packed(e.filename, e.compress_type, e.CRC, e.compress_size, e.file_size, e.header_offset) for e in self.entries]
        for row in rows:
            wanted = local_header(row)
            self.stream.seek(row.offset)
            if self.stream.read(len(wanted)) != wanted:
                return [Fault(Problem.REPACKED, row.name, _HEADER)]
        at = rows[-1].end if rows else 0
        self.stream.seek(at)
        for row in rows:
            wanted = central_header(row)
            if self.stream.read(len(wanted)) != wanted:
                return [Fault(Problem.REPACKED, row.name, _DIRECTORY)]
        self.stream.seek(at)
        wanted = directory(rows)
        if self.stream.read(len(wanted) + 1) != wanted:
            return [Fault(Problem.REPACKED, "zip", _ENDING)]
        return []

    def _lying(self, entry: zipfile.ZipInfo) -> bytes:
        self.stream.seek(entry.header_offset)
        name_bytes, extra_bytes = struct.unpack_from("<2H", self.stream.read(_LOCAL.size), _LOCAL.size - 4)
        self.stream.seek(name_bytes + extra_bytes, 1)
        lying = self.stream.read(entry.compress_size)
        if len(lying) != entry.compress_size:
            raise ValueError("cut short")
        return lying


def _unpacked(entry: zipfile.ZipInfo, lying: bytes, most: int) -> bytes:
    if entry.compress_type == zipfile.ZIP_STORED:
        data = lying
    else:
        opener = zlib.decompressobj(-15)
        data = opener.decompress(lying, most + 1)
        if len(data) <= most and (not opener.eof or opener.unused_data):
            raise ValueError("its data do not end where they should")
    if len(data) <= most and zlib.crc32(data) != entry.CRC:
        raise ValueError("bad CRC-32")
    return data


def open_bundle(path: Path, stream: BinaryIO) -> Container | Fault:
    """The container of an open bundle file, or why it is none."""
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, EOFError, OSError) as cause:
        return Fault(Problem.NOT_A_ZIP, path.name, str(cause))
    entries = tuple(archive.infolist())
    faults = [fault for entry in entries if (fault := _entry_fault(entry))]
    seen: set[str] = set()
    for entry in entries:
        if entry.filename in seen:
            faults.append(Fault(Problem.DUPLICATE, entry.filename))
        seen.add(entry.filename)
    if not faults:
        faults += _layout_faults(archive, entries, stream)
    return Container(archive, stream, entries, tuple(faults))


def _entry_fault(entry: zipfile.ZipInfo) -> Fault | None:
    name = entry.orig_filename
    if name != entry.filename or not _NAME.fullmatch(name):
        return Fault(Problem.UNSAFE_NAME, repr(name)[1:-1])
    if (entry.external_attr >> 16) & 0o170000 not in _REGULAR:
        return Fault(Problem.TRICK, name, Words("no es un archivo corriente", "it is not a plain file"))
    if entry.flag_bits & 0x1:
        return Fault(Problem.TRICK, name, Words("está cifrado", "it is encrypted"))
    if entry.flag_bits or entry.compress_type not in _METHODS:
        return Fault(Problem.TRICK, name, Words("usa un modo de compresión ajeno", "it uses a foreign way of packing"))
    if entry.comment or (entry.extra and entry.extra[:2] != b"\x01\x00"):
        return Fault(Problem.TRICK, name, Words("lleva un comentario o campo extra", "it carries a comment or extra field"))
    return None


def _layout_faults(archive: zipfile.ZipFile, entries: tuple[zipfile.ZipInfo, ...], stream: BinaryIO) -> list[Fault]:
    """Entries must follow each other without a gap from the first byte to the directory, and nothing after it."""
    if archive.comment:
        return [Fault(Problem.TRICK, "zip", Words("lleva un comentario", "it carries a comment"))]
    expected = 0
    for entry in entries:
        if entry.header_offset != expected:
            return [Fault(Problem.TRICK, entry.filename, _STRAY)]
        stream.seek(entry.header_offset)
        header = stream.read(_LOCAL.size)
        if len(header) < _LOCAL.size:
            return [Fault(Problem.NOT_A_ZIP, entry.filename, Words("falta una cabecera", "a header is missing"))]
        magic, _, flags, method, _, _, crc, packed, size, name_bytes, extra_bytes = _LOCAL.unpack(header)
        name = stream.read(name_bytes)
        same = (magic, flags, method, name) == (b"PK\x03\x04", 0, entry.compress_type, entry.filename.encode("ascii"))
        sizes = _HUGE in (packed, size) or (crc, packed, size) == (entry.CRC, entry.compress_size, entry.file_size)
        if not same or not sizes:
            return [Fault(Problem.TRICK, entry.filename, Words("sus dos cabeceras no coinciden", "its two headers disagree"))]
        expected = entry.header_offset + _LOCAL.size + name_bytes + extra_bytes + entry.compress_size
    directory = sum(_CENTRAL_BYTES + len(e.filename) + len(e.extra) for e in entries)
    stream.seek(0, 2)
    tail = stream.tell() - archive.start_dir - directory
    if archive.start_dir != expected or tail not in (_END_BYTES, _END64_BYTES):
        return [Fault(Problem.TRICK, "zip", _STRAY)]
    return []
