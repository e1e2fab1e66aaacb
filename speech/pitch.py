"""Frames of a voice: pitch by normalised autocorrelation, level and spectral slant, every 20 ms."""

from dataclasses import dataclass

import librosa
import numpy as np
from numpy.typing import NDArray

HOP_S = 0.02
_FRAME_S = 0.05
_LOWEST_HZ, _HIGHEST_HZ = 70.0, 380.0
_VOICED = 0.5
_FIRST_PEAK = 0.88

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frames:
    """One value a frame of `HOP_S` seconds. `pitch_hz` is nan where the voice is not periodic.

    `level_db` and `slant_db` (energy above 1 kHz over below) are in decibels of no fixed reference: only differences within one
    speaker and call mean anything, because telephones set their own gain.
    """

    pitch_hz: Floats
    level_db: Floats
    slant_db: Floats


def frames_of(sound: NDArray[np.float32], rate: int) -> Frames | None:
    """Frames of float32 [n] at `rate` Hz, or None when shorter than two frames."""
    size, hop = round(_FRAME_S * rate), round(HOP_S * rate)
    if len(sound) < size + hop:
        return None
    framed = librosa.util.frame(sound, frame_length=size, hop_length=hop).T.astype(np.float32)
    framed = framed - framed.mean(1, keepdims=True)
    length = 1 << (2 * size - 1).bit_length()
    spectrum = np.fft.rfft(framed * np.hanning(size).astype(np.float32), length)
    power = np.abs(spectrum) ** 2
    edge = round(1000 * length / rate)
    low, high = power[:, :edge].sum(1), power[:, edge:].sum(1)
    energy = (framed**2).mean(1)
    floor = max(float(energy.max()) * 1e-6, 1e-12)
    return Frames(
        _pitch(power, length, rate, size, energy),
        10 * np.log10(np.maximum(energy, floor)),
        10 * np.log10((high + floor) / (low + floor)),
    )


def _pitch(power: Floats, length: int, rate: int, size: int, energy: Floats) -> Floats:
    """Lag of the first strong peak of the autocorrelation, corrected for the window (Boersma 1993), as a frequency."""
    window = np.hanning(size)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, length)) ** 2, length)
    shortest, longest = int(rate / _HIGHEST_HZ), min(int(rate / _LOWEST_HZ), size * 2 // 3)
    found = np.fft.irfft(power, length)[:, : longest + 2]
    likeness = found / np.maximum(found[:, :1], 1e-12) * (own[0] / np.maximum(own[: longest + 2], own[0] * 0.05))
    search = likeness[:, shortest : longest + 1]
    best = search.max(1)
    inner = (search[:, 1:-1] >= search[:, :-2]) & (search[:, 1:-1] >= search[:, 2:])
    strong = inner & (search[:, 1:-1] >= _FIRST_PEAK * best[:, None])
    at = np.where(strong.any(1), strong.argmax(1) + 1, search.argmax(1))
    rows = np.arange(len(at))
    before, here, after = (search[rows, np.clip(at + d, 0, search.shape[1] - 1)] for d in (-1, 0, 1))
    bend = before - 2 * here + after
    shift = np.where(np.abs(bend) > 1e-9, 0.5 * (before - after) / np.where(np.abs(bend) > 1e-9, bend, 1.0), 0.0)
    hz = rate / (at + shortest + np.clip(shift, -0.5, 0.5))
    voiced = (best > _VOICED) & (energy > np.percentile(energy, 90) * 10**-3.0)
    return np.asarray(np.where(voiced, hz, np.nan))
