"""Answers kept on disk, one file a question, so that the same call is never paid for twice."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from audit.judges.failures import BadCache


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of answers by the hash of their question. They hold redacted words only. Raises BadCache."""

    folder: Path

    def __post_init__(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as cause:
            raise BadCache(f"{self.folder}: cannot be made ({cause.strerror}); choose another folder for answers") from cause

    def path(self, key: str) -> Path:
        """The file of a question, in one of 256 folders."""
        return self.folder / key[:2] / f"{key}.json"

    def read(self, key: str) -> str | None:
        """The answer as it was given; None where there is none or its file is damaged, which means asking again."""
        try:
            row = json.loads(self.path(key).read_bytes())
        except (FileNotFoundError, ValueError, RecursionError):
            return None
        except OSError as cause:
            raise BadCache(f"{self.path(key)}: cannot be read ({cause.strerror}); check its permissions") from cause
        if not isinstance(row, dict) or row.get("key") != key or not isinstance(row.get("content"), str):
            return None
        return str(row["content"])

    def write(self, key: str, model: str, content: str) -> None:
        """Keep an answer. Whole or not at all, also when two processes write it at once."""
        path = self.path(key)
        row = json.dumps({"key": key, "model": model, "content": content}, ensure_ascii=False)
        try:
            path.parent.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(row)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as cause:
            raise BadCache(f"{path}: cannot be written ({cause.strerror}); make room or choose another folder") from cause
