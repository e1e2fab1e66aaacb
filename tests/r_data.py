"""Reads the tables of an R package's lazy-load store, as far as plain data frames need it (R Internals, 1.8)."""

import bz2
import gzip
import lzma
import struct
import zlib
from pathlib import Path
from typing import Any

_NA_INTEGER = -(2**31)


def tables(store: Path, *names: str) -> dict[str, dict[str, list[str]]]:
    """Data frames of `store`.rdx/.rdb by name: columns of text, factors by their labels, missing as empty."""
    index = _Reader(_unpacked(store.with_suffix(".rdx").read_bytes())).item()[0]
    content = store.with_suffix(".rdb").read_bytes()
    found = {}
    for name in names:
        start, length = (int(n) for n in index["variables"][0][name][0])
        found[name] = _frame(_Reader(_chunk(content[start : start + length])).item())
    return found


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else zlib.decompress(content)


def _chunk(chunk: bytes) -> bytes:
    kind = chunk[4:5]
    if kind == b"Z":
        filters = [{"id": lzma.FILTER_LZMA2, "preset": 6}]
        whole = chunk[5:11] == b"\xfd7zXZ\x00"
        return lzma.decompress(chunk[5:]) if whole else lzma.decompress(chunk[5:], lzma.FORMAT_RAW, filters=filters)
    return bz2.decompress(chunk[5:]) if kind == b"2" else zlib.decompress(chunk[4:])


def _frame(item: tuple[Any, dict[str, Any]]) -> dict[str, list[str]]:
    columns, _ = item
    return {name: _text(*column) for name, column in columns.items()}


def _text(values: list[Any], attributes: dict[str, Any]) -> list[str]:
    levels = attributes["levels"][0] if "levels" in attributes else None
    return ["" if v is None else levels[v - 1] if levels else f"{v:.15g}" if isinstance(v, float) else str(v) for v in values]


class _Reader:
    """Every item is (value, attributes); a vector with names becomes a dict."""

    def __init__(self, content: bytes) -> None:
        assert content[:2] == b"X\n"
        self._content, self._at, self._symbols = content, 2, list[Any]()
        version = self._integers(3)[0]
        if version == 3:
            self._bytes(self._integers(1)[0])

    def _bytes(self, n: int) -> bytes:
        self._at += n
        return self._content[self._at - n : self._at]

    def _integers(self, n: int) -> tuple[int, ...]:
        return struct.unpack(f">{n}i", self._bytes(4 * n))

    def item(self) -> tuple[Any, dict[str, Any]]:
        flags = self._integers(1)[0]
        kind, attributed, tagged = flags & 255, bool(flags & 512), bool(flags & 1024)
        if kind in (0, 242, 253, 254, 251, 252):
            return None, {}
        if kind == 255:
            return self._symbols[(flags >> 8 or self._integers(1)[0]) - 1], {}
        if kind == 1:
            self._symbols.append(self.item()[0])
            return self._symbols[-1], {}
        if kind == 2:
            return self._pairs(attributed, tagged), {}
        if kind == 238:
            return self._compact()
        return self._vector(kind, attributed)

    def _pairs(self, attributed: bool, tagged: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            if attributed:
                self.item()
            tag = self.item()[0] if tagged else str(len(found))
            found[tag] = self.item()
            flags = self._integers(1)[0]
            if flags & 255 != 2:
                return found
            attributed, tagged = bool(flags & 512), bool(flags & 1024)

    def _compact(self) -> tuple[Any, dict[str, Any]]:
        self.item()
        state = self.item()[0]
        self.item()
        if isinstance(state, dict):
            return next(iter(state.values()))
        if isinstance(state, list) and isinstance(state[0], tuple):
            return state[0]
        n, start, step = (int(v) for v in state)
        return [start + i * step for i in range(n)], {}

    def _vector(self, kind: int, attributed: bool) -> tuple[Any, dict[str, Any]]:
        if kind == 9:
            n = self._integers(1)[0]
            return (None if n == -1 else self._bytes(n).decode("utf-8", "replace")), {}
        n = self._integers(1)[0]
        value: Any
        if kind in (10, 13):
            value = [None if v == _NA_INTEGER else v for v in self._integers(n)]
        elif kind == 14:
            value = [None if v != v else v for v in struct.unpack(f">{n}d", self._bytes(8 * n))]
        elif kind == 16:
            value = [self.item()[0] for _ in range(n)]
        elif kind == 19:
            value = [self.item() for _ in range(n)]
        else:
            raise ValueError(f"R type {kind} at byte {self._at}: not a plain data frame")
        attributes = self.item()[0] if attributed else {}
        if "names" in attributes and kind == 19:
            value = dict(zip(attributes["names"][0], value, strict=True))
        return value, attributes
