"""What a folder's audit hands over: the report and the sealed bundle, beside the lines."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from app.services.audit_folder import Audited, Order
from app.services.sealing import About, seal_into, sealing_key
from audit.evidence.items import CallEvidence


def deliver(order: Order, audited: Audited, tables: Mapping[str, bytes], key: Path, lang: str, now: datetime) -> None:
    """Write report.html, report.pdf and evidence.zip in the output folder. Raises BadEvidence, OSError."""
    calls = [
        CallEvidence(
            id=found.call_id,
            file=found.file,
            sha256=found.sha256,
            size_bytes=found.path.stat().st_size,
            transcript=transcript,
            result=result,
        )
        for found, transcript, result in zip(audited.found, audited.transcripts, audited.results, strict=True)
    ]
    about = About(None, order.folder.name, now, len(calls))
    failures = [f.as_dict() for f in audited.failures]
    seal_into(order.out / "evidence.zip", sealing_key(key), about, calls, failures, tables, None)
