"""How many real lines a recording holds: two people on two channels, one sound on both, or everything on one."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from speech.audio import Recording
from speech.background import without_background
from speech.voice import HOP_S, probabilities

_SAME = 0.95
_BLOCK_S = 16.0
_LAG_S = 0.25
LEAK_LIKENESS = 0.6
LEAK_FRAME_S = 0.256
QUIETER = 0.5


class Layout(StrEnum):
    """How the voices lie in the file."""

    MONO = "mono"
    STEREO = "stereo"
    SAME_ON_BOTH = "same_on_both"
    ONE_SIDE_ONLY = "one_side_only"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Lane:
    """One line: its channel (None: the mean of both) and the probability of voice, one value every `voice.HOP_S` seconds."""

    channel: int | None
    voice: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lines worth listening to. `leak_s` is how many seconds of one side's voice were taken out of the other's channel."""

    layout: Layout
    lanes: tuple[Lane, ...]
    leak_s: float = 0.0


def find_lanes(recording: Recording, mixed: bool = False) -> Lanes:
    """The lanes of a recording; `mixed` says that both people are on both channels whatever it looks like."""
    if recording.channels == 1:
        return Lanes(Layout.MONO, (Lane(0, probabilities(recording, 0)),))
    if mixed:
        return Lanes(Layout.MIXED, (Lane(None, probabilities(recording, None)),))
    silent = [c for c in (0, 1) if int(np.abs(recording.samples[c].astype(np.int32)).max()) <= 10]
    if silent:
        kept = 1 - silent[0]
        return Lanes(Layout.ONE_SIDE_ONLY, (Lane(kept, probabilities(recording, kept)),))
    if likeness(recording) > _SAME:
        return Lanes(Layout.SAME_ON_BOTH, (Lane(0, probabilities(recording, 0)),))
    voices = [without_background(recording, c, probabilities(recording, c)) for c in (0, 1)]
    leaks = [_leak(recording, c, voices) for c in (0, 1)]
    kept_voices = [np.where(leak, np.float32(0), voice).astype(np.float32) for voice, leak in zip(voices, leaks, strict=True)]
    leak_s = float(sum(leak.sum() for leak in leaks)) * HOP_S
    return Lanes(Layout.STEREO, (Lane(0, kept_voices[0]), Lane(1, kept_voices[1])), leak_s)


def likeness(recording: Recording) -> float:
    """Largest correlation of the two channels over lags of up to a quarter of a second, 0 to 1, polarity ignored."""
    size = round(_BLOCK_S * recording.sample_rate)
    lags = round(_LAG_S * recording.sample_rate)
    cross: NDArray[np.float64] = np.zeros(2 * lags + 1)
    energy = np.zeros(2)
    for start in range(0, recording.samples.shape[1], size):
        left, right = recording.samples[:, start : start + size].astype(np.float32)
        left, right = left - left.mean(), right - right.mean()
        length = 2 * len(left)
        spectrum = np.fft.rfft(left, length) * np.conj(np.fft.rfft(right, length))
        found = np.fft.irfft(spectrum, length)
        reach = min(lags, len(left) - 1)
        cross[lags - reach : lags + reach + 1] += np.concatenate([found[-reach:] if reach else found[:0], found[: reach + 1]])
        energy += [float(left @ left), float(right @ right)]
    return float(np.abs(cross).max() / np.sqrt(energy.prod())) if energy.all() else 0.0


def _leak(recording: Recording, channel: int, voices: list[NDArray[np.float32]]) -> NDArray[np.bool_]:
    """Frames where a channel only carries the other side: quieter than it and the same waveform, perhaps delayed."""
    mine, other = voices[channel], voices[1 - channel]
    suspects = np.flatnonzero((mine > 0.3) & _near(other > 0.5, round(_LAG_S / HOP_S)))
    marked = np.zeros(len(mine), bool)
    if not suspects.size:
        return marked
    half, reach = round(LEAK_FRAME_S / 2 * recording.sample_rate), round(_LAG_S * recording.sample_rate)
    centres = np.round((suspects + 0.5) * HOP_S * recording.sample_rate).astype(int)
    for start in range(0, len(centres), 512):
        part = centres[start : start + 512]
        here = _around(recording, channel, part, half)
        there = _around(recording, 1 - channel, part, half + reach)
        quieter = (here**2).mean(1) < QUIETER * loudest(there, 2 * half)
        marked[suspects[start : start + 512]] = quieter & (best_likeness(here, there) > LEAK_LIKENESS)
    return _near(marked, 2) & (mine > 0.0) if marked.any() else marked


def _around(recording: Recording, channel: int, centres: NDArray[np.int64], reach: int) -> NDArray[np.float32]:
    """Samples from `reach` before to `reach` after each centre, float32 [centres, 2 * reach]; the edges repeat."""
    at = np.clip(centres[:, None] + np.arange(-reach, reach), 0, recording.samples.shape[1] - 1)
    return np.asarray(recording.samples[channel][at], np.float32)


def best_likeness(here: NDArray[np.float32], there: NDArray[np.float32]) -> NDArray[np.float64]:
    """Largest normalised correlation of each short frame within its longer neighbour."""
    size, width = here.shape[1], there.shape[1]
    length = 1 << (width + size - 1).bit_length()
    product = np.fft.rfft(there, length) * np.conj(np.fft.rfft(here, length))
    found = np.fft.irfft(product, length)[:, : width - size + 1]
    cumulated = np.cumsum(np.pad(there.astype(np.float64) ** 2, ((0, 0), (1, 0))), axis=1)
    energy = (cumulated[:, size:] - cumulated[:, :-size]) * (here.astype(np.float64) ** 2).sum(1, keepdims=True)
    return np.asarray((np.abs(found) / np.sqrt(np.maximum(energy, 1.0))).max(1))


def loudest(there: NDArray[np.float32], size: int) -> NDArray[np.float64]:
    """Highest mean power of any stretch of `size` samples of each row, float64 [rows]."""
    cumulated = np.cumsum(np.pad(there.astype(np.float64) ** 2, ((0, 0), (1, 0))), axis=1)
    return np.asarray(((cumulated[:, size:] - cumulated[:, :-size]) / size).max(1))


def _near(marks: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """Marks widened by `reach` frames to both sides."""
    return np.convolve(marks, np.ones(2 * reach + 1), mode="same") > 0
