"""The only way to a channel: what the gate cleared, asked again where the permission is old, handed over once.

Before the provider is spoken to the record says so, and afterwards what it answered. A process that dies in between leaves
`sending`: nobody knows whether it went, so it is told as `unknown` and never tried again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.channels.registry import Outbox
from app.channels.shape import Accepted, Message, NotSent, Sender, Unsure, Why
from app.db import Database
from app.errors import NotFound
from app.models.interaction import Interaction
from app.models.person import Consent, ContactPoint, Person
from app.services.outreach.gate import ask_again, locked
from app.services.outreach.unsubscribe import unsubscribe_url
from audit.contacts.contact import Channel
from audit.contacts.permission_words import House

GIVEN_UP_AFTER = timedelta(minutes=2)
"""A provider is waited for a third of this at most, so whoever was still `sending` then is gone."""


_WRITTEN = [c.value for c in Channel if c not in (Channel.VOICE, Channel.VOICEMAIL, Channel.VISIT)]
_AT_ONCE = 500


class Ended(StrEnum):
    """How an attempt to send ended."""

    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    LATER = "later"
    UNKNOWN = "unknown"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class _Ready:
    sender: Sender
    message: Message


def send_cleared(
    database: Database, outbox: Outbox, secret: str, interaction_id: int, now: datetime, house: House | None = None
) -> Ended:
    """Hand one cleared interaction to its channel. Raises NotFound for an id that is none."""
    with database.writing() as session:
        ready = _claim(session, outbox, secret, interaction_id, now, house)
    if isinstance(ready, Ended):
        return ready
    try:
        accepted = ready.sender.send(ready.message)
    except NotSent as cause:
        with database.writing() as session:
            return _not_sent(session, interaction_id, cause, now)
    except Unsure:
        with database.writing() as session:
            return _mark_unknown(session, interaction_id, now)
    with database.writing() as session:
        return _sent(session, interaction_id, accepted, now)


def forgotten(session: Session, now: datetime) -> list[int]:
    """Cleared messages nobody handed over: a process died before or while it did. `send_cleared` knows which."""
    old = Interaction.changed_at < now - GIVEN_UP_AFTER
    left = Interaction.outcome.is_(None) | (Interaction.outcome == "sending")
    wanted = select(Interaction.id).where(Interaction.state == "cleared", old, left, Interaction.channel.in_(_WRITTEN))
    return list(session.scalars(wanted.order_by(Interaction.changed_at).limit(_AT_ONCE)))


def held(session: Session, interaction_id: int) -> Interaction:
    """The interaction with its person locked first, as the gate does. Raises NotFound."""
    row = session.get(Interaction, interaction_id)
    if row is None:
        raise NotFound(f"no hay contacto {interaction_id}", f"there is no contact {interaction_id}")
    locked(session, row.organisation_id, row.person_id)
    session.refresh(row)
    return row


def _claim(session: Session, outbox: Outbox, secret: str, id: int, now: datetime, house: House | None) -> _Ready | Ended:
    row = held(session, id)
    if row.state != "cleared" or row.direction != "outbound" or row.channel not in _WRITTEN:
        return Ended.REFUSED if row.state == "refused" else Ended.ALREADY
    if row.outcome is not None:
        if row.outcome == "sending" and now - row.changed_at > GIVEN_UP_AFTER:
            row.outcome = "unknown"
            session.commit()
        return Ended.UNKNOWN if row.outcome == "unknown" else Ended.ALREADY
    if not ask_again(session, row, now, house):
        session.commit()
        return Ended.REFUSED
    sender = outbox.senders.get(Channel(row.channel))
    point = session.get(ContactPoint, row.contact_point_id) if row.contact_point_id is not None else None
    if sender is None or (point is None and row.channel != Channel.PUSH) or not row.text:
        row.state, row.outcome, row.changed_at = "failed", "not_sent", now
        session.commit()
        return Ended.FAILED
    row.outcome, row.provider, row.tries, row.changed_at = "sending", sender.provider, row.tries + 1, now
    message = _message(session, outbox, secret, row, point)
    session.commit()
    return _Ready(sender, message)


def _message(session: Session, outbox: Outbox, secret: str, row: Interaction, point: ContactPoint | None) -> Message:
    person = session.get_one(Person, row.person_id)
    base, ref = outbox.public_url, str(row.id)
    hook = {Channel.SMS.value: "sms", Channel.IVR_PRERECORDED.value: "calls"}.get(row.channel)
    return Message(
        ref=ref,
        to=point.value if point else ref,
        text=row.text or "",
        language=person.language,
        subject=row.subject,
        callback=f"{base}/hooks/{hook}/{ref}" if base and hook else None,
        unsubscribe=unsubscribe_url(base, secret, row.id) if base else None,
    )


def _sent(session: Session, id: int, accepted: Accepted, now: datetime) -> Ended:
    """News may have come first: what is known by then is not taken back."""
    row = held(session, id)
    row.provider_ref = row.provider_ref or accepted.provider_ref
    row.cost_micros = accepted.cost_micros if accepted.cost_micros is not None else row.cost_micros
    if row.state == "cleared":
        row.state = "sent"
    row.outcome, row.changed_at = None, now
    session.commit()
    return Ended.SENT


def _not_sent(session: Session, id: int, cause: NotSent, now: datetime) -> Ended:
    row = held(session, id)
    row.changed_at = now
    if cause.again:
        row.outcome = row.provider = None
        session.commit()
        return Ended.LATER
    row.state, row.outcome = "failed", "not_sent"
    point = session.get(ContactPoint, row.contact_point_id) if row.contact_point_id is not None else None
    if cause.why is Why.NO_SUCH_ADDRESS and point is not None:
        point.standing = "bounced"
    if cause.why is Why.OPTED_OUT:
        session.add(Consent(person_id=row.person_id, channel=row.channel, granted=False, source="provider", at=now))
    session.commit()
    return Ended.FAILED


def _mark_unknown(session: Session, id: int, now: datetime) -> Ended:
    row = held(session, id)
    if row.state != "cleared":
        session.commit()
        return Ended.SENT
    row.outcome, row.changed_at = "unknown", now
    session.commit()
    return Ended.UNKNOWN
