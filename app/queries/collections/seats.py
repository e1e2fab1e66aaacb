"""An agent at their desk: who asks for accounts."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Forbidden
from app.models.desk import DeskAgent


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asks for accounts, of which desk, with what experience and skills."""

    user_id: int
    organisation_id: int
    desk: str
    level: int = 0
    skills: tuple[str, ...] = ()
    name: str = ""


class NoSeat(Forbidden):
    """A person of the operation to whom nobody gave a desk."""


def seat_of(session: Session, actor: Actor) -> Seat:
    """The seat of a signed-in person. Raises NoSeat where the manager gave them no desk."""
    found = session.get(DeskAgent, actor.user_id) if actor.user_id is not None else None
    if found is None:
        raise NoSeat(
            "aún no hay una mesa asignada; pídala a quien dirige la operación",
            "you have no desk yet; ask whoever runs the operation to give you one",
        )
    return Seat(found.user_id, actor.organisation_id, found.desk, found.level, tuple(found.skills), actor.name)
