"""Which agents may be named: those with enough interactions, and only where nobody else is given away by subtraction."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.ghost import Ghost, Received
from audit.ghosts.guard_names import nameable


def agents_named(session: Session, wave_id: str) -> frozenset[tuple[int, str]]:
    """(vendor id, agent) of every agent of this wave who may be named, each vendor's counted apart."""
    counted = (
        select(Ghost.vendor_id, Received.agent, func.count())
        .join(Ghost, Ghost.id == Received.ghost_id)
        .where(Received.wave_id == wave_id, Received.agent.is_not(None))
        .group_by(Ghost.vendor_id, Received.agent)
    )
    interactions: dict[int, dict[str, int]] = {}
    for vendor_id, agent, n in session.execute(counted).tuples():
        if agent:
            interactions.setdefault(vendor_id, {})[agent] = n
    return frozenset((vendor_id, agent) for vendor_id, found in interactions.items() for agent in nameable(found).named)
