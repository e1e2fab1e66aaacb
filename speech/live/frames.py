"""Frames of a telephone line as they come over a wire: signed 16-bit, mu-law or A-law, one lane or two, into samples."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from speech.errors import SpeechError

RATES = (8000, 16000)


class Coding(StrEnum):
    """How a sample is written."""

    PCM = "s16le"
    MU_LAW = "mulaw"
    A_LAW = "alaw"


@dataclass(frozen=True, slots=True)
class Wire:
    """The form of a stream: samples a second, lanes interleaved sample by sample, coding."""

    rate_hz: int
    lanes: int
    coding: Coding

    def __post_init__(self) -> None:
        if self.rate_hz not in RATES:
            raise SpeechError(f"rate {self.rate_hz!r} Hz cannot be heard live; send 8000 or 16000")
        if self.lanes not in (1, 2):
            raise SpeechError(f"{self.lanes!r} lanes cannot be heard live; send 1 or 2")

    @property
    def block_bytes(self) -> int:
        """Bytes of one sample of every lane."""
        return self.lanes * (2 if self.coding is Coding.PCM else 1)


class Decoder:
    """Bytes in, int16 [lanes, n] out; a sample cut in two by the network waits for its other half."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._rest = b""

    def take(self, data: bytes) -> NDArray[np.int16]:
        """The whole samples so far."""
        held = self._rest + data
        whole = len(held) - len(held) % self.wire.block_bytes
        self._rest = held[whole:]
        if self.wire.coding is Coding.PCM:
            flat = np.frombuffer(held[:whole], "<i2").astype(np.int16)
        else:
            flat = _table(self.wire.coding)[np.frombuffer(held[:whole], np.uint8)]
        return np.ascontiguousarray(flat.reshape(-1, self.wire.lanes).T)


@lru_cache(maxsize=2)
def _table(coding: Coding) -> NDArray[np.int16]:
    """The 256 values of a logarithmic code (ITU-T G.711)."""
    code = np.arange(256, dtype=np.int32)
    if coding is Coding.MU_LAW:
        flipped = ~code & 0xFF
        size = (((flipped & 0x0F) << 3) + 0x84 << ((flipped >> 4) & 7)) - 0x84
        return np.where(flipped & 0x80, -size, size).astype(np.int16)
    flipped = code ^ 0x55
    part, step = (flipped >> 4) & 7, (flipped & 0x0F) << 4
    size = np.where(part == 0, step + 8, (step + 0x108) << np.maximum(part - 1, 0))
    return np.where(flipped & 0x80, size, -size).astype(np.int16)


def coded(samples: NDArray[np.int16], coding: Coding) -> bytes:
    """int16 [lanes, n] as bytes of the wire: the inverse of `Decoder`, to the nearest value the code has."""
    flat = np.ascontiguousarray(samples.T).reshape(-1)
    if coding is Coding.PCM:
        return flat.astype("<i2").tobytes()
    table = _table(coding).astype(np.int32)
    order = np.argsort(table, kind="stable")
    sorted_values = table[order]
    at = np.clip(np.searchsorted(sorted_values, flat), 1, len(table) - 1)
    lower = np.abs(flat - sorted_values[at - 1]) <= np.abs(sorted_values[at] - flat)
    return order[np.where(lower, at - 1, at)].astype(np.uint8).tobytes()
