"""The end of the time in which a wrap-up can be taken back: what it promised to send is sent from here on."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.desk import DeskAgent

UNDO_FOR = timedelta(minutes=10)
"""An agent who goes away leaves no agreement unsent: after this the sweep closes it."""


def close_last(session: Session, agent: DeskAgent, now: datetime) -> None:
    """The last wrap-up stands. Does not commit."""
    agent.last = None
    agent.changed_at = now


def close_old(session: Session, now: datetime) -> int:
    """Close the wrap-ups nobody took back in time; how many. Commits."""
    found = 0
    for agent in session.scalars(select(DeskAgent).where(DeskAgent.last.is_not(None)).with_for_update(skip_locked=True)):
        if agent.last and datetime.fromisoformat(agent.last["at"]) + UNDO_FOR <= now:
            close_last(session, agent, now)
            found += 1
    session.commit()
    return found
