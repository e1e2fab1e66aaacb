"""The client's vendors by key, its own desk among them where it has worked."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Organisation, Vendor
from app.queries.oversight.scorecards.span import OWN


def vendor_names(session: Session, actor: Actor) -> dict[str, str]:
    """Names by key, in the order of their names; the own desk last, under the client's own name."""
    wanted = select(Vendor).where(Vendor.organisation_id == actor.organisation_id).order_by(Vendor.name, Vendor.id)
    own = session.scalar(select(Organisation.name).where(Organisation.id == actor.organisation_id)) or OWN
    return {**{str(v.id): v.name for v in session.scalars(wanted)}, OWN: own}
