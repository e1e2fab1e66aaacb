"""How it was said: pace, pauses, overlap, pitch and dynamics, each against the same speaker's own manner in the same call.

Absolute loudness is never used: telephone gain control makes it meaningless. What cannot be measured is None, with its cause.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from speech.audio import Recording
from speech.lanes import Lanes, Layout
from speech.timing import CallTiming, SpeakerTiming, call_timing, speaker_timing
from speech.transcript import Speaker, Turn
from speech.turn_voice import RawVoice, TurnVoice, VoiceBaseline, baseline, raw_voice, turn_voices
from speech.voice import Span


@dataclass(frozen=True, slots=True)
class SpeakerAcoustics:
    """One speaker in one call. `timing` needs words with times; `voice` is None when too little of the voice was heard."""

    speaker: Speaker
    timing: SpeakerTiming
    voice: VoiceBaseline | None
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Acoustics:
    """Everything measured. `turns` has one entry a turn of the transcript, in its order."""

    call: CallTiming
    speakers: tuple[SpeakerAcoustics, ...]
    turns: tuple[TurnVoice, ...]

    def of(self, speaker: Speaker) -> SpeakerAcoustics | None:
        """The figures of one speaker, or None if they never spoke."""
        return next((s for s in self.speakers if s.speaker is speaker), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, times in seconds, rounded to three decimals."""
        return {
            "call": _plain(self.call),
            "speakers": {s.speaker.value: _plain(s) for s in self.speakers},
            "turns": [_plain(t) for t in self.turns],
        }


def measure(recording: Recording, lanes: Lanes, speech: Sequence[Sequence[Span]], turns: Sequence[Turn]) -> Acoustics:
    """Measures a call from its sound and its turns (which must carry word times)."""
    apart = lanes.layout is Layout.STEREO
    channels = _channels(lanes, speech, turns)
    raw = [_raw(recording, channels[i], turn) for i, turn in enumerate(turns)]
    speakers = tuple(dict.fromkeys(t.speaker for t in turns))
    baselines = {s: baseline([r for r, t in zip(raw, turns, strict=True) if t.speaker is s]) for s in speakers}
    call = call_timing(recording.duration_s, [s for lane in speech for s in lane], turns, apart)
    found = []
    for speaker in speakers:
        timing, missing = speaker_timing(speaker, turns, apart)
        if baselines[speaker] is None:
            missing["voice"] = "less than two seconds of voiced sound, or fewer than three turns long enough to compare"
        found.append(SpeakerAcoustics(speaker, timing, baselines[speaker], missing))
    return Acoustics(call, tuple(found), turn_voices(raw, turns, baselines))


def _channels(lanes: Lanes, speech: Sequence[Sequence[Span]], turns: Sequence[Turn]) -> list[int | None]:
    """The channel each turn was said on: where most voice activity lies during its words."""
    if lanes.layout is not Layout.STEREO:
        return [lanes.lanes[0].channel] * len(turns)
    return [lanes.lanes[max((0, 1), key=lambda k: _covered(speech[k], turn))].channel for turn in turns]


def _covered(lane: Sequence[Span], turn: Turn) -> float:
    return sum(max(0.0, min(word.end_s, span.end_s) - max(word.start_s, span.start_s)) for span in lane for word in turn.words)


def _raw(recording: Recording, channel: int | None, turn: Turn) -> RawVoice | None:
    if turn.start_s is None or turn.end_s is None:
        return None
    return raw_voice(recording.span(channel, turn.start_s, turn.end_s), recording.sample_rate, turn)


def _plain(value: Any) -> Any:
    """Dataclasses, mappings and floats as JSON has them."""
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, float | np.floating):
        return round(float(value), 3)
    return value
