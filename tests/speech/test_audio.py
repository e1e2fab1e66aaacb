"""Every format in; every broken file refused with its reason."""

import math
import pickle
import struct
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from speech.audio import read
from speech.errors import BadAudio, Fault
from tests.speech.conftest import RATE, voice, write

SOUND = voice("es")[: RATE * 4]


def encode(path: Path, codec: str, rate: int, channels: int) -> Path:
    """Writes SOUND with PyAV in a container chosen by the file's ending."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, layout="stereo" if channels == 2 else "mono")
        frame = av.AudioFrame.from_ndarray(np.tile((SOUND * 32767).astype(np.int16), (channels, 1)), "s16p", stream.layout.name)
        frame.sample_rate = RATE
        resampler = av.AudioResampler(format=stream.format.name, layout=stream.layout.name, rate=rate)
        fifo = av.AudioFifo()
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            part.pts = None
            fifo.write(part)
        size = stream.codec_context.frame_size or 1024
        while (chunk := fifo.read(size, partial=True)) is not None:
            out.mux(stream.encode(chunk))
        out.mux(stream.encode(None))
    return path


FORMATS = [
    ("a.wav", "pcm_s16le", 8000, 1),
    ("mulaw.wav", "pcm_mulaw", 8000, 2),
    ("alaw.wav", "pcm_alaw", 8000, 1),
    ("float.wav", "pcm_f32le", 44100, 2),
    ("a.mp3", "libmp3lame", 22050, 2),
    ("a.mp3", "libmp3lame", 8000, 1),
    ("a.ogg", "libopus", 48000, 1),
    ("a.opus", "libopus", 16000, 2),
    ("a.flac", "flac", 48000, 2),
    ("a.m4a", "aac", 16000, 1),
]


@pytest.mark.parametrize(("name", "codec", "rate", "channels"), FORMATS)
def test_it_reads_every_format(tmp_path: Path, name: str, codec: str, rate: int, channels: int) -> None:
    found = read(encode(tmp_path / name, codec, rate, channels))
    assert found.channels == channels
    assert found.sample_rate == min(16000, found.source_rate)
    assert found.duration_s == pytest.approx(4.0, abs=0.15)
    first, second = np.abs(found.span(0, 0, 2)).mean(), np.abs(SOUND[: 2 * RATE]).mean()
    assert first == pytest.approx(second, rel=0.25)


@pytest.mark.parametrize("subtype", ["GSM610", "ULAW", "PCM_24", "PCM_U8"])
def test_it_reads_telephone_wav(tmp_path: Path, subtype: str) -> None:
    soundfile.write(tmp_path / "a.wav", SOUND, RATE, subtype=subtype)
    found = read(tmp_path / "a.wav")
    sound = found.span(0, 0, 4)
    length = min(len(sound), len(SOUND))
    assert np.corrcoef(sound[:length], SOUND[:length])[0, 1] > 0.95


def test_a_wav_that_leaves_its_length_open_is_read(tmp_path: Path) -> None:
    raw = bytearray(write(tmp_path / "a.wav", SOUND).read_bytes())
    at = raw.index(b"data") + 4
    raw[at : at + 4] = b"\xff\xff\xff\xff"
    raw[4:8] = b"\xff\xff\xff\xff"
    (tmp_path / "open.wav").write_bytes(raw)
    assert read(tmp_path / "open.wav").duration_s == pytest.approx(4.0, abs=0.05)


def broken(tmp_path: Path, kind: str) -> Path:
    """One bad file of a kind."""
    path = tmp_path / "bad.wav"
    good = write(tmp_path / "good.wav", SOUND).read_bytes()
    contents = {
        "empty": b"",
        "text": b"this is not sound, it is a letter\n" * 50,
        "zeros": bytes(4000),
        "pdf": b"%PDF-1.7\n" + bytes(range(256)) * 20,
        "zip": b"PK\x03\x04\x14\x00\x00\x00" + bytes(range(256)),
        "locked zip": b"PK\x03\x04\x14\x00\x01\x00" + bytes(range(256)),
        "salted": b"Salted__" + bytes(range(256)) * 20,
        "noise": np.random.default_rng(1).bytes(50_000),
        "half a header": good[:30],
        "header only": good[:44],
        "cut": good[: len(good) // 3],
    }
    path.write_bytes(contents[kind])
    return path


REASONS = [
    ("empty", {Fault.EMPTY}),
    ("text", {Fault.NOT_AUDIO}),
    ("zeros", {Fault.NOT_AUDIO}),
    ("pdf", {Fault.NOT_AUDIO}),
    ("zip", {Fault.NOT_AUDIO}),
    ("locked zip", {Fault.ENCRYPTED}),
    ("salted", {Fault.ENCRYPTED}),
    ("noise", {Fault.CORRUPT, Fault.NOT_AUDIO}),
    ("half a header", {Fault.CORRUPT}),
    ("header only", {Fault.EMPTY, Fault.TRUNCATED}),
    ("cut", {Fault.TRUNCATED}),
]


@pytest.mark.parametrize(("kind", "faults"), REASONS)
def test_a_bad_file_is_refused_with_its_reason(tmp_path: Path, kind: str, faults: set[Fault]) -> None:
    with pytest.raises(BadAudio) as caught:
        read(broken(tmp_path, kind))
    assert caught.value.fault in faults
    assert "bad.wav" in caught.value.say("en")
    assert caught.value.say("es") != caught.value.say("en")


def test_a_cut_file_names_both_lengths(tmp_path: Path) -> None:
    with pytest.raises(BadAudio, match=r"promises 4\.0 s and holds 1\.3 s"):
        read(broken(tmp_path, "cut"))


@pytest.mark.parametrize("name", ["cut.flac", "cut.m4a"])
def test_a_cut_compressed_file_is_refused(tmp_path: Path, name: str) -> None:
    whole = encode(tmp_path / f"whole{Path(name).suffix}", "flac" if name.endswith("flac") else "aac", 16000, 1).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadAudio) as caught:
        read(tmp_path / name)
    assert caught.value.fault in (Fault.TRUNCATED, Fault.CORRUPT)


def test_silence_is_said_to_be_silence(tmp_path: Path) -> None:
    with pytest.raises(BadAudio) as caught:
        read(write(tmp_path / "s.wav", np.zeros(RATE * 5, np.float32)))
    assert caught.value.fault is Fault.SILENT


def test_ten_hours_are_refused_from_the_header(tmp_path: Path) -> None:
    path, size = tmp_path / "long.wav", 10 * 3600 * RATE * 2
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16, b"data", size
    )
    with path.open("wb") as out:
        out.write(header)
        out.write(bytes([1, 2]) * 8000)
        out.truncate(44 + size)
    with pytest.raises(BadAudio) as caught:
        read(path)
    assert caught.value.fault is Fault.TOO_LONG
    assert "36000" in str(caught.value)


def test_a_length_that_nobody_promised_is_refused_while_decoding(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp3", "libmp3lame", 8000, 1)
    with pytest.raises(BadAudio) as caught:
        read(path, limit_s=2.0)
    assert caught.value.fault is Fault.TOO_LONG


@pytest.mark.parametrize(("rate", "channels", "fault"), [(4000, 1, Fault.SAMPLE_RATE), (8000, 4, Fault.CHANNELS)])
def test_what_is_not_telephone_sound_is_refused(tmp_path: Path, rate: int, channels: int, fault: Fault) -> None:
    sound = np.tile(SOUND[:8000, None], (1, channels)) if channels > 1 else SOUND[:8000]
    with pytest.raises(BadAudio) as caught:
        read(write(tmp_path / "a.wav", sound, rate))
    assert caught.value.fault is fault


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(BadAudio) as caught:
            read(path)
        assert caught.value.fault is Fault.MISSING


def test_errors_travel_between_processes() -> None:
    error = BadAudio(Fault.TRUNCATED, "a.wav", promised_s=10.0, held_s=3.0)
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert again.fault is Fault.TRUNCATED


def test_span_cuts_at_the_second(tmp_path: Path) -> None:
    ramp = np.linspace(-0.5, 0.5, RATE * 2, dtype=np.float32)
    found = read(write(tmp_path / "r.wav", ramp))
    assert found.span(0, 0.5, 1.0) == pytest.approx(ramp[RATE // 2 : RATE], abs=1e-3)
    assert math.isclose(len(found.span_at(0, 0, 1, 16000)), 16000, abs_tol=2)
