"""The demo's vendors declare from where they call, and somebody whom nobody declared writes to a ghost."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Vendor
from app.models.ghost import Ghost, Received
from app.services.waves.declare_senders import Told, declare_senders
from app.services.waves.record_contact import Incoming, record_contact
from audit.contacts.contact import Channel

STRANGER = "+56 2 2938 4410"
FIRM = "Cobranzas Pudeto"
_HOUR = 11


def declare_lines(session: Session, actor: Actor, wave_id: str, vendor: str, now: datetime) -> None:
    """Every line from which a simulated vendor called, declared by it as its own."""
    wanted = select(Received.caller_id).join(Ghost, Ghost.id == Received.ghost_id).join(Vendor, Vendor.id == Ghost.vendor_id)
    called = wanted.where(Received.wave_id == wave_id, Vendor.name == vendor, Received.caller_id.is_not(None))
    lines = [Told(line, "own") for line in session.scalars(called.distinct().order_by(Received.caller_id)) if line]
    declare_senders(session, actor, wave_id, vendor, lines, now)


def somebody_else_writes(session: Session, actor: Actor, wave_id: str, vendor: str, now: datetime) -> Received:
    """One message from a firm that nobody declared, by a number that stands in the vendor's file only, to its quietest ghost."""
    wanted = select(Ghost).join(Vendor, Vendor.id == Ghost.vendor_id).outerjoin(Received, Received.ghost_id == Ghost.id)
    theirs = wanted.where(Ghost.wave_id == wave_id, Vendor.name == vendor).group_by(Ghost.id)
    ghost = session.scalars(theirs.order_by(func.count(Received.id), Ghost.code).limit(1)).one()
    at = (now - timedelta(days=2)).astimezone(ZoneInfo(ghost.zone)).replace(hour=_HOUR, minute=20, second=0, microsecond=0)
    while at.weekday() > 4:
        at -= timedelta(days=1)
    told = Incoming(
        external_id="sms-0001",
        ghost=ghost.id,
        channel=Channel.SMS,
        at=at,
        caller_id=STRANGER,
        content=f"{ghost.name}: su cuenta {ghost.number} sigue pendiente. Regularice con {FIRM}, {STRANGER}.",
        says=FIRM,
    )
    return record_contact(session, actor, wave_id, told, now)
