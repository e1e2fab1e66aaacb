"""Recordings that are none, or not whole: names and bytes."""

import io
import struct

import av
import numpy as np

from tests.app.world import wav, zipped

Case = tuple[str, bytes]
WAV = wav(1, 2.0)


def chunk(kind: bytes, body: bytes, size: int | None = None) -> bytes:
    """A RIFF chunk, with its own idea of its size."""
    return kind + struct.pack("<I", len(body) if size is None else size) + body


def header(tag: int = 1, channels: int = 1, rate: int = 8000, bits: int = 16, align: int | None = None) -> bytes:
    """The fmt chunk's body."""
    wide = channels * bits // 8 % 65536 if align is None else align
    return struct.pack("<HHIIHH", tag, channels, rate, rate * wide & 0xFFFFFFFF, wide, bits)


def riff(*chunks: bytes, kind: bytes = b"RIFF", form: bytes = b"WAVE") -> bytes:
    """A RIFF file."""
    body = form + b"".join(chunks)
    return chunk(kind, body)


def loud(seconds: float = 1.0) -> bytes:
    """int16 samples with a signal."""
    return wav(3, seconds)[44:]


def encoded(name: str, codec: str) -> bytes:
    """Two seconds in another container."""
    out = io.BytesIO()
    with av.open(out, "w", format=name) as file:
        stream = file.add_stream(codec, rate=16000, layout="mono")
        samples = (np.sin(np.arange(32000) / 9) * 9000).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(samples, "s16", "mono")
        frame.sample_rate = 16000
        fifo = av.AudioFifo()
        for part in av.AudioResampler(format=stream.format.name, layout="mono", rate=16000).resample(frame):
            fifo.write(part)
        while (block := fifo.read(stream.codec_context.frame_size or 1024, partial=True)) is not None:
            file.mux(stream.encode(block))
        file.mux(stream.encode(None))
    return out.getvalue()


PCM = loud()
TONE = np.sin(np.arange(8000) / 5).astype("<f4")
HEADERS = {
    "zero-channels": header(channels=0),
    "three-channels": header(channels=3),
    "many-channels": header(channels=65535),
    "no-rate": header(rate=0),
    "low-rate": header(rate=4000),
    "one-hertz": header(rate=1),
    "huge-rate": header(rate=0xFFFFFFFF),
    "no-bits": header(bits=0),
    "many-bits": header(bits=65535),
    "no-tag": header(tag=0),
    "foreign-tag": header(tag=0x7A21),
    "extensible-without-rest": header(tag=0xFFFE),
    "adpcm-without-block": header(tag=2, bits=4, align=0),
    "short": header()[:10],
    "none": b"",
}
FOREIGN = {
    "nothing": b"",
    "one-byte": b"R",
    "text": b"Buenas tardes, no soy sonido.\n" * 40,
    "html": b"<!doctype html><title>404</title>" * 9,
    "json": b'{"error": "not found"}',
    "pdf": b"%PDF-1.7\n" + bytes(range(256)) * 4,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(range(200)),
    "gif": b"GIF89a" + bytes(300),
    "sqlite": b"SQLite format 3\x00" + bytes(300),
    "elf": b"\x7fELF" + bytes(range(200)),
    "exe": b"MZ" + bytes(range(200)),
    "gzip": b"\x1f\x8b\x08" + bytes(range(200)),
    "zip": zipped({"a.wav": WAV}),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(range(200)),
    "rar": b"Rar!\x1a\x07\x00" + bytes(range(200)),
    "openssl": b"Salted__" + bytes(range(200)),
    "pgp": b"-----BEGIN PGP MESSAGE-----\n" + b"hQEMA\n" * 40,
    "zeros": bytes(4000),
    "ones": b"\xff" * 37,
    "utf16": "sonido".encode("utf-16") * 30,
    "noise": bytes((i * 7919 + i * i * 31) % 251 for i in range(3000)),
}
BENT = {
    "riff-only": b"RIFF",
    "riff-size": b"RIFF\x10\x00\x00\x00",
    "riff-avi": riff(chunk(b"LIST", bytes(20)), form=b"AVI "),
    "no-chunks": riff(),
    "no-fmt": riff(chunk(b"data", PCM)),
    "no-data": riff(chunk(b"fmt ", header())),
    "empty-data": riff(chunk(b"fmt ", header()), chunk(b"data", b"")),
    "one-sample": riff(chunk(b"fmt ", header()), chunk(b"data", b"\x01\x02")),
    "odd-byte": riff(chunk(b"fmt ", header()), chunk(b"data", b"\x01")),
    "too-short": wav(1, 0.1),
    "fmt-huge": riff(chunk(b"fmt ", header(), 0xFFFFFFF0), chunk(b"data", PCM)),
    "fmt-twice-none": riff(chunk(b"fmt ", b""), chunk(b"data", PCM)),
    "junk-huge": riff(chunk(b"JUNK", b"xx", 0x7FFFFFF0), chunk(b"fmt ", header()), chunk(b"data", PCM)),
    "days-long": riff(chunk(b"fmt ", header()), chunk(b"data", PCM, 0xFFFFFF00)),
    "hours-long": riff(chunk(b"fmt ", header()), chunk(b"data", PCM, 16000 * 5 * 3600)),
    "a-minute": riff(chunk(b"fmt ", header()), chunk(b"data", PCM, 16000 * 60)),
    "big-endian": riff(chunk(b"fmt ", header()), chunk(b"data", PCM), kind=b"XIFR"),
    "silent": riff(chunk(b"fmt ", header()), chunk(b"data", bytes(32000))),
    "silent-stereo": riff(chunk(b"fmt ", header(channels=2)), chunk(b"data", bytes(64000))),
    "constant": riff(chunk(b"fmt ", header()), chunk(b"data", b"\x10\x20" * 16000)),
    "barely-there": riff(chunk(b"fmt ", header()), chunk(b"data", b"\x01\x00\xff\xff" * 8000)),
    "nan": riff(chunk(b"fmt ", header(3, bits=32)), chunk(b"data", np.full(8000, np.nan, "<f4").tobytes())),
    "silent-float": riff(chunk(b"fmt ", header(3, bits=32)), chunk(b"data", bytes(32000))),
}
CODED = {"mp3": ("mp3", "libmp3lame"), "flac": ("flac", "flac"), "m4a": ("ipod", "aac"), "ogg": ("ogg", "libopus")}


def _cut() -> list[Case]:
    made: list[Case] = [(f"cut-{n}.wav", WAV[:n]) for n in (4, 8, 11, 12, 16, 20, 28, 36, 40, 44, 45, 50, 400, 4000, 8000)]
    for suffix, (name, codec) in CODED.items():
        whole = encoded(name, codec)
        made += [(f"cut-{n}.{suffix}", whole[:n]) for n in (3, 8, 20, 40)]
    whole = encoded("ipod", "aac")
    made += [(f"half.{part}.m4a", whole[: len(whole) * part // 8]) for part in range(1, 7)]
    return made


SOUNDS: list[Case] = [
    *((f"{name}.wav", riff(chunk(b"fmt ", body), chunk(b"data", PCM))) for name, body in HEADERS.items()),
    *((f"{name}.{suffix}", data) for name, data in FOREIGN.items() for suffix in ("wav", "mp3")),
    *((f"{name}.wav", data) for name, data in BENT.items()),
    *_cut(),
]
ODD = {"some-nan": np.nan, "some-infinite": np.inf, "some-huge": 3e38, "some-minus": -np.inf}
READABLE: list[Case] = [
    ("three-bits.wav", riff(chunk(b"fmt ", header(bits=3)), chunk(b"data", PCM))),
    ("gsm-without-block.wav", riff(chunk(b"fmt ", header(tag=0x31, bits=0)), chunk(b"data", PCM))),
    *(
        (
            f"{name}.wav",
            riff(
                chunk(b"fmt ", header(3, bits=32)),
                chunk(b"data", np.where(np.arange(8000) % 9, TONE, value).astype("<f4").tobytes()),
            ),
        )
        for name, value in ODD.items()
    ),
]
