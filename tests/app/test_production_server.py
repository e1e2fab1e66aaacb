"""The production server as the image starts it: gunicorn on Postgres and Redis, its health, a sign-in, a limit that all share."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from app.db import Database
from app.errors import TooMany
from app.migrations.runner import upgrade
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
def address(environ: dict[str, str]) -> Iterator[str]:
    database = Database(Settings.from_env(environ).database_url)
    upgrade(database)
    with database.writing() as db:
        first_admin(db, "Crédito Lindero", NewUser("Ana", "ana@lindero.example", "admin", PASSWORD), NOW)
    database.dispose()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        options = ["--no-control-socket", "--worker-class", "gthread", "--workers", "1", "--threads", "64"]
        command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"fd://{door.fileno()}", "app.wsgi:make()"]
        with subprocess.Popen(command, env={**os.environ, **environ}, pass_fds=[door.fileno()]) as server:
            try:
                yield f"http://127.0.0.1:{door.getsockname()[1]}"
            finally:
                server.terminate()


def test_it_answers_and_lets_a_person_in(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            assert httpx.get(f"{address}/health", timeout=60).text == "ok"
            break
        except httpx.TransportError:
            assert time.monotonic() < deadline, "gunicorn did not start"
            time.sleep(0.2)
    with httpx.Client(base_url=address, timeout=30) as browser:
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
        assert token
        form = {"csrf_token": token[1], "email": "ana@lindero.example", "password": PASSWORD}
        assert browser.post("/sign-in", data=form).status_code == 303
        assert "Ana" in browser.get("/").text


def test_every_process_counts_in_the_same_minute(environ: dict[str, str]) -> None:
    one, other = RedisLimiter(environ["TRASLUZ_BROKER_URL"]), RedisLimiter(environ["TRASLUZ_BROKER_URL"])
    one.check("key:1", 2)
    other.check("key:1", 2)
    with pytest.raises(TooMany):
        one.check("key:1", 2)
    other.check("key:2", 2)
