"""The database keeps exactly what the pure ledger says: random lives of a debt, booked by the services and by the model."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.errors import AppError
from app.models.ledger import Entry as EntryRow
from app.models.ledger import Payment
from app.operations.ledger import Ledger
from app.operations.ledger_booking import surplus_event
from app.operations.ledger_entries import Kind
from app.operations.ledger_events import Happening, Paid, Refunded, Reversed, Waived
from app.operations.ledger_terms import terms
from app.services.money.charge import open_ledger, refund, waive
from app.services.money.load_payments import load_payments
from app.services.money.reverse_payment import reverse_entry, reverse_payment
from app.services.money.take_payment import NewPayment, take_payment
from app.services.unpack import Given
from tests.app.money.people import NOW, TODAY, books_of, holds, owing
from tests.app.money.test_new_day import books, server

__all__ = ["books", "server"]
SEQUENCES, STEPS = 12, 12
RULE = terms(None).rule


class Life:
    """One debt lived twice: in the database and in the model."""

    def __init__(self, db: Session, who: Actor, debt_id: int, seed: int) -> None:
        self.db, self.who, self.id, self.random = db, who, debt_id, random.Random(seed)
        self.number, self.count = f"D-{seed}", 0
        open_ledger(db, who, debt_id, NOW)
        self.model = books_of(db, who, debt_id).ledger
        assert [e.kind for e in self.model.entries] == [Kind.OPENING]

    def both(self, service: Callable[[], object], event: Happening, settles: bool = True) -> None:
        """The service books what the model books, or both refuse."""
        try:
            after = self.model.apply(event)
        except AppError:
            with pytest.raises(AppError):
                service()
            self.db.rollback()
            return
        more = surplus_event(after, event, RULE) if settles else None
        service()
        self.model = after.apply(more) if more else after

    def step(self) -> None:
        self.count += 1
        name, amount, r = f"{self.number}-{self.count}", self.random.randint(1, 150_000), self.random.random()
        if r < 0.4:
            day = TODAY - timedelta(days=self.random.randint(0, 9))
            new = NewPayment(amount, day, name, debt_id=self.id)
            self.both(
                lambda: take_payment(self.db, self.who, new, NOW), Paid(day, f"payment:{name}", amount, RULE), settles=False
            )
        elif r < 0.5:
            row = f"account,amount,date,reference\n{self.number},{amount},{TODAY},{name}\n".encode()
            self.both(lambda: self._load(row), Paid(TODAY, f"payment:{name}", amount, RULE), settles=False)
        elif r < 0.6:
            self.both(lambda: waive(self.db, self.who, self.id, amount, name, "x", NOW), Waived(TODAY, f"waiver:{name}", amount))
        elif r < 0.7:
            self.both(
                lambda: refund(self.db, self.who, self.id, amount, name, "x", NOW), Refunded(TODAY, f"refund:{name}", amount)
            )
        else:
            self._reverse()

    def _load(self, row: bytes) -> None:
        import io

        assert load_payments(self.db, self.who, Given("p.csv", io.BytesIO(row)), NOW).booked == 1

    def _reverse(self) -> None:
        """Any entry that stands; one told reversed already is reversed once."""
        rows = self.db.scalars(select(EntryRow).where(EntryRow.debt_id == self.id).order_by(EntryRow.id)).all()
        place = self.random.randrange(len(rows))
        row = rows[place]
        payment = self.db.scalar(select(Payment).where(Payment.entry_id == row.id))
        event = Reversed(TODAY, f"reversal:{row.id}", self.model.entries[place].reference)
        if payment is not None and payment.reversed_by is not None:
            assert reverse_payment(self.db, self.who, payment.id, "x", NOW).reversed_by == payment.reversed_by
            self.db.rollback()
        elif payment is not None:
            self.both(lambda: reverse_payment(self.db, self.who, payment.id, "x", NOW), event)
        elif place not in self.model.reversed_at:
            self.both(lambda: reverse_entry(self.db, self.who, row.id, "x", NOW), event)

    def agrees(self) -> None:
        kept = holds(self.db, self.who, self.id)
        self.db.rollback()
        assert isinstance(kept, Ledger)
        assert (dict(kept.books), dict(kept.open)) == (dict(self.model.books), dict(self.model.open))
        assert [(e.kind, e.booked_on, e.reference, sorted(e.postings, key=str), e.reverses) for e in kept.entries] == [
            (e.kind, e.booked_on, e.reference, sorted(e.postings, key=str), e.reverses) for e in self.model.entries
        ]


def test_services_and_model_book_the_same(books: tuple[Database, Actor]) -> None:
    database, who = books
    kinds: set[str] = set()
    for seed in range(SEQUENCES):
        id = owing(database, who, f"D-{seed}")
        with database.writing() as db:
            life = Life(db, who, id, seed)
            for _ in range(STEPS):
                life.step()
                life.agrees()
            kinds |= {e.kind.value for e in life.model.entries}
    assert {"payment", "waiver", "refund", "reversal", "application"} <= kinds
