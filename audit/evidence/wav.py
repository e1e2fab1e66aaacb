"""PCM in a WAV file, sample by sample as it lies there: what a recording's blocks are cut from."""

import struct
from dataclasses import dataclass

from audit.errors import BadEvidence

_PCM, _EXTENSIBLE = 1, 0xFFFE
_PCM_GUID = bytes.fromhex("0100000000001000800000aa00389b71")
_WIDTHS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Pcm:
    """Interleaved little-endian samples. `width` is bytes a sample (1 is unsigned), `rate` frames a second."""

    rate: int
    channels: int
    width: int
    samples: bytes

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame: one sample of each channel."""
        return self.channels * self.width

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.samples) // self.frame_bytes


def read_wav(content: bytes, name: str) -> Pcm:
    """The samples of a WAV file. Raises BadEvidence for what is not whole PCM of 8 to 32 bits."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise BadEvidence(f"{name}: not a WAV file; convert the recording to PCM WAV first")
    layout: tuple[int, int, int] | None = None
    at = 12
    while at + 8 <= len(content):
        tag, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + size]
        if len(body) != size:
            raise BadEvidence(f"{name}: cut short at byte {len(content)}; take the whole recording")
        if tag == b"fmt ":
            layout = _layout(body, name)
        elif tag == b"data":
            if layout is None:
                raise BadEvidence(f"{name}: its samples come before their format; save it again as PCM WAV")
            rate, channels, width = layout
            return Pcm(rate, channels, width, body[: len(body) // (channels * width) * channels * width])
        at += 8 + size + size % 2
    raise BadEvidence(f"{name}: a WAV file without samples; take the whole recording")


def _layout(body: bytes, name: str) -> tuple[int, int, int]:
    if len(body) < 16:
        raise BadEvidence(f"{name}: its format is cut short; take the whole recording")
    tag, channels, rate, _, align, bits = struct.unpack_from("<HHLLHH", body)
    pcm = tag == _PCM or (tag == _EXTENSIBLE and body[24:40] == _PCM_GUID)
    width = bits // 8
    if not pcm or bits % 8 or width not in _WIDTHS or not channels or not rate or align != channels * width:
        raise BadEvidence(f"{name}: format {tag}, {bits} bits, {channels} channels; convert the recording to PCM WAV first")
    return rate, channels, width


def wav_bytes(sound: Pcm) -> bytes:
    """The samples as the plainest WAV file: one header of 44 bytes, nothing else."""
    size = len(sound.samples)
    if size > 0xFFFFFFFF - 37:
        raise BadEvidence(f"{size} bytes of samples; a WAV file holds 4 GiB at most")
    align = sound.frame_bytes
    form = struct.pack("<HHLLHH", _PCM, sound.channels, sound.rate, sound.rate * align, align, sound.width * 8)
    pad = b"\0" * (size % 2)
    head = b"RIFF" + struct.pack("<L", 36 + size + len(pad)) + b"WAVEfmt " + struct.pack("<L", 16) + form
    return head + b"data" + struct.pack("<L", size) + sound.samples + pad


def silence_of(width: int, size: int) -> bytes:
    """`size` bytes of silence: the middle of the scale."""
    return (b"\x80" if width == 1 else b"\0") * size
