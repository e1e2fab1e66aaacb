"""What a sound file promises before it is decoded: kind, protection, and its own idea of its length."""

import struct
from pathlib import Path

from speech.errors import BadAudio, Fault

_PROTECTED: tuple[tuple[bytes, str], ...] = (
    (b"Salted__", "OpenSSL"),
    (b"-----BEGIN PGP", "PGP"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
)
_NOT_SOUND: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"\x1f\x8b", "gzip"),
)
_UNKNOWN_SIZES = (0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 0x7FFFFFFF - 36)


def refuse_what_is_not_sound(path: Path, name: str) -> None:
    """Raises `BadAudio` for empty, protected or plainly foreign files, by their first bytes."""
    with path.open("rb") as handle:
        head = handle.read(4096)
    if not head:
        raise BadAudio(Fault.EMPTY, name, detail="0 bytes")
    if head.startswith(b"PK\x03\x04"):
        locked = len(head) > 7 and head[6] & 1
        raise BadAudio(Fault.ENCRYPTED if locked else Fault.NOT_AUDIO, name, detail="ZIP")
    for magic, kind in _PROTECTED:
        if head.startswith(magic):
            raise BadAudio(Fault.ENCRYPTED, name, detail=kind)
    for magic, kind in _NOT_SOUND:
        if head.startswith(magic):
            raise BadAudio(Fault.NOT_AUDIO, name, detail=kind)
    if not any(head):
        raise BadAudio(Fault.NOT_AUDIO, name, detail="only zero bytes")
    if head[4:8] == b"ftyp" and _is_protected_mp4(path):
        raise BadAudio(Fault.ENCRYPTED, name, detail="MP4 DRM")
    if _looks_like_text(head):
        raise BadAudio(Fault.NOT_AUDIO, name, detail="text")


def _looks_like_text(head: bytes) -> bool:
    sample = head[:512]
    return all(byte in (9, 10, 13) or 32 <= byte < 127 for byte in sample)


def _is_protected_mp4(path: Path) -> bool:
    """Whether the sample description is an encrypted one (`enca`, `drms`; ISO/IEC 14496-12, 23001-7)."""
    size = path.stat().st_size
    with path.open("rb") as handle:
        at = 0
        while at + 8 <= size:
            handle.seek(at)
            length, kind = struct.unpack(">I4s", handle.read(8))
            if kind == b"moov":
                body = handle.read(min(length, 1 << 20))
                return b"enca" in body or b"drms" in body
            if length < 8:
                return False
            at += length
    return False


def wav_promise_s(path: Path) -> float | None:
    """Seconds that a WAV header claims, or None if it is not a WAV, or leaves the length open as streaming recorders do."""
    with path.open("rb") as handle:
        head = handle.read(12)
        if head[:4] not in (b"RIFF", b"RF64") or head[8:12] != b"WAVE":
            return None
        byte_rate = 0
        while len(chunk := handle.read(8)) == 8:
            kind, length = struct.unpack("<4sI", chunk)
            if kind == b"fmt ":
                body = handle.read(length + length % 2)
                if len(body) < 16:
                    return None
                byte_rate = struct.unpack("<I", body[8:12])[0]
            elif kind == b"data":
                return None if length in _UNKNOWN_SIZES or not byte_rate else length / byte_rate
            else:
                handle.seek(length + length % 2, 1)
    return None
