"""A client that loads files, on SQLite and on Postgres."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.actors import Actor
from app.db import Database
from app.migrations.runner import upgrade
from app.models.portfolio import PortfolioLoad
from app.queries.rows import Role
from app.services.portfolio.loads import ask, load_of, take_file
from app.services.portfolio.report import issues_in
from app.services.portfolio.run_load import run_load
from app.services.users import NewUser, first_admin
from app.settings import Settings
from app.store import Store
from tests.app.real_services import fresh_database, postgres
from tests.app.world import given

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LIMIT = 50_000_000


@dataclass
class Client:
    """A client with its database and store."""

    database: Database
    store: Store
    actor: Actor

    def load(
        self, name: str, data: bytes, country: str = "CL", what: str = "load", now: datetime = NOW, **reads: Any
    ) -> PortfolioLoad:
        """Take a file and do what is asked; the load as it ended."""
        with self.database.writing() as db:
            made = take_file(db, self.store, self.actor, given(name, data), country, LIMIT, now)
            made.reads = {**made.reads, **reads}
            db.commit()
        with self.database.writing() as db:
            ask(db, self.actor, made.id, what, now, lambda _id: None)
        run_load(self.database, self.store, made.id, lambda: now)
        with self.database.reading() as db:
            return load_of(db, self.actor, made.id)

    def issues(self, load: PortfolioLoad) -> list[tuple[int, str, str, str]]:
        """Every reason of a load's report."""
        assert load.rejected
        return list(issues_in(self.store.path(load.rejected)))


@contextmanager
def servers() -> Iterator[str]:
    """One Postgres for a module."""
    with postgres() as address:
        yield address


@contextmanager
def client_on(kind: str, folder: Path, server: str) -> Iterator[Client]:
    """An empty client on `sqlite` or `postgres`."""
    if kind == "sqlite":
        database = Database(f"sqlite:///{folder / 'portfolio.db'}")
        yield _client(database, folder)
        database.dispose()
        return
    with fresh_database(server, "trasluz_portfolio") as url:
        database = Database(Settings.from_env({"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32}).database_url)
        yield _client(database, folder)
        database.dispose()


def _client(database: Database, folder: Path) -> Client:
    upgrade(database)
    with database.writing() as db:
        user = first_admin(db, "Banco Lindero", NewUser("Marta", "m@lindero.example", "manager", "una clave bien larga"), NOW)
        actor = Actor(user.id, user.name, user.organisation_id, Role.MANAGER)
    return Client(database, Store(folder / "store"), actor)
