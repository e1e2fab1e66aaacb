"""Recordings as samples: any telephone sound file in, checked 16-bit lanes out, without an ffmpeg program."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import soxr
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from speech.containers import refuse_what_is_not_sound, wav_promise_s
from speech.errors import BadAudio, Fault

LIMIT_S = 4 * 3600.0
HIGHEST_RATE = 16000
LOWEST_RATE = 8000
LEAST_S = 0.2
_SILENT_PEAK = 10  # of 32768, about -70 dBFS: below any line noise
_TRUNCATION_SLACK_S = 1.0


@dataclass(frozen=True, slots=True)
class Recording:
    """A checked recording.

    `samples` is int16 [channels, n] at `sample_rate` (the file's own rate, or 16 kHz where the file has more): half the memory
    of floats, and all that telephone sound holds. `source_rate` is the file's rate. `duration_s` is what was decoded.
    """

    file: str
    sha256: str
    samples: NDArray[np.int16]
    sample_rate: int
    source_rate: int
    duration_s: float
    format: str
    codec: str
    warnings: tuple[str, ...] = ()

    @property
    def channels(self) -> int:
        """1 or 2."""
        return int(self.samples.shape[0])

    def span(self, channel: int | None, start_s: float, end_s: float) -> NDArray[np.float32]:
        """float32 [n] in -1..1 of one channel, or of the mean of all when None, between two times in seconds."""
        a, b = max(0, round(start_s * self.sample_rate)), round(end_s * self.sample_rate)
        part = self.samples[:, a:b] if channel is None else self.samples[channel : channel + 1, a:b]
        return np.asarray(part.mean(axis=0, dtype=np.float32) / np.float32(32768), dtype=np.float32)

    def span_at(self, channel: int | None, start_s: float, end_s: float, rate: int) -> NDArray[np.float32]:
        """As `span`, resampled to `rate` Hz."""
        part = self.span(channel, start_s, end_s)
        if rate == self.sample_rate or not part.size:
            return part
        return np.asarray(soxr.resample(part, self.sample_rate, rate, quality="HQ"), dtype=np.float32)


def read(path: str | Path, limit_s: float = LIMIT_S) -> Recording:
    """Reads WAV (PCM, mu-law, A-law, GSM), MP3, OGG/Opus, FLAC or M4A, one or two channels, 8 kHz and above.

    Raises `BadAudio` with a closed `fault` for everything that cannot be used; a file longer than `limit_s` is refused
    from its header, or as soon as decoding passes the limit.
    """
    path, name = Path(path), Path(path).name
    if not path.is_file():
        raise BadAudio(Fault.MISSING, name)
    try:
        sha256 = _sha256(path)
        refuse_what_is_not_sound(path, name)
        promise_s = wav_promise_s(path)
        container = av.open(str(path), metadata_errors="replace")
    except PermissionError as error:
        raise BadAudio(Fault.UNREADABLE, name, detail=error.strerror) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise BadAudio(Fault.CORRUPT, name, detail=_plain(error)) from error
    with container:
        return _read_open(container, path, sha256, promise_s, limit_s)


def _read_open(container: InputContainer, path: Path, sha256: str, promise_s: float | None, limit_s: float) -> Recording:
    name = path.name
    if not container.streams.audio:
        raise BadAudio(Fault.NOT_AUDIO, name, detail=f"{container.format.name} without a sound track")
    stream = container.streams.audio[0]
    if stream.codec_context is None:  # a codec nobody knows: the stream has not even a rate
        raise BadAudio(Fault.CORRUPT, name, detail=f"{container.format.name} in a codec that does not exist")
    rate, channels = stream.rate or 0, stream.channels
    if rate < LOWEST_RATE:
        raise BadAudio(Fault.SAMPLE_RATE, name, detail=str(rate))
    if channels not in (1, 2):
        raise BadAudio(Fault.CHANNELS, name, detail=str(channels))
    exact = promise_s is not None or container.format.name in ("flac", "mov,mp4,m4a,3gp,3g2,mj2")
    promise_s = promise_s if promise_s is not None else _container_promise_s(container, stream)
    if promise_s is not None and promise_s > limit_s and (exact or promise_s > 1.2 * limit_s):
        raise BadAudio(Fault.TOO_LONG, name, detail=f"{promise_s:.0f} s", limit_s=limit_s)
    target = min(rate, HIGHEST_RATE)
    samples, bad_packets, packets = _decode(container, stream, target, limit_s, name)
    duration_s = samples.shape[1] / target
    _check_decoded(samples, duration_s, promise_s if exact else None, bad_packets, packets, name)
    warnings = (f"{bad_packets} of {packets} packets were damaged and left out",) if bad_packets else ()
    return Recording(
        file=name,
        sha256=sha256,
        samples=samples,
        sample_rate=target,
        source_rate=rate,
        duration_s=duration_s,
        format=container.format.name,
        codec=stream.codec_context.name,
        warnings=warnings,
    )


def _container_promise_s(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / 1_000_000


def _decode(
    container: InputContainer, stream: AudioStream, rate: int, limit_s: float, name: str
) -> tuple[NDArray[np.int16], int, int]:
    """int16 [channels, n] at `rate`, with how many packets were damaged, of how many."""
    resampler = AudioResampler(format="s16p", layout=stream.layout.name if stream.channels == 2 else "mono", rate=rate)
    blocks: list[NDArray[np.int16]] = []
    held, bad, packets = 0, 0, 0
    for packet in _packets(container, stream):
        packets += 1
        try:
            frames = packet.decode()
            resampled = [out for frame in frames for out in resampler.resample(frame)]
        except (av.error.FFmpegError, ValueError):
            bad += 1
            continue
        for frame in resampled:
            blocks.append(frame.to_ndarray().astype(np.int16, copy=False))
            held += frame.samples
        if held > limit_s * rate:
            raise BadAudio(Fault.TOO_LONG, name, detail=f"> {limit_s:.0f} s", limit_s=limit_s)
    blocks.extend(frame.to_ndarray().astype(np.int16, copy=False) for frame in resampler.resample(None))
    if not blocks:
        if bad:
            raise BadAudio(Fault.CORRUPT, name, detail=f"{bad} of {packets} packets cannot be decoded")
        raise BadAudio(Fault.EMPTY, name, detail="0 samples")
    return np.concatenate(blocks, axis=1), bad, packets


def _packets(container: InputContainer, stream: AudioStream) -> Iterator[Any]:
    packets = container.demux(stream)
    while True:
        try:
            yield next(packets)
        except StopIteration:
            return
        except av.error.FFmpegError:
            # A demuxer that stumbles at the end leaves what came before; the promise check judges what is missing.
            return


def _check_decoded(
    samples: NDArray[np.int16], duration_s: float, promise_s: float | None, bad: int, packets: int, name: str
) -> None:
    if bad > max(1, 0.05 * packets):
        raise BadAudio(Fault.CORRUPT, name, detail=f"{bad} of {packets} packets cannot be decoded")
    if promise_s is not None and duration_s < promise_s - max(_TRUNCATION_SLACK_S, 0.01 * promise_s):
        raise BadAudio(Fault.TRUNCATED, name, promised_s=promise_s, held_s=duration_s)
    if duration_s < LEAST_S:
        raise BadAudio(Fault.TOO_SHORT, name, duration_s=duration_s)
    if int(samples.max()) - int(samples.min()) <= 2 * _SILENT_PEAK:
        raise BadAudio(Fault.SILENT, name, duration_s=duration_s)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _plain(error: Exception) -> str:
    return str(getattr(error, "strerror", "") or error)
