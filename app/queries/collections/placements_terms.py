"""A vendor's terms on a day."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.placement import VendorTerms
from app.operations.commission import Contract, contract_from


def contract_of(
    session: Session, organisation_id: int, vendor_id: int, day: date, currency: str | None = None
) -> Contract | None:
    """The newest contract (of that currency) that is valid on that day; None where the vendor had none."""
    wanted = (
        select(VendorTerms)
        .where(
            VendorTerms.organisation_id == organisation_id,
            VendorTerms.vendor_id == vendor_id,
            VendorTerms.valid_from <= day,
        )
        .order_by(VendorTerms.valid_from.desc(), VendorTerms.id.desc())
    )
    valid = (contract_from(row.terms) for row in session.scalars(wanted))
    return next((c for c in valid if currency in (None, c.currency)), None)
