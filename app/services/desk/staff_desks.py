"""Who sits at which desk, with what experience and skills."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import MANAGERS, Actor
from app.errors import BadInput, Forbidden, NotFound
from app.models.desk import DeskAgent
from app.models.user import User
from app.operations.desk_fit import LEVELS
from app.queries.rows import Role


def seat_agent(session: Session, actor: Actor, user_id: int, desk: str, level: int, skills: str, now: datetime) -> DeskAgent:
    """Give a person a desk, or change it; `skills` are words apart by commas. Commits. Raises BadInput, Forbidden, NotFound."""
    if actor.role not in MANAGERS and actor.user_id is not None:
        raise Forbidden("lo decide quien dirige la operación", "whoever runs the operation decides it")
    user = session.get(User, user_id)
    if user is None or user.organisation_id != actor.organisation_id or user.role not in (Role.AGENT, Role.MANAGER):
        raise NotFound("no hay tal agente", "there is no such agent")
    name = " ".join(desk.split()).lower()
    if not 1 <= len(name) <= 40:
        raise BadInput("el nombre de la mesa, de 1 a 40 letras", "the desk's name, 1 to 40 letters", "desk")
    if level not in LEVELS:
        raise BadInput("la experiencia es 0, 1 o 2", "experience is 0, 1 or 2", "level")
    words = sorted({word.strip().lower()[:40] for word in skills.split(",") if word.strip()})[:10]
    agent = session.get(DeskAgent, user_id)
    if agent is None:
        agent = DeskAgent(user_id=user_id, desk=name, level=level, skills=words, available=True, changed_at=now)
        session.add(agent)
    agent.desk, agent.level, agent.skills, agent.changed_at = name, level, words, now
    session.commit()
    return agent
