"""The next best account for an agent: theirs already, or taken now, and only one whose person may be called at this hour."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.desk import DeskAgent, WorkItem
from app.models.person import Person
from app.queries.collections.desk_calls import best_phone
from app.queries.collections.seats import Seat
from app.services.desk.confirm import close_last
from app.services.desk.held import put_back
from app.services.desk.take import take
from app.services.outreach.gate import asked
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Refused

TRIES = 12
"""So many accounts are put back at most before the agent is told to ask again: at night all of them are refused."""


@dataclass(frozen=True, slots=True)
class Next:
    """The account to work, or None with when the first that waits will be ready (None: nothing waits).

    `confirmed` is the written agreement that the last wrap-up left to be sent. `set_aside` were put back, because the law allows
    nothing now.
    """

    debt_id: int | None
    set_aside: int
    ready_at: datetime | None = None
    confirmed: int | None = None


def next_account(session: Session, seat: Seat, now: datetime) -> Next:
    """What to work now. Closes the last wrap-up, which from here on cannot be undone. Commits."""
    agent = session.get_one(DeskAgent, seat.user_id, populate_existing=True)
    sent = close_last(session, agent, now) if agent.last else None
    return replace(_next(session, seat, now), confirmed=sent)


def _next(session: Session, seat: Seat, now: datetime) -> Next:
    for tried in range(TRIES):
        found = take(session, seat, now)
        if found is None:
            return Next(None, tried, _first_waiting(session, seat))
        if not found.fresh:
            return Next(found.debt_id, tried)
        if _may(session, found.debt_id, now):
            return Next(found.debt_id, tried)
    return Next(None, TRIES, _first_waiting(session, seat))


def _may(session: Session, debt_id: int, now: datetime) -> bool:
    """Whether anybody may call about it now; where not it is put back until they may, or for good."""
    debt = session.get_one(Debt, debt_id)
    person = session.get_one(Person, debt.person_id)
    said = asked(session, person, debt.id, Channel.VOICE, now, best_phone(session, person.id))
    if not isinstance(said, Refused):
        return True
    item = session.get_one(WorkItem, debt_id, populate_existing=True)
    put_back(item, said.may_go_at)
    if said.may_go_at is None:
        item.stands = "done"
    session.commit()
    return False


def _first_waiting(session: Session, seat: Seat) -> datetime | None:
    wanted = select(func.min(WorkItem.ready_at)).where(
        WorkItem.organisation_id == seat.organisation_id, WorkItem.desk == seat.desk, WorkItem.stands == "waits"
    )
    return session.scalar(wanted.where(WorkItem.level <= seat.level))
