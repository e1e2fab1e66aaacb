"""Reading the seal itself, believing nothing: its shape, its one way of being written, its chain."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.data_file import Words
from audit.evidence.bundle import MANIFEST, SIGNATURE
from audit.evidence.chain import FORMAT, Link, canonical, genesis, linked
from audit.evidence.faults import Fault, Problem
from audit.evidence.keys import fingerprint

_KEYS = {"format", "about", "count", "head", "links", "public_key", "fingerprint"}
_LINK_KEYS = {"n": int, "kind": str, "name": str, "sha256": str, "size": int, "previous": str, "link": str}


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest of the right shape; whether it tells the truth is not yet known."""

    about: Mapping[str, Any]
    count: int
    head: str
    links: tuple[Link, ...]
    key: Ed25519PublicKey


def read_manifest(content: bytes) -> Manifest | Fault:
    """The manifest, or why it is none."""
    try:
        row = json.loads(content)
        if canonical(row) != content:
            raise ValueError("it is not written in the one canonical way")
        return _manifest(row)
    except (ValueError, TypeError, KeyError, RecursionError) as cause:
        return Fault(Problem.BAD_MANIFEST, MANIFEST, str(cause))


def read_signature(content: bytes, manifest: bytes) -> bytes | Fault:
    """The signature's bytes, or why there are none."""
    try:
        row = json.loads(content)
        if canonical(row) != content or set(row) != {"algorithm", "manifest_sha256", "signature"}:
            raise ValueError("it has not the keys of a signature")
        if row["algorithm"] != "Ed25519":
            raise ValueError(f"algorithm {row['algorithm']!r} is not Ed25519")
        if row["manifest_sha256"] != hashlib.sha256(manifest).hexdigest():
            return Fault(Problem.BAD_SIGNATURE, SIGNATURE)
        return base64.b64decode(row["signature"], validate=True)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as cause:
        return Fault(Problem.BAD_MANIFEST, SIGNATURE, str(cause))


def walked(manifest: Manifest) -> Iterator[tuple[Link, Fault | None]]:
    """Every link with the fault in the chain at it, if any; the last one answers for head and count."""
    previous = genesis(manifest.about)
    seen: set[str] = set()
    for n, link in enumerate(manifest.links, start=1):
        honest = linked(n, link.kind, link.name, link.sha256, link.size, previous)
        fault = None
        if link.name in seen:
            fault = Fault(Problem.DUPLICATE, link.name)
        elif link.n != n:
            fault = _broken(link.name, f"es el número {link.n} y ocupa el {n}", f"it is number {link.n} and stands at {n}")
        elif link.previous != previous:
            fault = _broken(link.name, "no sigue al elemento anterior", "it does not follow the item before")
        elif link.link != honest.link:
            fault = _broken(link.name, "su eslabón no es el de sus datos", "its link is not that of its data")
        seen.add(link.name)
        if n == len(manifest.links) and fault is None and (link.link != manifest.head or n != manifest.count):
            fault = _broken(link.name, "la lista no termina donde dice el sello", "the list does not end where the seal says")
        yield link, fault
        previous = link.link


def _broken(name: str, es: str, en: str) -> Fault:
    return Fault(Problem.BROKEN_CHAIN, name, Words(es, en))


def _manifest(row: Any) -> Manifest:
    if not isinstance(row, dict) or set(row) != _KEYS:
        raise ValueError("it has not the keys of a manifest")
    if row["format"] != FORMAT:
        raise ValueError(f"format {row['format']!r} is not {FORMAT}")
    if not isinstance(row["about"], dict) or not isinstance(row["links"], list) or not row["links"]:
        raise ValueError("about or links is not what it should be")
    if not isinstance(row["count"], int) or not isinstance(row["head"], str):
        raise ValueError("count or head is not what it should be")
    key = _key(row["public_key"])
    if row["fingerprint"] != fingerprint(key):
        raise ValueError("fingerprint is not that of public_key")
    return Manifest(row["about"], row["count"], row["head"], tuple(_link(item) for item in row["links"]), key)


def _link(row: Any) -> Link:
    if not isinstance(row, dict) or set(row) != set(_LINK_KEYS):
        raise ValueError("a link has not the keys of a link")
    for key, kind in _LINK_KEYS.items():
        if type(row[key]) is not kind or (kind is int and row[key] < 0):
            raise ValueError(f"{key} of a link is {row[key]!r}")
    return Link(**row)


def _key(text: Any) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except (binascii.Error, TypeError) as cause:
        raise ValueError("public_key is not base64") from cause
