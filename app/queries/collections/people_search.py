"""People looked for by their name, however it is written, or by a whole number of theirs."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.folding import MARKS, PLAIN, fold
from app.models.debt import Debt
from app.models.person import ContactPoint, Person
from app.operations import desk_mask

FOUND = 50
_MARKABLE = frozenset(PLAIN.values())


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person of a search."""

    person_id: int
    name: str
    identity: str
    country: str
    city: str | None
    debts: int


def find_people(session: Session, actor: Actor, asked: str) -> tuple[PersonLine, ...]:
    """By words of the name, in any order and with or without accents, or the whole identity, contract, phone or mail."""
    text = " ".join(asked.split())[:100]
    if len(text) < 2:
        return ()
    plain = text.replace(".", "").replace(" ", "")
    wanted = (
        select(Person, func.count(Debt.id))
        .outerjoin(Debt, Debt.person_id == Person.id)
        .where(Person.organisation_id == actor.organisation_id)
        .where(
            or_(
                func.lower(Person.name).like(f"%{_escaped(text.lower())}%", escape="\\"),
                _named(session, fold(text).split()),
                Person.identity.in_((text, plain, plain.upper())),
                Person.id.in_(select(Debt.person_id).where(Debt.organisation_id == actor.organisation_id, Debt.number == text)),
                Person.id.in_(select(ContactPoint.person_id).where(ContactPoint.value.in_((plain, text.lower())))),
            )
        )
        .group_by(Person.id)
        .order_by(Person.name, Person.id)
        .limit(FOUND)
    )
    return tuple(
        PersonLine(p.id, p.name, desk_mask.identity(p.identity), p.country, p.city, debts)
        for p, debts in session.execute(wanted).tuples()
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _named(session: Session, words: list[str]) -> ColumnElement[bool]:
    """Every word is in the name. The letters that no accent changes are looked for first: unaccenting every name is slow."""
    if not words:
        return false()
    likely = [func.lower(Person.name).like("%" + "%".join(c for c in w if c not in _MARKABLE) + "%") for w in words]
    name = _unaccented(session)
    return and_(*likely, *(name.like(f"%{w}%") for w in words))


def _unaccented(session: Session) -> ColumnElement[Any]:
    """The name in lower case without accents: Postgres's own `translate`, on SQLite the function that `app.db` gives it."""
    if session.get_bind().dialect.name == "sqlite":
        return func.unaccented(Person.name)
    return func.translate(func.lower(Person.name), "".join(PLAIN) + MARKS, "".join(PLAIN.values()))
