"""The voice of each turn against its speaker's baseline: higher, livelier, tenser, faster, more stressed than usual, or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speech.pitch import HOP_S, frames_of
from speech.timing import interrupts, overlap_with_others_s, syllables
from speech.transcript import Speaker, Turn

LEAST_TURNS = 3
_LEAST_VOICED_S = 0.3
_LEAST_BASELINE_S = 2.0
_SPREAD_FLOOR = (0.7, 0.7, 2.0, 1.0, 1.0, 0.8, 0.5)
_MOST_Z = 4.0


@dataclass(frozen=True, slots=True)
class RawVoice:
    """One turn measured on no common scale: pitch in semitones over 100 Hz, levels in decibels of the call's own gain."""

    values: tuple[float, ...]
    voiced_s: float
    pitches_st: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class VoiceBaseline:
    """A speaker's usual manner in this call: medians and spreads over turns, pitch in hertz and semitones."""

    pitch_hz: float
    pitch_range_st: float
    pitch_movement_st: float
    dynamics_db: float
    voiced_s: float
    medians: tuple[float, ...]
    spreads: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TurnVoice:
    """A turn in standard deviations from the speaker's own baseline (clipped to 4), None with its `cause`.

    `pitch_z` higher voice, `pitch_range_z` livelier melody, `pitch_slope_z` steeper movement, `level_z` louder than their own
    usual, `level_range_z` more stress on words, `slant_z` tenser voice, `rate_z` faster.
    """

    turn: int
    pitch_z: float | None = None
    pitch_range_z: float | None = None
    pitch_slope_z: float | None = None
    level_z: float | None = None
    level_range_z: float | None = None
    slant_z: float | None = None
    rate_z: float | None = None
    interrupts: bool = False
    overlap_s: float = 0.0
    cause: str | None = None


def raw_voice(sound: NDArray[np.float32], rate: int, turn: Turn) -> RawVoice | None:
    """Measures one turn from its sound float32 [n]; None when less than 0.3 s of it is voiced."""
    found = frames_of(sound, rate)
    if found is None:
        return None
    voiced = np.isfinite(found.pitch_hz)
    voiced_s = float(voiced.sum()) * HOP_S
    if voiced_s < _LEAST_VOICED_S:
        return None
    pitch = 12 * np.log2(found.pitch_hz[voiced] / 100.0)
    pitch = pitch[np.abs(pitch - np.median(pitch)) < 9]
    level = found.level_db[voiced]
    steps = np.diff(pitch)
    steps = steps[np.abs(steps) < 3]
    spoken_s = sum(min(w.end_s - w.start_s, 1.0) for w in turn.words)
    values = (
        float(np.median(pitch)),
        float(np.percentile(pitch, 90) - np.percentile(pitch, 10)),
        float(np.mean(np.abs(steps)) / HOP_S) if steps.size else 0.0,
        float(np.median(level)),
        float(np.percentile(level, 90) - np.percentile(level, 10)),
        float(np.median(found.slant_db[voiced])),
        sum(syllables(w) for w in turn.words) / max(spoken_s, 0.2),
    )
    return RawVoice(values, voiced_s, tuple(pitch.tolist()))


def baseline(found: Sequence[RawVoice | None]) -> VoiceBaseline | None:
    """A speaker's baseline over their turns, or None when there is too little to have one."""
    kept = [r for r in found if r is not None]
    voiced_s = sum(r.voiced_s for r in kept)
    if len(kept) < LEAST_TURNS or voiced_s < _LEAST_BASELINE_S:
        return None
    table = np.asarray([r.values for r in kept])
    medians = np.median(table, axis=0)
    spreads = np.maximum(1.4826 * np.median(np.abs(table - medians), axis=0), _SPREAD_FLOOR)
    pitches = np.concatenate([r.pitches_st for r in kept])
    return VoiceBaseline(
        pitch_hz=float(100 * 2 ** (np.median(pitches) / 12)),
        pitch_range_st=float(np.percentile(pitches, 90) - np.percentile(pitches, 10)),
        pitch_movement_st=float(medians[2]),
        dynamics_db=float(medians[4]),
        voiced_s=voiced_s,
        medians=tuple(medians.tolist()),
        spreads=tuple(spreads.tolist()),
    )


def turn_voices(
    raw: Sequence[RawVoice | None], turns: Sequence[Turn], baselines: Mapping[Speaker, VoiceBaseline | None]
) -> tuple[TurnVoice, ...]:
    """One entry a turn, in order."""
    out = []
    for one, turn in zip(raw, turns, strict=True):
        own = baselines[turn.speaker]
        took, overlap_s = interrupts(turn, turns), overlap_with_others_s(turn, turns)
        if one is None:
            out.append(TurnVoice(turn.i, interrupts=took, overlap_s=overlap_s, cause="less than 0.3 s of voiced sound"))
        elif own is None:
            out.append(TurnVoice(turn.i, interrupts=took, overlap_s=overlap_s, cause="too little of this speaker for a baseline"))
        else:
            out.append(_against(own, one, turn.i, took, overlap_s))
    return tuple(out)


def _against(own: VoiceBaseline, one: RawVoice, turn: int, took: bool, overlap_s: float) -> TurnVoice:
    z = np.clip((np.asarray(one.values) - own.medians) / np.asarray(own.spreads), -_MOST_Z, _MOST_Z)
    pitch, pitch_range, slope, level, level_range, slant, rate = (float(v) for v in z)
    return TurnVoice(turn, pitch, pitch_range, slope, level, level_range, slant, rate, took, overlap_s)
