"""A handful of debtors whose measures anybody can count by hand."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from app.models import (
    Consent,
    Debt,
    DebtCase,
    Entry,
    Grievance,
    Interaction,
    Organisation,
    Payment,
    Person,
    Plan,
    Promise,
    Segment,
)

NOW = datetime(2026, 5, 18, 15, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 15)


def at(day: int, hour: int = 15) -> datetime:
    """An hour of May."""
    return datetime(2026, 5, day, hour, tzinfo=UTC)


def organisation(session: Session, name: str) -> int:
    """A client of its own."""
    made = Organisation(name=name, created_at=NOW)
    session.add(made)
    session.flush()
    session.add(Segment(organisation_id=made.id, name="Temprana", rule="mora > 0", position=1, changed_at=NOW))
    session.flush()
    return made.id


def debt(session: Session, organisation_id: int, n: int, overdue: int, days: int, **more: object) -> Debt:
    """A person with one debt, `days` overdue on 1 May."""
    person = Person(organisation_id=organisation_id, country="CL", name=f"Persona {n}", zone="America/Santiago", updated_at=NOW)
    session.add(person)
    session.flush()
    due = date(2026, 5, 1) - timedelta(days=days) if days else None
    segment = session.query(Segment.id).filter_by(organisation_id=organisation_id).scalar()
    values: dict[str, object] = {"product": "consumo", "currency": "CLP", "balance_minor": 500_000, **more}
    made = Debt(
        organisation_id=organisation_id,
        person_id=person.id,
        number=f"N-{n}",
        overdue_minor=overdue,
        oldest_due_on=due,
        segment_id=segment,
        updated_at=NOW,
        **values,
    )
    session.add(made)
    session.flush()
    return made


def contact(session: Session, owed: Debt, when: datetime, **more: object) -> Interaction:
    """An outbound call that nobody answered, unless said otherwise."""
    values: dict[str, object] = {"channel": "voice", "direction": "outbound", "state": "done", "answered_by": "none", **more}
    made = Interaction(
        organisation_id=owed.organisation_id, person_id=owed.person_id, debt_id=owed.id, at=when, changed_at=when, **values
    )
    session.add(made)
    session.flush()
    return made


def agreed(session: Session, owed: Debt, talk: Interaction | None, amount: int, due: date, state: str, paid: int) -> Promise:
    """A plan of one promise."""
    plan = Plan(
        debt_id=owed.id,
        interaction_id=talk.id if talk else None,
        offer="pay_in_full",
        channel="voice",
        total_minor=amount,
        state=state,
        made_at=NOW,
        made_by="x",
    )
    session.add(plan)
    session.flush()
    made = Promise(plan_id=plan.id, debt_id=owed.id, n=1, amount_minor=amount, due_on=due, state=state, paid_minor=paid)
    session.add(made)
    session.flush()
    return made


def paid(session: Session, owed: Debt, amount: int, day: date, reversed: bool = False) -> None:
    """Money in, and where asked out again."""
    entry = Entry(debt_id=owed.id, kind="payment", booked_on=day, at=NOW, who="x")
    session.add(entry)
    session.flush()
    session.add(
        Payment(
            organisation_id=owed.organisation_id,
            debt_id=owed.id,
            amount_minor=amount,
            paid_on=day,
            reference=f"R-{entry.id}",
            entry_id=entry.id,
            reversed_by=entry.id if reversed else None,
            at=NOW,
        )
    )
    session.flush()


def complained(session: Session, owed: Debt, day: int, kind: str = "complaint", **more: object) -> None:
    """A complaint or a dispute."""
    session.add(
        Grievance(
            organisation_id=owed.organisation_id,
            person_id=owed.person_id,
            **{"debt_id": owed.id, **more},
            kind=kind,
            topic="trato",
            text="…",
            opened_at=at(day),
        )
    )
    session.flush()


def cured(session: Session, owed: Debt, opened: date, closed: date) -> None:
    """A delinquency cycle that ended well."""
    session.add(DebtCase(debt_id=owed.id, opened_on=opened, overdue_minor=1, closed_on=closed, closed_as="cured"))
    session.flush()


def opted_out(session: Session, owed: Debt, when: datetime, channel: str) -> None:
    """A request not to be contacted."""
    session.add(Consent(person_id=owed.person_id, channel=channel, granted=False, source="voice", at=when))
    session.flush()
