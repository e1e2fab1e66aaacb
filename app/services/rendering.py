"""A report in the form that was asked for."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from reports.audit_report import AuditReport, render_html, render_json, render_pdf


@dataclass(frozen=True, slots=True)
class Made:
    """A finished report: what to call it, and its bytes."""

    name: str
    data: bytes


def rendered(report: AuditReport, form: str, lang: str) -> bytes:
    """`form` is html, pdf or json. Raises ReportError where a PDF cannot be set."""
    if form == "pdf":
        return render_pdf(report, lang)
    return (render_html(report, lang) if form == "html" else render_json(report)).encode("utf-8")


def product_version() -> str | None:
    """The installed version, or None when the product runs from a folder that was never installed."""
    try:
        return version("trasluz")
    except PackageNotFoundError:
        return None
