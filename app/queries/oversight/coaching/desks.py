"""Teams and their agents, as recordings name them, and the people behind the codes."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import AgentCode, Recording, User, Vendor
from app.queries.coaching_rows import AgentRef, Desk

OWN = "own"


def desks(session: Session, actor: Actor) -> tuple[Desk, ...]:
    """Every team with a call that names its agent; the client's own calls first, then vendors by name."""
    met = select(Recording.vendor_id).where(Recording.organisation_id == actor.organisation_id, Recording.agent.is_not(None))
    known = set(session.scalars(met.distinct()))
    vendors = session.execute(
        select(Vendor.id, Vendor.name).where(Vendor.organisation_id == actor.organisation_id).order_by(Vendor.name)
    ).tuples()
    own = (Desk(OWN, None, None),) if None in known else ()
    return own + tuple(Desk(str(id), id, name) for id, name in vendors if id in known)


def desk_of(session: Session, organisation_id: int, vendor_id: int | None) -> Desk:
    """The team of a recording's vendor."""
    vendor = session.get(Vendor, vendor_id) if vendor_id else None
    if vendor is None or vendor.organisation_id != organisation_id:
        return Desk(OWN, None, None)
    return Desk(str(vendor.id), vendor.id, vendor.name)


def agent_key(vendor_id: int | None, code: str) -> str:
    """How an agent is called in an address: nothing of a person is in it."""
    return sha256(f"{vendor_id or 0}:{code}".encode()).hexdigest()[:16]


def agent_of(session: Session, organisation_id: int, vendor_id: int | None, code: str) -> AgentRef:
    """The agent of a code, with the person behind it where there is one."""
    person = session.execute(
        select(User.id, User.name)
        .join(AgentCode, AgentCode.user_id == User.id)
        .where(
            AgentCode.organisation_id == organisation_id,
            AgentCode.code == code,
            AgentCode.vendor_id.is_(None) if vendor_id is None else AgentCode.vendor_id == vendor_id,
            AgentCode.ended_at.is_(None),
        )
        .limit(1)
    ).first()
    user_id, name = (person[0], person[1]) if person else (None, None)
    return AgentRef(agent_key(vendor_id, code), desk_of(session, organisation_id, vendor_id), code, user_id, name)


def agent_by_key(session: Session, actor: Actor, key: str) -> AgentRef:
    """The agent of an address. Raises NotFound."""
    met = select(Recording.vendor_id, Recording.agent).where(
        Recording.organisation_id == actor.organisation_id, Recording.agent.is_not(None)
    )
    for vendor_id, code in session.execute(met.distinct()).tuples():
        if code and agent_key(vendor_id, code) == key:
            return agent_of(session, actor.organisation_id, vendor_id, code)
    raise NotFound("no hay llamadas de esa persona", "there is no call of that agent")


def own_agents(session: Session, actor: Actor) -> tuple[AgentRef, ...]:
    """The codes of whoever asks; none for a person without."""
    mine = select(AgentCode).where(
        AgentCode.organisation_id == actor.organisation_id, AgentCode.user_id == actor.user_id, AgentCode.ended_at.is_(None)
    )
    found = session.scalars(mine.order_by(AgentCode.id)).all()
    return tuple(
        replace(agent_of(session, actor.organisation_id, row.vendor_id, row.code), since=_others_until(session, row))
        for row in found
    )


def _others_until(session: Session, mine: AgentCode) -> datetime | None:
    """When the code was taken from the last other person who had it."""
    return session.scalar(
        select(func.max(AgentCode.ended_at)).where(
            AgentCode.organisation_id == mine.organisation_id,
            AgentCode.code == mine.code,
            AgentCode.vendor_id.is_(None) if mine.vendor_id is None else AgentCode.vendor_id == mine.vendor_id,
            AgentCode.user_id != mine.user_id,
        )
    )


def codes_by_person(session: Session, actor: Actor) -> dict[int, tuple[tuple[int, str, str | None], ...]]:
    """Of every person with codes: (row, code, vendor's name)."""
    rows = session.execute(
        select(AgentCode.user_id, AgentCode.id, AgentCode.code, Vendor.name)
        .outerjoin(Vendor, Vendor.id == AgentCode.vendor_id)
        .where(AgentCode.organisation_id == actor.organisation_id, AgentCode.ended_at.is_(None))
        .order_by(AgentCode.id)
    ).tuples()
    out: dict[int, tuple[tuple[int, str, str | None], ...]] = {}
    for user_id, id, code, vendor in rows:
        out[user_id] = (*out.get(user_id, ()), (id, code, vendor))
    return out


def unclaimed(session: Session, actor: Actor) -> tuple[AgentRef, ...]:
    """Agents of recordings that no person stands behind, by team and code."""
    met = session.execute(
        select(Recording.vendor_id, Recording.agent, func.count())
        .where(Recording.organisation_id == actor.organisation_id, Recording.agent.is_not(None))
        .group_by(Recording.vendor_id, Recording.agent)
        .order_by(Recording.vendor_id, Recording.agent)
    ).tuples()
    found = (agent_of(session, actor.organisation_id, vendor_id, code) for vendor_id, code, _ in met if code)
    return tuple(agent for agent in found if agent.user_id is None)
