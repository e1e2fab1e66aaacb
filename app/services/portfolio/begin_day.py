"""What a new day asks of the whole portfolio, once: stage and segment by today's arrears, the photograph, the worklist."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt_day import DebtDay
from app.models.organisation import Organisation
from app.operations.stages import today_of
from app.queries.collections.house_time import at_house
from app.services.portfolio.photograph import photograph
from app.services.portfolio.prioritise import prioritise
from app.services.portfolio.segment import resegment


def begin_day(session: Session, organisation_id: int, now: datetime) -> int:
    """Bring one client to the day of `now`; how many debts were photographed, 0 where the day had begun. Commits."""
    day = today_of(at_house(session, organisation_id, now))
    begun = select(DebtDay.debt_id).where(DebtDay.organisation_id == organisation_id, DebtDay.on_day == day).limit(1)
    if session.scalar(begun) is not None:
        session.rollback()
        return 0
    resegment(session, None, now, organisation_id)
    session.commit()
    held = photograph(session, organisation_id, day)
    prioritise(session, organisation_id, now)
    session.commit()
    return held


def begin_every_day(session: Session, now: datetime) -> int:
    """Every client; how many debts were photographed."""
    clients = list(session.scalars(select(Organisation.id).order_by(Organisation.id)))
    session.rollback()
    return sum(begin_day(session, client, now) for client in clients)
