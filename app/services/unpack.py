"""The files of an upload, taken out of their zips one by one; what may not come in is named with its cause."""

import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from app.errors import Text

AUDIO_SUFFIXES = (".wav", ".mp3", ".ogg", ".opus", ".oga", ".flac", ".m4a", ".mp4", ".aac", ".gsm", ".au", ".webm", ".wv")
MAX_MEMBERS = 20_000
MAX_RATIO = 200
MAX_NAME = 300
_IGNORED = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_RATIO_FROM_BYTES = 16 * 1024 * 1024
_SPOOL_BYTES = 8 * 1024 * 1024
_CHUNK = 256 * 1024
_TORN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Given:
    """One uploaded file: the name its sender gave it and a stream of its bytes."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that stays outside: which, why, and what to do."""

    file: str
    cause: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes that one file and all of them together may hold once unpacked."""

    file_bytes: int
    total_bytes: int


AGAIN = Text("Cree el zip otra vez y súbalo de nuevo.", "Make the zip again and upload it once more.")
FORMATS = Text("Envíe WAV, MP3, OGG, FLAC o M4A.", "Send WAV, MP3, OGG, FLAC or M4A.")


def clean_name(name: str) -> str | None:
    """A relative path with forward slashes, or None for a name that leads elsewhere or cannot be shown."""
    flat = name.replace("\\", "/")
    parts = PurePosixPath(flat).parts
    odd = any(ord(c) < 32 or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in flat)
    if not parts or len(flat) > MAX_NAME or odd or flat.startswith("/") or ".." in parts or ":" in parts[0]:
        return None
    return "/".join(parts)


def shown_name(name: str) -> str:
    """A name that may be printed anywhere: odd characters escaped, shortened."""
    return "".join(c if c.isprintable() else "�" for c in name)[:120] or "?"


def unpack(given: Sequence[Given], limits: Limits) -> Iterator[Given | Refusal]:
    """Every usable file, zips opened; a zip inside a zip, a bomb, a path that leads out are refused, the rest go on."""
    for item in given:
        name = clean_name(item.name)
        if name is None:
            yield _refused(item.name, "el nombre lleva a otra carpeta o no se puede mostrar",
                           "the name leads to another folder or cannot be shown",
                           "Cambie el nombre del archivo.", "Rename the file.")  # fmt: skip
        elif name.lower().endswith(".zip"):
            yield from _members(Given(name, item.stream), limits)
        else:
            yield from _kept(Given(name, item.stream))


def _refused(name: str, es: str, en: str, do_es: str, do_en: str) -> Refusal:
    return Refusal(shown_name(name), Text(es, en), Text(do_es, do_en))


def _kept(item: Given) -> Iterator[Given | Refusal]:
    low = item.name.lower()
    base = PurePosixPath(low).name
    if any(low.startswith(i) or base == i for i in _IGNORED) or base.startswith("._"):
        return
    if base == "calls.csv" or low.endswith(AUDIO_SUFFIXES):
        yield item
        return
    suffix = PurePosixPath(low).suffix or "(sin extensión / no extension)"
    yield Refusal(
        shown_name(item.name),
        Text(f"no es una grabación ni calls.csv: {suffix}", f"is neither a recording nor calls.csv: {suffix}"),
        FORMATS,
    )


def _members(item: Given, limits: Limits) -> Iterator[Given | Refusal]:
    try:
        archive = zipfile.ZipFile(item.stream)
    except _TORN as cause:
        yield Refusal(item.name, Text(f"no es un zip válido ({cause})", f"is not a valid zip ({cause})"), AGAIN)
        return
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
        whole = _too_big(item.name, members, limits)
        if whole:
            yield whole
            return
        for member in members:
            yield from _member(archive, member, limits)


def _too_big(name: str, members: Sequence[zipfile.ZipInfo], limits: Limits) -> Refusal | None:
    total = sum(m.file_size for m in members)
    if len(members) > MAX_MEMBERS:
        return _refused(name, f"trae {len(members)} archivos; el máximo es {MAX_MEMBERS}",
                        f"holds {len(members)} files; the most is {MAX_MEMBERS}",
                        "Divida el zip.", "Split the zip.")  # fmt: skip
    if total > limits.total_bytes:
        megabytes, most = total // 1_048_576, limits.total_bytes // 1_048_576
        return _refused(name, f"abierto ocuparía {megabytes} MB; el máximo es {most} MB",
                        f"would take {megabytes} MB once open; the most is {most} MB",
                        "Divida el zip.", "Split the zip.")  # fmt: skip
    return None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> Iterator[Given | Refusal]:
    name = clean_name(_decoded(member))
    if name is None:
        yield _refused(_decoded(member), "el nombre lleva a otra carpeta o no se puede mostrar",
                       "the name leads to another folder or cannot be shown",
                       "Cambie el nombre dentro del zip.", "Rename it inside the zip.")  # fmt: skip
        return
    refusal = _unsafe(name, member, limits)
    if refusal:
        yield refusal
        return
    try:
        spool = _spooled(archive, member, limits)
    except _TORN as cause:
        yield Refusal(name, Text(f"está dañado dentro del zip ({cause})", f"is damaged inside the zip ({cause})"), AGAIN)
        return
    if spool is None:
        yield _bomb(name, limits)
        return
    with spool:
        yield from _kept(Given(name, cast(BinaryIO, spool)))


def _spooled(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> IO[bytes] | None:
    """The member's bytes, on disk beyond 8 MB; None once they pass the limit, whatever the zip declares."""
    spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115
    with archive.open(member) as stream:
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limits.file_bytes:
                spool.close()
                return None
            spool.write(chunk)
    spool.seek(0)
    return spool


def _unsafe(name: str, member: zipfile.ZipInfo, limits: Limits) -> Refusal | None:
    if member.flag_bits & 0x1:
        return _refused(name, "está protegido con contraseña", "is protected with a password",
                        "Envíe el zip sin contraseña.", "Send the zip without a password.")  # fmt: skip
    if (member.external_attr >> 16) & 0o170000 == 0o120000:
        return _refused(name, "es un enlace y no un archivo", "is a link, not a file",
                        "Ponga el archivo mismo en el zip.", "Put the file itself in the zip.")  # fmt: skip
    if name.lower().endswith((".zip", ".7z", ".rar", ".gz", ".tar")):
        return _refused(name, "es un comprimido dentro de otro", "is an archive inside another",
                        "Súbalo aparte.", "Upload it on its own.")  # fmt: skip
    packed = max(1, member.compress_size)
    if member.file_size > limits.file_bytes or (member.file_size > _RATIO_FROM_BYTES and member.file_size / packed > MAX_RATIO):
        return _bomb(name, limits)
    return None


def _bomb(name: str, limits: Limits) -> Refusal:
    most = limits.file_bytes // 1_048_576
    return _refused(name, f"abierto pasa de {most} MB o crece más de {MAX_RATIO} veces",
                    f"is over {most} MB once open, or grows more than {MAX_RATIO} times",
                    "Si es una grabación real, súbala sin comprimir.",
                    "If it is a real recording, upload it unpacked.")  # fmt: skip


def _decoded(member: zipfile.ZipInfo) -> str:
    """Names that a zip marks as old code page are mostly UTF-8 that forgot to say so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename
