"""Reading the seal itself, believing nothing: its shape, its one way of being written, its chain."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.data_file import Words
from audit.evidence.bundle import MANIFEST, SIGNATURE
from audit.evidence.chain import FORMAT, OLDER, Link, canonical, genesis, linked
from audit.evidence.faults import Fault, Problem
from audit.evidence.keys import fingerprint

_OLDER_KEYS = {"format", "about", "count", "head", "links", "public_key", "fingerprint"}
_KEYS = _OLDER_KEYS | {"packed"}
_SHA256 = re.compile("[0-9a-f]{64}")
_LINK_KEYS = {"n": int, "kind": str, "name": str, "sha256": str, "size": int, "previous": str, "link": str}


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest of the right shape; whether it tells the truth is not yet known.

    `packed` holds the SHA-256 of each item as it lies in the zip; the older format has none.
    """

    format: str
    about: Mapping[str, Any]
    count: int
    head: str
    links: tuple[Link, ...]
    packed: tuple[str, ...] | None
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
        return exact_base64(row["signature"])
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as cause:
        return Fault(Problem.BAD_MANIFEST, SIGNATURE, str(cause))


def walked(manifest: Manifest) -> Iterator[tuple[Link, Fault | None]]:
    """Every link with the fault in the chain at it, if any; the last one answers for head and count."""
    previous = genesis(manifest.about, manifest.format)
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
        if n == len(manifest.links) and fault is None and not _ends(manifest, n, link):
            fault = _broken(link.name, "la lista no termina donde dice el sello", "the list does not end where the seal says")
        yield link, fault
        previous = link.link


def _ends(manifest: Manifest, n: int, last: Link) -> bool:
    squeezed = n if manifest.packed is None else len(manifest.packed)
    return (last.link, n, n) == (manifest.head, manifest.count, squeezed)


def _broken(name: str, es: str, en: str) -> Fault:
    return Fault(Problem.BROKEN_CHAIN, name, Words(es, en))


def _manifest(row: Any) -> Manifest:
    if not isinstance(row, dict) or row.get("format") not in (FORMAT, OLDER):
        raise ValueError(f"its format is not {FORMAT}")
    if set(row) != (_KEYS if row["format"] == FORMAT else _OLDER_KEYS):
        raise ValueError("it has not the keys of a manifest")
    if not isinstance(row["about"], dict) or not isinstance(row["links"], list) or not row["links"]:
        raise ValueError("about or links is not what it should be")
    if type(row["count"]) is not int or not isinstance(row["head"], str):
        raise ValueError("count or head is not what it should be")
    packed = _packed(row.get("packed")) if row["format"] == FORMAT else None
    key = _key(row["public_key"])
    if row["fingerprint"] != fingerprint(key):
        raise ValueError("fingerprint is not that of public_key")
    links = tuple(_link(item) for item in row["links"])
    return Manifest(row["format"], row["about"], row["count"], row["head"], links, packed, key)


def _packed(rows: Any) -> tuple[str, ...]:
    if not isinstance(rows, list) or not all(isinstance(r, str) and _SHA256.fullmatch(r) for r in rows):
        raise ValueError("packed is not a list of SHA-256")
    return tuple(rows)


def _link(row: Any) -> Link:
    if not isinstance(row, dict) or set(row) != set(_LINK_KEYS):
        raise ValueError("a link has not the keys of a link")
    for key, kind in _LINK_KEYS.items():
        if type(row[key]) is not kind or (kind is int and row[key] < 0):
            raise ValueError(f"{key} of a link is {row[key]!r}")
    return Link(**row)


def _key(text: Any) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(exact_base64(text))
    except (binascii.Error, TypeError) as cause:
        raise ValueError("public_key is not base64") from cause


def exact_base64(text: Any) -> bytes:
    """The bytes of a base64 text written in its one way: bits that mean nothing must be zero. Raises ValueError, TypeError."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode("ascii") != text:
        raise ValueError("base64 with stray bits")
    return data
