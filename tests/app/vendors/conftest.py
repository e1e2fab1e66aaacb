"""A client's world on SQLite and on Postgres."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import Database
from app.migrations.runner import upgrade
from app.settings import Settings
from tests.app.fakes import fake_tools
from tests.app.real_services import fresh_database, postgres
from tests.app.world import World, make_world


@pytest.fixture(scope="package")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def both(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[World]:
    """An empty migrated database of each kind, with the client's people."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'both.db'}")
        upgrade(made)
        yield make_world(made, tmp_path, fake_tools())
        made.dispose()
        return
    with fresh_database(server, "trasluz_vendors") as url:
        made = Database(Settings.from_env({"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32}).database_url)
        upgrade(made)
        yield make_world(made, tmp_path, fake_tools())
        made.dispose()
