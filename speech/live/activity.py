"""Voice activity of a lane as it comes: the network of `speech.voice`, its state carried from frame to frame."""

import numpy as np
from numpy.typing import NDArray

from speech.voice import CONTEXT, FRAME, HOP_S, voice_network


class Activity:
    """16 kHz sound in, one probability of voice every `HOP_S` seconds out."""

    def __init__(self) -> None:
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._tail = np.zeros(CONTEXT, np.float32)
        self._rest = np.zeros(0, np.float32)

    def take(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities of the whole frames so far, float32 [frames]; the same as `speech.voice.probabilities` gives at once."""
        held = np.concatenate([self._rest, sound])
        frames = len(held) // FRAME
        self._rest = held[frames * FRAME :]
        if not frames:
            return np.zeros(0, np.float32)
        block = held[: frames * FRAME].reshape(frames, FRAME)
        context = np.vstack([self._tail, block[:-1, -CONTEXT:]])
        self._tail = block[-1, -CONTEXT:].copy()
        found, self._h, self._c = voice_network().run(None, {"input": np.hstack([context, block]), "h": self._h, "c": self._c})
        return np.asarray(found, np.float32).reshape(-1)


__all__ = ["FRAME", "HOP_S", "Activity"]
