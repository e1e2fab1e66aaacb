"""Who had anything to do in a month: whoever had nothing is not compared, and is said to be left out."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import or_, select

from app.models.interaction import Interaction
from app.models.ledger import Payment
from app.models.recording import Recording
from app.queries.oversight.scorecards.accounts import in_hand
from app.queries.oversight.scorecards.calls import within
from app.queries.oversight.scorecards.span import OWN, WENT_OUT, Books, Span, key_of, span_of
from reports.scorecards.facts import Period, VendorName


def present(books: Books, period: Period) -> tuple[Books, tuple[Mapping[str, str], ...]]:
    """The books of those who had accounts, contacts, calls or payments in the period; and of whom not, said {es, en}.

    Where nobody had anything all stay: there is nothing to leave anybody out of.
    """
    span = span_of(books, period.first, period.last)
    busy = {key for key, n in in_hand(span).items() if n} | _busy(span)
    here = tuple(vendor for vendor in books.vendors if vendor.key in busy)
    if not here:
        return books, ()
    return replace(books, vendors=here), tuple(_said(vendor) for vendor in books.vendors if vendor.key not in busy)


def _busy(span: Span) -> set[str]:
    """Whoever reached out, was heard or paid through; what people pay by themselves is no work of the own desk."""
    mine, books = span.books.organisation_id, span.books
    reached = select(Interaction.vendor_id).where(
        Interaction.organisation_id == mine, or_(WENT_OUT, Interaction.vendor_id.is_not(None))
    )
    paid = select(Payment.vendor_id).where(Payment.organisation_id == mine, Payment.vendor_id.is_not(None))
    every = (
        reached.where(Interaction.at >= span.start, Interaction.at < span.end),
        select(Recording.vendor_id).where(*within(span)),
        paid.where(Payment.paid_on >= span.first, Payment.paid_on <= span.last),
    )
    return {key_of(id) for wanted in every for id in books.session.scalars(wanted.distinct())}


def _said(vendor: VendorName) -> Mapping[str, str]:
    es, en = ("La mesa propia", "The own desk") if vendor.key == OWN else (vendor.name, vendor.name)
    return {
        "es": f"{es} no se compara: en el mes no tuvo cuentas, contactos, llamadas ni pagos.",
        "en": f"{en} is not compared: in the month it had no accounts, contacts, calls or payments.",
    }
