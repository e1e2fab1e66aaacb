"""Files by the hash of their content: what is stored twice is stored once, and nothing is ever changed in place."""

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from app.errors import TooLarge

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored file: its address in the store, hash and size."""

    key: str
    sha256: str
    size_bytes: int


class Store:
    """A folder of files named by their SHA-256; `key` is the path under the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: BinaryIO, suffix: str, limit_bytes: int, name: str) -> Stored:
        """Copy a stream in. Raises TooLarge naming `name` once it passes `limit_bytes`; nothing is left behind then."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=self.root, prefix=".draft-")
        try:
            with os.fdopen(handle, "wb") as out:
                digest, size = _copy(stream, out, limit_bytes, name)
                out.flush()
                os.fsync(out.fileno())
            key = f"{digest[:2]}/{digest}{suffix}"
            target = self.root / key
            target.parent.mkdir(exist_ok=True)
            Path(draft).replace(target)
        finally:
            Path(draft).unlink(missing_ok=True)
        return Stored(key, digest, size)

    def path(self, key: str) -> Path:
        """Where a stored file is. Raises FileNotFoundError for an address that leads out of the store."""
        path = (self.root / key).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise FileNotFoundError(key)
        return path


def _copy(stream: BinaryIO, out: BinaryIO, limit_bytes: int, name: str) -> tuple[str, int]:
    digest, size = sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit_bytes:
            megabytes = limit_bytes // (1024 * 1024)
            raise TooLarge(
                f"{name}: pasa de {megabytes} MB; divídalo o comprímalo a menor calidad",
                f"{name}: is over {megabytes} MB; split it or export it with less quality",
                "files",
            )
        digest.update(chunk)
        out.write(chunk)
    return digest.hexdigest(), size


def file_sha256(path: Path) -> str:
    """The hash of a file on disk. Raises OSError."""
    digest = sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
