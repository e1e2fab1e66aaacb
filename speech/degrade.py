"""What a telephone line does to sound: the GSM codec and noise at a known ratio. For measurements and tests."""

import io

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 8000


def through_gsm(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 [n] at 8 kHz, coded and decoded by GSM 06.10 full rate (13 kbit/s)."""
    packed = io.BytesIO()
    soundfile.write(packed, sound, RATE, format="WAV", subtype="GSM610")
    packed.seek(0)
    with av.open(packed, mode="r") as container:
        blocks = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
    heard = np.concatenate(blocks).astype(np.float32) / np.float32(32768)
    return np.asarray(np.pad(heard, (0, max(0, len(sound) - len(heard))))[: len(sound)], np.float32)


def with_noise(sound: NDArray[np.float32], ratio_db: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Adds pink noise `ratio_db` under the level of the speech (frames within 30 dB of the loudest)."""
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    energy = (frames.astype(np.float64) ** 2).mean(1)
    speech = float(energy[energy > energy.max() * 1e-3].mean())
    spectrum = np.fft.rfft(rng.standard_normal(len(sound)))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1.0)), len(sound))
    scale = np.sqrt(speech * 10 ** (-ratio_db / 10) / (pink**2).mean())
    return np.asarray(np.clip(sound + pink * scale, -1, 1), np.float32)
