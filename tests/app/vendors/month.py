"""A month of two vendors whose every figure can be counted by hand: April 2026, in Santiago."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from app.models import Debt, Entry, Grievance, Interaction, Organisation, Payment, Person, Placement, Survey, Vendor
from app.models.account import Account
from app.operations.money import from_minor
from app.services.place_accounts import Placement as Line
from app.services.place_accounts import place_accounts

NOW = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 4, 1), date(2026, 4, 30)


def at(day: int, hour: int = 15, minute: int = 0) -> datetime:
    """An instant of April; 15 UTC is 11 in Santiago (from the 5th on)."""
    return datetime(2026, 4, day, hour, minute, tzinfo=UTC)


def vendor(session: Session, organisation_id: int, name: str) -> int:
    """A vendor of the client."""
    known = session.query(Vendor).filter_by(organisation_id=organisation_id, name=name).one_or_none()
    if known is None:
        known = Vendor(organisation_id=organisation_id, name=name)
        session.add(known)
        session.flush()
    return known.id


def placed(
    session: Session, organisation_id: int, vendor_id: int, n: int, day: int = 2, balance: int = 100_000, **more: object
) -> Debt:
    """A person with one debt that went to the vendor at noon of a day of April."""
    person = Person(
        organisation_id=organisation_id,
        country="CL",
        identity=f"ID-{n}",
        name=f"Persona {n}",
        zone="America/Santiago",
        updated_at=at(1),
    )
    session.add(person)
    session.flush()
    debt = Debt(
        organisation_id=organisation_id,
        person_id=person.id,
        number=f"D-{n}",
        product="consumo",
        currency="CLP",
        opened_on=date(2025, 4, 2),
        balance_minor=balance,
        overdue_minor=balance,
        oldest_due_on=date(2026, 3, 1),
        stage="early",
        risk=0.4,
        placed_with=vendor_id,
        updated_at=at(1),
    )
    session.add(debt)
    session.flush()
    line = Line(debt.number, f"ID-{n}", person.name, {"cuenta": debt.number}, from_minor(balance, "CLP"), "CLP", "CL")
    known = session.query(Account).filter_by(vendor_id=vendor_id, number=debt.number).one_or_none()
    assert known is None
    ids = place_accounts(session, organisation_id, vendor_id, f"lote-{n}", [line], at(day))
    values: dict[str, object] = {"stage": "early", "days_overdue": 32, "balance_minor": balance, "segment": "Temprana", **more}
    session.add(
        Placement(
            organisation_id=organisation_id,
            debt_id=debt.id,
            vendor_id=vendor_id,
            account_id=ids[debt.number],
            batch=f"lote-{n}",
            placed_at=at(day),
            placed_by="x",
            **values,
        )
    )
    session.flush()
    return debt


def contact(session: Session, debt: Debt, when: datetime, **more: object) -> Interaction:
    """A call of the vendor that has the debt, which nobody answered unless said otherwise."""
    values: dict[str, object] = {
        "channel": "voice", "direction": "outbound", "state": "done", "answered_by": "none", "vendor_id": debt.placed_with,
    } | more  # fmt: skip
    made = Interaction(
        organisation_id=debt.organisation_id, person_id=debt.person_id, debt_id=debt.id, at=when, changed_at=when, **values
    )
    session.add(made)
    session.flush()
    return made


def paid(session: Session, debt: Debt, amount: int, day: date, **more: object) -> Payment:
    """Money in, for the vendor that has the debt."""
    entry = Entry(debt_id=debt.id, kind="payment", booked_on=day, at=NOW, who="x")
    session.add(entry)
    session.flush()
    values: dict[str, object] = {"vendor_id": debt.placed_with, "reference": f"R-{entry.id}", **more}
    made = Payment(
        organisation_id=debt.organisation_id,
        debt_id=debt.id,
        amount_minor=amount,
        paid_on=day,
        entry_id=entry.id,
        at=datetime(day.year, day.month, day.day, 18, tzinfo=UTC),
        **values,
    )
    session.add(made)
    session.flush()
    return made


def complained(session: Session, debt: Debt, when: datetime, **more: object) -> None:
    """A complaint."""
    values: dict[str, object] = {"debt_id": debt.id, "kind": "complaint", "topic": "trato", "text": "…", **more}
    session.add(Grievance(organisation_id=debt.organisation_id, person_id=debt.person_id, opened_at=when, **values))
    session.flush()


def surveyed(session: Session, debt: Debt, day: int, **more: object) -> None:
    """Somebody asked, who answered where there is an answer in `more`."""
    session.add(
        Survey(
            organisation_id=debt.organisation_id,
            person_id=debt.person_id,
            vendor_id=debt.placed_with,
            debt_id=debt.id,
            channel="sms",
            once=f"s-{debt.id}-{day}",
            asked_at=at(day),
            answered_at=at(day) + timedelta(hours=1) if more else None,
            **more,
        )
    )
    session.flush()


def client(session: Session, name: str) -> int:
    """Another client."""
    made = Organisation(name=name, created_at=NOW)
    session.add(made)
    session.flush()
    return made.id
