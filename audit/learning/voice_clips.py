"""Acted emotional speech as a telephone would carry it, measured turn by turn as the product measures a call.

The corpus is the Berlin Database of Emotional Speech (Burkhardt and others 2005; CC0-1.0): ten actors, ten sentences, seven
manners. The clips are read from a folder and never committed; what is kept of them is in `audit/scoring/voice_tone.json`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

from speech.degrade import RATE, through_gsm, with_noise
from speech.transcript import Speaker, Turn
from speech.turn_voice import RawVoice, raw_voice

Sound = NDArray[np.float32]
_LEVEL = 0.08
_GAIN_S = 0.3


@dataclass(frozen=True, slots=True)
class Clip:
    """One sentence by one actor; `manner`: W anger, N neutral, F joy, L boredom, T sadness, A fear, E disgust."""

    speaker: str
    manner: str
    raw: RawVoice


def same_level(sound: Sound) -> Sound:
    """Every clip at the same level, so that nothing can rest on loudness."""
    level = float(np.sqrt((sound.astype(np.float64) ** 2).mean()))
    return np.asarray(np.clip(sound * (_LEVEL / max(level, 1e-6)), -1, 1), np.float32)


def gain_controlled(sound: Sound) -> Sound:
    """A telephone's automatic gain: the level of the last 0.3 s is brought to a constant."""
    a = 1 / (_GAIN_S * RATE)
    power, _ = lfilter([a], [1, a - 1], sound.astype(np.float64) ** 2, zi=[(1 - a) * float((sound**2).mean())])
    return np.asarray(np.clip(sound * (_LEVEL / np.sqrt(np.maximum(power, 1e-4 * power.max()))), -1, 1), np.float32)


def landline(sound: Sound, _rng: np.random.Generator) -> Sound:
    """300–3400 Hz, automatic gain, mu-law."""
    band = sosfilt(butter(4, [300, 3400], "band", fs=RATE, output="sos"), sound)
    heard = same_level(gain_controlled(np.asarray(band, np.float32)))
    packed = np.round(np.sign(heard) * np.log1p(255 * np.abs(heard)) / np.log(256) * 127) / 127
    return np.asarray(np.sign(packed) * (256 ** np.abs(packed) - 1) / 255, np.float32)


def mobile(sound: Sound, rng: np.random.Generator) -> Sound:
    """Noise at 15 dB, GSM, automatic gain."""
    return same_level(gain_controlled(through_gsm(with_noise(same_level(sound), 15, rng))))


LINES: dict[str, Callable[[Sound, np.random.Generator], Sound]] = {"landline": landline, "mobile": mobile}


def clips(folder: Path, line: str) -> list[Clip]:
    """Every clip of the corpus heard over one of `LINES`. Raises FileNotFoundError when the folder holds none."""
    files = sorted(folder.glob("[01][0-9][ab][01][0-9][A-Z]*.wav"))
    if not files:
        raise FileNotFoundError(f"{folder}: no clip named as in EmoDB (03a01Wa.wav); give the folder of its wav files")
    rng, out = np.random.default_rng(0), []
    for file in files:
        sound, rate = soundfile.read(file, dtype="float32")
        heard = LINES[line](np.asarray(soxr.resample(sound, rate, RATE), np.float32), rng)
        found = raw_voice(heard, RATE, Turn(0, Speaker.AGENT, "", 0.0, len(heard) / RATE))
        if found is not None:
            out.append(Clip(file.stem[:2], file.stem[5], found))
    return out
