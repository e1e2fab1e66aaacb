"""A comparison in the form that was asked for."""

from datetime import datetime

from reports.errors import ReportError
from reports.render.html import html
from reports.render.pdf import pdf
from reports.scorecards.as_json import comparison_json
from reports.scorecards.card import Comparison
from reports.scorecards.documents.pack_page import pack_page
from reports.scorecards.documents.vendor_page import vendor_page
from reports.scorecards.documents.workbook import workbook
from reports.wording import Wording

FORMS = ("html", "pdf", "xlsx", "json")


def pack(made: Comparison, form: str, say: Wording, made_at: datetime, organisation: str = "") -> bytes:
    """Everybody. `form` is one of FORMS. Raises ReportError where a PDF cannot be set."""
    made = made.told_in(say.lang)
    if form == "json":
        return comparison_json(made)
    if form == "xlsx":
        return workbook(made, say, made_at)
    page = pack_page(made, say, made_at, organisation)
    return pdf(page, made_at) if form == "pdf" else html(page).encode("utf-8")


def scorecard(made: Comparison, vendor: str, form: str, say: Wording, made_at: datetime) -> bytes:
    """One vendor, by its key. Raises ReportError for a vendor the comparison does not have."""
    made = made.told_in(say.lang)
    card = next((card for card in made.cards if card.vendor.key == vendor), None)
    if card is None:
        known = ", ".join(v.key for v in made.vendors)
        raise ReportError(f"vendor {vendor!r} is not in this comparison; it has: {known}")
    if form == "json":
        return comparison_json(made, vendor)
    if form == "xlsx":
        return workbook(made, say, made_at, vendor)
    page = vendor_page(made, card, say, made_at)
    return pdf(page, made_at) if form == "pdf" else html(page).encode("utf-8")
