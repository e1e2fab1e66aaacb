"""Takes an account for an agent: on Postgres in one statement that waits for nobody, on SQLite under its write lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.desk import WorkItem
from app.operations.desk_fit import Lane, lanes
from app.services.desk.seat import Seat

LEASE = timedelta(minutes=20)

_TAKE = text("""
WITH held AS (
  SELECT debt_id FROM work_item WHERE stands = 'held' AND taken_by = :me AND organisation_id = :org FOR UPDATE
), due AS (
  SELECT debt_id FROM work_item
  WHERE NOT EXISTS (SELECT 1 FROM held) AND organisation_id = :org AND desk = :desk AND stands = 'waits'
    AND appointment IS NOT NULL AND ready_at <= :now AND level <= :level AND skill = ANY(:may)
  ORDER BY ready_at LIMIT 1 FOR UPDATE SKIP LOCKED
), lane AS MATERIALIZED (
  SELECT l.level, l.skill
  FROM unnest(CAST(:levels AS int[]), CAST(:skills AS text[]), CAST(:weights AS float[])) AS l(level, skill, weight)
  CROSS JOIN LATERAL (
    SELECT w.priority FROM work_item w
    WHERE w.organisation_id = :org AND w.desk = :desk AND w.skill = l.skill AND w.level = l.level AND w.stands = 'ready'
      AND w.ready_at <= :now
    ORDER BY w.priority DESC LIMIT 1) top
  WHERE NOT EXISTS (SELECT 1 FROM held) AND NOT EXISTS (SELECT 1 FROM due)
  ORDER BY top.priority * l.weight DESC LIMIT 1
), best AS (
  SELECT debt_id FROM work_item
  WHERE organisation_id = :org AND desk = :desk AND skill = (SELECT skill FROM lane) AND level = (SELECT level FROM lane)
    AND stands = 'ready' AND ready_at <= :now
  ORDER BY priority DESC LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE work_item w SET stands = 'held', taken_by = :me, taken_until = :until
FROM (SELECT debt_id FROM held UNION ALL SELECT debt_id FROM due UNION ALL SELECT debt_id FROM best) mine
WHERE w.debt_id = mine.debt_id
RETURNING w.debt_id, (
  EXISTS (SELECT 1 FROM work_item s WHERE s.stands = 'waits' AND s.organisation_id = :org AND s.desk = :desk
          AND s.ready_at <= :now AND s.appointment IS NULL)
  OR EXISTS (SELECT 1 FROM work_item s WHERE s.stands = 'held' AND s.organisation_id = :org AND s.taken_until < :now)) AS stale,
  NOT EXISTS (SELECT 1 FROM held) AS fresh
""")


@dataclass(frozen=True, slots=True)
class Taken:
    """A debt that is now this agent's. `fresh`: it was not before; `stale`: others became ready that `wake` would find."""

    debt_id: int
    stale: bool
    fresh: bool


def take(session: Session, seat: Seat, now: datetime) -> Taken | None:
    """The account the agent already has, else an appointment that is due, else the best that is ready; None: nothing is.

    Commits. Two windows of one agent get the same account.
    """
    found = _try(session, seat, now)
    if found is None or found.stale:
        wake(session, seat.organisation_id, now)
    return found or _try(session, seat, now)


def _try(session: Session, seat: Seat, now: datetime) -> Taken | None:
    try:
        found = _on_postgres(session, seat, now) if _is_postgres(session) else _on_sqlite(session, seat, now)
        session.commit()
    except IntegrityError:  # another window of the same agent took one in this instant
        session.rollback()
        found = _on_postgres(session, seat, now)
        session.commit()
    return found


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _on_postgres(session: Session, seat: Seat, now: datetime) -> Taken | None:
    row = session.execute(_TAKE, _asked(seat, now)).one_or_none()
    return Taken(row.debt_id, row.stale, row.fresh) if row else None


def _asked(seat: Seat, now: datetime) -> Mapping[str, Any]:
    mine = lanes(seat.level, seat.skills)
    return {
        "me": seat.user_id,
        "org": seat.organisation_id,
        "desk": seat.desk,
        "level": seat.level,
        "now": now,
        "until": now + LEASE,
        "may": sorted({lane.skill for lane in mine}),
        "levels": [lane.level for lane in mine],
        "skills": [lane.skill for lane in mine],
        "weights": [lane.weight for lane in mine],
    }


def _on_sqlite(session: Session, seat: Seat, now: datetime) -> Taken | None:
    held = _held(session, seat)
    item = held or _due(session, seat, now) or _best(session, seat, now)
    if item is None:
        return None
    item.stands, item.taken_by, item.taken_until = "held", seat.user_id, now + LEASE
    session.flush()
    stale = session.scalar(select(_stale(seat.organisation_id, now).exists())) or False
    return Taken(item.debt_id, stale, held is None)


def _held(session: Session, seat: Seat) -> WorkItem | None:
    wanted = select(WorkItem).where(
        WorkItem.stands == "held", WorkItem.taken_by == seat.user_id, WorkItem.organisation_id == seat.organisation_id
    )
    return session.scalar(wanted.execution_options(populate_existing=True))


def _of_desk(seat: Seat, stands: str) -> ColumnElement[bool]:
    return (WorkItem.organisation_id == seat.organisation_id) & (WorkItem.desk == seat.desk) & (WorkItem.stands == stands)


def _due(session: Session, seat: Seat, now: datetime) -> WorkItem | None:
    may = {lane.skill for lane in lanes(seat.level, seat.skills)}
    return session.scalar(
        select(WorkItem)
        .where(_of_desk(seat, "waits"), WorkItem.appointment.is_not(None), WorkItem.ready_at <= now)
        .where(WorkItem.level <= seat.level, WorkItem.skill.in_(may))
        .order_by(WorkItem.ready_at)
        .limit(1)
        .execution_options(populate_existing=True)
    )


def _best(session: Session, seat: Seat, now: datetime) -> WorkItem | None:
    tops = [(lane, _top(session, seat, lane, now)) for lane in lanes(seat.level, seat.skills)]
    found = [(item.priority * lane.weight, item) for lane, item in tops if item is not None]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _top(session: Session, seat: Seat, lane: Lane, now: datetime) -> WorkItem | None:
    return session.scalar(
        select(WorkItem)
        .where(_of_desk(seat, "ready"), WorkItem.skill == lane.skill, WorkItem.level == lane.level, WorkItem.ready_at <= now)
        .order_by(WorkItem.priority.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def _stale(organisation_id: int, now: datetime) -> Any:
    """Debts whose waiting or lease is over."""
    over = (WorkItem.stands == "waits") & (WorkItem.ready_at <= now) & WorkItem.appointment.is_(None)
    left = (WorkItem.stands == "held") & (WorkItem.taken_until < now)
    return select(WorkItem.debt_id).where(WorkItem.organisation_id == organisation_id, or_(over, left))


def wake(session: Session, organisation_id: int, now: datetime, at_most: int = 2000) -> int:
    """Make ready what waited long enough, and what an agent left behind; how many. Commits."""
    stale = _stale(organisation_id, now).limit(at_most).with_for_update(skip_locked=True)
    ids = list(session.scalars(stale))
    if ids:
        session.execute(
            update(WorkItem)
            .where(WorkItem.debt_id.in_(ids))
            .values(stands=case((WorkItem.appointment.is_(None), "ready"), else_="waits"), taken_by=None, taken_until=None)
            .execution_options(synchronize_session=False)
        )
    session.commit()
    return len(ids)


def settle(session: Session, organisation_id: int, now: datetime) -> int:
    """After a worklist was built: what says ready but is not yet, waits; how many. Does not commit."""
    said = (WorkItem.organisation_id == organisation_id, WorkItem.stands == "ready", WorkItem.ready_at > now)
    found = session.scalar(select(func.count()).select_from(WorkItem).where(*said)) or 0
    session.execute(update(WorkItem).where(*said).values(stands="waits").execution_options(synchronize_session=False))
    return found
