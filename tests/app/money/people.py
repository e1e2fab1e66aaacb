"""Builders for tests of money: a person who owes, with instalments, on any database."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.models import Debt, Instalment, Person
from app.models.ledger import Promise
from app.operations.ledger import Ledger
from app.queries.rows import Role
from app.services.money.books import Books, take_one
from tests.app.world import World

NOW = datetime(2026, 5, 18, 15, 0, tzinfo=UTC)
TODAY = date(2026, 5, 18)
DAY = timedelta(days=1)


def manager(world: World) -> Actor:
    return world.actors[Role.MANAGER]


def owing(
    database: Database,
    actor: Actor,
    number: str = "D-1",
    instalments: tuple[tuple[date, int], ...] = (
        (date(2026, 4, 8), 123150),
        (date(2026, 5, 8), 123150),
        (date(2026, 6, 8), 123150),
    ),
    balance: int | None = None,
    currency: str = "CLP",
    stage: str | None = "early",
    **extra: object,
) -> int:
    """A debt with these instalments (day, open); its id. Without instalments the whole balance is overdue since 8 April."""
    with database.writing() as db:
        person = Person(
            organisation_id=actor.organisation_id,
            country="CL",
            identity=f"ID-{number}",
            name=f"Jorge Almonacid {number}",
            zone="America/Santiago",
            updated_at=NOW,
        )
        db.add(person)
        db.flush()
        total = balance if balance is not None else sum(amount for _, amount in instalments)
        late = [(d, a) for d, a in instalments if d < TODAY]
        debt = Debt(
            organisation_id=actor.organisation_id,
            person_id=person.id,
            number=number,
            product="crédito de consumo",
            currency=currency,
            balance_minor=total,
            overdue_minor=sum(a for _, a in late) if instalments else total,
            oldest_due_on=min((d for d, _ in late), default=None) if instalments else date(2026, 4, 8),
            stage=stage,
            extra=dict(extra),
            updated_at=NOW,
        )
        db.add(debt)
        db.flush()
        db.add_all(
            Instalment(debt_id=debt.id, n=n, due_on=day, amount_minor=amount, open_minor=amount)
            for n, (day, amount) in enumerate(instalments, start=1)
        )
        db.commit()
        return debt.id


def books_of(db: Session, actor: Actor, debt_id: int, now: datetime = NOW) -> Books:
    return take_one(db, actor.organisation_id, debt_id, now)


def holds(db: Session, actor: Actor, debt_id: int, now: datetime = NOW) -> Ledger:
    """The ledger of the debt, held against everything that is kept beside it."""
    db.expire_all()
    debt = db.get_one(Debt, debt_id)
    kept = (debt.balance_minor, debt.overdue_minor, debt.oldest_due_on)
    books = books_of(db, actor, debt_id, now)
    ledger = books.ledger
    assert kept == (ledger.receivable_minor, ledger.overdue_minor(books.today), ledger.oldest_due_on(books.today))
    for row in db.scalars(select(Instalment).where(Instalment.debt_id == debt_id)):
        assert row.open_minor == ledger.open_of(row.n)
    assert sum(ledger.books.values()) == 0
    assert not (ledger.surplus_minor and ledger.receivable_minor)
    if debt.state in ("open", "paid"):
        assert (debt.state == "paid") == (debt.balance_minor == 0)
        assert (books.case is not None and books.case.closed_on is None) == (debt.overdue_minor > 0)
    return ledger


def states(db: Session, debt_id: int) -> list[str]:
    db.expire_all()
    return [p.state for p in db.scalars(select(Promise).where(Promise.debt_id == debt_id).order_by(Promise.id))]
