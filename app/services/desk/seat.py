"""An agent at their desk."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Forbidden
from app.models.desk import DeskAgent, WorkItem


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asks for accounts, of which desk, with what experience and skills."""

    user_id: int
    organisation_id: int
    desk: str
    level: int = 0
    skills: tuple[str, ...] = ()
    name: str = ""


def seat_of(session: Session, actor: Actor) -> Seat:
    """The seat of a signed-in person. Raises Forbidden where the manager gave them no desk."""
    found = session.get(DeskAgent, actor.user_id) if actor.user_id is not None else None
    if found is None:
        raise Forbidden(
            "aún no tienes una mesa; pide a quien dirige la operación que te asigne una",
            "you have no desk yet; ask whoever runs the operation to give you one",
        )
    return Seat(found.user_id, actor.organisation_id, found.desk, found.level, tuple(found.skills), actor.name)


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
