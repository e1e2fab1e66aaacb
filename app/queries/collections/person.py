"""One person for whoever runs the operation: every debt, case, contact, promise, payment, dispute and cost, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.debt import Debt, DebtCase
from app.models.interaction import Grievance, Interaction
from app.models.organisation import Vendor
from app.models.person import Consent, Person
from app.operations.money import exponent
from app.operations.stages import days_past_due
from app.queries.collections.desk_clock import day_of, zone_of
from app.queries.collections.desk_hand import promises, week, who
from app.queries.collections.desk_rows import Moment, Promises, Week, Who
from app.queries.collections.desk_thread import thread

THREAD = 500


@dataclass(frozen=True, slots=True)
class Case:
    """One delinquency cycle of a debt and what it cost; `closed_as` None while it is open."""

    opened_on: date
    closed_on: date | None
    closed_as: str | None
    overdue_minor: int
    contacts: int


@dataclass(frozen=True, slots=True)
class DebtLine:
    """One debt with its cycles."""

    debt_id: int
    number: str
    product: str | None
    currency: str
    balance_minor: int
    overdue_minor: int
    days_overdue: int
    state: str
    stage: str | None
    placed_with: str | None
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """Contacts of a channel and their cost in minor units of `currency`; None where no cost is on record."""

    channel: str
    out: int
    back: int
    cost_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """A dispute or complaint as it stands."""

    id: int
    kind: str
    topic: str
    text: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    answer: str | None
    number: str | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything about a person. `channel` is the one that the thread is narrowed to, "" for all."""

    who: Who
    debts: tuple[DebtLine, ...]
    promises: Promises
    week: Week
    spent: tuple[Spent, ...]
    complaints: tuple[Complaint, ...]
    consents: tuple[tuple[str, bool, datetime, str], ...]
    history: tuple[Moment, ...]
    kinds: tuple[str, ...]
    channel: str


def person_page(session: Session, actor: Actor, person_id: int, now: datetime, channel: str = "") -> PersonPage:
    """Raises NotFound for nobody, or somebody of another client."""
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay persona {person_id}", f"there is no person {person_id}")
    debts = session.scalars(select(Debt).where(Debt.person_id == person.id).order_by(Debt.overdue_minor.desc(), Debt.id)).all()
    past = thread(session, person, now, THREAD)
    return PersonPage(
        who=who(session, person, now, dial=False),
        debts=_debts(session, person, debts, now),
        promises=promises(session, person),
        week=week(session, person, now),
        spent=_spent(session, person, debts),
        complaints=_complaints(session, person, {debt.id: debt.number for debt in debts}),
        consents=_consents(session, person),
        history=tuple(m for m in past if channel in ("", m.kind)),
        kinds=tuple(dict.fromkeys(m.kind for m in past)),
        channel=channel,
    )


def _debts(session: Session, person: Person, debts: Sequence[Debt], now: datetime) -> tuple[DebtLine, ...]:
    vendors = dict(
        session.execute(select(Vendor.id, Vendor.name).where(Vendor.organisation_id == person.organisation_id)).tuples().all()
    )
    today = day_of(person, now)
    return tuple(
        DebtLine(
            debt_id=debt.id,
            number=debt.number,
            product=debt.product,
            currency=debt.currency,
            balance_minor=debt.balance_minor,
            overdue_minor=debt.overdue_minor,
            days_overdue=days_past_due(debt.oldest_due_on, today),
            state=debt.state,
            stage=debt.stage,
            placed_with=vendors.get(debt.placed_with) if debt.placed_with else None,
            cases=_cases(session, debt),
        )
        for debt in debts
    )


def _cases(session: Session, debt: Debt) -> tuple[Case, ...]:
    rows = session.scalars(select(DebtCase).where(DebtCase.debt_id == debt.id).order_by(DebtCase.opened_on.desc()))
    counted = dict(
        session.execute(
            select(Interaction.case_id, func.count()).where(Interaction.debt_id == debt.id).group_by(Interaction.case_id)
        )
        .tuples()
        .all()
    )
    return tuple(Case(c.opened_on, c.closed_on, c.closed_as, c.overdue_minor, counted.get(c.id, 0)) for c in rows)


def _spent(session: Session, person: Person, debts: Sequence[Debt]) -> tuple[Spent, ...]:
    currency = debts[0].currency if debts else ""
    rows = session.execute(
        select(
            Interaction.channel,
            func.count().filter(Interaction.direction == "outbound"),
            func.count().filter(Interaction.direction == "inbound"),
            func.sum(Interaction.cost_micros),
        )
        .where(Interaction.person_id == person.id, Interaction.state != "refused", Interaction.vendor_id.is_(None))
        .group_by(Interaction.channel)
        .order_by(func.count().desc())
    )
    scale = 10 ** exponent(currency) if currency else 1
    return tuple(
        Spent(channel, out, back, round(int(cost) * scale / 1_000_000) if cost else None, currency)
        for channel, out, back, cost in rows
    )


def _complaints(session: Session, person: Person, numbers: Mapping[int, str]) -> tuple[Complaint, ...]:
    zone = zone_of(person)
    rows = session.scalars(select(Grievance).where(Grievance.person_id == person.id).order_by(Grievance.opened_at.desc()))
    return tuple(
        Complaint(
            id=row.id,
            kind=row.kind,
            topic=row.topic,
            text=row.text,
            state=row.state,
            opened_at=row.opened_at.astimezone(zone),
            closed_at=row.closed_at.astimezone(zone) if row.closed_at else None,
            answer=row.answer,
            number=numbers.get(row.debt_id) if row.debt_id else None,
        )
        for row in rows
    )


def _consents(session: Session, person: Person) -> tuple[tuple[str, bool, datetime, str], ...]:
    rows = session.scalars(select(Consent).where(Consent.person_id == person.id).order_by(Consent.at.desc()))
    return tuple((row.channel, row.granted, row.at.astimezone(zone_of(person)), row.source) for row in rows)
