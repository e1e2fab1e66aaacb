"""Voices as vectors: a small speaker encoder over telephone speech, without torch."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from speech.audio import Recording
from speech.errors import NoEngine

WINDOW_S = 1.2
HOP_S = 0.6
RATE = 16000
_FRAME_S = 0.01
_BATCH = 128
_LEVEL = 0.03
_WINDOW = 400
_MELS = 40
_TAPER = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)


@lru_cache(maxsize=1)
def _session() -> Any:
    model = Path(__file__).parent / "engines" / "voiceprint" / "encoder.onnx"
    if not model.is_file():
        raise NoEngine(f"speaker encoder: {model.name} is missing from the package; install it again")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"], sess_options=options)


@lru_cache(maxsize=1)
def _filters() -> NDArray[np.float32]:
    """Slaney's mel triangles of unit area, float32 [40, bins]; librosa's default, without waiting for librosa to load."""
    hz = np.fft.rfftfreq(_WINDOW, 1 / RATE)
    edges = _hz(np.linspace(0.0, _mels(RATE / 2), _MELS + 2))
    rising = (hz - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - hz) / np.diff(edges)[1:, None]
    area = 2.0 / (edges[2:] - edges[:-2])
    return np.asarray(np.clip(np.minimum(rising, falling), 0, None) * area[:, None], np.float32)


def _mels(hz: float) -> float:
    """Linear below 1 kHz (15 mels), logarithmic above, 27 mels for each factor of 6.4."""
    return 15.0 + 27.0 * np.log(hz / 1000.0) / np.log(6.4) if hz >= 1000 else hz * 3 / 200


def _hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mels >= 15, 1000.0 * np.exp((mels - 15) * np.log(6.4) / 27), mels * 200 / 3)


def mel_power(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mel power float32 [frames, 40] of 25 ms frames every 10 ms at 16 kHz, at a set level so that loudness says nothing."""
    level = float(np.sqrt(np.mean(sound**2))) if sound.size else 0.0
    scaled = sound * np.float32(_LEVEL / level) if level > 0 else sound
    padded = np.pad(scaled, _WINDOW // 2, mode="constant")
    framed = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[:: round(_FRAME_S * RATE)]
    power = np.abs(np.fft.rfft(framed * _TAPER)) ** 2
    return np.asarray(power @ _filters().T, np.float32)


def voiceprints(
    recording: Recording, channel: int | None, starts_s: NDArray[np.float64], ends_s: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Unit vectors float32 [stretches, 256], one for each stretch; only its first `WINDOW_S` count, a shorter one is repeated."""
    return prints_of(
        recording.span_at(channel, float(start), float(min(end, start + WINDOW_S)), RATE)
        for start, end in zip(starts_s, ends_s, strict=True)
    )


def prints_of(spans: Iterable[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The same of stretches of sound, each float32 [n] at 16 kHz; a batch of them is held at once."""
    frames = round(WINDOW_S / _FRAME_S)
    out, rest = [], iter(spans)
    while batch := list(islice(rest, _BATCH)):
        mels = [mel_power(span)[:frames] for span in batch]
        whole = np.stack([np.resize(mel, (frames, mel.shape[1])) for mel in mels])
        out.append(_session().run(None, {"mel": whole})[0])
    return np.concatenate(out) if out else np.zeros((0, 256), np.float32)
