"""The agent's tone, 1 hostile to 5 warm, from the words and from the voice, apart and together."""

from dataclasses import dataclass

from audit.results import Tone

VOICE_WEIGHT = 0.15
"""The voice was measured on acted speech only (docs/validation.md), so it may only lean on the words."""
STEADY = 3.0
"""A voice that keeps to its usual manner: it says nothing of warmth or coldness and leaves the words as they are."""
HARSH_WORDS = 2.5
UNCHANGING = "voice tone is not scored: the voice never changes, and one that is harsh all through does not either"


@dataclass(frozen=True, slots=True)
class VoiceTone:
    """Tone from the voice alone, against the speaker's own baseline; `cause` says why there is none."""

    score: float | None
    confidence: float
    cause: str | None = None


def joined(text: float | None, confidence: float, voice: VoiceTone | None) -> Tone:
    """Words and voice together. The voice never decides alone, and a tense one never softens harsher words."""
    heard = voice.score if voice else None
    cause = voice.cause if voice else None
    if text is None:
        return Tone(None, None, heard, 0.0, cause or "the agent hardly speaks")
    if heard is None or voice is None:
        return Tone(text, text, None, confidence, cause)
    if heard >= STEADY and text < HARSH_WORDS:
        return Tone(text, text, None, confidence, UNCHANGING)
    if heard >= STEADY:
        return Tone(text, text, heard, confidence, cause)
    weight = VOICE_WEIGHT * voice.confidence
    score = min(text, (1 - weight) * text + weight * heard)
    agreement = 1 - min(1.0, abs(text - heard) / 4)
    return Tone(score, text, heard, confidence * (0.7 + 0.3 * agreement), cause)
