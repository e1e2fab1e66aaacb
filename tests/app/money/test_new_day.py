"""A new day: instalments fall due, cycles begin once, interest runs by contract to the unit, promises are settled."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.db import Database
from app.migrations.runner import upgrade
from app.models import Debt, DebtCase
from app.operations.ledger_entries import Book
from app.queries.rows import Role
from app.services.money.charge import charge_off, open_ledger
from app.services.money.take_payment import NewPayment, take_payment
from app.services.money.turn_day import turn_day
from app.settings import Settings
from tests.app.fakes import fake_tools
from tests.app.money.people import DAY, NOW, TODAY, holds, owing
from tests.app.real_services import fresh_database, postgres
from tests.app.world import make_world


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def books(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[tuple[Database, Actor]]:
    """An empty migrated database and its manager."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'x.db'}")
        upgrade(made)
        yield made, make_world(made, tmp_path, fake_tools()).actors[Role.MANAGER]
        made.dispose()
        return
    with fresh_database(server, "trasluz_money") as url:
        settings = Settings.from_env({"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32})
        made = Database(settings.database_url)
        upgrade(made)
        yield made, make_world(made, tmp_path, fake_tools()).actors[Role.MANAGER]
        made.dispose()


def test_instalments_fall_due_and_a_cycle_begins_once(books: tuple[Database, Actor]) -> None:
    database, who = books
    plain = owing(database, who, "D-1")
    begun = owing(database, who, "D-2")
    current = owing(database, who, "D-3", ((date(2026, 6, 8), 500),))
    with database.writing() as db:
        open_ledger(db, who, begun, NOW)
        for _ in range(2):
            turn_day(db, who.organisation_id, NOW)
        cases = db.execute(select(DebtCase.debt_id, DebtCase.opened_on).order_by(DebtCase.debt_id)).tuples().all()
        assert cases == [(plain, date(2026, 4, 9)), (begun, date(2026, 4, 9))]
        later = datetime(2026, 6, 9, 12, tzinfo=UTC)
        assert turn_day(db, who.organisation_id, later - DAY).overdue == 0
        assert turn_day(db, who.organisation_id, later).overdue == 3
        assert turn_day(db, who.organisation_id, later).overdue == 0
        db.expire_all()
        assert [d.overdue_minor for d in db.scalars(select(Debt).order_by(Debt.id))] == [369_450, 369_450, 500]
        assert len(db.scalars(select(DebtCase).where(DebtCase.debt_id == current)).all()) == 1
        holds(db, who, begun, later)


def test_the_day_turns_by_the_persons_own_clock(books: tuple[Database, Actor]) -> None:
    """At two in the morning in UTC it is still the day before in Santiago."""
    database, who = books
    id = owing(database, who, "D-1", ((date(2026, 6, 8), 500),))
    with database.writing() as db:
        turn_day(db, who.organisation_id, datetime(2026, 6, 9, 2, tzinfo=UTC))
        db.expire_all()
        assert db.get_one(Debt, id).overdue_minor == 0
        turn_day(db, who.organisation_id, datetime(2026, 6, 9, 5, tzinfo=UTC))
        db.expire_all()
        assert db.get_one(Debt, id).overdue_minor == 500


def test_interest_day_by_day_is_interest_at_once_and_follows_late_news(books: tuple[Database, Actor]) -> None:
    """18 % of 100.003 over 30 days by 365: 1479,5… Charged daily or once, the same; a payment told late gives some back."""
    database, who = books
    daily = owing(database, who, "D-1", ((date(2026, 4, 8), 100_003),), contract="simple_18_365")
    with database.writing() as db:
        open_ledger(db, who, daily, NOW)
        for day in range(1, 32):
            turn_day(db, who.organisation_id, NOW + day * DAY)
        expected = round(100_003 * 18 * 30 / 100 / 365)
        assert holds(db, who, daily, NOW + 31 * DAY).books[Book.INTEREST] == expected
        assert turn_day(db, who.organisation_id, NOW + 31 * DAY).interest == 0
        told = NewPayment(50_000, TODAY + 5 * DAY, "late", debt_id=daily)
        take_payment(db, who, told, NOW + 31 * DAY)
        turn_day(db, who.organisation_id, NOW + 32 * DAY)
        ledger = holds(db, who, daily, NOW + 32 * DAY)
        after = 100_003 - (50_000 - expected)
        owed = round((100_003 * 4 + after * 27) * 18 / 100 / 365)
        assert owed < expected
        assert ledger.receivable_minor + 50_000 == 100_003 + owed


def test_a_debt_written_off_is_still_owed_and_begins_no_cycle(books: tuple[Database, Actor]) -> None:
    database, who = books
    id = owing(database, who, "D-1")
    with database.writing() as db:
        open_ledger(db, who, id, NOW)
        charge_off(db, who, id, NOW)
        turn_day(db, who.organisation_id, NOW + timedelta(days=40))
        cases = db.scalars(select(DebtCase)).all()
        assert [(c.closed_on, c.closed_as) for c in cases] == [(TODAY, "charged_off")]
        paid = take_payment(db, who, NewPayment(369_450, TODAY, "all", debt_id=id), NOW + timedelta(days=40))
        assert db.get_one(Debt, id).state == "paid" and paid.case_id == cases[0].id
