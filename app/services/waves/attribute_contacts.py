"""Whose a contact at a ghost was: by the point it came by, its caller id, and the lines that vendors declared."""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Vendor
from app.models.canary import Attribution, CanaryPoint, DeclaredSender
from app.models.ghost import Ghost, Received
from app.models.wave import Wave
from app.services.waves.events import add_event
from audit.contacts.contact import Channel, Direction
from audit.evidence.chain import canonical
from audit.ghosts import canaries_attribute as judging
from audit.ghosts.canaries import Canary, Point, Register, Role, Sender, plain_mail, plain_phone
from audit.ghosts.canaries_known import attribute_any, knows_of, point_of

DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Known:
    """What contacts are attributed by: the points of some ghosts, who else was given them, senders declared, senders denied."""

    mine: Mapping[str, Sequence[Canary]]
    by_value: Mapping[str, Sequence[Canary]]
    senders: tuple[Sender, ...]
    denied: Mapping[int, Sequence[str]]


def known_of(session: Session, wave: Wave, ghost_ids: Iterable[str] | None = None) -> Known:
    """Of these ghosts of the wave, or of all."""
    own = select(CanaryPoint).where(CanaryPoint.wave_id == wave.id)
    if ghost_ids is not None:
        own = own.where(CanaryPoint.ghost_id.in_(list(ghost_ids)))
    values = own.with_only_columns(CanaryPoint.value)
    wanted = select(CanaryPoint, Vendor.name).join(Vendor, Vendor.id == CanaryPoint.vendor_id)
    everywhere = wanted.where(CanaryPoint.organisation_id == wave.organisation_id, CanaryPoint.value.in_(values))
    mine: dict[str, list[Canary]] = {}
    by_value: dict[str, list[Canary]] = {}
    for row, vendor in session.execute(everywhere.order_by(CanaryPoint.id)).tuples():
        canary = Canary(Point(row.point), row.value, vendor, row.batch, row.ghost_id, row.since)
        by_value.setdefault(row.value, []).append(canary)
        mine.setdefault(row.ghost_id, []).append(canary)
    declared = select(DeclaredSender, Vendor.name).join(Vendor, Vendor.id == DeclaredSender.vendor_id)
    standing = declared.where(DeclaredSender.organisation_id == wave.organisation_id, DeclaredSender.withdrawn_at.is_(None))
    senders: list[Sender] = []
    denied: dict[int, list[str]] = {}
    for sender, vendor in session.execute(standing.order_by(DeclaredSender.at, DeclaredSender.id)).tuples():
        if sender.role == DENIED:
            denied.setdefault(sender.vendor_id, []).append(sender.value)
        else:
            senders.append(Sender(sender.value, vendor, Role(sender.role)))
    return Known(mine, by_value, tuple(senders), denied)


def origin_of(known: Known, wave: Wave, ghost: Ghost, contact: Received) -> Attribution | None:
    """Whose a contact was; None for what the ghost began itself, and for waves handed over before points were noted."""
    if contact.direction != Direction.OUTBOUND or not known.mine.get(ghost.id):
        return None
    channel, region = Channel(contact.channel), ghost.country
    points = [canary.value for canary in known.mine[ghost.id] if canary.point is point_of(channel)]
    register = Register(tuple(one for value in points for one in known.by_value[value]), known.senders)
    knows = contact.knows if contact.knows is not None else knows_of(contact.content, channel, ghost.name, ghost.number)
    signs = judging.Signs(contact.at, knows, contact.says, contact.authentic, known.denied.get(ghost.vendor_id, ()), region)
    found = attribute_any(points, contact.caller_id, register, signs)
    sender = contact.caller_id and (plain_mail(contact.caller_id) or plain_phone(contact.caller_id, region))
    return Attribution(
        received_id=contact.id,
        wave_id=wave.id,
        ghost_id=ghost.id,
        vendor_id=ghost.vendor_id,
        sender=sender or None,
        verdict=found.verdict.value,
        firm=found.firm,
        by=list(found.by),
        told={"es": found.why.es, "en": found.why.en},
        at=contact.logged_at,
    )


def chained(wave: Wave, origin: Attribution) -> dict[str, Any]:
    """As the chain holds it: the verdict, and a mark that binds words and names and says them to nobody it is opened to."""
    said = canonical({"by": list(origin.by), "sender": origin.sender, "told": dict(origin.told)})
    mark = hmac.new(wave.seed.encode(), said, "sha256").hexdigest()
    return {"verdict": origin.verdict, "firm": origin.firm, "mark": mark}


def attribute_again(session: Session, wave: Wave, now: datetime) -> int:
    """Judge every contact of the wave anew, by what is declared now; how many changed. The caller holds the wave and commits."""
    known = known_of(session, wave)
    before = {row.received_id: row for row in session.scalars(select(Attribution).where(Attribution.wave_id == wave.id))}
    wanted = select(Received, Ghost).join(Ghost, Ghost.id == Received.ghost_id).where(Received.wave_id == wave.id)
    changed = 0
    for contact, ghost in session.execute(wanted.order_by(Received.event_n)).tuples():
        found, old = origin_of(known, wave, ghost, contact), before.get(contact.id)
        if found is None or (old is not None and _same(old, found)):
            continue
        found.at = now
        session.merge(found)
        body = {"ghost": ghost.id, "contact": contact.external_id, "origin": chained(wave, found)}
        add_event(session, wave, "contact.attributed", body, now, ghost.vendor_id)
        changed += 1
    return changed


def _same(one: Attribution, other: Attribution) -> bool:
    facts = ("verdict", "firm", "by", "told", "sender")
    return all(getattr(one, name) == getattr(other, name) for name in facts)
