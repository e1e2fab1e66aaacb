"""People who may be one person: the same name and a phone or mail in common, and not both with a document. Only suggested."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.actors import Actor
from app.models.debt import Debt
from app.models.person import ContactPoint, Person, PersonPair

_MOST = 100
_CROWDED = 6
"""A number that more people share (a company's switchboard) says nothing of who is who."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    id: int
    name: str
    identity: str | None
    city: str | None
    accounts: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Two people who may be one, and what they share."""

    first: Side
    second: Side
    shares: str


def people_alike(session: Session, actor: Actor) -> tuple[Alike, ...]:
    """Pairs nobody has decided on yet, at most a hundred. People who both have a document are two, whatever else they share."""
    a, b = aliased(ContactPoint), aliased(ContactPoint)
    one, two = aliased(Person), aliased(Person)
    ours = select(ContactPoint.value).join(Person, Person.id == ContactPoint.person_id)
    ours = ours.where(Person.organisation_id == actor.organisation_id, ContactPoint.kind.in_(("phone", "email")))
    shared = ours.group_by(ContactPoint.value).having(func.count(ContactPoint.person_id.distinct()).between(2, _CROWDED))
    same_point = and_(b.value == a.value, b.kind == a.kind, b.person_id > a.person_id)
    decided = select(PersonPair.id).where(PersonPair.first_id == one.id, PersonPair.second_id == two.id)
    wanted = (
        select(one, two, func.min(a.value))
        .select_from(a)
        .join(b, same_point)
        .join(one, one.id == a.person_id)
        .join(two, two.id == b.person_id)
        .where(
            a.value.in_(shared),
            a.kind.in_(("phone", "email")),
            one.organisation_id == actor.organisation_id,
            two.organisation_id == actor.organisation_id,
            one.country == two.country,
            or_(one.identity.is_(None), two.identity.is_(None)),
            func.lower(one.name) == func.lower(two.name),
            ~decided.exists(),
        )
        .group_by(one.id, two.id)
        .order_by(one.id, two.id)
        .limit(_MOST)
    )
    rows = session.execute(wanted).tuples().all()
    accounts = _accounts(session, {person.id for first, second, _ in rows for person in (first, second)})
    return tuple(Alike(_side(first, accounts), _side(second, accounts), shares) for first, second, shares in rows)


def _accounts(session: Session, people: set[int]) -> dict[int, int]:
    counted = select(Debt.person_id, func.count()).where(Debt.person_id.in_(people)).group_by(Debt.person_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def _side(person: Person, accounts: dict[int, int]) -> Side:
    return Side(person.id, person.name, person.identity, person.city, accounts.get(person.id, 0))
