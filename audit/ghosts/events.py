"""What happens after the promise joins its chain: each event salted, linked to the one before, its heads published daily."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from audit.evidence.chain import canonical
from audit.ghosts.commit import Random, committed_in
from audit.ghosts.commit_error import BadWave
from audit.ghosts.commit_slots import SALT_BYTES
from audit.ghosts.events_file import add_lines, alone, cut, tail_of

EVENTS, TORN = "events.jsonl", "events.torn"
FORMAT = "trasluz-event/1"


class Happened(StrEnum):
    """What an event is. `pad` is nothing: it keeps events from being counted; `mended` says that a crash tore the file."""

    HANDED_OVER = "handed_over"
    CONTACT = "contact"
    ACT = "act"
    RECORDING = "recording"
    FINDING = "finding"
    BURN = "burn"
    RETIRED = "retired"
    STOPPED = "stopped"
    RECONCILED = "reconciled"
    LEAK = "leak"
    REPLY = "reply"
    NOTE = "note"
    DAY_CLOSED = "day_closed"
    REVEALED = "revealed"
    MENDED = "mended"
    PAD = "pad"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `at` is aware; `body` holds JSON values; a key `ghost` in it names the ghost by its id."""

    at: datetime
    kind: Happened
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place. A closed one shows its digest only: `event` and `salt` are None."""

    n: int
    digest: str
    previous: str
    link: str
    salt: bytes | None = None
    event: Event | None = None


def event_digest(salt: bytes, event: Event) -> str:
    """HMAC-SHA256 under the event's own salt."""
    told = {"format": FORMAT, "at": event.at.isoformat(), "kind": event.kind.value, "body": dict(event.body)}
    return hmac.new(salt, canonical(told), hashlib.sha256).hexdigest()


def event_link(n: int, digest: str, previous: str) -> str:
    """The event's link: everything before it is in it."""
    return hashlib.sha256(canonical({"n": n, "digest": digest, "previous": previous})).hexdigest()


def line_of(entry: Entry) -> bytes:
    """The entry as the file holds it; closed where it has no event."""
    row: dict[str, Any] = {"n": entry.n, "digest": entry.digest, "previous": entry.previous, "link": entry.link}
    if entry.event is not None and entry.salt is not None:
        row |= {"salt": entry.salt.hex(), "at": entry.event.at.isoformat()}
        row |= {"kind": entry.event.kind.value, "body": dict(entry.event.body)}
    return canonical(row)


def append_event(place: Path, event: Event, rng: Random = secrets.token_bytes) -> Entry:
    """Adds an event to a committed place; on the disk when this returns. Raises BadWave."""
    return append_events(place, [event], rng)[-1]


def append_events(place: Path, events: Iterable[Event], rng: Random = secrets.token_bytes) -> tuple[Entry, ...]:
    """Adds events in their order, at one go. What a crash tore off the last line is kept aside and said in the chain.

    Raises BadWave where the place is not committed, a time has no offset, a body is not JSON, or the last line is damaged.
    """
    wanted = list(events)
    for event in wanted:
        _fit(event)
    if not wanted:
        return ()
    if not (place / EVENTS).exists():
        committed_in(place)
    with alone(place / EVENTS) as file:
        adding = _mended(place, file, wanted)
        entries = chained(adding, *_end(place, file), rng)
        add_lines(file, [line_of(entry) for entry in entries])
    return entries[-len(wanted) :]


def chained(events: Iterable[Event], n: int, previous: str, rng: Random) -> tuple[Entry, ...]:
    """The events as entries, after the `n`-th whose link is `previous`."""
    out: list[Entry] = []
    for event in events:
        n += 1
        salt = rng(SALT_BYTES)
        digest = event_digest(salt, event)
        entry = Entry(n, digest, previous, event_link(n, digest, previous), salt, event)
        out.append(entry)
        previous = entry.link
    return tuple(out)


def read_entry(line: bytes) -> Entry:
    """An entry of the file, its digest and link recomputed. Raises ValueError for anything else."""
    row = json.loads(line)
    if canonical(row) != line or not isinstance(row, dict):
        raise ValueError("it is not written in the one canonical way")
    closed = {"n", "digest", "previous", "link"}
    if set(row) not in (closed, closed | {"salt", "at", "kind", "body"}) or type(row["n"]) is not int:
        raise ValueError("it has not the keys of an event")
    if row["link"] != event_link(row["n"], row["digest"], row["previous"]):
        raise ValueError("its link is not that of its data")
    if "salt" not in row:
        return Entry(row["n"], row["digest"], row["previous"], row["link"])
    salt = _salt(row["salt"])
    event = Event(datetime.fromisoformat(row["at"]), Happened(row["kind"]), row["body"])
    if not isinstance(event.body, dict) or event.at.isoformat() != row["at"] or event_digest(salt, event) != row["digest"]:
        raise ValueError("it is not what was committed")
    return Entry(row["n"], row["digest"], row["previous"], row["link"], salt, event)


def read_events(place: Path) -> tuple[Entry, ...]:
    """Every event of a place, the whole chain checked. Raises BadWave naming the line, a torn last one too."""
    previous = committed_in(place).head
    path = place / EVENTS
    lines = path.read_bytes().split(b"\n") if path.exists() else [b""]
    entries: list[Entry] = []
    for n, line in enumerate(lines[:-1], start=1):
        try:
            entry = read_entry(line)
            if (entry.n, entry.previous) != (n, previous):
                raise ValueError("it does not follow the one before")
        except (ValueError, TypeError, KeyError, RecursionError) as cause:
            raise _broken(path, n, cause) from cause
        entries.append(entry)
        previous = entry.link
    if lines[-1]:
        size = len(lines[-1])
        raise BadWave(
            f"{path}: última línea cortada ({size} bytes tras la {len(entries)}); agregue un evento y la cadena lo dirá",
            f"{path}: torn last line ({size} bytes after line {len(entries)}); append an event and the chain will say so",
        )
    return tuple(entries)


def _end(place: Path, file: BinaryIO) -> tuple[int, str]:
    last = tail_of(file).last
    if not last:
        return 0, committed_in(place).head
    try:
        entry = read_entry(last)
    except (ValueError, TypeError, KeyError, RecursionError) as cause:
        raise _broken(Path(EVENTS), None, cause) from cause
    return entry.n, entry.link


def _mended(place: Path, file: BinaryIO, wanted: Sequence[Event]) -> list[Event]:
    """The events to add; before them, where a crash tore the end of the file, the one that says so."""
    torn = tail_of(file).torn
    if not torn:
        return list(wanted)
    n, previous = _end(place, file)
    try:
        whole = read_entry(torn)
    except (ValueError, TypeError, KeyError, RecursionError):
        whole = None
    if whole is not None and (whole.n, whole.previous) == (n + 1, previous):
        add_lines(file, [b""])  # only the line's end was missing
        return list(wanted)
    cut(file, torn, place / TORN)
    body = {"bytes": len(torn), "sha256": hashlib.sha256(torn).hexdigest()}
    return [Event(wanted[0].at, Happened.MENDED, body), *wanted]


def _fit(event: Event) -> None:
    if event.at.tzinfo is None:
        raise BadWave(
            f"evento «{event.kind}»: la hora {event.at} no dice su zona; use una con desfase",
            f"event «{event.kind}»: time {event.at} has no offset; give an aware one",
        )
    try:
        same = json.loads(canonical(dict(event.body))) == dict(event.body)
    except (ValueError, TypeError) as cause:
        raise BadWave(f"evento «{event.kind}»: no es JSON ({cause})", f"event «{event.kind}»: not JSON ({cause})") from cause
    if not same:
        raise BadWave(
            f"evento «{event.kind}»: JSON lo cambiaría; use textos como claves, y listas",
            f"event «{event.kind}»: JSON would change it; use texts for keys, and lists",
        )


def _salt(text: str) -> bytes:
    salt = bytes.fromhex(text)
    if len(salt) != SALT_BYTES or salt.hex() != text:
        raise ValueError("its salt is not 32 bytes")
    return salt


def _broken(path: Path, n: int | None, cause: Exception) -> BadWave:
    es, en = ("la última línea", "the last line") if n is None else (f"la línea {n}", f"line {n}")
    return BadWave(
        f"{path.name}: {es} no es un evento de esta cadena ({cause}); recupere la copia anterior",
        f"{path.name}: {en} is not an event of this chain ({cause}); restore the copy before it",
    )
