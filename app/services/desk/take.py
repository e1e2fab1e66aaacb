"""Takes an account for an agent: on Postgres in one statement that waits for nobody, on SQLite under its write lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.desk import WorkItem
from app.operations.desk_fit import Lane, lanes
from app.queries.collections.seats import Seat

LEASE = timedelta(minutes=20)
_AT_ONCE = 2000

_TOP = """
  SELECT {what} FROM work_item
  WHERE organisation_id = %(org)s AND desk = %(desk)s AND skill = {skill} AND level = {level} AND stands = 'ready'
    AND ready_at <= %(now)s
  ORDER BY priority DESC LIMIT 1"""
_LANE = f"""lane AS MATERIALIZED (
  SELECT l.level, l.skill FROM unnest(%(levels)s::int[], %(skills)s::text[], %(weights)s::float[]) AS l(level, skill, weight)
  CROSS JOIN LATERAL ({_TOP.format(what="priority", skill="l.skill", level="l.level")}) top
  WHERE NOT EXISTS (SELECT 1 FROM held) AND NOT EXISTS (SELECT 1 FROM due)
  ORDER BY top.priority * l.weight DESC LIMIT 1
), """
_STATEMENT = """WITH held AS (
  SELECT debt_id FROM work_item WHERE stands = 'held' AND taken_by = %(me)s FOR UPDATE
), due AS (
  SELECT debt_id FROM work_item
  WHERE NOT EXISTS (SELECT 1 FROM held) AND organisation_id = %(org)s AND desk = %(desk)s AND stands = 'waits'
    AND appointment IS NOT NULL AND ready_at <= %(now)s AND level <= %(level)s AND skill = ANY(%(may)s::text[])
  ORDER BY ready_at LIMIT 1 FOR UPDATE SKIP LOCKED
), {lane}best AS ({best}
  FOR UPDATE SKIP LOCKED
)
UPDATE work_item w SET stands = 'held', taken_by = %(me)s, taken_until = %(until)s
FROM (SELECT debt_id FROM held UNION ALL SELECT debt_id FROM due UNION ALL SELECT debt_id FROM best) mine
WHERE w.debt_id = mine.debt_id
RETURNING w.debt_id, NOT EXISTS (SELECT 1 FROM held) AS fresh"""
_NONE_YET = " AND NOT EXISTS (SELECT 1 FROM held) AND NOT EXISTS (SELECT 1 FROM due)\n  ORDER BY"
_ONE_LANE = _STATEMENT.format(lane="", best=_TOP.format(what="debt_id", skill="''", level="0").replace("\n  ORDER BY", _NONE_YET))
_LANES = _STATEMENT.format(
    lane=_LANE, best=_TOP.format(what="debt_id", skill="(SELECT skill FROM lane)", level="(SELECT level FROM lane)")
)
"""Where an agent may be given one kind of account only there is nothing to compare, and its top is looked up once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A debt that is now this agent's; `fresh`: it was not before."""

    debt_id: int
    fresh: bool


def take(session: Session, seat: Seat, now: datetime) -> Taken | None:
    """The account the agent already has, else an appointment that is due, else the best that is ready; None: nothing is.

    Commits. Two windows of one agent get the same account. What waited long enough is made ready by the sweep of each minute, and
    at once where there is nothing else.
    """
    found = _try(session, seat, now)
    if found is None:
        wake(session, seat.organisation_id, now)
    return found or _try(session, seat, now)


def _try(session: Session, seat: Seat, now: datetime) -> Taken | None:
    if _is_postgres(session):
        return _on_postgres(session, seat, now)
    found = _on_sqlite(session, seat, now)
    session.commit()
    return found


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _on_postgres(session: Session, seat: Seat, now: datetime) -> Taken | None:
    """One statement that commits itself: nothing is locked while the answer travels."""
    session.commit()
    statement, arrays = _asked(seat.level, seat.skills)
    asked = {
        "me": seat.user_id,
        "org": seat.organisation_id,
        "desk": seat.desk,
        "level": seat.level,
        "now": now,
        "until": now + LEASE,
        **arrays,
    }
    connection = session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
    try:
        row = connection.exec_driver_sql(statement, asked).one_or_none()
    except IntegrityError:  # another window of the same agent took one in this instant: that one is theirs
        row = connection.exec_driver_sql(statement, asked).one_or_none()
    session.commit()
    return Taken(row.debt_id, row.fresh) if row else None


@lru_cache(maxsize=1024)
def _asked(level: int, skills: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """The statement for an agent of this level and skills, and its arrays as Postgres writes them."""
    mine = lanes(level, skills)
    arrays = {"may": _array(["", *skills])}
    if len(mine) == 1:
        return _ONE_LANE, arrays
    columns = {
        "levels": [str(m.level) for m in mine],
        "skills": [m.skill for m in mine],
        "weights": [str(m.weight) for m in mine],
    }
    return _LANES, arrays | {name: _array(values) for name, values in columns.items()}


def _array(values: Sequence[str]) -> str:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _on_sqlite(session: Session, seat: Seat, now: datetime) -> Taken | None:
    held = _held(session, seat)
    item = held or _due(session, seat, now) or _best(session, seat, now)
    if item is None:
        return None
    item.stands, item.taken_by, item.taken_until = "held", seat.user_id, now + LEASE
    session.flush()
    return Taken(item.debt_id, held is None)


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


def wake(session: Session, organisation_id: int, now: datetime) -> int:
    """Make ready what waited long enough, and what an agent left behind; how many. Commits."""
    total = 0
    while ids := list(session.scalars(_stale(organisation_id, now).limit(_AT_ONCE).with_for_update(skip_locked=True))):
        session.execute(
            update(WorkItem)
            .where(WorkItem.debt_id.in_(ids))
            .values(stands=case((WorkItem.appointment.is_(None), "ready"), else_="waits"), taken_by=None, taken_until=None)
            .execution_options(synchronize_session=False)
        )
        session.commit()
        total += len(ids)
    session.commit()
    return total


def settle(session: Session, organisation_id: int, now: datetime) -> int:
    """After a worklist was built: what says ready but is not yet, waits; how many. Does not commit."""
    said = (WorkItem.organisation_id == organisation_id, WorkItem.stands == "ready", WorkItem.ready_at > now)
    found = session.scalar(select(func.count()).select_from(WorkItem).where(*said)) or 0
    session.execute(update(WorkItem).where(*said).values(stands="waits").execution_options(synchronize_session=False))
    return found
