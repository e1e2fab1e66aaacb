"""Files of one JSON object a line: added to as work is done, read back after a stop, put in order at the end."""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def dumps(row: Mapping[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Every whole line; what was being written when the work was stopped is left out."""
    if not path.exists():
        return []
    out = []
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError:
                continue
            if isinstance(row, dict):
                out.append(row)
    return out


def add_line(path: Path, row: Mapping[str, Any]) -> None:
    """Add a line and see it to the disk."""
    with path.open("a+b") as file:
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(dumps(row).encode("utf-8") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the whole file, or leave the earlier one as it was."""
    write_whole(path, "".join(dumps(row) + "\n" for row in rows).encode("utf-8"))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file at once: whoever reads it sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
