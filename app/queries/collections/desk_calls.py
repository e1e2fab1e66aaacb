"""The number to call, and the call an agent is in."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.interaction import Interaction
from app.models.person import ContactPoint
from audit.contacts.contact import Channel

SAME_CONTACT = timedelta(hours=4)
"""A call that was begun longer ago is not the one being wrapped up."""


def best_phone(session: Session, person_id: int) -> ContactPoint | None:
    """The number to call: one that works, never one that is wrong; a number of their own before that of their work."""
    rank = {"good": 0, "unverified": 1}
    wanted = select(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.kind == "phone")
    usable = [point for point in session.scalars(wanted) if point.standing in rank]
    return min(usable, key=lambda p: (p.at_work, rank[p.standing], not p.mobile, p.id), default=None)


def current_call(session: Session, actor: Actor, debt_id: int, now: datetime) -> Interaction | None:
    """The agent's call about this debt that has no outcome yet."""
    wanted = select(Interaction).where(
        Interaction.debt_id == debt_id,
        Interaction.agent_id == actor.user_id,
        Interaction.channel == Channel.VOICE.value,
        Interaction.direction == "outbound",
        Interaction.state.in_(("cleared", "sent")),
        Interaction.outcome.is_(None),
        Interaction.at > now - SAME_CONTACT,
    )
    return session.scalar(wanted.order_by(Interaction.at.desc()).limit(1))
