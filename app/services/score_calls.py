"""Judge transcripts that already exist."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.services.examine import Assessor
from app.services.lines import write_lines
from audit.calls import Call


def score_calls(calls: Sequence[Call], out: Path, assessor: Assessor, step: Callable[[str], None]) -> Path:
    """Write `results.jsonl` in `out`, a line a call in the order given, and return its path. Raises AuditError, OSError."""
    rows = []
    for call in calls:
        rows.append(assessor.assess(call, None, None).as_dict())
        step(call.id)
    path = out / "results.jsonl"
    write_lines(path, rows)
    return path
