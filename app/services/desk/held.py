"""The account an agent has in hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.models.debt import Debt
from app.models.desk import WorkItem
from app.models.person import Person
from app.queries.collections.seats import Seat
from app.services.desk.take import LEASE

SKIPPED = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Held:
    """A debt with its person and its place in the worklist, locked for the transaction."""

    item: WorkItem
    debt: Debt
    person: Person


def held(session: Session, seat: Seat, debt_id: int, now: datetime) -> Held:
    """What the agent has in hand, its lease renewed. Raises NotFound, or Conflict where somebody else has it by now."""
    item = session.get(WorkItem, debt_id, with_for_update=True, populate_existing=True)
    mine = item is not None and (item.desk == seat.desk or item.taken_by == seat.user_id)  # it may change desks in their hands
    if item is None or item.organisation_id != seat.organisation_id or not mine:
        raise NotFound("esa cuenta no es de esta mesa", "that account is not of your desk")
    if item.stands != "held" or item.taken_by != seat.user_id:
        raise Conflict(
            "esta cuenta ya no está en mano: pasó el tiempo y la tiene otra persona, o ya se guardó; lo escrito"
            " sigue aquí, cópielo antes de seguir",
            "this account is no longer yours: its time ran out and somebody else has it, or you saved it already; what you wrote"
            " is still here, copy it before you go on",
        )
    item.taken_until = now + LEASE
    debt = session.get_one(Debt, debt_id)
    return Held(item, debt, session.get_one(Person, debt.person_id))


def renew(session: Session, seat: Seat, debt_id: int, now: datetime) -> None:
    """The agent is still there. Commits."""
    held(session, seat, debt_id, now)
    session.commit()


def keep_draft(session: Session, seat: Seat, debt_id: int, draft: Mapping[str, Any], now: datetime) -> None:
    """What they have written so far, given back on the next load of the page. Commits."""
    kept = {str(k)[:40]: str(v)[:4000] for k, v in list(draft.items())[:40] if v}
    held(session, seat, debt_id, now).item.draft = kept or None
    session.commit()


def release(session: Session, seat: Seat, debt_id: int, now: datetime, later: timedelta = SKIPPED) -> None:
    """Give it back undone; it comes again later (at once for 0), to whoever is free. Commits."""
    item = held(session, seat, debt_id, now).item
    put_back(item, now + later if later else None)
    session.commit()


def put_back(item: WorkItem, ready_at: datetime | None) -> None:
    """Out of the agent's hands: ready now, or at a time."""
    item.taken_by = item.taken_until = None
    item.stands = "waits" if ready_at or item.appointment else "ready"
    item.ready_at = ready_at or item.ready_at
