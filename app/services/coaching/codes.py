"""An administrator says which person is behind an agent's code."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import ADMINS, TEAM_READERS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import AgentCode, Event, ExamplePermission, User, Vendor
from app.queries.coaching_rows import AgentRef
from app.queries.rows import Role


def add_code(session: Session, actor: Actor, user_id: int, code: str, vendor: str, now: datetime) -> AgentCode:
    """The person's code within a vendor (its name; "" for calls without one). Raises Forbidden, NotFound, BadInput, Conflict."""
    _administers(actor)
    user = session.scalar(select(User).where(User.id == user_id, User.organisation_id == actor.organisation_id))
    if user is None:
        raise NotFound(f"no hay persona {user_id}", f"there is no person {user_id}")
    if user.role != Role.AGENT.value:
        raise BadInput("solo una persona de la mesa tiene código", "only a person of the desk has a code", "code")
    wanted = " ".join(code.split())
    if not 1 <= len(wanted) <= 200 or not wanted.isprintable():
        raise BadInput("escriba el código (hasta 200 letras)", "write the code (up to 200 letters)", "code")
    vendor_id = _vendor(session, actor, vendor)
    taken = session.scalar(
        select(AgentCode).where(
            AgentCode.organisation_id == actor.organisation_id,
            AgentCode.code == wanted,
            AgentCode.vendor_id.is_(None) if vendor_id is None else AgentCode.vendor_id == vendor_id,
            AgentCode.ended_at.is_(None),
        )
    )
    if taken is not None:
        raise Conflict(f"el código {wanted[:60]} ya tiene persona", f"the code {wanted[:60]} has a person already")
    row = AgentCode(
        organisation_id=actor.organisation_id, user_id=user.id, vendor_id=vendor_id, code=wanted, added_at=now, ended_at=None
    )
    session.add_all([row, _event(actor, now, "agent_code.added", user.id)])
    session.commit()
    return row


def end_code(session: Session, actor: Actor, code_id: int, now: datetime) -> None:
    """The code is that person's no more; what was coached under it stays. Raises Forbidden, NotFound."""
    _administers(actor)
    row = session.get(AgentCode, code_id)
    if row is None or row.organisation_id != actor.organisation_id or row.ended_at is not None:
        raise NotFound("no hay ese código", "there is no such code")
    row.ended_at = now
    session.add(_event(actor, now, "agent_code.ended", row.user_id))
    session.commit()


def allow_example(session: Session, actor: Actor, agent: AgentRef, given: bool, now: datetime) -> ExamplePermission:
    """The agent's word on being heard by colleagues: their own, or written down by whoever they told it to. Raises Forbidden."""
    own = actor.user_id is not None and actor.user_id == agent.user_id
    if not own and (actor.role not in TEAM_READERS or agent.user_id is not None):
        raise Forbidden("lo decide la propia persona", "that is for the person to say")
    row = ExamplePermission(
        organisation_id=actor.organisation_id,
        vendor_id=agent.desk.vendor_id,
        agent=agent.code,
        given=given,
        user_id=actor.user_id,
        who=actor.name,
        at=now,
    )
    session.add(row)
    session.commit()
    return row


def _vendor(session: Session, actor: Actor, name: str) -> int | None:
    if not name.strip():
        return None
    found = session.scalar(select(Vendor.id).where(Vendor.organisation_id == actor.organisation_id, Vendor.name == name.strip()))
    if found is None:
        raise BadInput(f"no hay proveedor {name[:60]!r}", f"there is no vendor {name[:60]!r}", "vendor")
    return found


def _administers(actor: Actor) -> None:
    if actor.role not in ADMINS:
        raise Forbidden("solo la administración puede hacerlo", "only an administrator may do that")


def _event(actor: Actor, now: datetime, kind: str, user_id: int) -> Event:
    return Event(organisation_id=actor.organisation_id, user_id=actor.user_id, at=now, kind=kind, subject=str(user_id), detail={})
