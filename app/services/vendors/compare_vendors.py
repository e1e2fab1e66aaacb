"""Comparisons of vendors made from the books and kept, so that pages and documents say the same digits and say them at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.errors import NotFound
from app.models.comparison import Comparison as Kept
from app.models.organisation import Organisation
from app.models.placement import Placement
from app.queries.collections.kpis import zone_of
from app.queries.oversight.scorecards.facts import HORIZON_DAYS, MOST_MONTHS, check_period, facts, may_compare
from app.queries.oversight.scorecards.fingerprint import fingerprint
from app.queries.oversight.scorecards.span import books_of
from app.queries.rows import Role
from reports.scorecards.as_json import comparison_dict, comparison_from
from reports.scorecards.card import Comparison
from reports.scorecards.compare import compare
from reports.scorecards.facts import Facts, Period

_KEPT_OF_EACH = 2
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
    row, fresh = _row(session, actor, period, segment, now)
    asked = Asked(row.id, row.state)
    session.commit()
    if fresh:
        enqueue(row.id)
    return asked


def comparison_now(session: Session, actor: Actor, period: Period, segment: str, now: datetime) -> Comparison:
    """The same, made here where it is not made yet: for commands, mail and the demo. Commits; every segment is made with it.

    Raises Forbidden, BadInput, NotFound for a segment in which nothing was placed.
    """
    may_compare(actor)
    check_period(period)
    row, _ = _row(session, actor, period, segment, now)
    if row.state != "made":
        _make(session, actor, row, period, now, lambda share: None)
    made = session.get(Kept, row.id, populate_existing=True)
    if made is None or made.told is None:
        raise NotFound(f"no hay segmento {segment[:60]}", f"there is no segment {segment[:60]}")
    return comparison_from(made.told)


def comparison_of_month(session: Session, actor: Actor, first: date, now: datetime) -> Comparison:
    """The comparison of the calendar month that begins on a day, of all accounts."""
    return comparison_now(session, actor, month_period(first), "", now)


def month_period(first: date) -> Period:
    """A calendar month."""
    start = first.replace(day=1)
    return Period(start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def make_comparison(database: Database, comparison_id: str, clock: Callable[[], datetime]) -> None:
    """What the worker does: the comparison asked for and those of every segment; a failure is told on the row."""
    with database.writing() as session:
        row = session.get(Kept, comparison_id)
        if row is None or row.state == "made":
            return
        actor, period = _house(row.organisation_id), Period(row.first, row.last)
        session.rollback()
    shown = [0]

    def tell(share: float) -> None:
        done = int(95 * share)
        if done > shown[0]:
            shown[0] = done
            with database.writing() as session:
                session.get_one(Kept, comparison_id).share_done = done
                session.commit()

    try:
        with database.reading() as session:
            found = facts(session, actor, period, HORIZON_DAYS, MOST_MONTHS, clock(), tell)
        with database.writing() as session:
            _keep(session, actor, session.get_one(Kept, comparison_id), found, clock())
    except ValueError as cause:
        with database.writing() as session:
            row = session.get_one(Kept, comparison_id)
            row.state, row.problem = "failed", {"es": f"no se pudo comparar: {cause}", "en": f"could not be compared: {cause}"}
            session.commit()
        raise


def _row(session: Session, actor: Actor, period: Period, segment: str, now: datetime) -> tuple[Kept, bool]:
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


def _make(session: Session, actor: Actor, row: Kept, period: Period, now: datetime, tell: Callable[[float], None]) -> None:
    found = facts(session, actor, period, HORIZON_DAYS, MOST_MONTHS, now, tell)
    _keep(session, actor, row, found, now)


def _keep(session: Session, actor: Actor, row: Kept, found: Facts, now: datetime) -> None:
    """The comparison of all accounts and of each segment, made of the same facts."""
    period = Period(row.first, row.last)
    for segment in dict.fromkeys(("", *found.segments)):
        of, _ = (row, False) if segment == row.segment else _row(session, actor, period, segment, now)
        if of.state == "made":
            continue
        of.told = comparison_dict(compare(found, segment))
        of.state, of.share_done, of.made_at, of.problem = "made", 100, now, None
        session.flush()
        _forget(session, of)
    if row.state != "made":  # nothing was placed in a segment of that name
        session.delete(row)
    session.commit()


def _forget(session: Session, newest: Kept) -> None:
    """Of the same days and segment only the newest few are kept: books change by the hour."""
    same = (
        Kept.organisation_id == newest.organisation_id,
        Kept.first == newest.first,
        Kept.last == newest.last,
        Kept.segment == newest.segment,
        Kept.id != newest.id,
    )
    old = session.scalars(select(Kept.id).where(*same).order_by(Kept.asked_at.desc()).offset(_KEPT_OF_EACH - 1)).all()
    if old:
        session.execute(delete(Kept).where(Kept.id.in_(old)))


def _house(organisation_id: int) -> Actor:
    return Actor(None, "trasluz", organisation_id, Role.AUDITOR)


def keep_compared(database: Database, now: datetime, enqueue: Callable[[str], None]) -> int:
    """Ask for what is missing of every client that places debts: last month and this one so far; how many were asked for."""
    count = 0
    with database.writing() as session:
        placed = select(Placement.id).where(Placement.organisation_id == Organisation.id).exists()
        for id in session.scalars(select(Organisation.id).where(placed)).all():
            actor = _house(id)
            today = now.astimezone(ZoneInfo(zone_of(session, actor))).date()
            this = month_period(today)
            for period in (month_period(this.first - timedelta(days=1)), this):
                count += ask_comparison(session, actor, period, "", now, enqueue).state == "making"
    return count
