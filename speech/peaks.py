"""The waveform's outline, for drawing only: each lane relative to its own loudest moment."""

from dataclasses import dataclass

import numpy as np

from speech.audio import Recording

POINTS = 1000


@dataclass(frozen=True, slots=True)
class Peaks:
    """Outline of a recording: `lanes` holds one tuple of 0..1 values a lane, evenly spread over `duration_s` seconds."""

    duration_s: float
    lanes: tuple[tuple[float, ...], ...]

    def as_dict(self) -> dict[str, object]:
        """For a page's drawing code."""
        return {"duration": round(self.duration_s, 2), "lanes": [list(lane) for lane in self.lanes]}


def outline(recording: Recording, channels: tuple[int | None, ...], points: int = POINTS) -> Peaks:
    """Largest sample in each of `points` equal stretches of each channel (None: the louder of both)."""
    count = min(points, recording.samples.shape[1])
    edges = np.linspace(0, recording.samples.shape[1], count, endpoint=False).astype(int)
    lanes = []
    for channel in channels:
        part = recording.samples if channel is None else recording.samples[channel : channel + 1]
        high = np.maximum.reduceat(part, edges, axis=1).astype(np.int32).max(0)
        low = np.minimum.reduceat(part, edges, axis=1).astype(np.int32).min(0)
        envelope = np.maximum(high, -low) / max(1, int(max(high.max(), -low.min())))
        lanes.append(tuple(round(float(v), 3) for v in envelope))
    return Peaks(recording.duration_s, tuple(lanes))
