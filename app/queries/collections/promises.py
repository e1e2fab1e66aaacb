"""Promises as they are read: those of a debt by plan, and those that are due or broke, with whom to speak to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.debt import Debt
from app.models.ledger import Plan, Promise
from app.models.person import Person
from app.operations.offers import policy
from audit.data_file import Words

PER_PART = 100


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise."""

    id: int
    n: int
    amount_minor: int
    paid_minor: int
    due_on: date
    last_day: date
    state: str
    settled_on: date | None
    means: str | None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan with its promises."""

    id: int
    offer: str
    says: Words
    state: str
    channel: str
    total_minor: int
    waives_minor: int
    made_at: datetime
    made_by: str
    replaces_id: int | None
    promises: tuple[PromiseRow, ...]


@dataclass(frozen=True, slots=True)
class DueRow:
    """A promise in the day's list."""

    promise_id: int
    plan_id: int
    debt_id: int
    number: str
    person: str
    currency: str
    amount_minor: int
    paid_minor: int
    due_on: date
    settled_on: date | None
    channel: str
    means: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A list of the day: its first rows and how many there are."""

    rows: tuple[DueRow, ...]
    found: int


@dataclass(frozen=True, slots=True)
class DayPage:
    """Promises due today and tomorrow, late within their grace, and broken in the last week."""

    today: date
    due_today: Part
    due_tomorrow: Part
    in_grace: Part
    broken: Part


def plans_of(session: Session, debt_id: int) -> tuple[PlanRow, ...]:
    """A debt's plans, newest first."""
    plans = session.scalars(select(Plan).where(Plan.debt_id == debt_id).order_by(Plan.id.desc())).all()
    promises = session.scalars(select(Promise).where(Promise.debt_id == debt_id).order_by(Promise.n)).all()
    return tuple(_plan(plan, [p for p in promises if p.plan_id == plan.id]) for plan in plans)


def _plan(plan: Plan, promises: Sequence[Promise]) -> PlanRow:
    form = policy().form(plan.offer)
    return PlanRow(
        id=plan.id,
        offer=plan.offer,
        says=form.says if form is not None else Words(plan.offer, plan.offer),
        state=plan.state,
        channel=plan.channel,
        total_minor=plan.total_minor,
        waives_minor=plan.waives_minor,
        made_at=plan.made_at,
        made_by=plan.made_by,
        replaces_id=plan.replaces_id,
        promises=tuple(
            PromiseRow(
                p.id,
                p.n,
                p.amount_minor,
                p.paid_minor,
                p.due_on,
                p.due_on + timedelta(days=p.grace_days),
                p.state,
                p.settled_on,
                p.means,
            )
            for p in promises
        ),
    )


def day_page(session: Session, actor: Actor, today: date) -> DayPage:
    """The day's promises; each list by the amount that is still missing, the largest first."""
    open_ = Promise.state == "open"
    return DayPage(
        today=today,
        due_today=_part(session, actor, open_ & (Promise.due_on == today)),
        due_tomorrow=_part(session, actor, open_ & (Promise.due_on == today + timedelta(days=1))),
        in_grace=_part(session, actor, open_ & (Promise.due_on < today)),
        broken=_part(
            session,
            actor,
            (Promise.state == "broken") & (Promise.settled_on > today - timedelta(days=7)) & (Promise.settled_on <= today),
        ),
    )


def _part(session: Session, actor: Actor, which: ColumnElement[bool]) -> Part:
    mine = (Debt.organisation_id == actor.organisation_id, which)
    found = session.scalar(select(func.count()).select_from(Promise).join(Debt, Debt.id == Promise.debt_id).where(*mine)) or 0
    wanted = (
        select(Promise, Plan.channel, Debt, Person.name)
        .join(Plan, Plan.id == Promise.plan_id)
        .join(Debt, Debt.id == Promise.debt_id)
        .join(Person, Person.id == Debt.person_id)
        .where(*mine)
        .order_by((Promise.amount_minor - Promise.paid_minor).desc(), Promise.id)
        .limit(PER_PART)
    )
    rows = (_due(promise, channel, debt, name) for promise, channel, debt, name in session.execute(wanted).tuples())
    return Part(tuple(rows), found)


def _due(promise: Promise, channel: str, debt: Debt, name: str) -> DueRow:
    return DueRow(
        promise_id=promise.id,
        plan_id=promise.plan_id,
        debt_id=debt.id,
        number=debt.number,
        person=name,
        currency=debt.currency,
        amount_minor=promise.amount_minor,
        paid_minor=promise.paid_minor,
        due_on=promise.due_on,
        settled_on=promise.settled_on,
        channel=channel,
        means=promise.means,
    )
