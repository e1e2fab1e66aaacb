"""Whether a reveal keeps the promise: slots against the commitment, events against their chain and its published heads."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.data_file import Words
from audit.evidence.chain import canonical
from audit.evidence.faults import Fault, Problem
from audit.ghosts.commit_slots import SALT_BYTES, Commitment, Committed, Kept, read_commitment, slot_digest
from audit.ghosts.events import EVENTS, Entry, read_entry
from audit.ghosts.events_heads import HEADS, read_heads

Read = Callable[[str], bytes]
_OPENED_KEYS = {"index", "kind", "name", "salt", "file"}
OPENING, FORMAT = "opening.json", "trasluz-opening/1"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a reveal opened: things by the file that holds them, and how many slots in all."""

    full: bool
    things: Mapping[str, Committed]
    slots: int


def read_opening(content: bytes, read: Read, commitment: Commitment) -> tuple[Opening | None, list[Fault]]:
    """Every opened slot against the commitment; the faults name the thing that is not what was promised."""
    try:
        row = json.loads(content)
        if canonical(row) != content or set(row) != {"format", "full", "opened", "pads"} or row["format"] != FORMAT:
            raise ValueError("it has not the keys of an opening")
        slots = [*_opened(row["opened"], read), *_pads(row["pads"])]
    except (ValueError, TypeError, KeyError, RecursionError) as cause:
        return None, [Fault(Problem.NOT_PROMISED, OPENING, str(cause))]
    faults: list[Fault] = []
    seen: set[int] = set()
    names: set[str] = set()
    for index, salt, thing, file in slots:
        if index in seen or thing.name in names or not 0 <= index < len(commitment.slots):
            faults.append(_unpromised(file, f"el casillero {index} se abre dos veces", f"slot {index} is opened twice"))
        elif slot_digest(salt, thing) != commitment.slots[index]:
            faults.append(_unpromised(file, "su hash no es el del casillero", "its digest is not the slot's"))
        seen.add(index)
        names.add(thing.name)
    closed = len(commitment.slots) - len(seen)
    if row["full"] is True and closed:
        faults.append(
            Fault(Problem.CLOSED, OPENING, Words(f"{closed} casilleros siguen cerrados", f"{closed} slots are still closed"))
        )
    things = {file: thing for _, _, thing, file in slots if thing.kind is not Kept.PAD}
    return Opening(row["full"] is True, things, len(seen)), faults


def _opened(rows: Any, read: Read) -> Iterator[tuple[int, bytes, Committed, str]]:
    for row in rows:
        texts = [row["name"], row["file"], row["salt"], row["kind"]]
        if set(row) != _OPENED_KEYS or type(row["index"]) is not int or not all(isinstance(text, str) for text in texts):
            raise ValueError("an opened slot has not its keys")
        kind = Kept(row["kind"])
        if kind is Kept.PAD:
            raise ValueError("a pad is opened as a thing")
        try:
            data = read(row["file"])
        except KeyError as cause:
            raise ValueError(f"{row['file']!r} is not in the bundle") from cause
        yield row["index"], _salt(row["salt"]), Committed(kind, row["name"], data), row["file"]


def _pads(rows: Any) -> Iterator[tuple[int, bytes, Committed, str]]:
    for index, name, salt in rows:
        if type(index) is not int or not isinstance(name, str):
            raise ValueError("a pad has not its index and name")
        yield index, _salt(salt), Committed(Kept.PAD, name), name


def _salt(text: str) -> bytes:
    salt = bytes.fromhex(text)
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt is not 32 bytes")
    return salt


def _unpromised(name: str, es: str, en: str) -> Fault:
    return Fault(Problem.NOT_PROMISED, name, Words(es, en))


def promise_of(content: bytes, held: bytes | None, held_name: str) -> tuple[Commitment | None, list[Fault]]:
    """The bundle's commitment, and whether it is the one published before (`held`)."""
    inside = read_commitment(content)
    if isinstance(inside, Fault):
        return None, [inside]
    if held is None:
        return inside, []
    published = read_commitment(held, held_name)
    if isinstance(published, Fault):
        return inside, [published]
    if published.head != inside.head:
        then = Words(f"usted tiene el del {published.at.isoformat()}", f"yours is of {published.at.isoformat()}")
        return inside, [Fault(Problem.OTHER_PROMISE, held_name, then)]
    if published.content != inside.content and published.witness == inside.witness:
        detail = Words("la misma cabeza con otra firma", "the same head under another signature")
        return inside, [Fault(Problem.OTHER_PROMISE, held_name, detail)]
    return inside, []


def read_chain(content: bytes, commitment: Commitment, full: bool) -> tuple[tuple[Entry, ...], list[Fault]]:
    """The events in their chain; the fault names the line where it breaks."""
    lines = content.split(b"\n")
    if lines.pop():
        return (), [_broken(len(lines) + 1, "está cortada", "it is torn")]
    previous = commitment.head
    entries: list[Entry] = []
    for n, line in enumerate(lines, start=1):
        try:
            entry = read_entry(line)
        except (ValueError, TypeError, KeyError, RecursionError) as cause:
            return tuple(entries), [_broken(n, str(cause), str(cause))]
        if (entry.n, entry.previous) != (n, previous):
            return tuple(entries), [
                _broken(n, "no sigue al anterior: falta uno o sobra uno", "it does not follow the one before")
            ]
        if full and entry.event is None:
            where = f"{EVENTS}:{n}"
            return tuple(entries), [Fault(Problem.CLOSED, where, Words("el hecho sigue cerrado", "the event is still closed"))]
        entries.append(entry)
        previous = entry.link
    return tuple(entries), []


def check_heads(
    inside: bytes, held: bytes | None, held_name: str, commitment: Commitment, entries: Sequence[Entry]
) -> tuple[int, list[Fault]]:
    """How many published heads the chain passes through, the last one at its end; and those that it does not."""
    found = read_heads(inside, commitment.head, commitment.key)
    if isinstance(found, Fault):
        return 0, [found]
    links = {entry.link: entry.n for entry in entries}
    faults = [_missed(head.at.isoformat()) for head in found if head.head not in links]
    order = [links[head.head] for head in found if head.head in links]
    if not found or (not faults and order[-1] != len(entries)):
        faults.append(
            Fault(Problem.MISSING_HEAD, HEADS, Words("no termina en el último hecho", "it does not end at the last event"))
        )
    if order != sorted(order):
        faults.append(Fault(Problem.MISSING_HEAD, HEADS, Words("no van en orden", "they are out of order")))
    if held is None:
        return len(found), faults
    published = read_heads(held, commitment.head, commitment.key, held_name)
    if isinstance(published, Fault):
        return len(found), [*faults, published]
    here = {head.line for head in found}
    faults += [_missed(head.at.isoformat()) for head in published if head.head not in links or head.line not in here]
    return len(found), faults


def _missed(when: str) -> Fault:
    detail = Words("se quitó, cambió o agregó algo antes de ella", "something before it was taken out, changed or put in")
    return Fault(Problem.MISSING_HEAD, when, detail)


def _broken(n: int, es: str, en: str) -> Fault:
    return Fault(Problem.BROKEN_EVENTS, f"{EVENTS}:{n}", Words(es, en))
