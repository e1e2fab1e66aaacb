"""The desk on SQLite and on a real Postgres."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import Database
from app.migrations.runner import upgrade
from app.settings import Settings
from tests.app.real_services import fresh_database, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture
def on_postgres(server: str) -> Iterator[Database]:
    with fresh_database(server, "trasluz_desk") as url:
        made = Database(Settings.from_env({"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32}).database_url)
        upgrade(made)
        yield made
        made.dispose()


@pytest.fixture
def on_sqlite(tmp_path: Path, migrated: Path) -> Iterator[Database]:
    shutil.copy(migrated, tmp_path / "desk.db")
    made = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    yield made
    made.dispose()


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def either(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue(request.param)
    return found
