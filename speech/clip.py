"""A few seconds of a recording as a file of their own: what is sent of a call without the rest of it."""

from pathlib import Path

import numpy as np
import soundfile

from speech.audio import LIMIT_S, read
from speech.errors import SpeechError


class NoSuchSeconds(SpeechError):
    """The recording ends before the seconds that were asked for."""

    def __init__(self, start_s: float, end_s: float, duration_s: float) -> None:
        told = f"{start_s:.1f}–{end_s:.1f} s, {duration_s:.1f} s"
        super().__init__(f"the recording does not have those seconds: {told}")
        self.told = told

    def say(self, lang: str = "en") -> str:
        """The message in `es` or `en`."""
        return str(self) if lang == "en" else f"la grabación no tiene esos segundos: {self.told}"


def cut(path: str | Path, start_s: float, end_s: float, out: str | Path, limit_s: float = LIMIT_S) -> float:
    """Write the seconds from `start_s` to `end_s`, as far as the recording has them, and tell how many there are.

    `out` ends in .wav, .flac or .ogg; nothing of the recording's own description goes with it. Raises NoSuchSeconds for seconds
    the recording does not have, and as `speech.audio.read`.
    """
    recording = read(path, limit_s)
    first, last = max(0, round(start_s * recording.sample_rate)), round(end_s * recording.sample_rate)
    samples = recording.samples[:, first:last]
    if not samples.size:
        raise NoSuchSeconds(start_s, end_s, recording.duration_s)
    soundfile.write(str(out), np.ascontiguousarray(samples.T), recording.sample_rate)
    return float(samples.shape[1] / recording.sample_rate)
