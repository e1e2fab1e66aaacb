"""Real people at telephone rate with transcripts: the prompts that Debian packages for Asterisk, joined into call-like audio."""

import gzip
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.io import wavfile

from speech.audio import Recording
from speech.errors import SpeechError

RATE = 8000
SHARE = Path("/usr/share")
_FOLDERS = {"es": "es_MX_f_Allison", "en": "en_US_f_Allison"}
_LEAST_WORDS = 3
_LONGEST_S = 12.0
_LINE_NOISE = 1e-3


@dataclass(frozen=True, slots=True)
class Prompt:
    """One recorded sentence: float32 [n] at 8 kHz, and its words."""

    name: str
    text: str
    sound: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Placed:
    """A prompt in a call: which lane says it and when."""

    lane: int
    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class CallLike:
    """Two lanes that take turns with pauses, float32 [2, n] at 8 kHz, with what was said when."""

    language: str
    sound: NDArray[np.float32]
    placed: tuple[Placed, ...]

    @property
    def duration_s(self) -> float:
        """Seconds."""
        return float(self.sound.shape[1] / RATE)

    @property
    def text(self) -> str:
        """Everything said, in order of time."""
        return " ".join(p.text for p in self.placed)

    def recording(self, sound: NDArray[np.float32] | None = None) -> Recording:
        """The call, or a degraded copy of its sound, as `speech.audio.read` would give it."""
        lanes = self.sound if sound is None else sound
        samples = np.clip(lanes * 32768, -32768, 32767).astype(np.int16)
        return Recording(f"call-like-{self.language}", "0" * 64, samples, RATE, RATE, self.duration_s, "wav", "pcm_s16le")


def read_prompts(language: str, share: Path = SHARE) -> tuple[Prompt, ...]:
    """Sentences of three words or more and at most 12 s, with their transcripts; `share` is where the packages were unpacked.

    Raises `SpeechError` naming the packages when they are not there.
    """
    folder = share / "asterisk" / "sounds" / _FOLDERS[language]
    transcripts = share / "doc" / f"asterisk-core-sounds-{language}" / f"core-sounds-{language}.txt.gz"
    if not folder.is_dir() or not transcripts.is_file():
        packages = f"asterisk-core-sounds-{language}-wav asterisk-core-sounds-{language}"
        raise SpeechError(f"no prompts under {share}: install the Debian packages {packages}")
    found = []
    for line in gzip.decompress(transcripts.read_bytes()).decode("utf-8", "replace").splitlines():
        name, _, text = line.partition(":")
        path, text = folder / f"{name}.wav", text.strip()
        spoken = len(text.split()) >= _LEAST_WORDS and not set(text) & set("[](#")
        if not line.startswith(";") and spoken and path.is_file():
            found.append(Prompt(name, text, _samples(path)))
    return tuple(p for p in found if len(p.sound) <= _LONGEST_S * RATE)


def call_like(prompts: tuple[Prompt, ...], language: str, seconds: float, rng: random.Random) -> CallLike:
    """About `seconds` of two lanes taking turns, with the pauses of a telephone call (0.4 to 4 s) and faint line noise."""
    chosen = list(prompts)
    rng.shuffle(chosen)
    placed: list[Placed] = []
    sounds = []
    lane, at = 0, 1.0
    for prompt in chosen:
        length = len(prompt.sound) / RATE
        placed.append(Placed(lane, at, at + length, prompt.text))
        sounds.append(prompt.sound)
        at += length + rng.choice((rng.uniform(0.4, 1.2), rng.uniform(1.0, 4.0)))
        lane = 1 - lane if rng.random() < 0.75 else lane
        if at > seconds:
            break
    out = np.zeros((2, int((at + 1) * RATE)), np.float32)
    for where, sound in zip(placed, sounds, strict=True):
        start = int(where.start_s * RATE)
        out[where.lane, start : start + len(sound)] += sound
    noise = np.random.default_rng(rng.randrange(2**32)).standard_normal(out.shape) * _LINE_NOISE
    return CallLike(language, (out + noise).astype(np.float32), tuple(placed))


def _samples(path: Path) -> NDArray[np.float32]:
    rate, samples = wavfile.read(path)
    if rate != RATE or samples.dtype != np.int16 or samples.ndim != 1:
        raise SpeechError(f"{path}: expected 16-bit mono at {RATE} Hz, found {samples.dtype} at {rate} Hz")
    return np.asarray(samples / np.float32(32768), np.float32)
