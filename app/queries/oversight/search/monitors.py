"""The searches a person keeps, what each found, and how much of it is new."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Monitor, MonitorHit, Recording, Vendor, Verdict
from app.queries.list_rows import CallsQuery
from app.queries.oversight.asked import args_of, query_from
from app.queries.oversight.calls import call_row
from app.queries.oversight.qa.sealed import sealed
from app.queries.oversight.search.meaning import Near, said_near
from app.queries.rows import CallRow

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class MonitorRow:
    """A search kept: `found` calls in all, `fresh` of them not looked at yet. `asked` is the address query of the list."""

    id: str
    name: str
    asked: str
    query: CallsQuery
    closeness: float | None
    by_mail: bool
    made_at: datetime
    seen_until: datetime
    stopped_at: datetime | None
    found: int
    fresh: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class HitRow:
    """A call that was found, and when."""

    call: CallRow
    at: datetime
    fresh: bool


@dataclass(frozen=True, slots=True)
class MonitorPage:
    """One search kept and the newest calls it found."""

    monitor: MonitorRow
    hits: tuple[HitRow, ...]


def monitors_of(session: Session, actor: Actor, monitor_id: str | None = None) -> tuple[MonitorRow, ...]:
    """The actor's own, those going on first, newest first; or the one asked for."""
    counts = (
        select(
            MonitorHit.monitor_id,
            func.count().label("found"),
            func.count().filter(MonitorHit.opened_at.is_(None)).label("fresh"),
            func.max(MonitorHit.at).label("last_at"),
        )
        .join(Recording, Recording.id == MonitorHit.recording_id)
        .where(~sealed(actor))
        .group_by(MonitorHit.monitor_id)
        .subquery()
    )
    wanted = (
        select(Monitor, counts.c.found, counts.c.fresh, counts.c.last_at)
        .outerjoin(counts, counts.c.monitor_id == Monitor.id)
        .where(Monitor.user_id == actor.user_id, *([Monitor.id == monitor_id[:32]] if monitor_id else []))
        .order_by(Monitor.stopped_at.is_not(None), Monitor.made_at.desc())
    )
    return tuple(
        MonitorRow(
            id=one.id,
            name=one.name,
            asked=one.asked,
            query=query_from(args_of(one.asked)),
            closeness=one.closeness,
            by_mail=one.by_mail,
            made_at=one.made_at,
            seen_until=one.seen_until,
            stopped_at=one.stopped_at,
            found=found or 0,
            fresh=fresh or 0,
            last_at=last_at,
        )
        for one, found, fresh, last_at in session.execute(wanted).tuples()
    )


def monitor_page(session: Session, actor: Actor, monitor_id: str) -> MonitorPage | None:
    """One of the actor's own with what it found; None where it is nobody's or another's."""
    rows = monitors_of(session, actor, monitor_id)
    if not rows:
        return None
    wanted = (
        select(MonitorHit, Recording, Verdict, Vendor.name)
        .join(Recording, Recording.id == MonitorHit.recording_id)
        .outerjoin(Verdict, Verdict.recording_id == Recording.id)
        .outerjoin(Vendor, Vendor.id == Recording.vendor_id)
        .where(MonitorHit.monitor_id == rows[0].id, Recording.organisation_id == actor.organisation_id, ~sealed(actor))
        .order_by(MonitorHit.at.desc(), MonitorHit.recording_id)
        .limit(_SHOWN)
    )
    found = session.execute(wanted).tuples().all()
    near = [Near(hit.recording_id, hit.turn, hit.closeness or 0.0) for hit, *_ in found if hit.turn is not None]
    words = said_near(session, near)
    hits = tuple(HitRow(call_row(r, v, name, words.get(r.id)), hit.at, hit.opened_at is None) for hit, r, v, name in found)
    return MonitorPage(rows[0], hits)


def fresh_hits(session: Session, actor: Actor) -> int:
    """How many calls the actor's own searches found that were not looked at: the figure in the navigation."""
    wanted = select(func.count()).select_from(MonitorHit).join(Monitor, Monitor.id == MonitorHit.monitor_id)
    wanted = wanted.join(Recording, Recording.id == MonitorHit.recording_id).where(~sealed(actor))
    return session.scalar(wanted.where(Monitor.user_id == actor.user_id, MonitorHit.opened_at.is_(None))) or 0
