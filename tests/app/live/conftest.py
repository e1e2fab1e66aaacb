"""A real server with the real engine, a key, and lines that speak to it."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from simple_websocket import Client
from sqlalchemy import select

from app.db import Database
from app.factory import make_app
from app.models import LiveAlert, LiveCall
from app.queries.rows import Role
from app.served import served
from app.services.keys import create_key
from app.services.live.floor import LiveFloor
from app.settings import Settings
from tests.app.world import World

PATIENCE_S = 120


@dataclass
class Floor:
    """Where it is served, and its world."""

    address: str
    key: str
    world: World
    live: LiveFloor

    def line(self, key: str | None = None, lang: str = "es") -> Client:
        """A line's WebSocket, before its hello."""
        address = self.address.replace("http", "ws", 1) + "/api/v1/live/calls"
        return Client(address, headers={"Authorization": f"Bearer {key or self.key}", "Accept-Language": lang})

    def ready(self, code: str = "C-1", **more: Any) -> tuple[Client, dict[str, Any]]:
        """A line that said hello, and the answer."""
        line = self.line()
        line.send(
            json.dumps({"code": code, "agent": "A-104", "lang": "es", "country": "CL", "rate": 8000, "format": "mulaw"} | more)
        )
        return line, json.loads(line.receive(timeout=PATIENCE_S))

    def call(self, code: str = "C-1") -> LiveCall:
        with self.world.database.reading() as db:
            return db.scalars(select(LiveCall).where(LiveCall.code == code)).one()

    def alerts(self) -> list[LiveAlert]:
        with self.world.database.reading() as db:
            return list(db.scalars(select(LiveAlert).order_by(LiveAlert.id)))


def until(found: Callable[[], Any]) -> Any:
    """What `found` gives, once it gives something."""
    deadline = time.monotonic() + PATIENCE_S
    while not (value := found()):
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return value


@pytest.fixture(scope="session")
def ears(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "speech-cache"


@contextmanager
def served_floor(settings: Settings, database: Database, world: World, ears: Path) -> Iterator[Floor]:
    with world.database.writing() as db:
        _, key = create_key(db, world.actors[Role.ADMIN], "central", datetime.now(UTC))
    site = make_app(replace(settings, weights=ears), database)
    with served(site, threads=16) as server:
        yield Floor(server.address, key, world, site.extensions["trasluz"].live)


@pytest.fixture
def floor(settings: Settings, database: Database, world: World, ears: Path) -> Iterator[Floor]:
    with served_floor(settings, database, world, ears) as made:
        yield made
