"""A migrated database and a client on it, fresh for every test."""

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import app.services.users as users
from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.queries.rows import Role
from app.settings import Settings
from tests.app.fakes import fake_tools
from tests.app.world import PASSWORD, World, make_world


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("db") / "empty.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture(autouse=True)
def no_logging_left_behind() -> Iterator[None]:
    """A test that serves for real starts the product's logging; the next one must not hear it."""
    yield
    root = logging.getLogger()
    for handler in [h for h in root.handlers if type(h) is logging.StreamHandler]:
        root.removeHandler(handler)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Argon2 with its least cost: the same code, faster."""
    users.HASHER.__init__(time_cost=1, memory_cost=8, parallelism=1)  # type: ignore[misc]


@pytest.fixture(autouse=True)
def own_loggers() -> Iterator[None]:
    """A command that starts logging writes to the stream of its own test, which is gone afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> Settings:
    shutil.copy(migrated, tmp_path / "trasluz.db")
    return Settings(
        home=tmp_path,
        secret_key="x" * 32,
        database_url=f"sqlite:///{tmp_path / 'trasluz.db'}",
        max_upload_bytes=64 * 1024 * 1024,
        max_file_bytes=8 * 1024 * 1024,
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    made = Database(settings.database_url)
    yield made
    made.dispose()


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return make_world(database, tmp_path, fake_tools())


@pytest.fixture
def site(settings: Settings, world: World) -> Flask:
    """The web application over the world, with its tools and a queue that is worked by `world.audit`."""
    made = make_app(settings, world.database)
    parts = made.extensions["trasluz"]
    parts.enqueue = lambda _id: None
    parts.enqueue_seal = lambda _id: None
    parts.tools = lambda: world.tools
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture
def signed_in(site: Flask) -> Callable[[Role], FlaskClient]:
    """A browser of a person with that role."""

    def sign_in(role: Role = Role.ADMIN) -> FlaskClient:
        client = site.test_client()
        answer = client.post("/sign-in", data={"email": f"{role.value}@lindero.example", "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    return sign_in
