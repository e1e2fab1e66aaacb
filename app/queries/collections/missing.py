"""Accounts that an earlier file had and a newer one has not, as they stand now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Vendor
from app.models.debt import Debt
from app.models.person import Person
from app.models.portfolio import PortfolioLoad

PAGE = 50
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MissingRow:
    """One account. `vendor` holds it now; `back`: a file after that one told of it again."""

    debt_id: int
    number: str
    person_id: int
    person: str
    product: str | None
    currency: str
    balance_minor: int
    overdue_minor: int
    oldest_due_on: date | None
    state: str
    vendor: str | None
    told_in: str | None
    told_at: datetime | None
    back: bool


@dataclass(frozen=True, slots=True)
class MissingPage:
    """The list of one load. `withdrawn` is what was decided over it: n, at, who, reason."""

    load_id: str
    file: str
    at: datetime
    rows: tuple[MissingRow, ...]
    found: int
    page: int
    pages: int
    withdrawn: dict[str, Any] | None
    may_withdraw: bool


def missing_page(session: Session, actor: Actor, load: PortfolioLoad, ids: Sequence[int], page: int) -> MissingPage:
    """`ids` are those kept with the load, in their order."""
    pages = max(1, -(-len(ids) // PAGE))
    at, done = min(max(1, page), pages), load.counts.get("withdrawn")
    return MissingPage(
        load_id=load.id,
        file=load.file,
        at=load.at,
        rows=missing_rows(session, actor, load, ids[(at - 1) * PAGE : at * PAGE]),
        found=len(ids),
        page=at,
        pages=pages,
        withdrawn={**done, "at": datetime.fromisoformat(done["at"])} if done else None,
        may_withdraw=load.state == "loaded" and "withdrawn" not in load.counts,
    )


def missing_rows(session: Session, actor: Actor, load: PortfolioLoad, ids: Sequence[int]) -> tuple[MissingRow, ...]:
    """The accounts with these ids, in this order."""
    found: dict[int, MissingRow] = {}
    for first in range(0, len(ids), _AT_ONCE):
        wanted = (
            select(Debt, Person.name, Vendor.name, PortfolioLoad.file, PortfolioLoad.at)
            .join(Person, Person.id == Debt.person_id)
            .outerjoin(Vendor, Vendor.id == Debt.placed_with)
            .outerjoin(PortfolioLoad, PortfolioLoad.id == Debt.load_id)
            .where(Debt.organisation_id == actor.organisation_id, Debt.id.in_(ids[first : first + _AT_ONCE]))
        )
        for debt, person, vendor, told_in, told_at in session.execute(wanted).tuples():
            back = told_at is not None and told_at > load.at
            found[debt.id] = MissingRow(
                *(debt.id, debt.number, debt.person_id, person, debt.product, debt.currency, debt.balance_minor),
                *(debt.overdue_minor, debt.oldest_due_on, debt.state, vendor, told_in, told_at, back),
            )
    return tuple(found[id] for id in ids if id in found)
