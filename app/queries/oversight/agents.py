"""Which agents may be named: those with enough interactions that what is said of them is not said of one bad minute."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.ghost import Ghost, Received

NAMED_FROM = 5


def agents_named(session: Session, wave_id: str, named_from: int = NAMED_FROM) -> frozenset[tuple[int, str]]:
    """(vendor id, agent) of every agent who met ghosts of this wave at least `named_from` times."""
    counted = (
        select(Ghost.vendor_id, Received.agent)
        .join(Ghost, Ghost.id == Received.ghost_id)
        .where(Received.wave_id == wave_id, Received.agent.is_not(None))
        .group_by(Ghost.vendor_id, Received.agent)
        .having(func.count() >= named_from)
    )
    return frozenset((vendor, agent) for vendor, agent in session.execute(counted).tuples() if agent)
