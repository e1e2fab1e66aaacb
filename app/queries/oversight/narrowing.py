"""Filters of the list beyond plain columns: local days, and what the first page counts."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Recording, Verdict
from app.queries.list_rows import CallsQuery, Has

PROMISES = ("promise", "payment_plan")
_A_DAY = timedelta(days=1)


def in_days(session: Session, actor: Actor, query: CallsQuery) -> list[ColumnElement[bool]]:
    """Calls whose day, on the debtor's clock, is asked for. Every clock has its own midnight, so each is compared apart."""
    if query.since is None and query.until is None:
        return []
    clocks = session.scalars(
        select(Recording.called_offset_min).where(Recording.organisation_id == actor.organisation_id).distinct()
    ).all()
    ways = [and_(Recording.called_offset_min.is_not_distinct_from(clock), *_between(query, clock or 0)) for clock in clocks]
    if query.undated:
        ways.append(Recording.called_at.is_(None))
    return [or_(*ways)] if ways else []


def _between(query: CallsQuery, offset_min: int) -> list[ColumnElement[bool]]:
    out: list[ColumnElement[bool]] = [Recording.called_at.is_not(None)]
    if query.since is not None:
        out.append(Recording.called_at >= _midnight(query.since, offset_min))
    if query.until is not None and query.until < date.max - _A_DAY:
        out.append(Recording.called_at < _midnight(query.until + _A_DAY, offset_min))
    return out


def _midnight(day: date, offset_min: int) -> datetime:
    """When a local day begins, in UTC; days at the ends of the calendar stay inside it."""
    day = min(max(day, date.min + _A_DAY), date.max - _A_DAY)
    return datetime.combine(day, time(), UTC) - timedelta(minutes=offset_min)


def counted(query: CallsQuery) -> list[ColumnElement[bool]]:
    """What figures and lines of the first page count; `HELD` narrows the criterion instead (see `matching`)."""
    conditions: dict[Has, ColumnElement[bool]] = {
        Has.SKILL: Verdict.skill.is_not(None),
        Has.WHOLE_PROMISE: and_(Verdict.outcome.in_(PROMISES), Verdict.amount.is_not(None), Verdict.day.is_not(None)),
        Has.UNASSESSED: Verdict.duties_assessed < Verdict.duties_applicable,
        Has.WAITING: and_(Verdict.signed_at.is_(None), Verdict.needs_person.is_(True)),
        Has.NO_VENDOR: Recording.vendor_id.is_(None),
    }
    return [conditions[has] for has in query.has if has in conditions]
