"""Debts on a worklist and agents of a desk, on any database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from app.actors import Actor
from app.db import Database
from app.models import Organisation, User
from app.models.debt import Debt
from app.models.desk import DeskAgent, WorkItem
from app.models.person import ContactPoint, Person
from app.queries.collections.seats import Seat
from app.queries.rows import Role

NOW = datetime(2026, 5, 18, 15, 0, tzinfo=UTC)
"""Monday 18 May 2026, 11:00 in Santiago: no holiday, inside every window."""
_COUNT = count()
LEASE_OVER = NOW + timedelta(hours=1)


def client(database: Database, name: str = "Crédito Lindero") -> int:
    with database.writing() as db:
        organisation = Organisation(name=name, created_at=NOW)
        db.add(organisation)
        db.commit()
        return organisation.id


def agents(database: Database, organisation_id: int, how_many: int, level: int = 2, skills: Sequence[str] = ()) -> list[Seat]:
    """New agents of the desk «temprana», available."""
    seats = []
    with database.writing() as db:
        for n in range(how_many):
            user = User(
                organisation_id=organisation_id,
                name=f"Agente {n}",
                email=f"{organisation_id}.{level}.{n}.{'.'.join(skills)}@lindero.example",
                password_hash="x",
                role=Role.AGENT.value,
                created_at=NOW,
            )
            db.add(user)
            db.flush()
            agent = DeskAgent(user_id=user.id, desk="temprana", level=level, skills=list(skills), available=True, changed_at=NOW)
            db.add(agent)
            seats.append(Seat(user.id, organisation_id, "temprana", level, tuple(skills), user.name))
        db.commit()
    return seats


def owed(database: Database, organisation_id: int, priorities: Sequence[float], **more: Any) -> list[int]:
    """One person and one debt for each priority, on the worklist."""
    ids: list[int] = []
    with database.writing() as db:
        for n, priority in enumerate(priorities):
            person = Person(
                organisation_id=organisation_id,
                country="CL",
                identity=f"{13000000 + next(_COUNT)}-4",
                name=f"Ana Rojas Vera {n}",
                zone="America/Santiago",
                updated_at=NOW,
            )
            db.add(person)
            db.flush()
            point = ContactPoint(
                person_id=person.id, kind="phone", value=f"+5691{n:07d}", mobile=True, source="load", learned_at=NOW
            )
            debt = Debt(
                organisation_id=organisation_id,
                person_id=person.id,
                number=f"D-{next(_COUNT)}",
                product="consumo",
                currency="CLP",
                balance_minor=246300,
                overdue_minor=246300,
                oldest_due_on=date(2026, 4, 8),
                updated_at=NOW,
            )
            db.add_all([point, debt])
            db.flush()
            values = {"desk": "temprana", "level": 0, "expected_minor": 100, "ready_at": NOW, "built_at": NOW, **more}
            db.add(WorkItem(debt_id=debt.id, organisation_id=organisation_id, priority=priority, **values))
            ids.append(debt.id)
        db.commit()
    return ids


def actor(seat: Seat) -> Actor:
    return Actor(seat.user_id, seat.name, seat.organisation_id, Role.AGENT)
