"""What goes under the seal: each input and output of an audit as a named item, in one fixed order."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from audit.evidence.chain import canonical
from audit.evidence.guide import GUIDE

_UNSAFE = re.compile(r"[^A-Za-z0-9@._-]+")


class Kind(StrEnum):
    """What an item is."""

    GUIDE = "guide"
    FACTS = "facts"
    MODELS = "models"
    RUBRIC = "rubric"
    RULEBOOK = "rulebook"
    RECORDING = "recording"
    AUDIO = "audio"
    TRANSCRIPT = "transcript"
    RESULT = "result"
    DECISIONS = "decisions"
    FAILURES = "failures"
    REPORT = "report"
    COMMITMENT = "commitment"
    OPENING = "opening"
    COMMITTED = "committed"
    EVENTS = "events"
    HEADS = "heads"
    HANDOFF = "handoff"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing under the seal; `data` may be a file, read when it is sealed."""

    kind: Kind
    name: str
    data: bytes | Path


@dataclass(frozen=True, slots=True)
class CallEvidence:
    """All that one call's judgement rests on. `sha256` is the recording's, None for a call that came as text only.

    `transcript` and `result` are the lines of the contract's files; `decisions` every later act of a person, oldest first.
    """

    id: str
    file: str | None
    sha256: str | None
    size_bytes: int | None
    transcript: Mapping[str, Any]
    result: Mapping[str, Any]
    decisions: Sequence[Mapping[str, Any]] = ()
    audio: bytes | Path | None = None


@dataclass(frozen=True, slots=True)
class RunEvidence:
    """What holds for every call: facts given, models and versions, rubric and rulebook files by id, files that failed."""

    models: Mapping[str, Any]
    rubrics: Mapping[str, bytes]
    rulebooks: Mapping[str, bytes]
    facts: Mapping[str, bytes]
    failures: Sequence[Mapping[str, Any]] = ()
    reports: Mapping[str, bytes] | None = None


def safe_name(text: str) -> str:
    """A file name for any id: plain characters only; a short hash keeps two ids apart where some were replaced."""
    plain = _UNSAFE.sub("_", text).strip("._") or "item"
    if plain == text and len(text) <= 80:
        return text
    return f"{plain[:60]}-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:8]}"


def items_of(run: RunEvidence, calls: Iterable[CallEvidence]) -> list[Item]:
    """Every item of a bundle, in the order they are chained."""
    items = [Item(Kind.GUIDE, "how-to-verify.txt", GUIDE.encode("utf-8"))]
    items += [Item(Kind.FACTS, f"facts/{safe_name(name)}", data) for name, data in sorted(run.facts.items())]
    items.append(Item(Kind.MODELS, "models.json", canonical(run.models)))
    items += [Item(Kind.RUBRIC, f"rubrics/{safe_name(id)}.yaml", data) for id, data in sorted(run.rubrics.items())]
    items += [Item(Kind.RULEBOOK, f"rulebooks/{safe_name(id)}.yaml", data) for id, data in sorted(run.rulebooks.items())]
    for call in calls:
        items += _call_items(call)
    items.append(Item(Kind.FAILURES, "failures.json", canonical(list(run.failures))))
    items += [Item(Kind.REPORT, f"reports/{safe_name(name)}", data) for name, data in sorted((run.reports or {}).items())]
    return items


def _call_items(call: CallEvidence) -> list[Item]:
    folder = f"calls/{safe_name(call.id)}"
    items = []
    if call.sha256:
        facts = {"id": call.id, "file": call.file, "sha256": call.sha256, "size": call.size_bytes}
        items.append(Item(Kind.RECORDING, f"{folder}/recording.json", canonical(facts)))
    if call.audio is not None:
        suffix = Path(call.file or "").suffix.lower() or ".bin"
        items.append(Item(Kind.AUDIO, f"{folder}/audio{_UNSAFE.sub('', suffix)}", call.audio))
    items.append(Item(Kind.TRANSCRIPT, f"{folder}/transcript.json", canonical(call.transcript)))
    items.append(Item(Kind.RESULT, f"{folder}/result.json", canonical(call.result)))
    items.append(Item(Kind.DECISIONS, f"{folder}/decisions.json", canonical(list(call.decisions))))
    return items
