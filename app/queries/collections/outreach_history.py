"""What the gate must know of a person before anything goes out: every contact of everybody with them, and what they asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, not_, or_, select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.interaction import Grievance, Interaction
from app.models.person import Consent as ConsentRow
from app.models.person import ContactPoint, Person
from audit.contacts.clocks import zone_number
from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.contacts.permission_scan import SPOKEN
from audit.contacts.permission_words import Consent, Purpose, Standing, Wishes

LOOK_BACK = timedelta(days=70)
NEVER_LEFT = or_(Interaction.state == "refused", and_(Interaction.state == "failed", Interaction.outcome == "not_sent"))
"""What counts in no cap; whatever else is on record does, cleared and not sent yet too."""


def history_of(session: Session, person: Person, now: datetime, without: int | None = None) -> list[Contact]:
    """Every contact across channels, vendors and debts, those of the future too where a clock was turned back.

    A call under way counts as answered until somebody says it was not. `without` is the interaction asked about.
    """
    wanted = select(Interaction).where(
        Interaction.person_id == person.id, not_(NEVER_LEFT), Interaction.at >= now - LOOK_BACK, Interaction.id != (without or 0)
    )
    rows = session.scalars(wanted.order_by(Interaction.at, Interaction.id).execution_options(populate_existing=True))
    return [_contact(person, row) for row in rows]


def proposed_contact(person: Person, debt_id: int | None, channel: Channel, at: datetime) -> Contact:
    """The contact somebody wants to make."""
    return Contact(
        contact_id="proposed",
        debtor_id=str(person.id),
        account_id=str(debt_id or ""),
        vendor="",
        country=person.country,
        channel=channel,
        direction=Direction.OUTBOUND,
        at=at,
        subdivision=person.subdivision,
        timezone=_zone(person),
    )


def wishes_of(
    session: Session, person: Person, debt_id: int | None, at: datetime, point: ContactPoint | None, purpose: Purpose
) -> Wishes:
    """What the person asked and what stands on file of them at `at`."""
    said = session.scalars(select(ConsentRow).where(ConsentRow.person_id == person.id))
    about = Grievance.debt_id.is_(None) if debt_id is None else or_(Grievance.debt_id == debt_id, Grievance.debt_id.is_(None))
    dispute = select(Grievance.id).where(
        Grievance.person_id == person.id, Grievance.kind == "dispute", Grievance.state == "open", about
    )
    state = session.scalar(select(Debt.state).where(Debt.id == debt_id)) if debt_id is not None else None
    return Wishes(
        consents=tuple(Consent(row.channel, row.granted, row.at) for row in said),
        purpose=purpose,
        disputed=session.scalar(dispute.limit(1)) is not None,
        in_court=state == "legal",
        paused_until=_last(person.cares, "pause", "until", at),
        vulnerable=person.vulnerable,
        point=Standing(point.standing) if point else None,
        point_at_work=bool(point and point.at_work),
        not_at_work_since=_last(person.cares, "not_at_work", "at", None),
    )


def _contact(person: Person, row: Interaction) -> Contact:
    channel, outbound = Channel(row.channel), row.direction == Direction.OUTBOUND.value
    ringing = row.state == "cleared" and outbound and channel in SPOKEN
    return Contact(
        contact_id=str(row.id),
        debtor_id=str(person.id),
        account_id=str(row.debt_id or ""),
        vendor=str(row.vendor_id or ""),
        country=person.country,
        channel=channel,
        direction=Direction(row.direction),
        at=row.at,
        subdivision=person.subdivision,
        timezone=_zone(person),
        outcome=row.outcome,
        answered_by=AnsweredBy.DEBTOR if ringing else AnsweredBy(row.answered_by),
        duration_s=row.duration_s,
    )


def _zone(person: Person) -> str | None:
    """A zone nobody knows is no zone: every clock of the country must then allow."""
    return person.zone if person.zone and zone_number(person.zone) is not None else None


def _last(cares: Sequence[dict[str, Any]], kind: str, key: str, after: datetime | None) -> datetime | None:
    times = [datetime.fromisoformat(care[key]) for care in cares if care.get("kind") == kind and care.get(key)]
    return max((at for at in times if after is None or at > after), default=None)
