"""Comparisons of vendors asked for and kept, so that pages and documents say the same digits and say them at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.models.comparison import Comparison as Kept
from app.models.organisation import Organisation
from app.models.placement import Placement
from app.queries.collections.kpis import zone_of
from app.queries.oversight.scorecards.facts import HORIZON_DAYS, MOST_MONTHS, check_period, may_compare
from app.queries.oversight.scorecards.fingerprint import fingerprint
from app.queries.oversight.scorecards.span import books_of
from app.queries.rows import Role
from reports.scorecards.facts import Period

GIVEN_UP_AFTER = timedelta(minutes=30)
"""A comparison that was being made for longer is made anew: whoever made it died."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison that was asked for: `state` is made or making; who asks again gets the same `id`."""

    id: str
    state: str


def ask_comparison(
    session: Session, actor: Actor, period: Period, segment: str, now: datetime, enqueue: Callable[[str], None]
) -> Asked:
    """The comparison of the books as they are: the one that is made, or one that a worker begins to make now. Commits.

    Raises Forbidden, BadInput for days that make no period.
    """
    may_compare(actor)
    check_period(period)
    row, fresh = kept_row(session, actor, period, segment, now)
    asked = Asked(row.id, row.state)
    session.commit()
    if fresh:
        enqueue(row.id)
    return asked


def month_period(first: date) -> Period:
    """A calendar month."""
    start = first.replace(day=1)
    return Period(start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def kept_row(session: Session, actor: Actor, period: Period, segment: str, now: datetime) -> tuple[Kept, bool]:
    """The row of these books, and whether somebody must make it: it is new, failed, or its maker died."""
    books = books_of(session, actor, HORIZON_DAYS, now)
    mark = fingerprint(books, period, segment, MOST_MONTHS)
    mine = (Kept.organisation_id == actor.organisation_id, Kept.fingerprint == mark)
    row = session.scalar(select(Kept).where(*mine).with_for_update())
    if row is None:
        row = Kept(
            id=uuid4().hex,
            organisation_id=actor.organisation_id,
            fingerprint=mark,
            first=period.first,
            last=period.last,
            segment=segment,
            horizon_days=HORIZON_DAYS,
            months=MOST_MONTHS,
            state="making",
            share_done=0,
            asked_at=now,
        )
        session.add(row)
        try:
            session.flush()
        except IntegrityError:
            session.rollback()
            return session.scalars(select(Kept).where(*mine)).one(), False
        return row, True
    stale = row.state == "failed" or (row.state == "making" and row.asked_at < now - GIVEN_UP_AFTER)
    if stale:
        row.state, row.share_done, row.problem, row.asked_at = "making", 0, None, now
    return row, stale


def house(organisation_id: int) -> Actor:
    """Who reads the books where nobody in particular asks."""
    return Actor(None, "trasluz", organisation_id, Role.AUDITOR)


def keep_compared(database: Database, now: datetime, enqueue: Callable[[str], None]) -> int:
    """Ask for what is missing of every client that places debts: last month and this one so far; how many were asked for."""
    count = 0
    with database.writing() as session:
        placed = select(Placement.id).where(Placement.organisation_id == Organisation.id).exists()
        for id in session.scalars(select(Organisation.id).where(placed)).all():
            actor = house(id)
            today = now.astimezone(ZoneInfo(zone_of(session, actor))).date()
            this = month_period(today)
            for period in (month_period(this.first - timedelta(days=1)), this):
                count += ask_comparison(session, actor, period, "", now, enqueue).state == "making"
    return count
