"""Checking a reveal with nothing but the reveal and what the reader kept: the commitment, the heads, the file they were given."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.data_file import Words
from audit.evidence.faults import Fault, Problem
from audit.evidence.keys import fingerprint
from audit.evidence.verify import Verification, verify
from audit.ghosts.commit import COMMITMENT
from audit.ghosts.commit_slots import Commitment, Kept
from audit.ghosts.events import EVENTS, Entry
from audit.ghosts.events_heads import HEADS
from audit.ghosts.reveal import FORMAT
from audit.ghosts.reveal_checks import OPENING, Opening, Read, check_heads, promise_of, read_chain, read_opening
from audit.ghosts.reveal_handoff import check_evidence, check_handoff, ghost_ids, strangers
from audit.ghosts.reveal_words import Seen, told

_SHOWN = 5
_READABLE_BYTES = 256 * 1024 * 1024
_PARTS = ("how-to-verify.txt", COMMITMENT, OPENING, EVENTS, HEADS)


@dataclass(frozen=True, slots=True)
class Held:
    """What the reader kept from before, by (name, bytes); None where they have none."""

    commitment: tuple[str, bytes] | None = None
    heads: tuple[str, bytes] | None = None
    handoff: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What checking found: the seal of the bundle, then the promise."""

    bundle: Verification
    faults: tuple[Fault, ...]
    seen: Seen | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def intact(self) -> bool:
        """Whether seal and promise both hold."""
        return not self.faults

    @property
    def first_broken(self) -> Fault | None:
        """The first thing wrong."""
        return self.faults[0] if self.faults else None

    def say(self, lang: str) -> str:
        """The outcome in plain sentences, a line each."""
        if self.faults:
            more = len(self.faults) - _SHOWN
            rest = [Words(f"Hay {more} fallas más.", f"There are {more} more faults.").say(lang)] if more > 0 else []
            return "\n".join([*(fault.say(lang) for fault in self.faults[:_SHOWN]), *rest])
        return "\n".join([self.bundle.say(lang), *(words.say(lang) for words in told(self.seen))]) if self.seen else ""


def is_reveal(found: Verification) -> bool:
    """Whether an intact bundle is a reveal."""
    return bool(found.about) and dict(found.about or {}).get("kind") == "reveal"


def verify_reveal(source: Path | BinaryIO, pinned: Ed25519PublicKey | None = None, held: Held | None = None) -> Proof:
    """Checks a reveal offline. Never raises for what is in it. Without the reader's own commitment it shows only that the
    bundle agrees with itself, and says so."""
    bundle = verify(source, pinned)
    if not bundle.intact:
        return Proof(bundle, (*bundle.faults, *_line_of(source, bundle)))
    names = [item.name for item in bundle.items]
    about = dict(bundle.about or {})
    missing = [name for name in _PARTS if name not in names]
    if not is_reveal(bundle) or about.get("format") != FORMAT or missing:
        detail = Words("no es la revelación de una ola", "it is not the reveal of a wave")
        return Proof(bundle, (Fault(Problem.BAD_PROMISE, (missing or ["manifest.json"])[0], detail),))
    with zipfile.ZipFile(source) as archive:
        return _proven(bundle, names, archive.read, held or Held())


def _line_of(source: Path | BinaryIO, bundle: Verification) -> list[Fault]:
    """Where the events were altered, the line: what can still be read of a bundle that does not hold."""
    touched = [item for item in bundle.items if item.name == EVENTS and item.fault and item.fault.problem is Problem.ALTERED]
    if not touched or not is_reveal(bundle):
        return []
    try:
        with zipfile.ZipFile(source) as archive:
            entry = archive.getinfo(EVENTS)
            if entry.file_size > _READABLE_BYTES:
                return []
            commitment, _ = promise_of(archive.read(COMMITMENT), None, COMMITMENT)
            content = archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError, RuntimeError):
        return []
    if commitment is None:
        return []
    full = dict(bundle.about or {}).get("full") is True
    entries, faults = read_chain(content, commitment, full)
    if faults:
        return faults
    last = Words(f"termina en el hecho {len(entries)}", f"it ends at event {len(entries)}")
    return [Fault(Problem.BROKEN_EVENTS, EVENTS, last)]


def _proven(bundle: Verification, names: Sequence[str], read: Read, held: Held) -> Proof:
    kept_name, kept = held.commitment or (COMMITMENT, None)
    commitment, faults = promise_of(read(COMMITMENT), kept, kept_name)
    if commitment is None:
        return Proof(bundle, tuple(faults))
    about = dict(bundle.about or {})
    faults += _same(bundle, commitment, about)
    opening, wrong = read_opening(read(OPENING), _within(read, names), commitment)
    faults += wrong
    if opening is None:
        return Proof(bundle, tuple(faults))
    if opening.full is not (about.get("full") is True):
        detail = Words("no abre lo que el paquete dice que abre", "it does not open what the bundle says it opens")
        faults.append(Fault(Problem.CLOSED, OPENING, detail))
    entries, wrong = read_chain(read(EVENTS), commitment, opening.full)
    faults += wrong
    heads_name, heads = held.heads or (HEADS, None)
    passed, wrong = check_heads(read(HEADS), heads, heads_name, commitment, entries) if not wrong else (0, [])
    faults += wrong
    return _lived(bundle, names, read, held, commitment, opening, entries, passed, faults)


def _lived(
    bundle: Verification,
    names: Sequence[str],
    read: Read,
    held: Held,
    commitment: Commitment,
    opening: Opening,
    entries: Sequence[Entry],
    passed: int,
    faults: list[Fault],
) -> Proof:
    """The file handed over, the events' ghosts and the evidence; then what was seen, in figures."""
    files = {name: read(name) for name in names if name.startswith("handoff/")}
    if held.handoff:
        files[held.handoff[0]] = held.handoff[1]
    found, wrong = check_handoff(opening.things, files)
    faults += wrong
    ghosts = frozenset[str]()
    try:
        ghosts = ghost_ids(opening.things.values())
    except (ValueError, TypeError, KeyError, RecursionError) as cause:
        faults.append(Fault(Problem.NOT_PROMISED, OPENING, str(cause)))
    if opening.full:
        faults += strangers(entries, ghosts)
    evidence = [name for name in names if name.startswith("evidence/")]
    copies, whole, wrong = check_evidence(evidence, read, entries)
    faults += wrong
    known = {*_PARTS, *opening.things, *evidence}
    faults += [Fault(Problem.ADDED, n) for n in names if n not in known and not n.startswith("handoff/")]
    seen = Seen(
        commitment=commitment,
        full=opening.full,
        slots=opening.slots,
        things=len(opening.things),
        papers=tuple(thing.name for thing in opening.things.values() if thing.kind is not Kept.GHOST),
        ghosts=len(ghosts),
        in_file=found,
        files=len(files),
        own_file=held.handoff is not None,
        entries=tuple(entries),
        heads=passed,
        copies=copies,
        whole=whole,
        held_commitment=held.commitment is not None,
        held_heads=held.heads is not None,
    )
    return Proof(bundle, tuple(faults), seen)


def _same(bundle: Verification, commitment: Commitment, about: Mapping[str, Any]) -> list[Fault]:
    if bundle.fingerprint != fingerprint(commitment.key):
        return [Fault(Problem.OTHER_KEY, COMMITMENT, fingerprint(commitment.key))]
    told_of = (about.get("wave"), about.get("vendor"), about.get("batch"), about.get("commitment"))
    if told_of != (commitment.wave, commitment.vendor, commitment.batch, commitment.head):
        detail = Words("el paquete dice ser de otra ola", "the bundle says it is of another wave")
        return [Fault(Problem.OTHER_PROMISE, COMMITMENT, detail)]
    return []


def _within(read: Read, names: Sequence[str]) -> Read:
    items = {name for name in names if name.startswith("items/")}

    def within(name: str) -> bytes:
        if name not in items:
            raise KeyError(name)
        return read(name)

    return within
