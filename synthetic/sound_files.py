"""Recordings as files: WAV with the line's own coding, or small Opus."""

from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from synthetic.line import Coding

_OPUS_FRAME_S = 0.02


def write_wav(path: Path, samples: NDArray[np.float32], rate_hz: int, coding: Coding = Coding.PCM) -> None:
    """float32 [channels, n] as WAV."""
    soundfile.write(path, samples.T, rate_hz, format="WAV", subtype=coding.value)


def write_opus(path: Path, samples: NDArray[np.float32], rate_hz: int, bits_per_s: int = 20000) -> None:
    """float32 [channels, n] as Ogg Opus; `rate_hz` must be one that Opus has (8, 12, 16, 24 or 48 kHz)."""
    layout = "stereo" if samples.shape[0] == 2 else "mono"
    whole = np.clip(samples.T * 32767, -32768, 32767).astype(np.int16)
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=rate_hz, layout=layout, options={"application": "voip"})
        stream.bit_rate = bits_per_s
        step = round(rate_hz * _OPUS_FRAME_S)
        for start in range(0, whole.shape[0], step):
            block = np.ascontiguousarray(whole[start : start + step]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout=layout)
            frame.sample_rate, frame.pts = rate_hz, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def cut_short(path: Path, share: float) -> None:
    """Leaves only the first `share` of a file, as an interrupted copy would: its header still promises the whole."""
    whole = path.read_bytes()
    path.write_bytes(whole[: round(len(whole) * share)])
