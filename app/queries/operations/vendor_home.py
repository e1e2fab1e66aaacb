"""A vendor's first page, and what stands around every page of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.organisation import Organisation, Vendor
from app.queries.initials import initials
from app.queries.operations.accounts import portfolio_totals
from app.queries.operations.corrections import vendors_plans
from app.queries.operations.shares import share_rows
from app.queries.portal_rows import VendorHome
from app.queries.rows import Shell


def vendor_home(session: Session, actor: Actor, lang: str, now: datetime) -> VendorHome:
    """What is placed, and what waits for an answer."""
    totals = portfolio_totals(session, actor)
    return VendorHome(
        organisation=session.scalar(select(Organisation.name).where(Organisation.id == actor.organisation_id)) or "",
        vendor=session.scalar(select(Vendor.name).where(Vendor.id == actor.vendor_id)) or "",
        accounts=sum(t.accounts for t in totals),
        totals=totals,
        waiting=tuple(s for s in share_rows(session, actor, lang, now) if s.standing == "open"),
        plans=sum(p.state == "open" and not (p.steps and p.steps[-1].from_vendor) for p in vendors_plans(session, actor, now)),
    )


def vendor_shell(session: Session, actor: Actor) -> Shell:
    """What stands around every page of a vendor: no count of the client's."""
    organisation = session.scalar(select(Organisation.name).where(Organisation.id == actor.organisation_id)) or ""
    return Shell(actor.name, initials(actor.name), actor.role, organisation)
