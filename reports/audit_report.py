"""The audit report of a folder of calls: `build` it once, then write it as HTML, PDF and JSON, in Spanish or English."""

from reports.audit_json import as_json
from reports.audit_page import page
from reports.audited import AuditReport, build
from reports.render.html import html
from reports.render.pdf import pdf
from reports.wording import wording

__all__ = ["AuditReport", "build", "render_html", "render_json", "render_pdf"]


def render_html(report: AuditReport, lang: str) -> str:
    """One self-contained page: no network, light and dark. Raises ValueError for a language other than es or en."""
    return html(page(report, wording(lang, report.country)))


def render_pdf(report: AuditReport, lang: str) -> bytes:
    """A tagged PDF (PDF/UA-1) with its fonts inside. Raises ReportError where it cannot be set."""
    return pdf(page(report, wording(lang, report.country)), report.context.made_at)


def render_json(report: AuditReport) -> str:
    """The same numbers and findings for a program, sorted and indented."""
    return as_json(report)
