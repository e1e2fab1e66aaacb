"""A person decides whether two people are one: joined, everything of the second becomes the first's; or kept as two for good."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, delete, select, update
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import ContactPoint, Interaction, Person, PersonPair, Table

_FILLED = ("zone", "subdivision", "city", "tone", "prefers", "paid_on_day", "since")


def decide_pair(session: Session, actor: Actor, first_id: int, second_id: int, same: bool, now: datetime) -> None:
    """Write down what was decided and, where they are one, join them. Commits. Raises NotFound, Conflict.

    Two people with different documents are never joined: a document is stronger than a shared phone.
    """
    first, second = (_person(session, actor, each) for each in sorted((first_id, second_id)))
    if first.id == second.id:
        raise Conflict("es la misma persona", "it is the same person")
    known = select(PersonPair).where(PersonPair.first_id == first.id, PersonPair.second_id == second.id)
    pair = session.scalar(known) or PersonPair(organisation_id=actor.organisation_id, first_id=first.id, second_id=second.id)
    if same and first.identity and second.identity:
        raise Conflict("tienen documentos distintos: no son la misma", "they have different documents: they are not one")
    pair.decided, pair.who, pair.at = "same" if same else "two", actor.name, now
    session.add(pair)
    if same:
        _join(session, first, second, now)
    session.commit()


def _person(session: Session, actor: Actor, person_id: int) -> Person:
    found = session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one_or_none()
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("no hay tal persona", "there is no such person")
    return found


def _join(session: Session, first: Person, second: Person, now: datetime) -> None:
    identity = first.identity or second.identity
    second.identity = None
    session.flush()
    first.identity = identity
    for name in _FILLED:
        if getattr(first, name) is None:
            setattr(first, name, getattr(second, name))
    first.cares, first.vulnerable = [*first.cares, *second.cares], first.vulnerable or second.vulnerable
    first.updated_at = now
    _points(session, first.id, second.id)
    for column in _of_people():
        session.execute(update(column.table).where(column == second.id).values({column.name: first.id}))
    session.execute(delete(Person).where(Person.id == second.id))


def _of_people() -> list[Column[Any]]:
    """Every column that names a person, whatever table it is of; ways to reach them are moved one by one."""
    tables = [table for table in Table.metadata.sorted_tables if table.name not in ("person", "contact_point")]
    return [c for table in tables for c in table.columns if any(key.column.table.name == "person" for key in c.foreign_keys)]


def _points(session: Session, first: int, second: int) -> None:
    """Ways to reach both become the first's; of one that both have, what is known to be bad stays known."""
    mine = {(p.kind, p.value): p for p in session.scalars(select(ContactPoint).where(ContactPoint.person_id == first))}
    for point in session.scalars(select(ContactPoint).where(ContactPoint.person_id == second)).all():
        same = mine.get((point.kind, point.value))
        if same is None:
            point.person_id = first
            continue
        if point.standing in ("wrong", "bounced", "opted_out"):
            same.standing = point.standing
        session.execute(update(Interaction).where(Interaction.contact_point_id == point.id).values(contact_point_id=same.id))
        session.execute(delete(ContactPoint).where(ContactPoint.id == point.id))
    session.flush()
