"""A voice that hums: each word 0.25 s of the speaker's own tone. A working Synthesizer for everything but the model."""

import numpy as np

from synthetic.voices import SAMPLE_RATE, Manner, Sound

PITCH_HZ = {"alex": 400.0, "santa": 650.0, "nicola": 850.0, "dora": 1000.0, "sara": 1300.0, "lucia": 1700.0}
WORD_S = 0.25
PLAIN = Manner()


class Hum:
    """Speaks in tones; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Manner]] = []

    def speak(self, text: str, voice: str, manner: Manner = PLAIN) -> Sound:
        """float32 [n] of the voice's tone, a quarter of a second a word at pace 1."""
        self.asked.append((text, voice, manner))
        seconds = len(text.split()) * WORD_S / manner.pace
        at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
        return (0.1 * np.sin(2 * np.pi * PITCH_HZ[voice] * at)).astype(np.float32)
