"""The database: SQLite on one machine, Postgres in production; sessions that read, sessions that write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.orm import Session

from app.errors import Malformed, SettingsError
from app.folding import unaccented
from app.sent_numbers import sent_too_large
from app.settings import DATABASE_POOL

_WRITES = "trasluz_writes"
_BUSY_MS = 30_000
_MOMENTARY = 40
"""Connections beyond the pool, closed after use: with them every thread of the web process has one."""
SEARCH_PATH = "public,oversight"
"""On Postgres: tables that know ghosts are in the schema `oversight`; a role that may not enter it never sees them."""


class Database:
    """An engine and the two kinds of session. A writing SQLite session takes the write lock at its start."""

    def __init__(self, url: str, pool: int = DATABASE_POOL) -> None:
        """`pool`: connections kept open on Postgres; more are opened for a moment where all are in use."""
        self.url = url
        self.engine = _engine(url, pool)
        event.listen(self.engine, "handle_error", _what_no_database_keeps)
        self._writing = self.engine.execution_options(**{_WRITES: True})

    def reading(self) -> Session:
        """A session for queries; the caller closes it."""
        return Session(self.engine, expire_on_commit=False)

    def writing(self) -> Session:
        """A session for services; the service commits, the caller closes it."""
        return Session(self._writing, expire_on_commit=False)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A writing session, closed (and rolled back where not committed) at the end."""
        with self.writing() as session:
            yield session

    def dispose(self) -> None:
        """Close every connection; a forked process calls it before its first query."""
        self.engine.dispose()


def reader_of(session: Session) -> Session:
    """A reading session beside another: what takes long is read and reckoned without holding SQLite's one write lock.

    It sees what is committed. The caller closes it.
    """
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        raise TypeError("the session is bound to a connection; give one of Database.reading or Database.writing")
    return Session(engine.execution_options(**{_WRITES: False}), expire_on_commit=False)


def _engine(url: str, pool: int) -> Engine:
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        try:
            given = str(parts.query.get("options", ""))
            options = f"{given} -c search_path={SEARCH_PATH}".strip()
            return create_engine(
                url,
                pool_pre_ping=True,
                pool_size=pool,
                max_overflow=_MOMENTARY,
                connect_args={"options": options},
                hide_parameters=True,  # what people wrote stays out of logs
            )
        except ModuleNotFoundError as cause:
            raise SettingsError(
                f"para Postgres falta {cause.name}; instálelo con: pip install 'trasluz[postgres]'",
                f"Postgres needs {cause.name}; install it with: pip install 'trasluz[postgres]'",
            ) from cause
    if parts.database and parts.database != ":memory:":
        Path(parts.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000, "check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours: see _begin_sqlite
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("unaccented", 1, unaccented, deterministic=True)


def _begin_sqlite(connection: Connection) -> None:
    """A writer that first reads would fail instead of waiting when another wrote meanwhile, so it locks at once."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _what_no_database_keeps(problem: ExceptionContext) -> None:
    """NUL, halves of letters and endless numbers come from what was sent, in a form, an address or a file: not our failure.

    What a query of ours reckons beyond its type is ours, and stays an error.
    """
    cause = problem.original_exception
    if isinstance(cause, UnicodeEncodeError) or "NUL (0x00)" in str(cause):
        raise Malformed(
            "lo enviado lleva un carácter que ninguna base de datos guarda (NUL o medio carácter): bórrelo y envíelo otra vez",
            "what was sent holds a character that no database keeps (NUL or half a character): delete it and send it again",
        ) from cause
    if sent_too_large(problem):
        raise Malformed(
            "lo enviado lleva un número más grande que los que guarda una base de datos: corríjalo y envíelo otra vez",
            "what was sent holds a number larger than any that a database keeps: correct it and send it again",
        ) from cause
