"""Offline voices: text in, sound out, with a manner of speaking as far as the model allows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from synthetic.errors import NoVoice
from synthetic.phonemes import breaths, phonemes
from synthetic.voice_weights import find_model, read_style, token_ids

SAMPLE_RATE = 24000
_LEVEL_RMS = 0.08
_EDGE = 0.01
_LONGEST_TOKENS = 500

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a phrase is said. Ratios to the voice's own pace, pitch and pauses; level in dB to its own level."""

    pace: float = 1.0
    pitch: float = 1.0
    pauses: float = 1.0
    level_db: float = 0.0


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """A named voice: language, sex as heard, the model's voices it is mixed of, its own pitch ratio."""

    name: str
    lang: str
    sex: str
    mix: tuple[tuple[str, float], ...]
    pitch: float = 1.0


CARDS = (
    VoiceCard("dora", "es", "f", (("ef_dora", 1.0),)),
    VoiceCard("sara", "es", "f", (("ef_dora", 0.45), ("if_sara", 0.55)), 0.94),
    VoiceCard("lucia", "es", "f", (("ef_dora", 0.5), ("ff_siwis", 0.5)), 1.06),
    VoiceCard("alex", "es", "m", (("em_alex", 1.0),)),
    VoiceCard("santa", "es", "m", (("em_santa", 1.0),)),
    VoiceCard("nicola", "es", "m", (("em_alex", 0.4), ("im_nicola", 0.6)), 1.05),
    VoiceCard("heart", "en", "f", (("af_heart", 1.0),)),
    VoiceCard("emma", "en", "f", (("bf_emma", 0.6), ("af_sarah", 0.4)), 0.97),
    VoiceCard("bella", "en", "f", (("af_bella", 1.0),), 1.03),
    VoiceCard("michael", "en", "m", (("am_michael", 1.0),)),
    VoiceCard("fenrir", "en", "m", (("am_fenrir", 1.0),)),
    VoiceCard("puck", "en", "m", (("am_puck", 0.7), ("bm_george", 0.3)), 1.02),
)
VOICES = {card.name: card for card in CARDS}


class Synthesizer(Protocol):
    """Anything that speaks a turn."""

    def speak(self, text: str, voice: str, manner: Manner = Manner()) -> Sound:
        """float32 [n] at `SAMPLE_RATE`, -1..1, without silence at its ends. Raises `NoVoice` for an unknown voice."""
        ...


class KokoroVoice:
    """Kokoro-82M on ONNX Runtime. One thread by default: rendering is never urgent."""

    def __init__(self, cache: Path, voices: Path, threads: int = 1) -> None:
        import onnxruntime  # noqa: PLC0415 - 200 ms and 40 MB that only a rendering needs

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(str(find_model(cache)), options, providers=["CPUExecutionProvider"])
        self._folder = voices
        self._styles: dict[str, NDArray[np.float32]] = {}

    def speak(self, text: str, voice: str, manner: Manner = Manner()) -> Sound:
        """See `Synthesizer.speak`; a phrase at a time, each with its own intonation, pauses between them."""
        card = VOICES.get(voice)
        if card is None:
            raise NoVoice(f"no voice {voice!r}; choose one of {', '.join(VOICES)}")
        parts: list[Sound] = []
        for phrase in breaths(text):
            if phrase.text:
                parts.append(self._phrase(phonemes(phrase.text, card.lang), card, manner))
            parts.append(np.zeros(round(phrase.pause_s * manner.pauses * SAMPLE_RATE), np.float32))
        if not any(part.any() for part in parts):
            raise NoVoice(f"nothing to say in {text!r}")
        return trimmed(np.concatenate(parts)) * np.float32(10 ** (manner.level_db / 20))

    def _phrase(self, sounds: str, card: VoiceCard, manner: Manner) -> Sound:
        known = token_ids()
        tokens = [known[sign] for sign in sounds if sign in known][:_LONGEST_TOKENS]
        pitch = manner.pitch * card.pitch
        style = self._style(card)[min(len(tokens), 509)]
        # Playing faster raises the pitch, so the phrase is asked for slower by as much.
        feeds = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": style[None],
            "speed": np.array([manner.pace / pitch], np.float32),
        }
        spoken = trimmed(np.asarray(self._session.run(None, feeds)[0], np.float32).ravel())
        if pitch != 1.0:
            spoken = np.asarray(soxr.resample(spoken, SAMPLE_RATE, SAMPLE_RATE / pitch, quality="HQ"), np.float32)
        level = float(np.sqrt(np.mean(spoken**2))) if spoken.size else 0.0
        return spoken * np.float32(_LEVEL_RMS / level) if level > 0 else spoken

    def _style(self, card: VoiceCard) -> NDArray[np.float32]:
        if card.name not in self._styles:
            total = sum(share for _, share in card.mix)
            mixed = sum(read_style(self._folder, name) * np.float32(share / total) for name, share in card.mix)
            self._styles[card.name] = np.asarray(mixed, np.float32)
        return self._styles[card.name]


def trimmed(sound: Sound, edge: float = _EDGE, keep_s: float = 0.03) -> Sound:
    """The sound without its quiet ends, `keep_s` kept; the ends faded so that nothing clicks."""
    loud = np.flatnonzero(np.abs(sound) > edge)
    if not loud.size:
        return sound[:0]
    keep = round(keep_s * SAMPLE_RATE)
    cut = sound[max(0, loud[0] - keep) : loud[-1] + keep].copy()
    ramp = np.linspace(0, 1, min(keep // 2, cut.size // 2), dtype=np.float32)
    if ramp.size:
        cut[: ramp.size] *= ramp
        cut[-ramp.size :] *= ramp[::-1]
    return cut
