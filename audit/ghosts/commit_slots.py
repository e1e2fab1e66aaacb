"""A commitment as the world sees it: a fixed number of salted digests in no order, signed. It hides what it binds."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.data_file import Words
from audit.evidence.chain import canonical
from audit.evidence.faults import Fault, Problem
from audit.evidence.keys import fingerprint, raw
from audit.evidence.manifest import exact_base64

FORMAT = "trasluz-commitment/1"
SLOTS = (4096, 32768)
SALT_BYTES = 32
HEX64 = re.compile("[0-9a-f]{64}")
_KEYS = {"format", "wave", "vendor", "batch", "at", "slots", "head", "public_key", "fingerprint", "signature"}


class Kept(StrEnum):
    """What a committed thing is. A pad is nothing: it only keeps the number of ghosts from being counted."""

    PLAN = "plan"
    HYPOTHESES = "hypotheses"
    GHOST = "ghost"
    RULEBOOK = "rulebook"
    RUBRIC = "rubric"
    MODELS = "models"
    HANDOFF = "handoff"
    PAPER = "paper"
    PAD = "pad"


@dataclass(frozen=True, slots=True)
class Committed:
    """One thing promised: its kind, its name (unique in the wave) and its exact bytes."""

    kind: Kept
    name: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Commitment:
    """The public promise. `wave` is a random id, `head` the hash of all but the signature, `at` the client's clock."""

    wave: str
    vendor: str
    batch: str
    at: datetime
    slots: tuple[str, ...]
    head: str
    key: Ed25519PublicKey
    content: bytes
    witness: Mapping[str, Any] | None = None


def slot_digest(salt: bytes, thing: Committed) -> str:
    """HMAC-SHA256 under the thing's own salt: without the salt nobody can try a guess against it."""
    told = canonical({"format": FORMAT, "kind": thing.kind.value, "name": thing.name})
    return hmac.new(salt, told + b"\n" + thing.data, hashlib.sha256).hexdigest()


def head_of(row: Mapping[str, Any]) -> str:
    """What the first event holds on to, and what is signed and witnessed."""
    return hashlib.sha256(canonical({k: row[k] for k in ("format", "wave", "vendor", "batch", "at", "slots")})).hexdigest()


def signed_head(head: str) -> bytes:
    """What the client signs."""
    return f"{FORMAT}\n{head}".encode("ascii")


def commitment_bytes(wave: str, vendor: str, batch: str, at: datetime, slots: tuple[str, ...], key: Ed25519PrivateKey) -> bytes:
    """The file to publish before anything leaves."""
    row: dict[str, Any] = {"format": FORMAT, "wave": wave, "vendor": vendor, "batch": batch, "at": at.isoformat()}
    row["slots"] = list(slots)
    public = key.public_key()
    row |= {"head": head_of(row), "public_key": base64.b64encode(raw(public)).decode("ascii"), "fingerprint": fingerprint(public)}
    row["signature"] = base64.b64encode(key.sign(signed_head(row["head"]))).decode("ascii")
    return canonical(row)


def read_commitment(content: bytes, name: str = "commitment.json") -> Commitment | Fault:
    """The commitment, or why it is none: shape, the one way of writing it, head and signature."""
    try:
        row = json.loads(content)
        if canonical(row) != content:
            raise ValueError("it is not written in the one canonical way")
        return _commitment(row, content)
    except InvalidSignature:
        return Fault(Problem.BAD_PROMISE, name, Words("la firma no es de su clave", "the signature is not of its key"))
    except (ValueError, TypeError, KeyError, RecursionError) as cause:
        return Fault(Problem.BAD_PROMISE, name, str(cause))


def _commitment(row: Any, content: bytes) -> Commitment:
    if not isinstance(row, dict) or set(row) - {"witness"} != _KEYS or row["format"] != FORMAT:
        raise ValueError(f"it has not the keys of {FORMAT}")
    texts = [row[k] for k in ("wave", "vendor", "batch", "at", "head", "fingerprint")]
    if not all(isinstance(t, str) for t in texts):
        raise ValueError("a text of it is no text")
    slots = row["slots"]
    if (
        not isinstance(slots, list)
        or len(slots) not in SLOTS
        or not all(isinstance(s, str) and HEX64.fullmatch(s) for s in slots)
    ):
        raise ValueError(f"slots are not {' or '.join(map(str, SLOTS))} digests")
    if len(set(slots)) != len(slots) or row["head"] != head_of(row):
        raise ValueError("its head is not that of its slots")
    key = Ed25519PublicKey.from_public_bytes(exact_base64(row["public_key"]))
    if row["fingerprint"] != fingerprint(key):
        raise ValueError("fingerprint is not that of public_key")
    key.verify(exact_base64(row["signature"]), signed_head(row["head"]))
    at = datetime.fromisoformat(row["at"])
    witness = row.get("witness")
    if witness is not None and not isinstance(witness, dict):
        raise ValueError("witness is not keys and values")
    return Commitment(row["wave"], row["vendor"], row["batch"], at, tuple(slots), row["head"], key, content, witness)
