"""What is heard on a lane without being spoken there: the other side leaking in, a background far below the voice."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from speech.lanes import LEAK_FRAME_S, LEAK_LIKENESS, QUIETER, best_likeness, loudest

_LAG_S = 0.1
_STEP_S = 0.128
_MOST_LEAKED = 0.6
_SPEAKS = 0.1
_FRAME = 320
_PIECES, _FEWEST = 16, 3
_FAR_BELOW_DB, _BELOW_DB, _BESIDE_DB = 18.0, 9.0, 14.0


class Levels:
    """How loud a lane's voice usually is, and whether a piece is far below it."""

    def __init__(self) -> None:
        self._kept: deque[float] = deque(maxlen=_PIECES)

    def faint(self, sound: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
        """Whether a piece, float32 [n], is background: far below the lane's usual voice, or below the other lane's at that time.

        Decibels are compared within one call only. A piece that is not faint counts into what is usual.
        """
        level, beside = loudness_db(sound), loudness_db(other)
        usual = float(np.percentile(self._kept, 75)) if len(self._kept) >= _FEWEST else None
        if usual is not None and level < usual - _FAR_BELOW_DB:
            return True
        if beside - level > _BESIDE_DB and (usual is None or level < usual - _BELOW_DB):
            return True
        self._kept.append(level)
        return False


def loudness_db(sound: NDArray[np.float32]) -> float:
    """Level of the louder frames of float32 [n], decibels of full scale; -120 without sound."""
    frames = len(sound) // _FRAME
    if not frames:
        return -120.0
    power = (sound[: frames * _FRAME].reshape(frames, _FRAME).astype(np.float64) ** 2).mean(1)
    return float(10 * np.log10(max(float(np.percentile(power, 80)), 1e-12)))


def leaked(sound: NDArray[np.float32], other: NDArray[np.float32], rate_hz: int) -> bool:
    """Whether most of a piece, float32 [n], only carries what the other lane said in the same stretch."""
    size, lag, step = (round(s * rate_hz) for s in (LEAK_FRAME_S, _LAG_S, _STEP_S))
    length = min(len(sound), len(other))
    if length < size + 2 * lag:
        return False
    starts = np.arange(lag, length - size - lag + 1, step)
    here = np.stack([sound[s : s + size] for s in starts]) * np.float32(32768)
    there = np.stack([other[s - lag : s + size + lag] for s in starts]) * np.float32(32768)
    power = (here**2).mean(1)
    spoken = power > _SPEAKS * np.percentile(power, 90)
    leak = (power < QUIETER * loudest(there, size)) & (best_likeness(here, there) > LEAK_LIKENESS)
    return bool(leak[spoken].mean() > _MOST_LEAKED)
