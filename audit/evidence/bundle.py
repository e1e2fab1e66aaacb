"""Sealing: items into one zip with its chain and signature. Same items, same key, same bytes."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.errors import BadEvidence
from audit.evidence.chain import FORMAT, Link, canonical, genesis, linked
from audit.evidence.items import Item
from audit.evidence.keys import fingerprint, raw

MANIFEST = "manifest.json"
SIGNATURE = "signature.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def signed_bytes(manifest: bytes) -> bytes:
    """What is signed: the manifest with the format before it, so that no other document can pass for one."""
    return FORMAT.encode("ascii") + b"\n" + manifest


def seal(items: Iterable[Item], key: Ed25519PrivateKey, about: Mapping[str, Any]) -> bytes:
    """The bundle as bytes. `about` says what was audited, for whom and when (JSON values). Raises BadEvidence."""
    target = io.BytesIO()
    seal_to(target, items, key, about)
    return target.getvalue()


def seal_to(target: BinaryIO, items: Iterable[Item], key: Ed25519PrivateKey, about: Mapping[str, Any]) -> str:
    """Writes the bundle into an open, seekable file, one item in memory at a time. Returns the head of the chain.

    Raises BadEvidence where two items have one name, or a file cannot be read.
    """
    links: list[Link] = []
    previous = genesis(about)
    names = {MANIFEST, SIGNATURE}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for n, item in enumerate(items, start=1):
            if item.name in names:
                raise BadEvidence(f"{item.name}: two items have this name; every item needs its own")
            names.add(item.name)
            data = _bytes(item)
            link = linked(n, item.kind.value, item.name, hashlib.sha256(data).hexdigest(), len(data), previous)
            archive.writestr(_entry(item.name), data)
            links.append(link)
            previous = link.link
        if not links:
            raise BadEvidence("nothing to seal; a bundle needs at least one item")
        manifest = canonical(_manifest(links, key, about))
        archive.writestr(_entry(MANIFEST), manifest)
        archive.writestr(_entry(SIGNATURE), canonical(_signature(manifest, key)))
    return previous


def _manifest(links: list[Link], key: Ed25519PrivateKey, about: Mapping[str, Any]) -> dict[str, Any]:
    public = key.public_key()
    return {
        "format": FORMAT,
        "about": dict(about),
        "count": len(links),
        "head": links[-1].link,
        "links": [link.as_dict() for link in links],
        "public_key": base64.b64encode(raw(public)).decode("ascii"),
        "fingerprint": fingerprint(public),
    }


def _signature(manifest: bytes, key: Ed25519PrivateKey) -> dict[str, str]:
    return {
        "algorithm": "Ed25519",
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
        "signature": base64.b64encode(key.sign(signed_bytes(manifest))).decode("ascii"),
    }


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry


def _bytes(item: Item) -> bytes:
    if isinstance(item.data, bytes):
        return item.data
    return _file_bytes(item.data, item.name)


def _file_bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise BadEvidence(f"{name}: {path} cannot be read ({cause.strerror}); nothing was sealed") from cause
