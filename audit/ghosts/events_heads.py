"""Published heads: once a day the client signs where the chain stands, so that later nothing can be slipped in or taken out.

A head tells nothing: pads fill the chain up to a round number before it is published, so that its length is no news.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.data_file import Words
from audit.evidence.chain import canonical
from audit.evidence.faults import Fault, Problem
from audit.evidence.manifest import exact_base64
from audit.ghosts.commit import Random, committed_in
from audit.ghosts.events import Event, Happened, append_event, append_events
from audit.ghosts.events_file import add_lines, alone, tail_of

HEADS = "heads.jsonl"
FORMAT = "trasluz-head/1"
ROUND = 64
_KEYS = {"format", "commitment", "at", "head", "previous", "signature"}


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain stood. `previous` is the SHA-256 of the head's line published before, or the commitment's head."""

    commitment: str
    at: datetime
    head: str
    previous: str
    line: bytes


def publish_head(
    place: Path, key: Ed25519PrivateKey, at: datetime, kind: Happened = Happened.DAY_CLOSED, rng: Random = secrets.token_bytes
) -> Head:
    """Closes the day: fills the chain to a round number, signs its end and adds the line to `heads.jsonl`, to be sent out.

    Raises BadWave for a place whose chain does not hold.
    """
    commitment = committed_in(place)
    last = append_event(place, Event(at, kind, {}), rng)
    pads = [Event(at, Happened.PAD, {})] * (-last.n % ROUND)
    if pads:
        last = append_events(place, pads, rng)[-1]
    with alone(place / HEADS) as file:
        tail = tail_of(file)
        if tail.torn:
            size = file.seek(0, 2)
            file.truncate(size - len(tail.torn))
        previous = hashlib.sha256(tail.last).hexdigest() if tail.last else commitment.head
        row = {"format": FORMAT, "commitment": commitment.head, "at": at.isoformat(), "head": last.link, "previous": previous}
        row["signature"] = base64.b64encode(key.sign(_signed(row))).decode("ascii")
        line = canonical(row)
        add_lines(file, [line])
    return Head(commitment.head, at, last.link, previous, line)


def read_heads(content: bytes, commitment: str, key: Ed25519PublicKey, name: str = HEADS) -> tuple[Head, ...] | Fault:
    """The heads of a file, each signed and linked to the one before; or the first fault, naming the line."""
    heads: list[Head] = []
    previous = commitment
    lines = content.split(b"\n")
    if lines.pop():
        return _fault(name, len(lines) + 1, Words("está cortada", "it is torn"))
    for n, line in enumerate(lines, start=1):
        try:
            head = _head(line, key)
        except InvalidSignature:
            return _fault(
                name, n, Words("su firma no es de la clave del compromiso", "its signature is not of the commitment's key")
            )
        except (ValueError, TypeError, KeyError, RecursionError) as cause:
            return _fault(name, n, str(cause))
        if head.commitment != commitment:
            return _fault(name, n, Words("es de otro compromiso", "it is of another commitment"))
        if head.previous != previous:
            return _fault(name, n, Words("no sigue a la anterior: falta una o sobra una", "it does not follow the one before"))
        heads.append(head)
        previous = hashlib.sha256(line).hexdigest()
    return tuple(heads)


def _head(line: bytes, key: Ed25519PublicKey) -> Head:
    row = json.loads(line)
    if not isinstance(row, dict) or canonical(row) != line or set(row) != _KEYS or row["format"] != FORMAT:
        raise ValueError(f"it has not the keys of {FORMAT}")
    if not all(isinstance(value, str) for value in row.values()):
        raise ValueError(f"it has not the keys of {FORMAT}")
    signature = exact_base64(row.pop("signature"))
    key.verify(signature, _signed(row))
    return Head(row["commitment"], datetime.fromisoformat(row["at"]), row["head"], row["previous"], line)


def _signed(row: dict[str, str]) -> bytes:
    return FORMAT.encode("ascii") + b"\n" + canonical(row)


def _fault(name: str, n: int, detail: Words | str) -> Fault:
    words = detail if isinstance(detail, Words) else Words(detail, detail)
    return Fault(Problem.BAD_HEAD, name, Words(f"línea {n}: {words.es}", f"line {n}: {words.en}"))
