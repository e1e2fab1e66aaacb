"""A file of lines that only grows: each line is on the disk before anybody is told, and a torn end is found and said."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Tail:
    """The last whole line (b"" where there is none) and what a crash left after it."""

    last: bytes
    torn: bytes


@contextmanager
def alone(path: Path) -> Iterator[BinaryIO]:
    """The file open for reading and writing, made if missing; other processes wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if new:
            _sync_folder(path.parent)
        yield file


def tail_of(file: BinaryIO) -> Tail:
    """The end of the file, read from the end."""
    at = file.seek(0, os.SEEK_END)
    held = b""
    while at > 0 and held.count(b"\n") < 2:
        step = min(_CHUNK, at)
        at -= step
        file.seek(at)
        held = file.read(step) + held
    lines = held.split(b"\n")
    return Tail(lines[-2] if len(lines) > 1 else b"", lines[-1])


def add_lines(file: BinaryIO, lines: Sequence[bytes]) -> None:
    """Writes the lines at the end and waits for the disk."""
    file.seek(0, os.SEEK_END)
    file.write(b"".join(line + b"\n" for line in lines))
    file.flush()
    os.fsync(file.fileno())


def cut(file: BinaryIO, torn: bytes, kept: Path) -> None:
    """Takes a torn end off, keeping its bytes in another file."""
    with alone(kept) as other:
        add_lines(other, [torn])
    size = file.seek(0, os.SEEK_END)
    file.truncate(size - len(torn))
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
