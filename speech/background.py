"""Voices behind the one who holds the telephone: a channel of one's own is loud when its owner speaks, and only then."""

import numpy as np
from numpy.typing import NDArray

from speech.audio import Recording
from speech.voice import HOP_S

_VOICED = 0.5
_LOUDEST_PERCENT = 95
_FAINTER_DB = 12.0
_SMOOTH_S = 0.4
_REACH_S = 0.5
_LEAST_FRAMES = 30


def without_background(recording: Recording, channel: int, voice: NDArray[np.float32]) -> NDArray[np.float32]:
    """`voice` (one probability every `HOP_S`) with zeros where the channel stays 12 dB under its owner's loud words.

    Levels are compared within one channel only, so the recorder's gain does not matter. A channel with hardly a second of voice
    is returned as it is.
    """
    level_db = _levels_db(recording, channel, len(voice))
    spoken = level_db[voice > _VOICED]
    if len(spoken) < _LEAST_FRAMES:
        return voice
    least_db = float(np.percentile(spoken, _LOUDEST_PERCENT)) - _FAINTER_DB
    reach = round(_REACH_S / HOP_S)
    near = np.convolve(level_db > least_db, np.ones(2 * reach + 1), mode="same") > 0
    return np.where(near, voice, np.float32(0)).astype(np.float32)


def _levels_db(recording: Recording, channel: int, frames: int) -> NDArray[np.float64]:
    """Level of 0.4 s around each frame of `HOP_S`, float64 [frames]."""
    rate = recording.sample_rate
    power = np.concatenate([[0.0], np.cumsum(recording.samples[channel].astype(np.float64) ** 2)])
    centres_s = (np.arange(frames) + 0.5) * HOP_S
    first, last = (np.round((centres_s + d) * rate).astype(int).clip(0, len(power) - 1) for d in (-_SMOOTH_S / 2, _SMOOTH_S / 2))
    return np.asarray(10 * np.log10((power[last] - power[first]) / np.maximum(last - first, 1) + 1e-6))
