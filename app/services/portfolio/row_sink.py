"""Rows of a DuckDB query into a table of the database, in the caller's transaction: COPY on Postgres, executemany on SQLite.

While the database takes one table's rows, DuckDB works out the next one's: a thread of the sink's own feeds the database, and
everything else that is asked of the database here first waits until that thread has nothing left to do.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Connection

from app.errors import Conflict
from app.services.portfolio.bulk_trust import hold, may_trust, unasked
from app.services.portfolio.cells import quoted
from app.services.portfolio.differ import copy_out

_BATCH, _PIECE, _AHEAD = 10_000, 1 << 20, 2


class Sink:
    """Where rows go. Use as a context: at its end everything is written, or what went wrong is raised."""

    def __init__(self, con: duckdb.DuckDBPyConnection, db: Connection, folder: Path) -> None:
        self.con, self.db, self.folder = con, db, folder
        self.postgres = db.dialect.name == "postgresql"
        self._names = count(1)
        self._feeder = ThreadPoolExecutor(1, "load-feeder")
        self._coming: list[Future[None]] = []

    def __enter__(self) -> "Sink":
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: object) -> None:
        try:
            if kind is None:
                self.wait()
        finally:
            self._feeder.shutdown(wait=True, cancel_futures=True)

    def wait(self, left: int = 0) -> None:
        """Until no more than `left` tables are on their way; raises what went wrong with one."""
        while len(self._coming) > left:
            self._coming.pop(0).result()

    def then(self, work: Callable[[], None]) -> None:
        """Done after what is on its way, in the feeder's thread."""
        self._coming.append(self._feeder.submit(work))

    def run(self, statement: str) -> Any:
        """One statement of the database, after what is on its way."""
        self.wait()
        return self.db.exec_driver_sql(statement)

    def ids(self, table: str, rows: int) -> str:
        """Free ids for `rows` rows, in a block: SQL of DuckDB that gives the id of row `n`, from 1 on."""
        if not self.postgres:
            return f"(n + {int(self.run(f'SELECT coalesce(max(id), 0) FROM {table}').scalar_one())})"
        if not rows:
            return "n"
        taken = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS id FROM generate_series(1, {rows})"
        least, most = self.run(f"SELECT min(id), max(id) FROM ({taken}) AS block").one()
        if most - least + 1 == rows:
            return f"(n + {least - 1})"
        path, name = self.folder / "ids.csv", f"ids_{table}"  # somebody else took some meanwhile: ids with gaps, as they come
        copy_out(self.db, taken, path)
        source = f"read_csv('{quoted(str(path))}', header=false, columns={{'id': 'BIGINT'}}, auto_detect=false)"
        self.con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT row_number() OVER (ORDER BY id) AS at, id FROM {source}")
        path.unlink()
        return f"(SELECT id FROM {name} WHERE at = n)"

    def insert(self, table: str, columns: Sequence[str], wanted: str, unless: str = "") -> None:
        """`unless`: ON CONFLICT DO NOTHING where rows may be there already. Comes back while the rows are on their way."""
        names = ", ".join(columns)
        if not self.postgres:
            statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))}) {unless}"
            self._stream(statement, wanted)
            return
        if not unless:
            self._copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)", wanted)
            return
        self.run(f"CREATE TEMP TABLE coming (LIKE {table}) ON COMMIT DROP")
        for name in columns:
            self.run(f"ALTER TABLE coming ALTER {name} DROP NOT NULL")
        self._copy(f"COPY coming ({names}) FROM STDIN (FORMAT csv)", wanted)
        self.run(f"INSERT INTO {table} ({names}) SELECT {names} FROM coming {unless}")
        self.run("DROP TABLE coming")

    def update(self, table: str, columns: Sequence[str], wanted: str, same: str = "") -> None:
        """`wanted` gives the columns, then the id."""
        if not self.postgres:
            sets = ", ".join(f"{name} = {same.format(name, '?') if same else '?'}" for name in columns)
            self._stream(f"UPDATE {table} SET {sets} WHERE id = ?", wanted)
            return
        names = ", ".join((*columns, "id"))
        self.run(f"CREATE TEMP TABLE coming ON COMMIT DROP AS SELECT {names} FROM {table} WHERE false")
        self._copy(f"COPY coming ({names}) FROM STDIN (FORMAT csv)", wanted)
        sets = ", ".join(f"{name} = {same.format('was.' + name, 'c.' + name) if same else 'c.' + name}" for name in columns)
        self.run(f"UPDATE {table} AS was SET {sets} FROM coming c WHERE c.id = was.id")
        self.run("DROP TABLE coming")

    def _stream(self, statement: str, wanted: str) -> None:
        rows = self.con.cursor().execute(wanted)

        def feed() -> None:
            cursor = self.db.connection.cursor()
            while batch := rows.fetchmany(_BATCH):
                cursor.executemany(statement, batch)
            cursor.close()

        self.then(feed)
        self.wait(_AHEAD)

    def _copy(self, statement: str, wanted: str) -> None:
        path = self.folder / f"out-{next(self._names)}.csv"
        self.con.execute(f"COPY ({wanted}) TO '{quoted(str(path))}' (FORMAT csv, HEADER false)")

        def feed() -> None:
            with path.open("rb") as rows, self.db.connection.cursor().copy(statement) as into:
                while piece := rows.read(_PIECE):
                    into.write(piece)
            path.unlink()

        self.then(feed)
        self.wait(_AHEAD)

    @contextmanager
    def trusted(self, parents: Sequence[tuple[str, str]]) -> Iterator[None]:
        """No row put in here is held against its parents one by one: `parents` (table, SQL of DuckDB that gives ids) are, first.

        Raises Conflict where one of them is gone.
        """
        self.wait()
        trusted = may_trust(self.db)
        for table, wanted in parents if trusted else ():
            self._hold(table, wanted)
        with unasked(self.db, trusted):
            yield
            self.wait()

    def _hold(self, table: str, wanted: str) -> None:
        ids = self.con.execute(f"SELECT count(*) FROM ({wanted})").fetchone()
        if not ids or not ids[0]:
            return
        self.run(f"CREATE TEMP TABLE parent ON COMMIT DROP AS SELECT id FROM {table} WHERE false")
        self._copy("COPY parent FROM STDIN (FORMAT csv)", wanted)
        self.wait()
        if hold(self.db, table, "id IN (SELECT id FROM parent)") != ids[0]:
            raise Conflict(
                "mientras se cargaba, alguien unió dos personas; no se cambió nada: cargue otra vez",
                "while it was loaded somebody joined two people; nothing was changed: load it again",
            )
        self.run("DROP TABLE parent")
