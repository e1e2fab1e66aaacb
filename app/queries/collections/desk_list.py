"""The worklist as one agent sees it: what follows, without taking any of it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.desk import WorkItem
from app.models.person import Person
from app.operations.desk_fit import lanes
from app.operations.priority import late_reason
from app.operations.stages import days_past_due
from app.queries.collections.desk_clock import zone_of
from app.queries.collections.desk_rows import Waiting
from app.queries.collections.seats import Seat

SHOWN = 5
SOON = timedelta(hours=2)
"""Appointments are shown this long before they come."""
_Line = tuple[WorkItem, Debt, Person]


def following(session: Session, seat: Seat, now: datetime, besides: int | None) -> tuple[Waiting, ...]:
    """The next ones in the order in which they would come: appointments that are due, then by fit and priority."""
    mine = lanes(seat.level, seat.skills)
    of_desk = (WorkItem.organisation_id == seat.organisation_id, WorkItem.desk == seat.desk)
    due = _rows(
        session,
        (*of_desk, WorkItem.stands == "waits", WorkItem.appointment.is_not(None), WorkItem.ready_at <= now + SOON),
        (WorkItem.level <= seat.level, WorkItem.skill.in_({lane.skill for lane in mine})),
        WorkItem.ready_at,
    )
    tops: list[tuple[float, _Line]] = []
    for lane in mine:
        narrowed = (WorkItem.stands == "ready", WorkItem.skill == lane.skill, WorkItem.level == lane.level)
        for row in _rows(session, of_desk, (*narrowed, WorkItem.ready_at <= now), WorkItem.priority.desc()):
            tops.append((row[0].priority * lane.weight, row))
    ordered = [*due, *(row for _, row in sorted(tops, key=lambda pair: -pair[0]))]
    return tuple(line(*row, now=now) for row in ordered if row[0].debt_id != besides)[:SHOWN]


def _rows(session: Session, first: Iterable[ColumnElement[bool]], then: Iterable[ColumnElement[bool]], order: Any) -> list[_Line]:
    picked = select(WorkItem.debt_id).where(*first, *then).order_by(order).limit(SHOWN + 1).subquery()
    wanted = (
        select(WorkItem, Debt, Person)
        .join(picked, picked.c.debt_id == WorkItem.debt_id)
        .join(Debt, Debt.id == WorkItem.debt_id)
        .join(Person, Person.id == Debt.person_id)
        .order_by(order)
    )
    return list(session.execute(wanted).tuples())


def line(item: WorkItem, debt: Debt, person: Person, now: datetime) -> Waiting:
    """One line of the list."""
    zone = zone_of(person)
    days = days_past_due(debt.oldest_due_on, now.astimezone(zone).date())
    return Waiting(
        debt_id=debt.id,
        name=person.name,
        overdue_minor=debt.overdue_minor,
        currency=debt.currency,
        days_overdue=days,
        product=debt.product,
        reasons=tuple(_said_today(item.reasons, days)),
        appointment=item.appointment,
        ready_at=item.ready_at.astimezone(zone),
    )


def _said_today(reasons: Iterable[Mapping[str, Any]], days: int) -> Iterator[Mapping[str, Any]]:
    """How late it is was written when the list was last ordered; it is said of today, on the person's clock."""
    for reason in reasons:
        if reason.get("kind") != "late":
            yield reason
        elif days:
            yield late_reason(days)
