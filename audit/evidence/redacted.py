"""A redacted recording that proves where it comes from: the sealed original is bound block by block, each under its own salt.

The copy opens the blocks nobody touched and shows only digests of the silenced ones: untouched blocks must be the
original's, and a silenced block must be silence, so that nothing can be put in its place.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from audit.data_file import Words
from audit.errors import BadEvidence
from audit.evidence.chain import canonical
from audit.evidence.faults import Fault, Problem
from audit.evidence.merkle import leaf_hash, root_of
from audit.evidence.wav import Pcm, read_wav, silence_of, wav_bytes

FORMAT = "trasluz-redacted/1"
Spans = Sequence[tuple[float, float]]
BLOCKS_A_SECOND = 5
SEED_BYTES = 32
_HEX = re.compile("[0-9a-f]{64}")
_HINT = 16  # letters of a leaf beside its salt: they only say where a block differs; the root decides
_BOUND_KEYS = {"sha256", "size", "rate", "channels", "width", "frames", "block_frames", "root"}


@dataclass(frozen=True, slots=True)
class Bound:
    """What is committed of a recording. `sha256` and `size` (bytes) are of the original file, the rest of its samples.

    `root` is the hash tree over blocks of `block_frames` frames (a fifth of a second; the last may be shorter).
    """

    sha256: str
    size: int
    rate: int
    channels: int
    width: int
    frames: int
    block_frames: int
    root: str

    def as_dict(self) -> dict[str, Any]:
        """As an event carries it."""
        return {key: getattr(self, key) for key in sorted(_BOUND_KEYS)}


@dataclass(frozen=True, slots=True)
class Checked:
    """A redacted copy that comes from its original; `silenced_s` of `duration_s` seconds are silence."""

    bound: Bound
    silenced_s: float
    duration_s: float


def bind(original: bytes, seed: bytes, name: str = "recording") -> Bound:
    """What to commit of a WAV recording. `seed` is 32 random bytes, kept secret. Raises BadEvidence."""
    sound = read_wav(original, name)
    return _bound(original, sound, [_leaf(seed, n, block) for n, block in enumerate(_blocks(sound))])


def redact_wav(original: bytes, seed: bytes, spans_s: Spans, name: str = "recording") -> tuple[bytes, bytes]:
    """The copy with every block that a span (start, end in seconds) touches silenced, and its proof (JSON).

    Raises BadEvidence for a span that ends before it begins or lies outside the recording.
    """
    sound = read_wav(original, name)
    blocks = list(_blocks(sound))
    hidden = _hidden(sound, spans_s, name)
    leaves = [_leaf(seed, n, block) for n, block in enumerate(blocks)]
    told = [leaf.hex() if n in hidden else [_salt(seed, n).hex(), leaf.hex()[:_HINT]] for n, leaf in enumerate(leaves)]
    kept = b"".join(silence_of(sound.width, len(b)) if n in hidden else b for n, b in enumerate(blocks))
    proof = {"format": FORMAT, "original": _bound(original, sound, leaves).as_dict(), "blocks": told}
    return wav_bytes(replace(sound, samples=kept)), canonical(proof)


def check_redacted(copy: bytes, proof: bytes, bound: Bound, name: str = "recording") -> Checked | Fault:
    """Whether the copy comes from the recording that was committed as `bound`; or the fault, naming the second it is at."""
    try:
        row = json.loads(proof)
        if canonical(row) != proof or set(row) != {"format", "original", "blocks"} or row["format"] != FORMAT:
            raise ValueError(f"the proof has not the keys of {FORMAT}")
        if bound_of(row["original"]) != bound:
            return _fault(name, "la prueba es de otra grabación", "the proof is of another recording")
        sound = read_wav(copy, name)
        if wav_bytes(sound) != copy:
            return _fault(name, "lleva algo más que sonido", "it carries something besides sound")
        return _compared(sound, row["blocks"], bound, name)
    except (ValueError, TypeError, KeyError, RecursionError, BadEvidence) as cause:
        return _fault(name, str(cause), str(cause))


def bound_of(row: Any) -> Bound:
    """The commitment of a recording as an event carries it. Raises ValueError."""
    if not isinstance(row, dict) or set(row) != _BOUND_KEYS:
        raise ValueError("it has not the keys of a bound recording")
    if not all(type(v) is (str if k in ("sha256", "root") else int) for k, v in row.items()):
        raise ValueError("a value of a bound recording is of another kind")
    if min(row["rate"], row["channels"], row["width"], row["block_frames"]) < 1:
        raise ValueError("a bound recording has no rate, channels or blocks")
    return Bound(**row)


def _compared(sound: Pcm, told: Any, bound: Bound, name: str) -> Checked | Fault:
    shape = (sound.rate, sound.channels, sound.width, sound.frames)
    if shape != (bound.rate, bound.channels, bound.width, bound.frames) or bound.block_frames != _block_frames(sound):
        return _fault(name, "no dura o no suena igual que la original", "it has not the length or shape of the original")
    blocks = list(_blocks(sound))
    if not isinstance(told, list) or len(told) != len(blocks):
        return _fault(name, "la prueba no tiene un dato por bloque", "the proof has not one entry a block")
    leaves, silenced = [], 0
    for n, (block, shown) in enumerate(zip(blocks, told, strict=True)):
        if isinstance(shown, list):
            salt, hint = shown
            leaves.append(_salted(_unhex(salt), n, block))
            if leaves[-1].hex()[:_HINT] != hint:
                return _at(name, n, bound, "lo que suena no es la original", "what sounds there is not the original")
            continue
        if block != silence_of(sound.width, len(block)):
            return _at(name, n, bound, "hay sonido donde dice silencio", "there is sound where it says silence")
        leaves.append(_unhex(shown))
        silenced += len(block) // sound.frame_bytes
    if root_of(leaves).hex() != bound.root:
        return _fault(name, "sus bloques no son los de la original", "its blocks are not the original's")
    return Checked(bound, silenced / sound.rate, sound.frames / sound.rate)


def _unhex(text: Any) -> bytes:
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise ValueError("a block's salt or digest is not 64 hexadecimal letters")
    return bytes.fromhex(text)


def _bound(original: bytes, sound: Pcm, leaves: Sequence[bytes]) -> Bound:
    digest = hashlib.sha256(original).hexdigest()
    shape = (sound.rate, sound.channels, sound.width, sound.frames, _block_frames(sound))
    return Bound(digest, len(original), *shape, root_of(leaves).hex())


def _block_frames(sound: Pcm) -> int:
    return max(1, sound.rate // BLOCKS_A_SECOND)


def _blocks(sound: Pcm) -> list[bytes]:
    step = _block_frames(sound) * sound.frame_bytes
    return [sound.samples[at : at + step] for at in range(0, len(sound.samples), step)]


def _salt(seed: bytes, n: int) -> bytes:
    if len(seed) != SEED_BYTES:
        raise BadEvidence(f"a seed of {len(seed)} bytes; a recording is bound with {SEED_BYTES} random bytes")
    return hmac.new(seed, f"{FORMAT}\n{n}".encode("ascii"), hashlib.sha256).digest()


def _leaf(seed: bytes, n: int, block: bytes) -> bytes:
    return _salted(_salt(seed, n), n, block)


def _salted(salt: bytes, n: int, block: bytes) -> bytes:
    return leaf_hash(hmac.new(salt, n.to_bytes(8, "big") + block, hashlib.sha256).digest())


def _hidden(sound: Pcm, spans_s: Spans, name: str) -> frozenset[int]:
    length_s = sound.frames / sound.rate
    out: set[int] = set()
    for start_s, end_s in spans_s:
        if not 0 <= start_s < end_s or start_s >= length_s:
            raise BadEvidence(f"{name}: cannot silence {start_s:g}–{end_s:g} s of {length_s:g} s; give a span inside it")
        step = _block_frames(sound)
        last = min(int(end_s * sound.rate), sound.frames - 1)
        out.update(range(int(start_s * sound.rate) // step, last // step + 1))
    return frozenset(out)


def _at(name: str, n: int, bound: Bound, es: str, en: str) -> Fault:
    at_s = n * bound.block_frames / bound.rate
    return _fault(name, f"en {at_s:.1f} s {es}", f"at {at_s:.1f} s {en}")


def _fault(name: str, es: str, en: str) -> Fault:
    return Fault(Problem.OTHER_RECORDING, name, Words(es, en))
