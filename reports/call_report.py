"""The report of one call: verdict, findings with their proof, duties, the conversation; as HTML, PDF and JSON."""

import json
from dataclasses import dataclass
from typing import Any

from audit.rubric import Skill
from reports.audit_json import as_dict
from reports.audited import AuditReport
from reports.audited import build as build_audit
from reports.call_page import page
from reports.facts import Context, ReportedCall, Verdict
from reports.render.html import html
from reports.render.pdf import pdf
from reports.wording import wording


@dataclass(frozen=True, slots=True)
class CallReport:
    """One call as it stands; `audit` is the audit of it alone, for findings and law."""

    call: ReportedCall
    context: Context
    audit: AuditReport
    verdict: Verdict
    skill: Skill


def build(call: ReportedCall, context: Context) -> CallReport:
    """The report of a call. Raises BadRubric for a rulebook that must not be loaded."""
    return CallReport(call, context, build_audit([call], [], context), call.verdict(), call.skill(context.rubric))


def render_html(report: CallReport, lang: str) -> str:
    """One self-contained page. Raises ValueError for a language other than es or en."""
    return html(page(report.audit, report.call, report.skill, wording(lang, report.call.country)))


def render_pdf(report: CallReport, lang: str) -> bytes:
    """A tagged PDF (PDF/UA-1). Raises ReportError where it cannot be set."""
    return pdf(page(report.audit, report.call, report.skill, wording(lang, report.call.country)), report.context.made_at)


def render_json(report: CallReport) -> str:
    """The result as the machine gave it, the transcript, and how everything stands now."""
    found = as_dict(report.audit)
    duties = {id: {"status": duty.status.value, "cause": duty.cause} for id, duty in report.call.duties().items()}
    row: dict[str, Any] = {
        "format": "trasluz-call-report/1",
        "id": report.call.id,
        "made_at": found["made_at"],
        "audio": report.call.audio,
        "audio_erased_on": found["results"][0]["audio_erased_on"],
        "verdict": report.verdict.value,
        "skill": found["results"][0]["skill"],
        "findings": found["findings"],
        "possible_findings": found["possible_findings"],
        "duties": duties,
        "law": found["law"],
        "rubric": found["rubric"],
        "result": report.call.result.as_dict(),
        "transcript": report.call.transcript.as_dict() if report.call.transcript else None,
    }
    return json.dumps(row, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True) + "\n"
