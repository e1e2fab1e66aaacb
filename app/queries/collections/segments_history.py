"""What was lived with each debt, counted: for the chance of paying and for the reasons an agent reads."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.debt_day import DebtDay
from app.models.interaction import Interaction
from app.models.ledger import Payment, Promise
from app.models.person import Person
from app.operations.priority import DAYS, Bucket, Cell, Lived
from app.queries.collections.segments_sql import REACHED, TRIED

PAID_WITHIN, REACHED_WITHIN, TRIED_WITHIN, ANSWERS_WITHIN = 90, 60, 60, 180
_SAMPLE = 100_000
_LEAST_ANSWERS = 3
_SLOT_H = 2


def counted_cells(session: Session, organisation_id: int, today: date) -> dict[Cell, tuple[int, int]]:
    """(paid within DAYS, debts) of each cell on the newest photographed day DAYS old; a sample where they are many."""
    mine = DebtDay.organisation_id == organisation_id
    newest = select(func.max(DebtDay.on_day)).where(mine, DebtDay.on_day <= today - timedelta(days=DAYS))
    day = session.scalar(newest)
    if day is None:
        return {}
    count = session.scalar(select(func.count()).select_from(DebtDay).where(mine, DebtDay.on_day == day)) or 0
    every = max(1, count // _SAMPLE)
    paid = exists().where(
        Payment.debt_id == DebtDay.debt_id,
        Payment.reversed_by.is_(None),
        Payment.paid_on >= day,
        Payment.paid_on < day + timedelta(days=DAYS),
    )
    bucket, lived = _bucket(), _lived(day)
    wanted = select(bucket, lived, func.count(), func.sum(case((paid, 1), else_=0))).where(
        mine, DebtDay.on_day == day, DebtDay.days_overdue > 0, DebtDay.aside.is_(False), DebtDay.debt_id % every == 0
    )
    rows = session.execute(wanted.group_by(bucket, lived)).tuples()
    return {(Bucket(b), Lived(k)): (int(hits or 0), int(n)) for b, k, n, hits in rows}


def _bucket() -> ColumnElement[str]:
    days = DebtDay.days_overdue
    ends = ((30, Bucket.TO_30), (90, Bucket.TO_90), (180, Bucket.TO_180))
    return case(*((days <= end, literal(name.value)) for end, name in ends), else_=literal(Bucket.OLDER.value))


def _lived(day: date) -> ColumnElement[str]:
    at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("UTC"))
    last = (
        select(Promise.state)
        .where(Promise.debt_id == DebtDay.debt_id, Promise.state.in_(("kept", "broken")), Promise.settled_on < day)
        .order_by(Promise.settled_on.desc(), Promise.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    paid = exists().where(
        Payment.debt_id == DebtDay.debt_id,
        Payment.reversed_by.is_(None),
        Payment.paid_on < day,
        Payment.paid_on >= day - timedelta(days=PAID_WITHIN),
    )

    def within(what: ColumnElement[bool], days: int) -> ColumnElement[bool]:
        window = and_(Interaction.at < at, Interaction.at >= at - timedelta(days=days))
        return exists().where(Interaction.person_id == DebtDay.person_id, what, window)

    return case(
        (last == "kept", literal(Lived.KEPT.value)),
        (last == "broken", literal(Lived.BROKE.value)),
        (paid, literal(Lived.PAID.value)),
        (within(REACHED, REACHED_WITHIN), literal(Lived.REACHED.value)),
        (within(TRIED, TRIED_WITHIN), literal(Lived.UNREACHED.value)),
        else_=literal(Lived.UNTRIED.value),
    )


def promises_settled(session: Session, organisation_id: int) -> dict[int, Lived]:
    """How the last settled promise of each debt ended."""
    wanted = select(Promise.debt_id, Promise.state).join(Debt, Debt.id == Promise.debt_id)
    ended = wanted.where(Debt.organisation_id == organisation_id, Promise.state.in_(("kept", "broken")))
    rows = session.execute(ended.order_by(Promise.settled_on, Promise.id)).tuples()
    return {debt: Lived.KEPT if state == "kept" else Lived.BROKE for debt, state in rows}


def promises_open(session: Session, organisation_id: int) -> dict[int, date]:
    """The next day of each debt's open promises."""
    wanted = select(Promise.debt_id, func.min(Promise.due_on)).join(Debt, Debt.id == Promise.debt_id)
    found = wanted.where(Debt.organisation_id == organisation_id, Promise.state == "open").group_by(Promise.debt_id)
    return {row[0]: row[1] for row in session.execute(found)}


def paid_lately(session: Session, organisation_id: int, today: date) -> set[int]:
    """Debts with a payment that stands."""
    since = today - timedelta(days=PAID_WITHIN)
    wanted = select(Payment.debt_id).where(Payment.organisation_id == organisation_id, Payment.reversed_by.is_(None))
    return set(session.scalars(wanted.where(Payment.paid_on >= since).distinct()))


def met_lately(session: Session, organisation_id: int, now: datetime) -> tuple[set[int], set[int]]:
    """People who were reached, and people who were tried."""
    since = now - timedelta(days=max(REACHED_WITHIN, TRIED_WITHIN))
    recent = select(Interaction.person_id).where(Interaction.organisation_id == organisation_id, Interaction.at >= since)
    return set(session.scalars(recent.where(REACHED).distinct())), set(session.scalars(recent.where(TRIED).distinct()))


def answering_hours(session: Session, organisation_id: int, now: datetime) -> dict[int, tuple[int, int, int, int]]:
    """(weekday, hour, answered, tried) when each person answers calls best, on their own clock; those with enough answers."""
    since = now - timedelta(days=ANSWERS_WITHIN)
    calls = and_(
        Interaction.organisation_id == organisation_id,
        Interaction.channel == "voice",
        Interaction.direction == "outbound",
        Interaction.at >= since,
        Interaction.state != "refused",
        Interaction.vendor_id.is_(None),
    )
    often = select(Interaction.person_id).where(calls, REACHED).group_by(Interaction.person_id)
    often = often.having(func.count() >= _LEAST_ANSWERS)
    wanted = select(Interaction.person_id, Interaction.at, case((REACHED, 1), else_=0), Person.zone).join(
        Person, Person.id == Interaction.person_id
    )
    slots: dict[int, dict[tuple[int, int], Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for person, at, answered, zone in session.execute(wanted.where(calls, Interaction.person_id.in_(often))).tuples():
        local = at.astimezone(ZoneInfo(zone)) if zone else at
        slot = slots[person][local.weekday(), local.hour // _SLOT_H * _SLOT_H]
        slot["tried"] += 1
        slot["answered"] += int(answered)
    return {person: best for person, found in slots.items() if (best := _best(found)) is not None}


def _best(slots: dict[tuple[int, int], Counter[str]]) -> tuple[int, int, int, int] | None:
    often = {key: c for key, c in slots.items() if c["answered"] >= _LEAST_ANSWERS}
    enough: list[Any] = [(c["answered"] / c["tried"], c["answered"], key) for key, c in often.items()]
    if not enough:
        return None
    _, answered, (weekday, hour) = max(enough)
    return weekday, hour, answered, slots[weekday, hour]["tried"]
