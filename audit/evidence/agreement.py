"""Whether the sealed items agree with one another: the same recording, and the rubric and rulebook that results name."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from audit.data_file import Words
from audit.evidence.faults import Fault, Problem
from audit.evidence.items import Kind, safe_name


def contradictions(documents: Mapping[str, tuple[str, bytes | str]]) -> list[Fault]:
    """Faults between items. `documents` maps names to kind and either the JSON bytes or, for other files, the SHA-256."""
    faults: list[Fault] = []
    recordings: dict[str, Any] = {}
    for folder, kind, name, held in _of_calls(documents):
        if kind == Kind.RECORDING:
            recordings[folder] = _field(held, "sha256")
        elif kind == Kind.AUDIO and recordings.get(folder) != held:
            faults.append(_other(name, "el audio no es la grabación registrada", "the audio is not the recording on record"))
        elif kind == Kind.TRANSCRIPT and folder in recordings and _field(held, "sha256") not in (None, recordings[folder]):
            faults.append(_other(name, "transcribe otra grabación", "it transcribes another recording"))
        elif kind == Kind.RESULT:
            faults += _law(name, held, documents)
    return faults


def _of_calls(documents: Mapping[str, tuple[str, bytes | str]]) -> Iterator[tuple[str, str, str, bytes | str]]:
    for name, (kind, held) in documents.items():
        if name.startswith("calls/"):
            yield name.rpartition("/")[0], kind, name, held


def _law(name: str, held: bytes | str, documents: Mapping[str, tuple[str, bytes | str]]) -> Iterator[Fault]:
    for key, folder in (("rubric", "rubrics"), ("rulebook", "rulebooks")):
        id = _field(held, key)
        if isinstance(id, str) and f"{folder}/{safe_name(id)}.yaml" not in documents:
            yield _other(name, f"nombra «{id}», que no está en el paquete", f"it names «{id}», which is not in the bundle")


def _field(held: bytes | str, key: str) -> Any:
    if isinstance(held, str):
        return None
    try:
        row = json.loads(held)
    except (ValueError, RecursionError):
        return None
    return row.get(key) if isinstance(row, dict) else None


def _other(name: str, es: str, en: str) -> Fault:
    return Fault(Problem.CONTRADICTION, name, Words(es, en))
