"""Vendors the client works with, made before anybody of theirs signs in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict
from app.models.organisation import Vendor
from app.operations.cleaning_ids import COUNTRIES
from app.services.money.take_payment import staff_only
from app.services.placement.contracts import keep_terms

MOST = 200


@dataclass(frozen=True, slots=True)
class NewVendor:
    """A vendor as a person wrote it; `country` (two letters) and `contact` may be empty."""

    name: str
    country: str = ""
    contact: str = ""


def create_vendor(
    session: Session, actor: Actor, new: NewVendor, terms: tuple[Mapping[str, Any], date] | None, now: datetime
) -> Vendor:
    """A vendor of this name, with its terms from a day on where they are given: both or neither. Commits.

    Raises BadInput naming the field, Conflict for a name the client's vendors have already in capitals or not.
    """
    staff_only(actor)
    made = _read(new)
    made.organisation_id = actor.organisation_id
    names = session.scalars(select(Vendor.name).where(Vendor.organisation_id == actor.organisation_id))
    if made.name.casefold() in {known.casefold() for known in names}:
        raise Conflict(f"ya hay un proveedor «{made.name}»", f"there is a vendor “{made.name}” already", "name")
    session.add(made)
    session.flush()
    if terms is not None:
        keep_terms(session, actor, made, *terms, now)
    session.commit()
    return made


def _read(new: NewVendor) -> Vendor:
    name, contact, country = " ".join(new.name.split()), " ".join(new.contact.split()), new.country.strip().upper()
    if not 1 <= len(name) <= MOST or not name.isprintable():
        raise BadInput(f"escriba el nombre del proveedor (hasta {MOST} letras)", f"write its name (up to {MOST} letters)", "name")
    if country and country not in COUNTRIES:
        known = ", ".join(COUNTRIES)
        raise BadInput(f"«{country[:2]}»: elija {known}, o ninguno", f"“{country[:2]}”: choose {known}, or none", "country")
    if len(contact) > MOST or not contact.isprintable():
        raise BadInput(f"el contacto lleva hasta {MOST} letras", f"the contact has up to {MOST} letters", "contact")
    return Vendor(name=name, country=country or None, contact=contact or None)
