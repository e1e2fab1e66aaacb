"""Checking a sealed bundle with the bundle alone: every item, its place, the chain and the signature."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.data_file import Words
from audit.evidence.agreement import contradictions
from audit.evidence.bundle import MANIFEST, SIGNATURE, signed_bytes
from audit.evidence.chain import OLDER
from audit.evidence.container import Container, Content, open_bundle
from audit.evidence.faults import Fault, Problem
from audit.evidence.keys import fingerprint, raw
from audit.evidence.manifest import Manifest, read_manifest, read_signature, walked
from audit.evidence.packing import STORED

_MANIFEST_BYTES, _SIGNATURE_BYTES = 256 * 1024 * 1024, 4096
_CHECKED_JSON_BYTES = 32 * 1024 * 1024
_SQUEEZED = Words("el mismo contenido, comprimido de otro modo", "the same content, squeezed otherwise")
_OLDER = Words(
    "Sellado en el formato anterior: cubre cada archivo, no cómo está comprimido. ",
    "Sealed in the older format: it covers every file, not how it is squeezed. ",
)
_GIVEN = Words("la clave indicada", "the key you gave")
_INSIDE = Words("la clave del paquete", "the bundle's key")


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """One sealed item as it was found; `fault` None: it is what was sealed."""

    n: int
    kind: str
    name: str
    sha256: str
    size: int
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking found. `fingerprint` is of the key in the bundle; compare it with the one whoever sealed gives you.

    `older`: sealed in the first format, whose seal covers every file but not how the zip squeezes it.
    """

    faults: tuple[Fault, ...]
    items: tuple[CheckedItem, ...] = ()
    about: Mapping[str, Any] | None = None
    head: str | None = None
    fingerprint: str | None = None
    pinned: bool = False
    older: bool = False

    @property
    def intact(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.faults

    @property
    def first_broken(self) -> Fault | None:
        """The first thing wrong, in the order of the bundle; the signature comes after the items it covers."""
        return self.faults[0] if self.faults else None

    def say(self, lang: str) -> str:
        """The outcome in one or two sentences."""
        if self.first_broken:
            more = len(self.faults) - 1
            rest = Words(f" Hay {more} fallas más.", f" There are {more} more faults.").say(lang) if more else ""
            return self.first_broken.say(lang) + rest
        held = _GIVEN if self.pinned else _INSIDE
        old = _OLDER.say(lang) if self.older else ""
        return old + Words(
            f"Íntegro: {len(self.items)} elementos, en su orden, firmados con {held.es}, huella {self.fingerprint}.",
            f"Intact: {len(self.items)} items, in their order, signed with {held.en}, fingerprint {self.fingerprint}.",
        ).say(lang)


def verify(source: Path | BinaryIO, pinned: Ed25519PublicKey | None = None) -> Verification:
    """Checks a bundle (a file, or one open for reading) offline. Never raises for what is in it; `pinned` must have sealed it."""
    if not isinstance(source, Path):
        return _opened(Path("zip"), source, pinned)
    try:
        stream = source.open("rb")
    except OSError as cause:
        return Verification((Fault(Problem.UNREADABLE, source.name, cause.strerror or str(cause)),))
    with stream:
        return _opened(source, stream, pinned)


def _opened(path: Path, stream: BinaryIO, pinned: Ed25519PublicKey | None) -> Verification:
    found = open_bundle(path, stream)
    if isinstance(found, Fault):
        return Verification((found,))
    with found.archive:
        return _checked(found, pinned)


def _checked(box: Container, pinned: Ed25519PublicKey | None) -> Verification:
    names = [entry.filename for entry in box.entries]
    for needed in (MANIFEST, SIGNATURE):
        if needed not in names:
            return Verification((*box.faults, Fault(Problem.NO_MANIFEST, needed)))
    content = box.read(MANIFEST, _MANIFEST_BYTES)
    if isinstance(content, Fault):
        return Verification((*box.faults, content))
    manifest = read_manifest(content.data)
    if isinstance(manifest, Fault):
        return Verification((*box.faults, manifest))
    items, documents = _items(box, manifest, names)
    twice = [fault for fault in box.faults if fault.problem is Problem.DUPLICATE]
    faults = [*twice, *(item.fault for item in items if item.fault), *(f for f in box.faults if f not in twice)]
    faults = list(dict.fromkeys(faults))
    faults += _order(manifest, names)
    if not faults:
        faults += contradictions(documents) + box.repacked() + _methods(box, manifest)
    faults += _signature(box, content.data, manifest, pinned)
    whose = fingerprint(manifest.key)
    sure = pinned is not None and not faults
    return Verification(tuple(faults), tuple(items), manifest.about, manifest.head, whose, sure, manifest.format == OLDER)


def _items(box: Container, manifest: Manifest, names: list[str]) -> tuple[list[CheckedItem], dict[str, tuple[str, bytes | str]]]:
    """Every item of the manifest as found; and, of those that are whole, what can be compared with one another."""
    present = set(names)
    checked: list[CheckedItem] = []
    documents: dict[str, tuple[str, bytes | str]] = {}
    for at, (link, broken) in enumerate(walked(manifest)):
        fault = broken
        if fault is None and link.name not in present:
            fault = Fault(Problem.DROPPED, link.name)
        if fault is None:
            found = box.read(link.name, link.size)
            fault = found if isinstance(found, Fault) else _altered(link.name, found.data, link.sha256, link.size)
            if fault is None and isinstance(found, Content):
                small = link.name.endswith(".json") and len(found.data) <= _CHECKED_JSON_BYTES
                documents[link.name] = (link.kind, found.data if small else link.sha256)
                if manifest.packed and at < len(manifest.packed) and manifest.packed[at] != found.packed_sha256:
                    fault = Fault(Problem.REPACKED, link.name, _SQUEEZED)
        checked.append(CheckedItem(link.n, link.kind, link.name, link.sha256, link.size, fault))
    return checked, documents


def _methods(box: Container, manifest: Manifest) -> list[Fault]:
    """The seal itself lies unsqueezed in the zip, so that there is one way only to write it."""
    wrong = [e.filename for e in box.entries if (e.compress_type == STORED) != (e.filename in (MANIFEST, SIGNATURE))]
    return [Fault(Problem.REPACKED, wrong[0], _SQUEEZED)] if wrong and manifest.packed else []


def _altered(name: str, data: bytes, sha256: str, size: int) -> Fault | None:
    found = hashlib.sha256(data).hexdigest()
    if found == sha256 and len(data) == size:
        return None
    now, then = f"{found[:12]}…", f"{sha256[:12]}…"
    return Fault(
        Problem.ALTERED, name, Words(f"su SHA-256 es {now} y el sello dice {then}", f"its SHA-256 is {now}, the seal says {then}")
    )


def _order(manifest: Manifest, names: list[str]) -> list[Fault]:
    """What was added, and the first entry of the zip that is not in the manifest's order."""
    sealed = [link.name for link in manifest.links]
    known = {*sealed, MANIFEST, SIGNATURE}
    faults = [Fault(Problem.ADDED, name) for name in dict.fromkeys(names) if name not in known]
    kept = [name for name in dict.fromkeys(names) if name in known]
    here = set(kept)
    expected = [name for name in [*sealed, MANIFEST, SIGNATURE] if name in here]
    for found, wanted in zip(kept, expected, strict=True):
        if found != wanted:
            detail = Words(f"ahí se selló «{wanted}»", f"«{wanted}» was sealed there")
            return [*faults, Fault(Problem.REORDERED, found, detail)]
    return faults


def _signature(box: Container, content: bytes, manifest: Manifest, pinned: Ed25519PublicKey | None) -> list[Fault]:
    faults = []
    stored = box.read(SIGNATURE, _SIGNATURE_BYTES)
    signature = stored if isinstance(stored, Fault) else read_signature(stored.data, content)
    if isinstance(signature, Fault):
        faults.append(signature)
    else:
        try:
            manifest.key.verify(signature, signed_bytes(content, manifest.format))
        except InvalidSignature:
            faults.append(Fault(Problem.BAD_SIGNATURE, SIGNATURE))
    if pinned is not None and raw(pinned) != raw(manifest.key):
        faults.append(Fault(Problem.OTHER_KEY, MANIFEST, fingerprint(manifest.key)))
    return faults
