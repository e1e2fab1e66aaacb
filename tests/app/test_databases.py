"""Migrations and models say the same, on SQLite and on Postgres; the same journey works on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import Database
from app.migrations.drift import differences
from app.migrations.runner import FOLDER, upgrade
from app.queries.oversight.calls import calls_page
from app.queries.oversight.home import home_page
from app.queries.oversight.queue import queue_page
from app.queries.rows import CallsQuery, Role
from app.settings import Settings
from tests.app.fakes import fake_tools
from tests.app.real_services import fresh_database, postgres
from tests.app.world import NOW, make_world


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[Database]:
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'x.db'}")
        yield made
        made.dispose()
        return
    with fresh_database(server, "trasluz_models") as url:
        made = Database(Settings.from_env({"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32}).database_url)
        yield made
        made.dispose()


def test_migrations_make_exactly_the_models_and_may_run_twice(empty: Database) -> None:
    upgrade(empty)
    upgrade(empty)
    with empty.engine.connect() as connection:
        assert differences(connection) == []
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == newest()


def newest() -> str:
    return max(p.stem for p in (FOLDER / "versions").glob("0*.py"))


def test_migrations_are_numbered_in_order_and_named_by_their_file() -> None:
    files = sorted((FOLDER / "versions").glob("0*.py"))
    assert [int(p.stem[:4]) for p in files] == list(range(1, len(files) + 1))
    for path in files:
        assert f'revision = "{path.stem}"' in path.read_text()


def test_the_same_calls_are_found_and_counted(empty: Database, tmp_path: Path) -> None:
    upgrade(empty)
    world = make_world(empty, tmp_path, fake_tools())
    world.audited()
    who = world.actors[Role.AUDITOR]
    with empty.reading() as db:
        for sort in ("called_at", "code", "agent", "conduct", "skill", "outcome", "duration"):
            for desc in (False, True):
                page = calls_page(db, who, CallsQuery(q="embargó", sort=sort, desc=desc))
                assert {r.code for r in page.rows} == {"MS-1", "MS-2", "MS-3"}
        row = calls_page(db, who, CallsQuery(sort="code")).rows[0]
        assert row.called_at is not None and row.called_at.isoformat() == "2026-05-12T10:31:00-04:00"
        assert str(row.amount) == "60000"
        assert home_page(db, who, NOW).figures[0].hits == 3
        assert all(row.stratum == "random" for row in queue_page(db, world.actors[Role.QA], NOW).rows)
