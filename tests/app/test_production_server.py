"""The production server as the image starts it: gunicorn on Postgres and Redis, its health, a sign-in, a limit that all share,
and a stop that ends what is open and keeps live calls."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest
from simple_websocket import Client, ConnectionClosed
from sqlalchemy import select

from app.actors import Actor
from app.db import Database
from app.errors import TooMany
from app.migrations.runner import upgrade
from app.models import LiveCall, User
from app.queries.rows import Role
from app.services.keys import create_key
from app.services.users import NewUser, first_admin
from app.settings import Settings
from app.web.limits import RedisLimiter
from tests.app.real_services import fresh_database, postgres, redis_server
from tests.app.world import NOW, PASSWORD

PATIENCE_S = 90


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with (
        postgres() as server,
        fresh_database(server, "trasluz_production") as url,
        redis_server(tmp_path_factory.mktemp("redis")) as broker,
    ):
        yield {
            "TRASLUZ_HOME": str(tmp_path_factory.mktemp("home")),
            "TRASLUZ_DATABASE_URL": url,
            "TRASLUZ_BROKER_URL": broker,
            "TRASLUZ_SECRET_KEY": "x" * 32,
        }


@pytest.fixture(scope="module")
def database(environ: dict[str, str]) -> Iterator[Database]:
    made = Database(Settings.from_env(environ).database_url)
    upgrade(made)
    with made.writing() as db:
        first_admin(db, "Crédito Lindero", NewUser("Ana", "ana@lindero.example", "admin", PASSWORD), NOW)
    yield made
    made.dispose()


@contextmanager
def gunicorn(environ: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The process, once it answers, and its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        options = ["-c", "python:app.production", "--bind", f"fd://{door.fileno()}"]
        command = [sys.executable, "-m", "gunicorn", *options, "app.wsgi:make()"]
        with subprocess.Popen(command, env={**os.environ, **environ}, pass_fds=[door.fileno()]) as server:
            try:
                address, deadline = f"http://127.0.0.1:{door.getsockname()[1]}", time.monotonic() + PATIENCE_S
                while not _answers(address):
                    assert time.monotonic() < deadline, "gunicorn did not start"
                    time.sleep(0.2)
                yield server, address
            finally:
                server.terminate()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", timeout=60).text == "ok"
    except httpx.TransportError:
        return False


def _until_heard(database: Database, seconds: float) -> LiveCall:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        with database.reading() as db:
            row = db.scalars(select(LiveCall)).one()
        if row.heard_s == seconds:
            return row
        assert time.monotonic() < deadline, row.heard_s
        time.sleep(0.2)


def _sign_in(browser: httpx.Client) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert token
    form = {"csrf_token": token[1], "email": "ana@lindero.example", "password": PASSWORD}
    assert browser.post("/sign-in", data=form).status_code == 303


def test_it_lets_a_person_in_and_a_stop_ends_open_pages_and_keeps_the_live_call(
    environ: dict[str, str], database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ears = {"TRASLUZ_WEIGHTS": str(tmp_path_factory.getbasetemp() / "speech-cache")}
    with database.writing() as db:
        user = db.scalars(select(User)).one()
        _, key = create_key(db, Actor(user.id, user.name, user.organisation_id, Role.ADMIN), "central", datetime.now(UTC))
    with gunicorn(environ | ears) as (server, address), httpx.Client(base_url=address, timeout=PATIENCE_S) as browser:
        _sign_in(browser)
        assert "Ana" in browser.get("/").text
        line = Client(address.replace("http", "ws", 1) + "/api/v1/live/calls", headers={"Authorization": f"Bearer {key}"})
        line.send(json.dumps({"code": "C-1", "agent": "A-104", "lang": "es", "rate": 8000, "format": "mulaw"}))
        assert json.loads(line.receive(timeout=PATIENCE_S))["type"] == "ready"
        with browser.stream("GET", "/floor/events") as page:
            events = page.iter_bytes()
            assert next(events)
            for _ in range(40):
                line.send(b"\xff" * 1600)
            _until_heard(database, 4.0)
            server.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as told:
                while True:
                    line.receive(timeout=PATIENCE_S)
            for _ in events:  # an end that is no end of the stream would raise
                pass
        assert server.wait(PATIENCE_S) == 0
    assert "empiece de nuevo con el mismo código" in str(told.value.message)
    row = _until_heard(database, 4.0)
    assert row.ended_at is None and row.code == "C-1"


def test_every_process_counts_in_the_same_minute(environ: dict[str, str]) -> None:
    one, other = RedisLimiter(environ["TRASLUZ_BROKER_URL"]), RedisLimiter(environ["TRASLUZ_BROKER_URL"])
    one.check("somebody", 2)
    other.check("somebody", 2)
    with pytest.raises(TooMany):
        one.check("somebody", 2)
    other.check("other", 2)
