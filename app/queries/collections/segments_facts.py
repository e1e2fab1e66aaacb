"""What the rules may ask of a few debts, read at once: the facts of `app.operations.segments_holds`."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Payment, Plan, Promise
from app.models.person import ContactPoint, Person
from app.operations.segments_holds import Facts
from app.operations.stages import days_past_due, midnight_of, stage_of, today_of
from app.queries.collections.segments_sql import REACHED, TRIED, best_channels

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_UNREACHABLE = ("wrong", "bounced", "opted_out")


def facts_of(session: Session, debt_ids: Collection[int], now: datetime) -> dict[int, Facts]:
    """The facts of each debt that exists, by id."""
    rows = session.execute(select(Debt, Person).join(Person).where(Debt.id.in_(debt_ids))).tuples().all()
    people, debts = {person.id for _, person in rows}, {debt.id for debt, _ in rows}
    of_people, of_debts = _events_of_people(session, people), _events_of_debts(session, debts, now)
    flags = _flags(session, debts, people)
    channels = _best(session, people)
    return {
        debt.id: Facts(
            debt.currency,
            _values(debt, person, channels.get(person.id), now),
            {**of_people[person.id], **of_debts[debt.id]},
            frozenset(flags["debt"][debt.id] | flags["person"][person.id] | _own(debt, person)),
        )
        for debt, person in rows
    }


def _values(debt: Debt, person: Person, channel: str | None, now: datetime) -> dict[str, Any]:
    today = today_of(now)
    days = days_past_due(debt.oldest_due_on, today)
    return {
        "days": days,
        "balance": debt.balance_minor,
        "overdue": debt.overdue_minor,
        "tenure": None if debt.opened_on is None else (today - debt.opened_on).days,
        "risk": debt.risk,
        "product": debt.product,
        "stage": stage_of(debt.state, days),
        "state": debt.state,
        "channel": channel,
        "currency": debt.currency,
        **{name: getattr(person, name) for name in ("country", "subdivision", "city", "zone", "language")},
    }


def _own(debt: Debt, person: Person) -> set[str]:
    return ({"vulnerable"} if person.vulnerable else set()) | ({"placed"} if debt.placed_with is not None else set())


def _events_of_people(session: Session, people: Collection[int]) -> dict[int, dict[str, datetime]]:
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for name, happened in (("reached", REACHED), ("tried", TRIED)):
        newest = select(Interaction.person_id, func.max(Interaction.at)).where(happened, Interaction.person_id.in_(people))
        for person_id, at in session.execute(newest.group_by(Interaction.person_id)).tuples():
            found[person_id][name] = at
    return found


def _events_of_debts(session: Session, debts: Collection[int], now: datetime) -> dict[int, dict[str, datetime]]:
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    made = select(Plan.debt_id, func.max(Plan.made_at)).where(Plan.debt_id.in_(debts), Plan.state != "cancelled")
    for debt_id, at in session.execute(made.group_by(Plan.debt_id)).tuples():
        found[debt_id]["promised"] = at
    paid = select(Payment.debt_id, func.max(Payment.paid_on)).where(Payment.debt_id.in_(debts), Payment.reversed_by.is_(None))
    for debt_id, day in session.execute(paid.group_by(Payment.debt_id)).tuples():
        found[debt_id]["paid"] = midnight_of(day, now)
    for name, state in (("broke", "broken"), ("kept", "kept")):
        settled = select(Promise.debt_id, func.max(Promise.settled_on)).where(Promise.debt_id.in_(debts), Promise.state == state)
        for debt_id, on in session.execute(settled.group_by(Promise.debt_id)).tuples():
            found[debt_id][name] = midnight_of(on, now) if on else _LONG_AGO
    return found


def _flags(session: Session, debts: Collection[int], people: Collection[int]) -> dict[str, dict[int, set[str]]]:
    found: dict[str, dict[int, set[str]]] = {"debt": defaultdict(set), "person": defaultdict(set)}
    open_disputes = select(Grievance.debt_id, Grievance.person_id).where(
        Grievance.person_id.in_(people), Grievance.kind == "dispute", Grievance.state == "open"
    )
    for debt_id, person_id in session.execute(open_disputes).tuples():
        (found["person"][person_id] if debt_id is None else found["debt"][debt_id]).add("disputed")
    for debt_id in session.scalars(select(Promise.debt_id).where(Promise.debt_id.in_(debts), Promise.state == "open")):
        found["debt"][debt_id].add("promise_open")
    for person_id, kind, mobile in _points(session, people):
        if kind in ("phone", "email"):
            found["person"][person_id].add(f"has_{kind}")
        if kind == "phone" and mobile:
            found["person"][person_id].add("has_mobile")
    return found


def _points(session: Session, people: Collection[int]) -> Sequence[tuple[int, str, bool | None]]:
    wanted = select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.mobile)
    found = wanted.where(ContactPoint.person_id.in_(people), ContactPoint.standing.not_in(_UNREACHABLE))
    return session.execute(found).tuples().all()


def _best(session: Session, people: Collection[int]) -> dict[int, str]:
    rows = session.execute(best_channels(people)).all()
    return {int(row.person_id): str(row.channel) for row in rows}
