"""Complaints and disputes that nobody answered, who waits longest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.debt import Debt
from app.models.interaction import Grievance
from app.models.person import Person
from app.queries.collections.desk_clock import zone_of

LISTED = 500


@dataclass(frozen=True, slots=True)
class OpenGrievance:
    """One that waits; `debt_id` and `number` None where it is about no debt in particular. `opened_at` is the person's time."""

    kind: str
    topic: str
    person_id: int
    name: str
    debt_id: int | None
    number: str | None
    opened_at: datetime


def open_grievances(session: Session, actor: Actor, kind: str = "") -> tuple[OpenGrievance, ...]:
    """The first 500 of the client, of one kind or ("") of both."""
    wanted = (
        select(Grievance, Person, Debt.number)
        .join(Person, Person.id == Grievance.person_id)
        .outerjoin(Debt, Debt.id == Grievance.debt_id)
        .where(Grievance.organisation_id == actor.organisation_id, Grievance.state == "open")
        .where(*([Grievance.kind == kind] if kind else []))
        .order_by(Grievance.opened_at, Grievance.id)
        .limit(LISTED)
    )
    return tuple(
        OpenGrievance(g.kind, g.topic, p.id, p.name, g.debt_id, number, g.opened_at.astimezone(zone_of(p)))
        for g, p, number in session.execute(wanted).tuples()
    )
