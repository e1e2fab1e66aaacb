"""One loudness lane a speaker, whatever the recording's channels: what is drawn for a speaker is silent where others speak."""

from collections.abc import Sequence

from speech.transcript import Turn


def lanes_by_speaker(
    turns: Sequence[Turn], duration_s: float, channels: Sequence[Sequence[float]]
) -> dict[str, tuple[float, ...]]:
    """Peaks 0–1 of each speaker, from the peaks of each channel (equally spaced over `duration_s` seconds)."""
    if not channels or duration_s <= 0:
        return {}
    count = len(channels[0])
    out: dict[str, tuple[float, ...]] = {}
    for speaker in dict.fromkeys(t.speaker.value for t in turns):
        own = [_range(t, duration_s, count) for t in turns if t.speaker.value == speaker]
        channel = channels[_loudest(channels, own)]
        lane = [0.0] * count
        for low, high in own:
            lane[low:high] = channel[low:high]
        out[speaker] = tuple(lane)
    return out


def _range(turn: Turn, duration_s: float, count: int) -> tuple[int, int]:
    low = int((turn.start_s or 0.0) / duration_s * count)
    high = int((turn.end_s or 0.0) / duration_s * count) + 1
    return max(0, min(low, count)), max(0, min(high, count))


def _loudest(channels: Sequence[Sequence[float]], ranges: Sequence[tuple[int, int]]) -> int:
    """The channel a speaker is on: where most sounds while they speak."""
    return max(range(len(channels)), key=lambda c: sum(sum(channels[c][low:high]) for low, high in ranges))
