"""Reads the tensors of a CTranslate2 `model.bin` (binary version 6), so that another engine can run the same weights."""

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from speech.errors import NoEngine

_DTYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
_VERSION = 6


def read_tensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """Every floating tensor by name, as float32 in its stored shape.

    Layout (ctranslate2/specs/model_spec.py): version, spec name, revision, count; then name, rank, dims, type, byte count, data.
    Raises `NoEngine` for another version or a short file.
    """
    try:
        with path.open("rb") as handle:
            return _read(handle, path)
    except struct.error as error:
        raise NoEngine(f"{path}: weights end too early; install or copy them again") from error


def _read(handle: BinaryIO, path: Path) -> dict[str, NDArray[np.float32]]:
    (version,) = struct.unpack("<I", handle.read(4))
    spec = _text(handle)
    if version != _VERSION or spec != "WhisperSpec":
        raise NoEngine(f"{path}: version {version} of {spec!r}; expected version {_VERSION} of 'WhisperSpec'")
    _, count = struct.unpack("<II", handle.read(8))
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        name = _text(handle)
        (rank,) = struct.unpack("<B", handle.read(1))
        shape = struct.unpack(f"<{rank}I", handle.read(4 * rank))
        kind, size = struct.unpack("<BI", handle.read(5))
        raw = handle.read(size)
        if len(raw) != size:
            raise NoEngine(f"{path}: tensor {name} is cut short; install or copy the weights again")
        if kind in (0, 4):
            tensors[name] = np.frombuffer(raw, _DTYPES[kind]).astype(np.float32).reshape(shape)
    return tensors


def _text(handle: BinaryIO) -> str:
    (length,) = struct.unpack("<H", handle.read(2))
    return handle.read(length).rstrip(b"\0").decode()
