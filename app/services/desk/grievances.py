"""Disputes and complaints: opened by whoever hears them, answered by whoever runs the operation."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import MANAGERS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models.debt import Debt
from app.models.desk import WorkItem
from app.models.interaction import Grievance
from app.models.person import Person

KINDS = ("dispute", "complaint")
TOPICS = ("debt", "amount", "payment_not_counted", "identity", "treatment", "contact", "privacy", "other")
ANSWERS = ("upheld", "rejected")
TWICE = timedelta(minutes=2)
"""The same words within it are a button pressed twice."""


def open_grievance(
    session: Session, actor: Actor, person_id: int, debt_id: int | None, kind: str, topic: str, text: str, now: datetime
) -> Grievance:
    """Open one. An open dispute takes its debt off the worklist; a complaint does not. Commits. Raises BadInput, NotFound.

    The same one again within two minutes is the first, and nothing is added.
    """
    person = session.get(Person, person_id, with_for_update=True)
    if person is None or person.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay persona {person_id}", f"there is no person {person_id}")
    debt = session.get(Debt, debt_id) if debt_id is not None else None
    if debt_id is not None and (debt is None or debt.person_id != person_id):
        raise NotFound("esa deuda no es de esta persona", "that debt is not this person's")
    for field, value, known in (("kind", kind, KINDS), ("topic", topic, TOPICS)):
        if value not in known:
            raise BadInput(
                f"{value[:20]!r} no es uno de {', '.join(known)}", f"{value[:20]!r} is not one of {', '.join(known)}", field
            )
    if not text.strip():
        raise BadInput("escriba qué dice, con sus palabras", "write what they say, in their words", "text")
    before = _just_opened(session, (person_id, debt_id, kind, topic, text.strip()[:4000]), now)
    if before is not None:
        session.commit()
        return before
    made = Grievance(
        organisation_id=actor.organisation_id,
        person_id=person_id,
        debt_id=debt_id,
        kind=kind,
        topic=topic,
        text=text.strip()[:4000],
        opened_at=now,
    )
    session.add(made)
    item = session.get(WorkItem, debt_id, with_for_update=True) if kind == "dispute" and debt_id is not None else None
    if item is not None and item.stands != "held":
        item.stands, item.appointment = "done", None
    session.commit()
    return made


def _just_opened(session: Session, said: tuple[int, int | None, str, str, str], now: datetime) -> Grievance | None:
    """The open one with the same person, debt, kind, topic and words."""
    person_id, debt_id, kind, topic, text = said
    wanted = select(Grievance).where(
        Grievance.person_id == person_id,
        Grievance.debt_id.is_(None) if debt_id is None else Grievance.debt_id == debt_id,
        Grievance.kind == kind,
        Grievance.topic == topic,
        Grievance.text == text,
        Grievance.state == "open",
        Grievance.opened_at > now - TWICE,
    )
    return session.scalars(wanted.order_by(Grievance.id)).first()


def close_grievance(session: Session, actor: Actor, grievance_id: int, state: str, answer: str, now: datetime) -> Grievance:
    """Answer it. A rejected dispute puts its debt back on the worklist; an upheld one leaves it to the ledger. Commits."""
    if actor.role not in MANAGERS and actor.user_id is not None:
        raise Forbidden("lo responde quien dirige la operación", "whoever runs the operation answers it")
    row = session.get(Grievance, grievance_id, with_for_update=True)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay reclamo {grievance_id}", f"there is no complaint {grievance_id}")
    if row.state != "open":
        raise Conflict("ya se respondió", "it was answered already")
    if state not in ANSWERS:
        raise BadInput("diga si se le da la razón o no", "say whether it is upheld or rejected", "state")
    if not answer.strip():
        raise BadInput("escriba la respuesta que recibe", "write the answer they get", "answer")
    row.state, row.answer, row.closed_at = state, answer.strip()[:4000], now
    item = session.get(WorkItem, row.debt_id) if row.debt_id is not None else None
    if row.kind == "dispute" and state == "rejected" and item is not None and item.stands == "done":
        item.stands, item.ready_at = "ready", now
    session.commit()
    return row
