"""The one way out: whoever wants to contact a person asks here; the answer is on record before anything moves.

The person is locked while the rulebook is asked, so that two who ask at once are answered one after the other and the second
sees the first. What is cleared counts in every cap from that moment, sent or not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput, Conflict, NotFound
from app.models.interaction import Interaction
from app.models.person import ContactPoint, Person
from app.queries.collections.outreach_asked import asked
from app.queries.collections.outreach_history import proposed_contact, wishes_of
from audit.contacts.contact import Channel
from audit.contacts.permission_wishes import standing_reasons
from audit.contacts.permission_words import House, Permission, Purpose, Reason, Refused

GOOD_FOR = timedelta(minutes=1)
"""A permission older than this is asked for again before anything leaves."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A contact somebody wants to make. `once` is their own key: the same key asked twice is one contact.

    `contact_point_id` is where it goes (None only for what needs no address, as an in-app message).
    """

    organisation_id: int
    person_id: int
    channel: Channel
    once: str
    debt_id: int | None = None
    purpose: Purpose = Purpose.COLLECT
    contact_point_id: int | None = None
    case_id: int | None = None
    vendor_id: int | None = None
    agent_id: int | None = None
    campaign_id: int | None = None
    strategy_id: int | None = None
    template_id: int | None = None
    subject: str | None = None
    text: str | None = None


def clear(session: Session, ask: Ask, now: datetime, house: House | None = None) -> Interaction:
    """The interaction, `cleared` or `refused`. What was refused before is judged anew; anything else stays as it is. Commits.

    `session` is a writing one. Raises NotFound for a person or address of somebody else, Conflict for a key of another contact.
    """
    if not ask.once or len(ask.once) > 120:
        raise BadInput(f"once {ask.once[:20]!r}: use de 1 a 120 caracteres", f"once {ask.once[:20]!r}: use 1 to 120 characters")
    person = locked(session, ask.organisation_id, ask.person_id)
    row = session.scalar(select(Interaction).where(Interaction.once == ask.once).execution_options(populate_existing=True))
    if row is not None and (row.person_id, row.channel, row.direction) != (person.id, ask.channel.value, "outbound"):
        raise Conflict("esa clave ya es de otro contacto", "that key belongs to another contact")
    if row is not None and row.state != "refused":
        session.commit()
        return row
    point = _point(session, person, ask.contact_point_id)
    said = asked(session, person, ask.debt_id, ask.channel, now, point, ask.purpose, row.id if row else None, house)
    if row is None:
        row = Interaction(organisation_id=person.organisation_id, person_id=person.id, once=ask.once, direction="outbound")
        session.add(row)
    for name in _KEPT:
        setattr(row, name, getattr(ask, name))
    row.channel, row.purpose = ask.channel.value, ask.purpose.value
    write(row, said, now)
    session.commit()
    return row


_KEPT = (
    *("debt_id", "case_id", "vendor_id", "agent_id", "campaign_id", "strategy_id", "template_id", "contact_point_id"),
    *("subject", "text"),
)


def locked(session: Session, organisation_id: int, person_id: int) -> Person:
    """The person, held until the transaction ends. On SQLite the writing session holds the whole file. Raises NotFound."""
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None or person.organisation_id != organisation_id:
        raise NotFound(f"no hay persona {person_id}", f"there is no person {person_id}")
    return person


def ask_again(session: Session, row: Interaction, now: datetime, house: House | None = None) -> bool:
    """Whether a cleared interaction may leave now. The person is locked by the caller, who commits.

    Within a minute, and before the permission ends, only what the person asked meanwhile is looked at; else everything.
    """
    person = session.get_one(Person, row.person_id)
    point, channel, purpose = _point(session, person, row.contact_point_id), Channel(row.channel), Purpose(row.purpose)
    fresh = timedelta(0) <= now - row.at <= GOOD_FOR and (row.clear_until is None or now < row.clear_until)
    wishes = wishes_of(session, person, row.debt_id, now, point, purpose)
    paused = purpose is Purpose.COLLECT and wishes.paused_until is not None
    if fresh and not paused and not any(standing_reasons(proposed_contact(person, row.debt_id, channel, now), wishes)):
        return True
    write(row, asked(session, person, row.debt_id, channel, now, point, purpose, row.id, house), now)
    return row.state == "cleared"


def write(row: Interaction, said: Permission, now: datetime) -> None:
    """The answer on the record; the contact's time is the moment it was asked for."""
    row.at = row.changed_at = now
    if isinstance(said, Refused):
        row.state, row.clear_until, row.refused = "refused", None, refusal(said)
    else:
        row.state, row.clear_until, row.refused = "cleared", said.until, None


def refusal(said: Refused) -> dict[str, Any]:
    """What the record keeps: the weightiest reason in full, the others by name, and when it may go."""
    return {
        **_kept(said.first),
        "may_go_at": said.may_go_at.isoformat() if said.may_go_at else None,
        "asked_at": said.at.isoformat(),
        "others": [_kept(reason) for reason in said.reasons[1:]],
    }


def _kept(reason: Reason) -> dict[str, str]:
    return {
        "kind": reason.kind.value,
        "rule": reason.rule_id,
        "version": reason.version,
        "reading": reason.reading.value,
        "citation": reason.citation,
        "es": reason.explanation.es,
        "en": reason.explanation.en,
    }


def _point(session: Session, person: Person, point_id: int | None) -> ContactPoint | None:
    if point_id is None:
        return None
    point = session.get(ContactPoint, point_id, populate_existing=True)
    if point is None or point.person_id != person.id:
        raise NotFound(f"esa dirección ({point_id}) no es de esta persona", f"that address ({point_id}) is not this person's")
    return point


def withdraw(session: Session, interaction_id: int, now: datetime) -> bool:
    """Take back what was cleared and not handed over yet: it never left and counts no more. Commits."""
    row = session.get_one(Interaction, interaction_id)
    locked(session, row.organisation_id, row.person_id)
    session.refresh(row)
    unsent = row.state == "cleared" and row.outcome is None and row.provider is None
    if unsent:
        row.state, row.outcome, row.changed_at = "failed", "not_sent", now
    session.commit()
    return unsent


def withdraw_unsent(session: Session, campaign_id: int, now: datetime) -> int:
    """The same for everything of a campaign."""
    wanted = select(Interaction.id).where(Interaction.campaign_id == campaign_id, Interaction.state == "cleared")
    return sum(withdraw(session, id, now) for id in session.scalars(wanted).all())


__all__ = ["GOOD_FOR", "Ask", "ask_again", "asked", "clear", "locked", "refusal", "withdraw", "withdraw_unsent", "write"]
