"""Recordings in the chain: bound block by block when they arrive, so that a redacted copy can prove later where it comes from."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from audit.errors import BadEvidence
from audit.evidence.chain import canonical
from audit.evidence.items import safe_name
from audit.evidence.redacted import SEED_BYTES, Spans, bind, redact_wav
from audit.ghosts.commit import Random
from audit.ghosts.commit_error import BadWave
from audit.ghosts.events import Entry, Event, Happened, append_event
from audit.ghosts.events_file import add_lines, alone

SEEDS, EVIDENCE = "recordings.secret.jsonl", "evidence"


def append_recording(
    place: Path, name: str, original: bytes, body: Mapping[str, Any], at: datetime, rng: Random = secrets.token_bytes
) -> Entry:
    """Adds a recording's event: `body` (ghost, contact…) with the file's name, SHA-256 and size in bytes.

    PCM WAV is bound block by block too; another format by its hash only, so that no redacted copy of it can be proven.
    """
    told: dict[str, Any] = {**body, "name": name, "sha256": hashlib.sha256(original).hexdigest(), "size": len(original)}
    seed = rng(SEED_BYTES)
    try:
        told["bound"] = bind(original, seed, name).as_dict()
    except BadEvidence:
        return append_event(place, Event(at, Happened.RECORDING, told), rng)
    with alone(place / SEEDS) as file:
        add_lines(file, [canonical({"sha256": told["sha256"], "seed": seed.hex()})])
    return append_event(place, Event(at, Happened.RECORDING, told), rng)


def keep_redacted(place: Path, name: str, original: bytes, spans_s: Spans) -> tuple[Path, Path]:
    """Writes the redacted copy and its proof into the place's `evidence`, for the reveal. `spans_s`: start and end in seconds.

    Raises BadWave for a recording that no event bound, BadEvidence for a span outside it.
    """
    copy, proof = redact_wav(original, _seed(place, hashlib.sha256(original).hexdigest(), name), spans_s, name)
    stem = safe_name(Path(name).stem)
    folder = place / EVIDENCE
    folder.mkdir(exist_ok=True)
    paths = folder / f"{stem}.redacted.wav", folder / f"{stem}.redacted.json"
    for path, data in zip(paths, (copy, proof), strict=True):
        path.write_bytes(data)
    return paths


def _seed(place: Path, sha256: str, name: str) -> bytes:
    path = place / SEEDS
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    for line in reversed(lines):
        row = json.loads(line)
        if row["sha256"] == sha256:
            return bytes.fromhex(row["seed"])
    raise BadWave(
        f"{name}: ningún hecho ató esta grabación bloque a bloque; agréguela con append_recording, en WAV PCM",
        f"{name}: no event bound this recording block by block; add it with append_recording, as PCM WAV",
    )
