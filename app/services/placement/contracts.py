"""A vendor's terms: written once for a day on, never changed, so that an old invoice can be made again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.organisation import Vendor
from app.models.placement import VendorTerms
from app.operations.commission import contract_from, contract_row
from app.services.money.take_payment import staff_only
from app.services.placement.place_debts import vendor_of


def set_contract(
    session: Session, actor: Actor, vendor_id: int, terms: Mapping[str, Any], valid_from: date, now: datetime
) -> VendorTerms:
    """Keep the terms; the same ones from the same day are one contract. Commits. Raises BadInput naming the field."""
    staff_only(actor)
    made = keep_terms(session, actor, vendor_of(session, actor, vendor_id), terms, valid_from, now)
    session.commit()
    return made


def keep_terms(
    session: Session, actor: Actor, vendor: Vendor, terms: Mapping[str, Any], valid_from: date, now: datetime
) -> VendorTerms:
    """The same, in a transaction of the caller's."""
    row = contract_row(contract_from(terms))
    mine = (VendorTerms.vendor_id == vendor.id, VendorTerms.valid_from == valid_from)
    for known in session.scalars(select(VendorTerms).where(*mine)):
        if known.terms == row:
            return known
    made = VendorTerms(
        organisation_id=actor.organisation_id,
        vendor_id=vendor.id,
        terms=row,
        valid_from=valid_from,
        made_at=now,
        made_by=actor.name,
    )
    session.add(made)
    return made
