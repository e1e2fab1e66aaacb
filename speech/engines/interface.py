"""What every transcription engine is: windows of speech in, words with their doubt out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from speech.transcript import EngineStamp, Word

LANGUAGES = ("es", "en")
SAMPLE_RATE = 16000
LONGEST_WINDOW_S = 29.0

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ask:
    """How to listen. `insist`: decode what came out doubtful again, at rising temperatures; else the first answer stands."""

    language: str
    beam_size: int = 5
    insist: bool = True


@dataclass(frozen=True, slots=True)
class WindowText:
    """The words of one window, times in seconds from its start, and how much the engine doubts them.

    `avg_logprob` is the mean natural-log probability of a token (about -0.2 is sure, under -1 is a guess), `no_speech_prob` the
    engine's own idea that nobody spoke, `temperature` what the last decoding needed (0 unless a fallback was), `repeated`
    whether a runaway repetition had to be cut.
    """

    words: tuple[Word, ...]
    avg_logprob: float
    no_speech_prob: float
    temperature: float = 0.0
    repeated: bool = False


class Transcriber(Protocol):
    """One engine with its weights loaded. Not thread safe: one per thread or process."""

    @property
    def stamp(self) -> EngineStamp:
        """Name, model and version, kept with every transcript."""
        ...

    def transcribe(self, windows: Sequence[Sound], ask: Ask) -> list[WindowText]:
        """One result a window, in order. Windows are float32 [n] at 16 kHz, at most `LONGEST_WINDOW_S` long.

        Raises `EngineError` when the engine fails; never returns fewer results than windows.
        """
        ...

    def language_of(self, window: Sound) -> dict[str, float]:
        """Probability of each of `LANGUAGES` in a window, summing to 1 over them."""
        ...
