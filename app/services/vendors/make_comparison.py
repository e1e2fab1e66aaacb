"""Comparisons of vendors made from the books, by a worker or here and now: each segment's with that of all accounts."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database, reader_of
from app.errors import NotFound
from app.models.comparison import Comparison as Kept
from app.queries.oversight.scorecards.facts import HORIZON_DAYS, MOST_MONTHS, check_period, facts, may_compare
from app.services.vendors.compare_vendors import house, kept_row, month_period
from reports.scorecards.as_json import comparison_dict, comparison_from
from reports.scorecards.card import Comparison
from reports.scorecards.compare import compare
from reports.scorecards.facts import Facts, Period

_KEPT_OF_EACH = 2


def comparison_now(session: Session, actor: Actor, period: Period, segment: str, now: datetime) -> Comparison:
    """The same, made here where it is not made yet: for commands, mail and the demo. Commits; every segment is made with it.

    Raises Forbidden, BadInput, NotFound for a segment in which nothing was placed.
    """
    may_compare(actor)
    check_period(period)
    row, _ = kept_row(session, actor, period, segment, now)
    session.commit()
    if row.state != "made":
        with reader_of(session) as reading:
            found = facts(reading, actor, period, HORIZON_DAYS, MOST_MONTHS, now, lambda share: None)
        _keep(lambda: nullcontext(session), actor, row.id, found, now)
    made = session.get(Kept, row.id, populate_existing=True)
    if made is None or made.told is None:
        raise NotFound(f"no hay segmento {segment[:60]}", f"there is no segment {segment[:60]}")
    told = made.told
    session.commit()
    return comparison_from(told)


def comparison_of_month(session: Session, actor: Actor, first: date, now: datetime) -> Comparison:
    """The comparison of the calendar month that begins on a day, of all accounts."""
    return comparison_now(session, actor, month_period(first), "", now)


def make_comparison(database: Database, comparison_id: str, clock: Callable[[], datetime]) -> None:
    """What the worker does: the comparison asked for and those of every segment; a failure is told on the row."""
    with database.writing() as session:
        row = session.get(Kept, comparison_id)
        if row is None or row.state == "made":
            return
        actor, period = house(row.organisation_id), Period(row.first, row.last)
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
        _keep(database.write, actor, comparison_id, found, clock())
    except ValueError as cause:
        with database.writing() as session:
            row = session.get_one(Kept, comparison_id)
            row.state, row.problem = "failed", {"es": f"no se pudo comparar: {cause}", "en": f"could not be compared: {cause}"}
            session.commit()
        raise


def _keep(write: Callable[[], AbstractContextManager[Session]], actor: Actor, asked: str, found: Facts, now: datetime) -> None:
    """The comparison of all accounts and of each segment, made of the same facts; none is reckoned in a transaction."""
    with write() as session:
        row = session.get_one(Kept, asked)
        period, wanted = Period(row.first, row.last), row.segment
    for segment in dict.fromkeys(("", *found.segments)):
        with write() as session:
            of = session.get_one(Kept, asked) if segment == wanted else kept_row(session, actor, period, segment, now)[0]
            id, made = of.id, of.state == "made"
            session.commit()
        if not made:
            told = comparison_dict(compare(found, segment))
            with write() as session:
                _write(session, id, told, now)
    with write() as session:
        row = session.get_one(Kept, asked)
        if row.state != "made":  # nothing was placed in a segment of that name
            session.delete(row)
        session.commit()


def _write(session: Session, id: str, told: dict[str, Any], now: datetime) -> None:
    of = session.get_one(Kept, id)
    of.told, of.state, of.share_done, of.made_at, of.problem = told, "made", 100, now, None
    session.flush()
    _forget(session, of)
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
