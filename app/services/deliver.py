"""What a folder's audit hands over: the report and the sealed bundle, beside the lines."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.services.audit_folder import Audited, Order
from app.services.folder import Found
from app.services.kept import result_from, transcript_from
from app.services.lines import write_whole
from app.services.rendering import product_version, rendered
from app.services.sealing import About, seal_into, sealing_key
from app.services.validation import measures
from audit.evidence.items import CallEvidence
from audit.evidence.keys import fingerprint
from audit.rubric import load_rubric
from reports.audit_report import build
from reports.facts import Context, FailedFile, ReportedCall, SealFacts


def deliver(order: Order, audited: Audited, tables: Mapping[str, bytes], key: Path, lang: str, now: datetime) -> None:
    """Write report.html, report.pdf, report.json and evidence.zip in the output folder.

    The bundle holds the report as JSON; the page and the PDF name the key it is sealed with.
    Raises ReportError, BadEvidence, OSError.
    """
    private = sealing_key(key)
    calls = [_evidence(*one) for one in zip(audited.found, audited.transcripts, audited.results, strict=True)]
    failures = [FailedFile(f.file, f.say(lang).removeprefix(f"{f.file}: "), f.sha256) for f in audited.failures]
    seal = SealFacts(None, fingerprint(private.public_key()))
    title = order.folder.resolve().name
    context = Context(title, now, load_rubric(), product_version=product_version(), validation=measures(), seal=seal)
    report = build(_reported(audited), failures, context)
    forms = {f"report.{form}": rendered(report, form, lang) for form in ("html", "pdf", "json")}
    for name, data in forms.items():
        write_whole(order.out / name, data)
    about = About(None, title, now, len(calls))
    failed = [f.as_dict() for f in audited.failures]
    seal_into(order.out / "evidence.zip", private, about, calls, failed, tables, {"report.json": forms["report.json"]})


def _evidence(found: Found, transcript: Mapping[str, Any], result: Mapping[str, Any]) -> CallEvidence:
    size = found.path.stat().st_size
    return CallEvidence(found.call_id, found.file, found.sha256, size, transcript, result)


def _reported(audited: Audited) -> list[ReportedCall]:
    return [
        ReportedCall(
            result=result_from(result),
            transcript=transcript_from(transcript),
            file=found.file,
            sha256=found.sha256,
            called_at=found.facts.called_at,
            country=found.facts.country,
            agent=found.facts.agent,
            vendor=found.facts.vendor,
            account=found.facts.account,
        )
        for found, transcript, result in zip(audited.found, audited.transcripts, audited.results, strict=True)
    ]
