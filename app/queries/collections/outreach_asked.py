"""The gate's question asked without sending anything: for whoever shows what could be done."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.models.person import ContactPoint, Person
from app.queries.collections.house_hours import house_of
from app.queries.collections.outreach_history import history_of, proposed_contact, wishes_of
from audit.contacts.contact import Channel
from audit.contacts.permission import permission
from audit.contacts.permission_words import House, Permission, Purpose


def asked(
    session: Session,
    person: Person,
    debt_id: int | None,
    channel: Channel,
    now: datetime,
    point: ContactPoint | None = None,
    purpose: Purpose = Purpose.COLLECT,
    without: int | None = None,
    house: House | None = None,
) -> Permission:
    """The rulebook's answer for a contact at `now`; `without` is an interaction on record that is the contact itself.

    The client's own hours are looked up where `house` is not given.
    """
    house = house or house_of(session, person.organisation_id, person.country)
    wishes = wishes_of(session, person, debt_id, now, point, purpose)
    return permission(history_of(session, person, now, without), proposed_contact(person, debt_id, channel, now), wishes, house)
