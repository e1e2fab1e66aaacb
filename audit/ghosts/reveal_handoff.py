"""Whether the ghosts are in the file that was handed over, and whether the evidence is what the events bound."""

import csv
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audit.data_file import Words
from audit.evidence.faults import Fault, Problem
from audit.evidence.redacted import Bound, Checked, bound_of, check_redacted
from audit.ghosts.commit_slots import Committed, Kept
from audit.ghosts.events import Entry
from audit.ghosts.handoff_files import rows_of
from audit.ghosts.layouts import layout_of
from audit.ghosts.reveal_checks import Read

_UNREADABLE = (
    ValueError, LookupError, TypeError, AttributeError, SyntaxError, RecursionError, NotImplementedError, EOFError, OSError,
    csv.Error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_PROOF, _COPY = ".redacted.json", ".redacted.wav"


def check_handoff(things: Mapping[str, Committed], files: Mapping[str, bytes]) -> tuple[int, list[Fault]]:
    """How many ghosts stand in the handed file as committed. `files`: the bundle's copy and the reader's own, by name."""
    handed = [(name, thing) for name, thing in things.items() if thing.kind is Kept.HANDOFF]
    about = handed[0] if handed else None
    ghosts = {name: thing for name, thing in things.items() if thing.kind is Kept.GHOST}
    if about is None:
        return 0, [
            _not_there(name, "no se abrió qué archivo se entregó", "the file handed over was not opened") for name in files
        ]
    try:
        row = json.loads(about[1].data)
        layout, sha256 = layout_of(row["layout"]), str(row["sha256"])
    except (ValueError, TypeError, KeyError, RecursionError) as cause:
        return 0, [_not_there(about[0], str(cause), str(cause))]
    faults = [_not_there(name, "se comprometió más de un archivo", "more than one file was committed") for name, _ in handed[1:]]
    found = 0
    for name, content in files.items():
        digest = hashlib.sha256(content).hexdigest()
        if digest != sha256:
            faults.append(
                _not_there(
                    name,
                    f"su SHA-256 es {digest[:12]}… y no {sha256[:12]}…",
                    f"its SHA-256 is {digest[:12]}…, not {sha256[:12]}…",
                )
            )
            continue
        try:
            rows = list(rows_of(content, layout))
        except _UNREADABLE as cause:
            faults.append(_not_there(name, str(cause), str(cause)))
            continue
        missing = [fault for ghost, thing in ghosts.items() if (fault := _ghost(ghost, thing, rows))]
        faults += missing
        found = len(ghosts) - len(missing)
    return found, faults


def _ghost(name: str, thing: Committed, rows: Sequence[Sequence[str]]) -> Fault | None:
    try:
        told = json.loads(thing.data)
        line, cells = told["line"], told["cells"]
        if type(line) is int and 1 <= line <= len(rows) and list(rows[line - 1]) == cells:
            return None
    except (ValueError, TypeError, KeyError, RecursionError) as cause:
        return _not_there(name, str(cause), str(cause))
    return _not_there(name, f"la fila {line} dice otra cosa", f"row {line} says something else")


def ghost_ids(things: Iterable[Committed]) -> frozenset[str]:
    """The ids of the opened ghosts."""
    rows = [json.loads(thing.data) for thing in things if thing.kind is Kept.GHOST]
    return frozenset(str(row["ghost"]["id"]) for row in rows)


def strangers(entries: Iterable[Entry], ghosts: frozenset[str]) -> list[Fault]:
    """Events of ghosts that nobody committed: planted later, or never."""
    out = []
    for entry in entries:
        ghost = entry.event.body.get("ghost") if entry.event else None
        if ghost is not None and (not isinstance(ghost, str) or ghost not in ghosts):
            words = Words("es de un fantasma que no se comprometió", "it is of a ghost that was not committed")
            out.append(Fault(Problem.NOT_PROMISED, f"events.jsonl:{entry.n}", words))
    return out


def check_evidence(names: Sequence[str], read: Read, entries: Iterable[Entry]) -> tuple[tuple[Checked, ...], int, list[Fault]]:
    """The redacted copies that hold, how many other files are as the events say, and what is not."""
    hashes, bounds = _bound_in(entries)
    copies: list[Checked] = []
    faults: list[Fault] = []
    whole = 0
    for name in names:
        if name.endswith(_PROOF) and name.removesuffix(_PROOF) + _COPY in names:
            continue
        if name.endswith(_COPY) and name.removesuffix(_COPY) + _PROOF in names:
            found = _redacted(name, read, bounds)
            if isinstance(found, Fault):
                faults.append(found)
            else:
                copies.append(found)
        elif hashlib.sha256(read(name)).hexdigest() in hashes:
            whole += 1
        else:
            faults.append(_other(name, "ningún hecho lo ata por su hash", "no event binds it by its hash"))
    return tuple(copies), whole, faults


def _redacted(name: str, read: Read, bounds: Mapping[str, Bound]) -> Checked | Fault:
    proof = read(name.removesuffix(_COPY) + _PROOF)
    try:
        bound = bounds[bound_of(json.loads(proof)["original"]).root]
    except (ValueError, TypeError, KeyError, RecursionError):
        return _other(name, "ningún hecho ató su original", "no event bound its original")
    return check_redacted(read(name), proof, bound, name)


def _bound_in(entries: Iterable[Entry]) -> tuple[frozenset[str], dict[str, Bound]]:
    hashes: set[str] = set()
    bounds: dict[str, Bound] = {}
    for entry in entries:
        if entry.event is None:
            continue
        hashes |= set(_hashes(entry.event.body))
        try:
            bound = bound_of(entry.event.body.get("bound"))
        except ValueError:
            continue
        bounds[bound.root] = bound
    return frozenset(hashes), bounds


def _hashes(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["sha256"]] if isinstance(value.get("sha256"), str) else []
        return own + [digest for inner in value.values() for digest in _hashes(inner)]
    return [digest for inner in value for digest in _hashes(inner)] if isinstance(value, list) else []


def _not_there(name: str, es: str, en: str) -> Fault:
    return Fault(Problem.NOT_HANDED_OVER, name, Words(es, en))


def _other(name: str, es: str, en: str) -> Fault:
    return Fault(Problem.OTHER_RECORDING, name, Words(es, en))
