"""Desks and their agents for whoever runs the operation: who is available, what each did today, what waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.desk import DeskAgent, WorkItem
from app.models.interaction import Interaction
from app.models.user import User
from app.queries.rows import Role


@dataclass(frozen=True, slots=True)
class AgentLine:
    """An agent; `desk` None where they have none yet. Counts of the last eighteen hours."""

    user_id: int
    name: str
    desk: str | None
    level: int
    skills: tuple[str, ...]
    available: bool
    in_hand: int
    accounts: int
    conversations: int
    agreements: int


@dataclass(frozen=True, slots=True)
class DeskLine:
    """What waits at a desk, by level of difficulty."""

    desk: str
    level: int
    ready: int
    waits: int
    held: int
    done: int


@dataclass(frozen=True, slots=True)
class StaffPage:
    """The manager's page of desks."""

    agents: tuple[AgentLine, ...]
    desks: tuple[DeskLine, ...]


def staff_page(session: Session, actor: Actor, now: datetime) -> StaffPage:
    """Of the client's own people and worklists."""
    return StaffPage(_agents(session, actor, now), _desks(session, actor))


def desk_names_of(session: Session, actor: Actor) -> tuple[str, ...]:
    """The client's desks that have a worklist, by name."""
    wanted = select(WorkItem.desk).where(WorkItem.organisation_id == actor.organisation_id)
    return tuple(session.scalars(wanted.distinct().order_by(WorkItem.desk)))


def _agents(session: Session, actor: Actor, now: datetime) -> tuple[AgentLine, ...]:
    done = {user_id: (accounts, spoke, agreed) for user_id, accounts, spoke, agreed in _done(session, actor, now)}
    held = dict(
        session.execute(
            select(WorkItem.taken_by, func.count())
            .where(WorkItem.organisation_id == actor.organisation_id, WorkItem.stands == "held")
            .group_by(WorkItem.taken_by)
        )
        .tuples()
        .all()
    )
    people = (
        select(User, DeskAgent)
        .outerjoin(DeskAgent, DeskAgent.user_id == User.id)
        .where(User.organisation_id == actor.organisation_id, User.active)
        .where((User.role == Role.AGENT.value) | DeskAgent.user_id.is_not(None))
        .order_by(DeskAgent.desk, User.name)
    )
    return tuple(
        AgentLine(
            user_id=user.id,
            name=user.name,
            desk=agent.desk if agent else None,
            level=agent.level if agent else 0,
            skills=tuple(agent.skills) if agent else (),
            available=bool(agent and agent.available),
            in_hand=held.get(user.id, 0),
            **dict(zip(("accounts", "conversations", "agreements"), done.get(user.id, (0, 0, 0)), strict=True)),
        )
        for user, agent in session.execute(people).tuples()
    )


def _done(session: Session, actor: Actor, now: datetime) -> list[tuple[int | None, int, int, int]]:
    rows = session.execute(
        select(
            Interaction.agent_id,
            func.count(Interaction.debt_id.distinct()),
            func.count().filter(Interaction.answered_by.in_(("debtor", "third_party"))),
            func.count().filter(Interaction.outcome == "promise"),
        )
        .where(Interaction.organisation_id == actor.organisation_id, Interaction.at > now - timedelta(hours=18))
        .where(Interaction.outcome.is_not(None), Interaction.outcome != "taken_back", Interaction.vendor_id.is_(None))
        .group_by(Interaction.agent_id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _desks(session: Session, actor: Actor) -> tuple[DeskLine, ...]:
    ready, waits, held, done = (func.count().filter(WorkItem.stands == word) for word in ("ready", "waits", "held", "done"))
    rows = session.execute(
        select(WorkItem.desk, WorkItem.level, ready, waits, held, done)
        .where(WorkItem.organisation_id == actor.organisation_id)
        .group_by(WorkItem.desk, WorkItem.level)
        .order_by(WorkItem.desk, WorkItem.level)
    )
    return tuple(DeskLine(*row) for row in rows.tuples())
