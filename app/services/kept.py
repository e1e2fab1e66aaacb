"""What was kept as JSON, as the house's own shapes again."""

from collections.abc import Mapping
from typing import Any

from speech.transcript import EngineStamp, Transcript, Turn


def transcript_from(row: Mapping[str, Any]) -> Transcript:
    """A line of transcripts.jsonl as a Transcript. Raises KeyError or TypeError for a line of another shape."""
    engine = row["engine"]
    return Transcript(
        id=row["id"],
        file=row["file"],
        sha256=row["sha256"],
        language=row["language"],
        duration_s=row["duration_s"],
        sample_rate=row["sample_rate"],
        channels=row["channels"],
        engine=EngineStamp(engine["name"], engine["model"], engine["version"]),
        turns=tuple(Turn.from_dict(t) for t in row["turns"]),
        role_confidence=row.get("role_confidence"),
        warnings=tuple(row.get("warnings", ())),
        extra=row.get("acoustics", {}),
    )
