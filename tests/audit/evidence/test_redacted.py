"""A redacted copy must be the original's where it sounds and silence elsewhere; anything else is named by its second."""

import json
import random
import struct
from collections.abc import Callable

import pytest

from audit.errors import BadEvidence
from audit.evidence.chain import canonical
from audit.evidence.faults import Fault, Problem
from audit.evidence.redacted import Checked, bind, bound_of, check_redacted, redact_wav
from audit.evidence.wav import Pcm, read_wav, wav_bytes

SEED = bytes(range(32))


def sound(rate: int = 8000, channels: int = 1, width: int = 2, seconds: float = 7.3, seed: int = 1) -> bytes:
    size = int(rate * seconds) * channels * width
    return wav_bytes(Pcm(rate, channels, width, random.Random(seed).randbytes(size)))


ORIGINAL = sound()
BOUND = bind(ORIGINAL, SEED)
COPY, PROOF = redact_wav(ORIGINAL, SEED, [(1.0, 1.5), (3.05, 3.06)])


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("rate", [8000, 11025])
def test_a_redacted_copy_comes_from_its_original(rate: int, width: int, channels: int) -> None:
    original = sound(rate, channels, width)
    copy, proof = redact_wav(original, SEED, [(1.0, 1.5), (3.05, 3.06), (7.2, 99.0)])
    found = check_redacted(copy, proof, bind(original, SEED))
    assert isinstance(found, Checked)
    assert 0.8 <= found.silenced_s <= 1.2
    before, after = read_wav(original, "a").samples, read_wav(copy, "b").samples
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) > rate * width * channels * 0.8


def test_the_proof_does_not_help_to_guess_what_was_silenced() -> None:
    """Without its salt the block of a silenced number cannot be tried; salts of other blocks say nothing of it."""
    other, _ = redact_wav(ORIGINAL, bytes(32), [])
    told = json.loads(PROOF)["blocks"]
    assert [n for n, b in enumerate(told) if isinstance(b, str)] == [5, 6, 7, 15]
    assert other == ORIGINAL
    assert bind(ORIGINAL, bytes(32)).root != BOUND.root


def put(copy: bytes, second: float, value: bytes = b"\x01") -> bytes:
    at = 44 + int(second * 8000) * 2
    return copy[:at] + bytes([copy[at] ^ value[0]]) + copy[at + 1 :]


def proof_with(change: Callable[[list[object]], object]) -> bytes:
    row = json.loads(PROOF)
    change(row["blocks"])
    return canonical(row)


TOUCHED: dict[str, tuple[bytes, bytes, str]] = {
    "a sample of an untouched block": (put(COPY, 2.0), PROOF, "2.0 s"),
    "sound put in the silence": (put(COPY, 1.3), PROOF, "1.2 s"),
    "more silenced than told": (COPY[:60] + bytes(400) + COPY[460:], PROOF, "0.0 s"),
    "cut short": (COPY[:-2], PROOF, "cut short"),
    "the original": (ORIGINAL, PROOF, "1.0 s"),
    "another recording": (sound(seed=2), PROOF, "0.0 s"),
    "another length": (sound(seconds=7.5), PROOF, "length"),
    "stereo": (sound(channels=2), PROOF, "shape"),
    "a note in the file": (COPY + b"LIST\x04\0\0\0psst", PROOF, "besides sound"),
    "no sound at all": (b"RIFF", PROOF, "not a WAV"),
    "no proof": (COPY, b"{}", "keys"),
    "proof in prose": (COPY, b"trust me", ""),
    "two blocks exchanged": (COPY, proof_with(lambda b: b.insert(0, b.pop(1))), "0.0 s"),
    "a digest exchanged": (COPY, proof_with(lambda b: b.__setitem__(5, b[6])), "blocks are not"),
    "a block left out": (COPY, proof_with(lambda b: b.pop()), "one entry a block"),
    "an opened block closed": (COPY, proof_with(lambda b: b.__setitem__(0, b[5])), "0.0 s"),
}


@pytest.mark.parametrize("case", TOUCHED)
def test_what_was_touched_is_found(case: str) -> None:
    copy, proof, said = TOUCHED[case]
    found = check_redacted(copy, proof, BOUND, "call.wav")
    assert isinstance(found, Fault)
    assert found.problem is Problem.OTHER_RECORDING
    assert said in found.say("en")
    assert "call.wav" in found.say("es")


def test_any_bit_of_the_copy_or_its_proof_counts() -> None:
    dice = random.Random(7)
    for data, check in (
        (COPY, lambda changed: check_redacted(changed, PROOF, BOUND)),
        (PROOF, lambda changed: check_redacted(COPY, changed, BOUND)),
    ):
        for _ in range(150):
            at = dice.randrange(len(data))
            changed = data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
            assert isinstance(check(changed), Fault)


def test_a_proof_of_one_recording_does_not_serve_another() -> None:
    other = sound(seed=3)
    copy, proof = redact_wav(other, SEED, [(1.0, 1.5)])
    assert isinstance(check_redacted(copy, proof, BOUND), Fault)
    assert bound_of(BOUND.as_dict()) == BOUND


@pytest.mark.parametrize("span", [(-1.0, 2.0), (2.0, 2.0), (3.0, 1.0), (99.0, 100.0), (float("nan"), 1.0)])
def test_a_span_outside_the_recording_is_refused(span: tuple[float, float]) -> None:
    with pytest.raises(BadEvidence, match="cannot silence"):
        redact_wav(ORIGINAL, SEED, [span])


@pytest.mark.parametrize("data", [b"", b"ID3" + bytes(90), ORIGINAL[:200], ORIGINAL[:12]])
def test_what_is_no_whole_pcm_is_refused(data: bytes) -> None:
    with pytest.raises(BadEvidence):
        bind(data, SEED)


def test_compressed_sound_is_refused() -> None:
    mu_law = bytearray(ORIGINAL)
    struct.pack_into("<H", mu_law, 20, 7)
    with pytest.raises(BadEvidence, match="convert the recording"):
        bind(bytes(mu_law), SEED)
