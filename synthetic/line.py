"""The telephone between two people and the recorder: band, noise, gain control, coding, lost packets, crosstalk."""

import io
import random
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

Sound = NDArray[np.float32]


class Coding(StrEnum):
    """How the line carries samples; the values are the names libsndfile uses inside a WAV file."""

    PCM = "PCM_16"
    MU_LAW = "ULAW"
    A_LAW = "ALAW"
    GSM = "GSM610"


class Noise(StrEnum):
    """What is heard behind the voices: a hissing line, a room with mains hum, other people talking."""

    LINE = "line"
    ROOM = "room"
    BABBLE = "babble"


@dataclass(frozen=True, slots=True)
class Line:
    """One telephone line. `snr_db` is against the level of active speech, None for no noise; `packet_loss` the share of 20 ms
    packets lost in short bursts; `crosstalk_db` how far below its own level a voice leaks into the other channel, None for not
    at all; `stereo` keeps the agent left and everybody else right, otherwise both are one channel."""

    band_hz: tuple[float, float] = (300.0, 3400.0)
    rate_hz: int = 8000
    coding: Coding = Coding.MU_LAW
    snr_db: float | None = 20.0
    noise: Noise = Noise.LINE
    packet_loss: float = 0.0
    gain_control: bool = False
    crosstalk_db: float | None = None
    far_level_db: float = 0.0
    stereo: bool = True


def through_line(channels: Sound, source_rate_hz: int, line: Line, rng: random.Random) -> Sound:
    """float32 [2, n] at `source_rate_hz` (agent, the other side) as recorded: float32 [2 or 1, m] at `line.rate_hz`."""
    near = np.asarray(soxr.resample(channels.T, source_rate_hz, line.rate_hz, quality="HQ"), np.float32).T
    near = near * np.array([[1.0], [10 ** (line.far_level_db / 20)]], np.float32)
    draw = np.random.default_rng(rng.getrandbits(64))
    if line.crosstalk_db is not None:
        leak = np.float32(10 ** (line.crosstalk_db / 20))
        near = np.asarray(near + leak * near[::-1], np.float32)
    if not line.stereo:
        near = near.sum(axis=0, keepdims=True)
    return np.stack([_carry(channel, line, draw) for channel in near])


def _carry(channel: Sound, line: Line, draw: np.random.Generator) -> Sound:
    sound = channel
    if line.snr_db is not None:
        sound = with_noise(sound, line.rate_hz, line.snr_db, line.noise, draw)
    sound = banded(sound, line.rate_hz, line.band_hz)
    if line.gain_control:
        sound = gain_controlled(sound, line.rate_hz)
    sound = coded(np.clip(sound, -0.99, 0.99).astype(np.float32), line.rate_hz, line.coding)
    return with_lost_packets(sound, line.rate_hz, line.packet_loss, draw) if line.packet_loss > 0 else sound


def banded(sound: Sound, rate_hz: int, band_hz: tuple[float, float]) -> Sound:
    """Only what a telephone lets through (Butterworth, order 6)."""
    high = min(band_hz[1], 0.49 * rate_hz)
    return np.asarray(sosfilt(butter(6, (band_hz[0], high), "bandpass", fs=rate_hz, output="sos"), sound), np.float32)


def speech_level(sound: Sound, rate_hz: int) -> float:
    """Root mean square of the 20 ms frames that are within 25 dB of the loudest; 0 for silence."""
    frame = rate_hz // 50
    frames = sound[: sound.size // frame * frame].reshape(-1, frame)
    power = np.mean(frames**2, axis=1) if frames.size else np.zeros(1, np.float32)
    active = power[power > power.max() * 10**-2.5]
    return float(np.sqrt(active.mean())) if active.size else 0.0


def with_noise(sound: Sound, rate_hz: int, snr_db: float, noise: Noise, draw: np.random.Generator) -> Sound:
    """The sound over noise whose level lies `snr_db` under that of active speech."""
    level = speech_level(sound, rate_hz)
    if level == 0.0:
        return sound
    behind = _noise(sound, rate_hz, noise, draw)
    behind *= level * 10 ** (-snr_db / 20) / float(np.sqrt(np.mean(behind**2)))
    return np.asarray(sound + behind, np.float32)


def _noise(sound: Sound, rate_hz: int, noise: Noise, draw: np.random.Generator) -> NDArray[np.float64]:
    hiss = draw.standard_normal(sound.size)
    if noise is Noise.LINE:
        return hiss
    if noise is Noise.ROOM:
        tilted = sosfilt(butter(1, 800, "lowpass", fs=rate_hz, output="sos"), hiss)
        seconds = np.arange(sound.size) / rate_hz
        hum = sum(np.sin(2 * np.pi * 50 * k * seconds) / k for k in range(7, 14, 2))
        return np.asarray(tilted / tilted.std() + 0.3 * hum, np.float64)
    crowd = 0.05 * hiss / hiss.std() * max(float(sound.std()), 1e-6)
    for _ in range(6):  # the call's own voices backwards: speech to the ear, words to nobody
        crowd = crowd + np.roll(sound[::-1], int(draw.integers(sound.size)))
    return np.asarray(crowd, np.float64)


def gain_controlled(sound: Sound, rate_hz: int, target: float = 0.09, most_db: float = 15.0) -> Sound:
    """Automatic gain: each 10 ms frame moves towards `target` RMS, quickly down and slowly up, held while nobody speaks."""
    frame = rate_hz // 100
    count = sound.size // frame
    levels = np.sqrt(np.mean(sound[: count * frame].reshape(count, frame) ** 2, axis=1))
    floor = speech_level(sound, rate_hz) * 0.15
    gains = np.ones(count + 1, np.float32)
    gain, envelope = 1.0, target
    bound = 10 ** (most_db / 20)
    for i, level in enumerate(levels):
        if level > floor:
            envelope += (level - envelope) * (0.3 if level > envelope else 0.02)
            wanted = min(max(target / max(envelope, 1e-6), 1 / bound), bound)
            gain += (wanted - gain) * (0.3 if wanted < gain else 0.02)
        gains[i + 1] = gain
    at = np.interp(np.arange(sound.size), np.arange(count + 1) * frame, gains)
    return np.asarray(np.clip(sound * at, -1, 1), np.float32)


def coded(sound: Sound, rate_hz: int, coding: Coding) -> Sound:
    """The samples after one coding and decoding, float32 [n]."""
    if coding is Coding.PCM:
        return np.asarray(np.round(sound * 32767) / 32767, np.float32)
    held = io.BytesIO()
    soundfile.write(held, sound, rate_hz, format="WAV", subtype=coding.value)
    held.seek(0)
    heard, _ = soundfile.read(held, dtype="float32")
    return np.asarray(np.pad(heard, (0, max(0, sound.size - heard.size)))[: sound.size], np.float32)


def with_lost_packets(sound: Sound, rate_hz: int, share: float, draw: np.random.Generator) -> Sound:
    """20 ms packets lost in bursts of about two; the receiver repeats the last one, fading, then gives silence."""
    packet, burst = rate_hz // 50, 2.0
    heard = sound.copy()
    losing, repeated = False, 0
    for start in range(packet, sound.size - packet, packet):
        losing = bool(draw.random() < (1 - 1 / burst if losing else share / (burst * max(1 - share, 0.01))))
        repeated = repeated + 1 if losing else 0
        if losing:
            heard[start : start + packet] = heard[start - packet : start] * (0.7 if repeated < 4 else 0.0)
    return heard
