"""Opening a promise: what was committed, its salts, every event and the file handed over, under one seal."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.evidence.bundle import seal_to
from audit.evidence.chain import canonical
from audit.evidence.items import Item, safe_name
from audit.evidence.items import Kind as ItemKind
from audit.evidence.keys import fingerprint
from audit.ghosts.commit import COMMITMENT, Opened, Random, committed_in, opened_in
from audit.ghosts.commit_error import BadWave
from audit.ghosts.commit_slots import Commitment, Kept
from audit.ghosts.events import EVENTS, Entry, Happened, line_of, read_events
from audit.ghosts.events_heads import HEADS, publish_head
from audit.ghosts.events_recordings import EVIDENCE
from audit.ghosts.reveal_checks import FORMAT as OPENING_FORMAT
from audit.ghosts.reveal_checks import OPENING
from audit.ghosts.reveal_guide import GUIDE

FORMAT = "trasluz-reveal/1"
HANDED = "handed"


@dataclass(frozen=True, slots=True)
class Only:
    """What a partial reveal opens: committed things by name (`ghost-…`, `plan.json`, `handoff`), events by number, evidence."""

    names: frozenset[str] = frozenset()
    events: frozenset[int] = frozenset()
    evidence: frozenset[str] = frozenset()


def reveal(
    place: Path,
    target: BinaryIO,
    key: Ed25519PrivateKey,
    at: datetime,
    only: Only | None = None,
    with_file: bool = True,
    rng: Random = secrets.token_bytes,
) -> str:
    """Writes the bundle that opens a committed place; the head of the bundle comes back.

    A head is published first (`heads.jsonl`), so that the chain ends where the client signed. A full reveal opens every slot, the
    empty ones too, and carries the file handed over unless `with_file` is false; a partial one opens `only` what it names and
    proves its membership all the same. Raises BadWave, BadEvidence.
    """
    commitment = committed_in(place)
    if fingerprint(key.public_key()) != fingerprint(commitment.key):
        raise BadWave(
            f"{place}: la comprometió otra clave (huella {fingerprint(commitment.key)}); revele con esa",
            f"{place}: another key committed it (fingerprint {fingerprint(commitment.key)}); reveal with that one",
        )
    slots = opened_in(place)
    publish_head(place, key, at, Happened.REVEALED if only is None else Happened.DAY_CLOSED, rng)
    items = [
        Item(ItemKind.GUIDE, "how-to-verify.txt", GUIDE.encode("utf-8")),
        Item(ItemKind.COMMITMENT, COMMITMENT, commitment.content),
        *_opening(slots, only),
        Item(ItemKind.EVENTS, EVENTS, _events(read_events(place), only)),
        Item(ItemKind.HEADS, HEADS, (place / HEADS).read_bytes()),
        *(_handed(place) if only is None and with_file else ()),
        *_evidence(place / EVIDENCE, only),
    ]
    return seal_to(target, items, key, _about(commitment, at, only is None))


def _about(commitment: Commitment, at: datetime, full: bool) -> dict[str, Any]:
    return {
        "kind": "reveal",
        "format": FORMAT,
        "wave": commitment.wave,
        "vendor": commitment.vendor,
        "batch": commitment.batch,
        "commitment": commitment.head,
        "full": full,
        "revealed_at": at.isoformat(),
    }


def _opening(slots: Sequence[Opened], only: Only | None) -> list[Item]:
    things = [slot for slot in slots if slot.thing.kind is not Kept.PAD]
    known = {slot.thing.name for slot in things}
    if only is not None and (unknown := sorted(only.names - known)):
        raise BadWave(f"no se comprometió nada llamado «{unknown[0]}»", f"nothing called «{unknown[0]}» was committed")
    opened = [slot for slot in things if only is None or slot.thing.name in only.names]
    rows = [
        {"index": s.index, "kind": s.thing.kind.value, "name": s.thing.name, "salt": s.salt.hex(), "file": _file(s)}
        for s in opened
    ]
    pads = [[s.index, s.thing.name, s.salt.hex()] for s in slots if s.thing.kind is Kept.PAD] if only is None else []
    told = {"format": OPENING_FORMAT, "full": only is None, "opened": rows, "pads": pads}
    return [
        Item(ItemKind.OPENING, OPENING, canonical(told)),
        *(Item(ItemKind.COMMITTED, _file(slot), slot.thing.data) for slot in opened),
    ]


def _file(slot: Opened) -> str:
    return f"items/{safe_name(slot.thing.name)}"


def _events(entries: Sequence[Entry], only: Only | None) -> bytes:
    if only is not None and (beyond := sorted(n for n in only.events if not 1 <= n <= len(entries))):
        raise BadWave(f"no hay hecho número {beyond[0]}", f"there is no event number {beyond[0]}")
    shown = [e if only is None or e.n in only.events else Entry(e.n, e.digest, e.previous, e.link) for e in entries]
    return b"".join(line_of(entry) + b"\n" for entry in shown)


def _handed(place: Path) -> list[Item]:
    folder = place / HANDED
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return [Item(ItemKind.HANDOFF, f"handoff/{safe_name(path.name)}", path) for path in files]


def _evidence(folder: Path, only: Only | None) -> list[Item]:
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    named = [(path.relative_to(folder).as_posix(), path) for path in files]
    if only is not None and (unknown := sorted(only.evidence - {name for name, _ in named})):
        raise BadWave(f"no hay evidencia «{unknown[0]}»", f"there is no evidence «{unknown[0]}»")
    parts = [
        ("/".join(safe_name(part) for part in name.split("/")), path)
        for name, path in named
        if only is None or name in only.evidence
    ]
    return [Item(ItemKind.EVIDENCE, f"evidence/{name}", path) for name, path in parts]
