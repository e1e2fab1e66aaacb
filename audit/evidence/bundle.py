"""Sealing: items into one zip with its chain and signature. Same items, same key, same bytes."""

import base64
import hashlib
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.errors import BadEvidence
from audit.evidence.chain import FORMAT, Link, canonical, genesis, linked
from audit.evidence.items import Item
from audit.evidence.keys import fingerprint, raw
from audit.evidence.packing import DEFLATED, LARGEST, STORED, Packed, directory, local_header, packed

MANIFEST = "manifest.json"
SIGNATURE = "signature.json"


def signed_bytes(manifest: bytes, format: str = FORMAT) -> bytes:
    """What is signed: the manifest with the format before it, so that no other document can pass for one."""
    return format.encode("ascii") + b"\n" + manifest


def seal(items: Iterable[Item], key: Ed25519PrivateKey, about: Mapping[str, Any]) -> bytes:
    """The bundle as bytes. `about` says what was audited, for whom and when (JSON values). Raises BadEvidence."""
    target = io.BytesIO()
    seal_to(target, items, key, about)
    return target.getvalue()


def seal_to(target: BinaryIO, items: Iterable[Item], key: Ed25519PrivateKey, about: Mapping[str, Any]) -> str:
    """Writes the bundle into an open file, one item in memory at a time. Returns the head of the chain.

    Raises BadEvidence where two items have one name, one is too large, or a file cannot be read.
    """
    writer = _Writer(target)
    links: list[Link] = []
    squeezed: list[str] = []
    previous = genesis(about)
    for n, item in enumerate(items, start=1):
        data = _bytes(item)
        squeezed.append(writer.add(item.name, data, DEFLATED))
        link = linked(n, item.kind.value, item.name, hashlib.sha256(data).hexdigest(), len(data), previous)
        links.append(link)
        previous = link.link
    if not links:
        raise BadEvidence("nothing to seal; a bundle needs at least one item")
    manifest = canonical(_manifest(links, squeezed, key, about))
    writer.add(MANIFEST, manifest, STORED)
    writer.add(SIGNATURE, canonical(_signature(manifest, key)), STORED)
    target.write(directory(writer.entries))
    return previous


class _Writer:
    """The zip being written: where it stands, and the names taken."""

    def __init__(self, target: BinaryIO) -> None:
        self.entries: list[Packed] = []
        self._target = target
        self._names: set[str] = set()

    def add(self, name: str, data: bytes, method: int) -> str:
        """Writes an entry; the SHA-256 of its bytes as they lie in the zip comes back."""
        if name in self._names or (name in (MANIFEST, SIGNATURE) and method != STORED):
            raise BadEvidence(f"{name}: two items have this name; every item needs its own")
        if len(data) > LARGEST:
            raise BadEvidence(f"{name}: {len(data)} bytes; an item holds 4 GiB at most; seal it in parts")
        self._names.add(name)
        entry, lying = packed(name, data, method, self.entries[-1].end if self.entries else 0)
        self._target.write(local_header(entry))
        self._target.write(lying)
        self.entries.append(entry)
        return hashlib.sha256(lying).hexdigest()


def _manifest(links: list[Link], squeezed: list[str], key: Ed25519PrivateKey, about: Mapping[str, Any]) -> dict[str, Any]:
    public = key.public_key()
    return {
        "format": FORMAT,
        "about": dict(about),
        "count": len(links),
        "head": links[-1].link,
        "links": [link.as_dict() for link in links],
        "packed": squeezed,
        "public_key": base64.b64encode(raw(public)).decode("ascii"),
        "fingerprint": fingerprint(public),
    }


def _signature(manifest: bytes, key: Ed25519PrivateKey) -> dict[str, str]:
    return {
        "algorithm": "Ed25519",
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
        "signature": base64.b64encode(key.sign(signed_bytes(manifest))).decode("ascii"),
    }


def _bytes(item: Item) -> bytes:
    if isinstance(item.data, bytes):
        return item.data
    return _file_bytes(item.data, item.name)


def _file_bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise BadEvidence(f"{name}: {path} cannot be read ({cause.strerror}); nothing was sealed") from cause
