"""The client's vendors by key, with its own desk."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Vendor
from app.queries.oversight.scorecards.span import OWN
from reports.scorecards.facts import VendorName


def vendor_names(session: Session, actor: Actor, lang: str) -> dict[str, str]:
    """Names by key, in the order of their names; the own desk last, as `lang` calls it."""
    wanted = select(Vendor).where(Vendor.organisation_id == actor.organisation_id).order_by(Vendor.name, Vendor.id)
    return {**{str(v.id): v.name for v in session.scalars(wanted)}, OWN: VendorName(OWN, "").called(lang)}
