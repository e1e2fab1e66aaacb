"""Put an audit under seal: the same bundle from the command line and from the web."""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.errors import BadEvidence
from audit.evidence.bundle import seal_to
from audit.evidence.items import CallEvidence, RunEvidence, items_of
from audit.evidence.keys import create_key, load_key, save_key
from audit.rubric import rubric_bytes
from audit.rulebooks import rulebook_bytes


@dataclass(frozen=True, slots=True)
class About:
    """What a bundle says of itself before its items."""

    organisation: str | None
    run: str
    sealed_at: datetime
    calls: int


def sealing_key(path: Path) -> Ed25519PrivateKey:
    """The key at `path`, made there the first time. Raises BadEvidence for a file that is no key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        try:
            save_key(create_key(), path)
        except BadEvidence:  # another process made it meanwhile
            return load_key(path)
    return load_key(path)


def seal_into(
    target: Path,
    key: Ed25519PrivateKey,
    about: About,
    calls: Sequence[CallEvidence],
    failures: Sequence[Mapping[str, Any]],
    facts: Mapping[str, bytes] | None = None,
    reports: Mapping[str, bytes] | None = None,
    rubrics: Callable[[str], bytes] = rubric_bytes,
) -> str:
    """Write the bundle whole or not at all; the head of its chain comes back. `rubrics` gives the bytes of an id.

    Raises BadEvidence, BadRubric, OSError.
    """
    results = [c.result for c in calls]
    run = RunEvidence(
        models=_models(calls),
        rubrics={r: rubrics(r) for r in _named(results, "rubric")},
        rulebooks={r: rulebook_bytes(r) for r in _named(results, "rulebook")},
        facts=facts or {},
        failures=failures,
        reports=reports,
    )
    told = {"organisation": about.organisation, "run": about.run, "sealed_at": about.sealed_at.isoformat(), "calls": about.calls}
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".seal-")
    try:
        with os.fdopen(handle, "w+b") as stream:
            head = seal_to(stream, items_of(run, calls), key, told)
        Path(draft).chmod(0o644)
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    return head


def _named(results: Iterable[Mapping[str, Any]], field: str) -> list[str]:
    return sorted({r[field] for r in results if r[field]})


def _models(calls: Sequence[CallEvidence]) -> dict[str, Any]:
    engines = {tuple(sorted(c.transcript["engine"].items())) for c in calls if "engine" in c.transcript}
    judges = {tuple(sorted(c.result["judge"].items())) for c in calls}
    return {"transcribers": [dict(e) for e in sorted(engines)], "judges": [dict(j) for j in sorted(judges)]}
