"""Voice activity: where somebody speaks, by the Silero network, so that nothing is ever asked of an engine about silence."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from speech.audio import Recording
from speech.errors import NoEngine

HOP_S = 0.032
_RATE = 16000
FRAME = 512
CONTEXT = 64
_BLOCK_FRAMES = 4096
SPEECH, NOT_SPEECH = 0.35, 0.15
"""Voice begins above the first and ends below the second (hysteresis)."""
_LEAST_SILENCE_S = 0.30
LEAST_SPEECH_S = 0.12
_PAD_S = 0.2


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one lane, in seconds."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


@lru_cache(maxsize=1)
def voice_network() -> Any:
    """The network of voice activity, loaded once. Raises NoEngine."""
    spec = find_spec("faster_whisper")
    folder = Path(next(iter(spec.submodule_search_locations or ()), "")) if spec else Path()
    model = folder / "assets" / "silero_vad_v6.onnx"
    if not model.is_file():
        raise NoEngine("voice activity: silero_vad_v6.onnx is not in the faster-whisper package; install faster-whisper>=1.2")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"], sess_options=options)


def probabilities(recording: Recording, channel: int | None) -> NDArray[np.float32]:
    """Probability of voice, float32 [frames], one frame every `HOP_S` seconds, of one channel (None: the mean of both)."""
    session = voice_network()
    state = (np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32))
    tail = np.zeros(CONTEXT, np.float32)
    out: list[NDArray[np.float32]] = []
    block_s = _BLOCK_FRAMES * HOP_S
    for start in np.arange(0.0, recording.duration_s, block_s):
        sound = recording.span_at(channel, float(start), float(min(start + block_s, recording.duration_s)), _RATE)
        frames = int(np.ceil(len(sound) / FRAME))
        sound = np.pad(sound, (0, frames * FRAME - len(sound))).reshape(frames, FRAME)
        context = np.vstack([tail, sound[:-1, -CONTEXT:]])
        tail = sound[-1, -CONTEXT:]
        found, *state_out = session.run(None, {"input": np.hstack([context, sound]), "h": state[0], "c": state[1]})
        state = (state_out[0], state_out[1])
        out.append(np.asarray(found, np.float32).reshape(-1))
    return np.concatenate(out) if out else np.zeros(0, np.float32)


def spans(voice: NDArray[np.float32], duration_s: float, longest_s: float) -> tuple[Span, ...]:
    """Stretches of speech with a little air around, none longer than `longest_s`, from the probabilities of `probabilities`."""
    raw = _merged(_hysteresis(voice), round(_LEAST_SILENCE_S / HOP_S))
    raw = [(a, b) for a, b in raw if (b - a) * HOP_S >= LEAST_SPEECH_S]
    pieces = [piece for a, b in raw for piece in _cut(voice, a, b, int((longest_s - 2 * _PAD_S) / HOP_S))]
    found: list[Span] = []
    for i, (a, b) in enumerate(pieces):
        before = pieces[i - 1][1] * HOP_S if i else 0.0
        after = pieces[i + 1][0] * HOP_S if i + 1 < len(pieces) else duration_s
        start = max(a * HOP_S - _PAD_S, (before + a * HOP_S) / 2 if i else 0.0)
        end = min(b * HOP_S + _PAD_S, (after + b * HOP_S) / 2 if i + 1 < len(pieces) else duration_s)
        found.append(Span(start, end))
    return tuple(found)


def _hysteresis(voice: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Frame ranges [a, b) that start above the upper threshold and last until the lower one."""
    marks = np.where(voice >= SPEECH, 1, np.where(voice < NOT_SPEECH, -1, 0))
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for i in np.flatnonzero(marks):
        if marks[i] > 0 and start is None:
            start = int(i)
        elif marks[i] < 0 and start is not None:
            runs.append((start, int(i)))
            start = None
    if start is not None:
        runs.append((start, len(voice)))
    return runs


def _merged(runs: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for a, b in runs:
        if out and a - out[-1][1] < gap:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _cut(voice: NDArray[np.float32], a: int, b: int, longest: int) -> list[tuple[int, int]]:
    """Splits a range longer than `longest` frames where voice is least likely, in the last two thirds of what may be kept."""
    out: list[tuple[int, int]] = []
    while b - a > longest:
        low = a + longest // 3
        at = low + int(np.argmin(voice[low : a + longest]))
        out.append((a, max(at, a + 1)))
        a = max(at, a + 1)
    return [*out, (a, b)]
