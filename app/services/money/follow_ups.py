"""Who is to be reminded of a promise: before its day, on it, and when it broke. Data only; what goes out passes the gate."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.ledger import Plan, Promise
from app.models.person import Person


class Moment(StrEnum):
    """When a promise is followed up."""

    BEFORE = "before"
    ON_THE_DAY = "on_the_day"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One promise to follow up. `once` is the same whenever it is asked that day: what is sent under it goes out once."""

    moment: Moment
    promise_id: int
    plan_id: int
    debt_id: int
    person_id: int
    number: str
    name: str
    currency: str
    due_minor: int
    due_on: date
    channel: str
    once: str


def follow_ups(session: Session, organisation_id: int, today: date, days_before: int = 2) -> list[FollowUp]:
    """Promises due in `days_before` days, due today, and those that broke since yesterday; what is paid already is not reminded.

    Paid debts and those written off by the client are not in it. Ordered by moment and promise.
    """
    wanted = (
        select(Promise, Plan, Debt, Person)
        .join(Plan, Plan.id == Promise.plan_id)
        .join(Debt, Debt.id == Promise.debt_id)
        .join(Person, Person.id == Debt.person_id)
        .where(Debt.organisation_id == organisation_id, Debt.state.notin_(("paid", "closed")), Plan.replaced_at.is_(None))
        .order_by(Promise.id)
    )
    days = {Moment.BEFORE: today + timedelta(days=days_before), Moment.ON_THE_DAY: today}
    found = [
        up
        for moment, day in days.items()
        for up in _of(session.execute(wanted.where(Promise.state == "open", Promise.due_on == day)).tuples(), moment)
    ]
    broken = wanted.where(Promise.state == "broken", Promise.settled_on >= today - timedelta(days=1), Promise.settled_on <= today)
    return [*found, *_of(session.execute(broken).tuples(), Moment.BROKEN)]


def _of(rows: Iterator[tuple[Promise, Plan, Debt, Person]], moment: Moment) -> Iterator[FollowUp]:
    for promise, plan, debt, person in rows:
        left = promise.amount_minor - promise.paid_minor
        if left <= 0:
            continue
        yield FollowUp(
            moment=moment,
            promise_id=promise.id,
            plan_id=plan.id,
            debt_id=debt.id,
            person_id=person.id,
            number=debt.number,
            name=person.name,
            currency=debt.currency,
            due_minor=left,
            due_on=promise.due_on,
            channel=plan.channel,
            once=f"promise:{promise.id}:{moment.value}",
        )
