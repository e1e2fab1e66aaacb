"""What the agent's voice tells of their tone: whether any turn leaves the speaker's own usual manner in the same call.

Pitch, its movement, stress and spectral slant, as differences from the speaker's own medians (speech.turn_voice); never how loud.
On acted speech this tells agitated turns from calm ones, and does not tell anger from cheer (docs/validation.md). So a voice is
either steady (3, which leaves the words as they are) or not scored, with the cause: nobody is accused by their pitch. A voice
that is hostile all through has itself for a baseline and sounds steady. Coefficients: audit/learning/train_voice.py.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any

from audit.calls import Call
from audit.scoring.tone import STEADY, VoiceTone
from speech.transcript import Speaker

FEATURES = ("pitch_z", "pitch_range_z", "pitch_slope_z", "level_range_z", "slant_z")
PLACES = (0, 1, 2, 4, 5)
"""Where the features stand among the medians and spreads of speech.turn_voice."""
LEAST_TURNS = 6
LEAST_VOICED_S = 10.0
_LEAST_ROLES = 0.7
_MOST_OVERLAP_S = 0.3
_MOST_CONFIDENCE = 0.6
"""Half of the calls that are angry all through sound steady too (docs/validation.md)."""

TOO_LITTLE = "voice tone is not scored: too little of the agent's voice to compare with itself"
WHO = "voice tone is not scored: it is not certain who is the agent"
RISES = "voice tone is not scored: the voice rises in some turns, and rising alone does not tell anger from cheer"


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """Coefficients of `voice_tone.json`: turns to logits, the most agitated turns to the chance that the call holds any."""

    weights: tuple[float, ...]
    bias: float
    slope: float
    offset: float
    steady_at: float

    def turn(self, away: Sequence[float]) -> float:
        """Logit that a turn is agitated, from its differences to the speaker's medians (semitones, st/s, dB) in `FEATURES`."""
        return self.bias + sum(w * v for w, v in zip(self.weights, away, strict=True))

    def call(self, turns: Sequence[Sequence[float]]) -> float:
        """Chance that a call holds agitated turns."""
        return 1 / (1 + exp(-(self.slope * highest([self.turn(away) for away in turns]) + self.offset)))


@lru_cache(maxsize=1)
def voice_model() -> VoiceModel:
    """The model that ships with the house."""
    row = json.loads((Path(__file__).parent / "voice_tone.json").read_text(encoding="utf-8"))
    turn, call = row["turn"], row["call"]
    weights = tuple(float(turn["weights"][name]) for name in FEATURES)
    return VoiceModel(weights, turn["bias"], call["slope"], call["offset"], call["steady_at"])


def highest(logits: Sequence[float]) -> float:
    """Mean of the two most agitated turns: one odd turn is not a manner."""
    few = sorted(logits, reverse=True)[:2]
    return sum(few) / len(few)


def voice_tone(call: Call, acoustics: Mapping[str, Any], role_confidence: float | None) -> VoiceTone | None:
    """Tone of the agent's voice from the acoustics of the call (speech.acoustics, as JSON); None where no sound was measured."""
    if not acoustics.get("turns"):
        return None
    if role_confidence is not None and role_confidence < _LEAST_ROLES:
        return VoiceTone(None, 0.0, WHO)
    usual = (acoustics.get("speakers", {}).get(Speaker.AGENT.value) or {}).get("voice")
    turns = _away(call, acoustics["turns"], usual["spreads"]) if usual else []
    if usual is None or len(turns) < LEAST_TURNS or usual["voiced_s"] < LEAST_VOICED_S:
        return VoiceTone(None, 0.0, TOO_LITTLE)
    model = voice_model()
    chance = model.call(turns)
    if chance > model.steady_at:
        return VoiceTone(None, 0.0, RISES)
    return VoiceTone(STEADY, _MOST_CONFIDENCE * (1 - chance))


def _away(call: Call, measured: Sequence[Mapping[str, Any]], spreads: Sequence[float]) -> list[list[float]]:
    """`FEATURES` of the agent's turns that could be measured and that nobody else spoke over, off the agent's own medians."""
    agent = {turn.i for turn in call.turns if turn.speaker is Speaker.AGENT}
    return [
        [float(row[name]) * spreads[place] for name, place in zip(FEATURES, PLACES, strict=True)]
        for row in measured
        if row["turn"] in agent and row.get("cause") is None and row.get("overlap_s", 0.0) <= _MOST_OVERLAP_S
    ]
