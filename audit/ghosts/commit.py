"""Committing a wave before its file leaves: every item under its own salt, the salts kept, the promise published."""

import base64
import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.evidence.chain import canonical
from audit.evidence.faults import Fault
from audit.ghosts.commit_error import BadWave
from audit.ghosts.commit_slots import (
    SALT_BYTES,
    SLOTS,
    Commitment,
    Committed,
    Kept,
    commitment_bytes,
    read_commitment,
    slot_digest,
)

COMMITMENT, SECRET = "commitment.json", "commit.secret.json"
_SALTS_FORMAT = "trasluz-commitment-secret/1"
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Opened:
    """One slot that can be opened: where it stands, under which salt, and what it holds."""

    index: int
    salt: bytes
    thing: Committed


def commit_wave(
    place: Path,
    things: Iterable[Committed],
    vendor: str,
    batch: str,
    at: datetime,
    key: Ed25519PrivateKey,
    rng: Random = secrets.token_bytes,
) -> Commitment:
    """Writes `commit.secret.json` (salts and items, its owner's only) and then `commitment.json` (to publish) into `place`.

    `at` is aware. A wave without ghosts may be committed too: then a commitment tells nobody that there are any.
    Raises BadWave where the place is already committed, a name is there twice, or there are too many things.
    """
    if at.tzinfo is None:
        raise BadWave(f"la hora {at} no dice su zona; use una con desfase", f"time {at} has no offset; give an aware one")
    if (place / COMMITMENT).exists():
        raise BadWave(
            f"{place}: ya hay un compromiso; lo entregado no se vuelve a comprometer: use otra carpeta o lote",
            f"{place}: it is committed already; what left is not committed again: use another folder or batch",
        )
    opened = _slots(list(things), rng)
    content = commitment_bytes(rng(8).hex(), vendor, batch, at, tuple(slot_digest(o.salt, o.thing) for o in opened), key)
    place.mkdir(parents=True, exist_ok=True)
    found = read_commitment(content)
    if isinstance(found, Fault):
        raise BadWave(found.say("es"), found.say("en"))
    (place / SECRET).unlink(missing_ok=True)  # of a commitment that a crash kept from being published
    _write_new(place / SECRET, canonical(_secret(found.head, opened)), 0o600)
    _write_new(place / COMMITMENT, content, 0o644)
    return found


def _slots(things: Sequence[Committed], rng: Random) -> list[Opened]:
    names = [thing.name for thing in things]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise BadWave(f"{twice[0]}: dos elementos con ese nombre; cada uno con el suyo", f"{twice[0]}: two items of that name")
    size = next((n for n in SLOTS if n >= len(things)), None)
    if size is None:
        raise BadWave(
            f"{len(things)} elementos; un compromiso admite {SLOTS[-1]}: reparta la ola en lotes",
            f"{len(things)} items; a commitment holds {SLOTS[-1]}: split the wave into batches",
        )
    pads = [Committed(Kept.PAD, f"pad-{n}") for n in range(size - len(things))]
    order: list[Committed] = [*things, *pads]
    _shuffle(order, rng)
    return [Opened(index, rng(SALT_BYTES), thing) for index, thing in enumerate(order)]


def _shuffle(order: list[Committed], rng: Random) -> None:
    """Fisher and Yates; 16 bytes a draw leave no bias worth the name."""
    for last in range(len(order) - 1, 0, -1):
        other = int.from_bytes(rng(16), "big") % (last + 1)
        order[last], order[other] = order[other], order[last]


def _secret(head: str, opened: Sequence[Opened]) -> dict[str, Any]:
    rows = [
        {"index": o.index, "kind": o.thing.kind.value, "name": o.thing.name, "salt": o.salt.hex(), **_told(o.thing.data)}
        for o in opened
    ]
    return {"format": _SALTS_FORMAT, "head": head, "items": rows}


def _told(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _write_new(path: Path, content: bytes, mode: int) -> None:
    """Whole and on the disk, or not there; never over another."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError as cause:
        raise BadWave(f"{path}: ya existe; no se sobrescribe", f"{path}: it is there already and is not overwritten") from cause
    finally:
        draft.unlink(missing_ok=True)


def committed_in(place: Path) -> Commitment:
    """The published commitment of a place. Raises BadWave."""
    found = read_commitment(_read(place / COMMITMENT), COMMITMENT)
    if isinstance(found, Fault):
        raise BadWave(f"{place}: {found.say('es')}", f"{place}: {found.say('en')}")
    return found


def opened_in(place: Path) -> tuple[Opened, ...]:
    """Every slot with its salt and bytes, checked against the commitment. Raises BadWave naming the item that does not match."""
    commitment = committed_in(place)
    path = place / SECRET
    try:
        row = json.loads(_read(path))
        if row["format"] != _SALTS_FORMAT or row["head"] != commitment.head or len(row["items"]) != len(commitment.slots):
            raise ValueError("of another commitment")
        opened = tuple(_opened(item) for item in row["items"])
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise BadWave(
            f"{path}: no son las sales de {COMMITMENT} ({cause}); recupere la copia guardada al comprometer",
            f"{path}: not the salts of {COMMITMENT} ({cause}); restore the copy kept when it was committed",
        ) from cause
    for slot in opened:
        if slot_digest(slot.salt, slot.thing) != commitment.slots[slot.index]:
            raise BadWave(
                f"{path}: «{slot.thing.name}» no es lo comprometido", f"{path}: «{slot.thing.name}» is not what was committed"
            )
    return opened


def _opened(item: Mapping[str, Any]) -> Opened:
    data = item["text"].encode("utf-8") if "text" in item else base64.b64decode(item["base64"], validate=True)
    return Opened(int(item["index"]), bytes.fromhex(item["salt"]), Committed(Kept(item["kind"]), item["name"], data))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise BadWave(
            f"{path}: no se puede abrir ({cause.strerror}); comprometa la ola con «trasluz ghosts handoff»",
            f"{path}: cannot be opened ({cause.strerror}); commit the wave with «trasluz ghosts handoff»",
        ) from cause
