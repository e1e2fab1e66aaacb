"""One thread of everything that happened with a person, across channels, debts and money; the newest first."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt, Instalment
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Payment, Plan, Promise
from app.models.person import Person
from app.operations import desk_mask
from app.queries.collections.desk_clock import zone_of
from app.queries.collections.desk_rows import Moment

_EVENING = time(23, 59)


def thread(session: Session, person: Person, now: datetime, at_most: int = 60, debt_id: int | None = None) -> tuple[Moment, ...]:
    """Of all the person's debts, or of one; times on the person's clock."""
    zone = zone_of(person)
    wanted = select(Debt).where(Debt.person_id == person.id, Debt.organisation_id == person.organisation_id)
    debts = {debt.id: debt for debt in session.scalars(wanted) if debt_id in (None, debt.id)}
    found = [
        *_interactions(session, person, zone, at_most, debt_id),
        *_dues(session, debts.values(), zone, now, at_most),
        *_promises(session, debts, zone, at_most),
        *_payments(session, debts, zone, at_most),
        *_grievances(session, person, zone, debt_id),
    ]
    return tuple(sorted(found, key=lambda m: (m.at, m.id), reverse=True)[:at_most])


def _interactions(session: Session, person: Person, zone: ZoneInfo, at_most: int, debt_id: int | None) -> Iterator[Moment]:
    """What the client's own people and messages did; what a vendor says it did is in its return."""
    wanted = select(Interaction).where(Interaction.person_id == person.id, Interaction.vendor_id.is_(None))
    if debt_id is not None:
        wanted = wanted.where(Interaction.debt_id == debt_id)
    for row in session.scalars(wanted.order_by(Interaction.at.desc()).limit(at_most)):
        if row.outcome == "taken_back":
            continue
        refused = row.refused if row.state == "refused" else None
        may = (refused or {}).get("may_go_at")
        yield Moment(
            at=row.at.astimezone(zone),
            kind=row.channel,
            direction=row.direction,
            state=row.state,
            outcome=row.outcome,
            duration_s=row.duration_s,
            said=desk_mask.prose(row.text) if row.text else row.subject,
            id=row.id,
            debt_id=row.debt_id,
            refused=refused,
            may_go_at=datetime.fromisoformat(may).astimezone(zone) if may else None,
        )


def _dues(session: Session, debts: Collection[Debt], zone: ZoneInfo, now: datetime, at_most: int) -> Iterator[Moment]:
    today = now.astimezone(zone).date()
    owed = {debt.id: debt for debt in debts}
    wanted = select(Instalment).where(Instalment.debt_id.in_(owed), Instalment.due_on <= today)
    for row in session.scalars(wanted.order_by(Instalment.due_on.desc()).limit(at_most)):
        yield Moment(
            at=_end_of(row.due_on, zone),
            kind="due",
            state="open" if row.open_minor else "paid",
            amount_minor=row.amount_minor,
            currency=owed[row.debt_id].currency,
            number=row.n,
            id=row.id,
            debt_id=row.debt_id,
        )


def _promises(session: Session, debts: dict[int, Debt], zone: ZoneInfo, at_most: int) -> Iterator[Moment]:
    wanted = select(Promise, Plan).join(Plan, Plan.id == Promise.plan_id).where(Promise.debt_id.in_(debts))
    rows = session.execute(wanted.where(Promise.state != "cancelled").order_by(Promise.due_on.desc()).limit(at_most)).tuples()
    for promise, plan in rows:
        yield Moment(
            at=plan.made_at.astimezone(zone),
            kind="promise",
            state=promise.state,
            amount_minor=promise.amount_minor,
            currency=debts[promise.debt_id].currency,
            on=promise.due_on,
            number=promise.n,
            said=plan.channel,
            id=promise.id,
            debt_id=promise.debt_id,
        )


def _payments(session: Session, debts: dict[int, Debt], zone: ZoneInfo, at_most: int) -> Iterator[Moment]:
    wanted = select(Payment).where(Payment.debt_id.in_(debts)).order_by(Payment.paid_on.desc()).limit(at_most)
    for row in session.scalars(wanted):
        yield Moment(
            at=_end_of(row.paid_on, zone),
            kind="payment",
            state="reversed" if row.reversed_by else "",
            amount_minor=row.amount_minor,
            currency=debts[row.debt_id].currency,
            said=row.means,
            id=row.id,
            debt_id=row.debt_id,
        )


def _grievances(session: Session, person: Person, zone: ZoneInfo, debt_id: int | None) -> Iterator[Moment]:
    wanted = select(Grievance).where(Grievance.person_id == person.id)
    for row in session.scalars(wanted.order_by(Grievance.opened_at.desc())):
        if debt_id is not None and row.debt_id not in (None, debt_id):
            continue
        yield Moment(
            at=row.opened_at.astimezone(zone),
            kind=row.kind,
            state=row.state,
            outcome=row.topic,
            said=desk_mask.prose(row.text),
            id=row.id,
            debt_id=row.debt_id,
        )


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """What has a day and no hour is told at the day's end."""
    return datetime.combine(day, _EVENING, zone)


def last_said(thread_of: Collection[Moment]) -> Moment | None:
    """The last thing the person themself said or wrote."""
    return next((m for m in thread_of if m.said and m.direction == "inbound"), None) or next(
        (m for m in thread_of if m.said and m.kind == "voice" and m.outcome not in (None, "no_answer")), None
    )
