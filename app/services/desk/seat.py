"""An agent at their desk."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.desk import DeskAgent, WorkItem
from app.queries.collections.seats import Seat, seat_of


def be_available(session: Session, actor: Actor, available: bool, now: datetime) -> None:
    """The agent says whether accounts may come. Does not commit."""
    seat_of(session, actor)
    agent = session.get_one(DeskAgent, actor.user_id)
    agent.available, agent.changed_at = available, now


def wants_one(session: Session, seat: Seat) -> bool:
    """Whether an account is to come: the agent is available, has none, and the last wrap-up can no longer be taken back."""
    agent = session.get_one(DeskAgent, seat.user_id)
    holds = select(WorkItem.debt_id).where(WorkItem.stands == "held", WorkItem.taken_by == seat.user_id)
    return agent.available and not agent.last and session.scalar(holds.limit(1)) is None
