"""Write what a file changes, all of it or nothing: one transaction, rows streamed from DuckDB, COPY on Postgres."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from sqlalchemy import Connection, text

from app.services.portfolio.cells import quoted
from app.services.portfolio.differ import copy_out

_BATCH = 10_000
_PEOPLE = (
    "id",
    "organisation_id",
    "country",
    "identity",
    "name",
    "zone",
    "subdivision",
    "city",
    "language",
    "since",
    "cares",
    "vulnerable",
    "updated_at",
)
_POINTS = ("id", "person_id", "kind", "value", "mobile", "at_work", "standing", "source", "learned_at")
_DEBTS = (
    *(
        "id",
        "organisation_id",
        "person_id",
        "number",
        "product",
        "currency",
        "opened_on",
        "balance_minor",
        "overdue_minor",
        "oldest_due_on",
    ),
    *("risk", "state", "load_id", "fingerprint", "extra", "updated_at"),
)
_CASES = ("id", "debt_id", "opened_on", "overdue_minor")
_CHANGES = ("person_id", "product", "currency", "opened_on", "risk", "load_id", "fingerprint", "extra", "updated_at")
_MONEY = ("balance_minor", "overdue_minor", "oldest_due_on", "state")


class Writer:
    """Streams the rows of a DuckDB query into a table of the database, in the caller's transaction."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, db: Connection, folder: Path, organisation_id: int, load_id: str, now: datetime
    ) -> None:
        self.con, self.db, self.folder = con, db, folder
        self.organisation_id, self.load_id = organisation_id, load_id
        self.postgres = db.dialect.name == "postgresql"
        self.now = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") + ("+00" if self.postgres else "")

    def write(self, tell: Callable[[int], None]) -> None:
        """Everything that `touched` says. `tell` gets how much is written, 0 to 100. The caller commits."""
        self._quick()
        self._people()
        tell(20)
        self._changed_people()
        self._new_debts()
        tell(55)
        self._changed_debts()
        self._cases()
        tell(70)
        self._points()
        tell(100)

    def _quick(self) -> None:
        if not self.postgres:
            self.db.exec_driver_sql("PRAGMA cache_size=-131072")

    def _numbers(self, table: str, count: int) -> None:
        """Free ids for `count` rows, as `ids` (n from 1, id)."""
        if not self.postgres:
            first = self.db.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table}").scalar_one()
            self.con.execute(
                f"CREATE OR REPLACE TABLE ids AS SELECT range AS n, range + {first} AS id FROM range(1, {count + 1})"
            )
            return
        path = self.folder / "ids.csv"
        copy_out(self.db, f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {count})", path)
        self.con.execute(
            "CREATE OR REPLACE TABLE ids AS SELECT row_number() OVER () AS n, id FROM "
            f"read_csv('{quoted(str(path))}', header=false, columns={{'id': 'BIGINT'}}, auto_detect=false)"
        )
        path.unlink()

    def _count(self, wanted: str) -> int:
        found = self.con.execute(f"SELECT count(*) FROM ({wanted})").fetchone()
        return int(found[0]) if found else 0

    def _insert(self, table: str, columns: tuple[str, ...], wanted: str, unless: str = "") -> None:
        """`unless`: ON CONFLICT DO NOTHING where rows may be there already."""
        names = ", ".join(columns)
        if not self.postgres:
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) {unless}"
            self._stream(statement, wanted)
        elif not unless:
            self._copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)", wanted)
        else:
            self.db.exec_driver_sql(f"CREATE TEMP TABLE coming (LIKE {table}) ON COMMIT DROP")
            for name in columns:
                self.db.exec_driver_sql(f"ALTER TABLE coming ALTER {name} DROP NOT NULL")
            self._copy(f"COPY coming ({names}) FROM STDIN (FORMAT csv)", wanted)
            self.db.exec_driver_sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM coming {unless}")
            self.db.exec_driver_sql("DROP TABLE coming")

    def _stream(self, statement: str, wanted: str) -> None:
        cursor = self.db.connection.cursor()
        rows = self.con.cursor().execute(wanted)
        while batch := rows.fetchmany(_BATCH):
            cursor.executemany(statement, batch)
        cursor.close()

    def _copy(self, statement: str, wanted: str) -> None:
        path = self.folder / "out.csv"
        self.con.execute(f"COPY ({wanted}) TO '{quoted(str(path))}' (FORMAT csv, HEADER false)")
        with path.open("rb") as rows, self.db.connection.cursor().copy(statement) as into:
            while piece := rows.read(1 << 20):
                into.write(piece)
        path.unlink()

    def _update(
        self, table: str, columns: tuple[str, ...], wanted: str, same: str = "", cast: dict[str, str] | None = None
    ) -> None:
        """`wanted` gives the columns, then the id."""
        if not self.postgres:
            sets = ", ".join(f"{name} = {same.format(name, '?') if same else '?'}" for name in columns)
            self._stream(f"UPDATE {table} SET {sets} WHERE id = ?", wanted)
            return
        self.db.exec_driver_sql(
            f"CREATE TEMP TABLE coming ON COMMIT DROP AS SELECT {', '.join((*columns, 'id'))} FROM {table} WHERE false"
        )
        self._copy(f"COPY coming ({', '.join((*columns, 'id'))}) FROM STDIN (FORMAT csv)", wanted)
        sets = ", ".join(f"{name} = {same.format('was.' + name, 'c.' + name) if same else 'c.' + name}" for name in columns)
        self.db.exec_driver_sql(f"UPDATE {table} AS was SET {sets} FROM coming c WHERE c.id = was.id")
        self.db.exec_driver_sql("DROP TABLE coming")

    def _day(self, column: str) -> str:
        return f"strftime({column}, '%Y-%m-%d')"

    def _people(self) -> None:
        self._numbers("person", self._count("SELECT 1 FROM fresh"))
        self.con.execute(
            "CREATE OR REPLACE TABLE born AS SELECT fresh.key, ids.id, fresh.* EXCLUDE (n, key) FROM fresh JOIN ids USING (n)"
        )
        self.con.execute(
            "UPDATE touched SET person_id = born.id FROM born WHERE touched.person_id IS NULL AND born.key = touched.key"
        )
        no = "false" if self.postgres else "0"
        wanted = (
            f"SELECT id, {self.organisation_id}, country, identity, name, zone, subdivision, city, language, since, '[]', "
            f"{no}, '{self.now}' "
            "FROM born ORDER BY id"
        )
        self._insert("person", _PEOPLE, wanted)

    def _changed_people(self) -> None:
        """What a newer file says of people already there; what it does not say stays."""
        columns = ("identity", "zone", "subdivision", "city", "since", "name", "updated_at")
        wanted = (
            "SELECT max(t.identity), arg_min(t.zone, t.r), arg_min(t.subdivision, t.r), arg_min(t.city, t.r), min(t.since), "
            f"arg_min(t.name, t.r), '{self.now}', t.person_id FROM touched t JOIN was_person p ON p.id = t.person_id GROUP BY "
            f"t.person_id"
        )
        self._update("person", columns, wanted, "coalesce({1}, {0})")

    def _new_debts(self) -> None:
        self._numbers("debt", self._count("SELECT 1 FROM touched WHERE how = 'new'"))
        self.con.execute(
            "CREATE OR REPLACE TABLE opened AS SELECT t.*, ids.id FROM (SELECT *, row_number() OVER (ORDER BY number) AS n "
            "FROM touched "
            "WHERE how = 'new') t JOIN ids USING (n)"
        )
        wanted = (
            f"SELECT id, {self.organisation_id}, person_id, number, product, currency, {self._day('opened_day')}, "
            f"balance_minor, overdue_minor, "
            f"{self._day('due')}, risk, state, '{self.load_id}', fingerprint, extra, '{self.now}' FROM opened ORDER BY id"
        )
        self._insert("debt", _DEBTS, wanted)

    def _changed_debts(self) -> None:
        """Facts of every changed account; amounts only where no ledger has begun: the caller books the others' differences."""
        facts = (
            f"SELECT person_id, product, currency, {self._day('opened_day')}, risk, '{self.load_id}', fingerprint, extra, "
            f"'{self.now}', debt_id "
            "FROM touched WHERE how = 'changed'"
        )
        self._update("debt", _CHANGES, facts)
        begun = self.folder / "begun.csv"
        copy_out(
            self.db,
            f"SELECT DISTINCT e.debt_id FROM entry e JOIN debt d ON d.id = e.debt_id WHERE d.organisation_id = "
            f"{self.organisation_id}",
            begun,
        )
        self.con.execute("CREATE OR REPLACE TABLE begun (id BIGINT)")
        if begun.stat().st_size:
            self.con.execute(
                f"INSERT INTO begun SELECT * FROM read_csv('{quoted(str(begun))}', header=false, columns={{'id': 'BIGINT'}})"
            )
        begun.unlink()
        money = (
            f"SELECT balance_minor, overdue_minor, {self._day('due')}, state, debt_id FROM touched "
            "WHERE how = 'changed' AND debt_id NOT IN (SELECT id FROM begun)"
        )
        self._update("debt", _MONEY, money)

    def restated(self) -> list[tuple[int, int, int, date | None]]:
        """(debt, balance, overdue, oldest due day) of changed accounts whose ledger has begun."""
        return self.con.execute(
            "SELECT debt_id, balance_minor, overdue_minor, due FROM touched WHERE how = 'changed' AND debt_id IN (SELECT id "
            "FROM begun)"
        ).fetchall()

    def _cases(self) -> None:
        """A cycle begins the day after the oldest due day, and ends when nothing is overdue."""
        late = "state = 'open' AND overdue_minor > 0 AND due IS NOT NULL"
        self.con.execute(
            f"CREATE OR REPLACE TABLE cycle AS SELECT row_number() OVER (ORDER BY id) AS n, * FROM (SELECT id, due, "
            f"overdue_minor FROM opened WHERE {late})"
        )
        self._numbers("debt_case", self._count("SELECT 1 FROM cycle"))
        wanted = f"SELECT ids.id, cycle.id, {self._day('due + 1')}, overdue_minor FROM cycle JOIN ids USING (n) ORDER BY n"
        self._insert("debt_case", _CASES, wanted)
        changed = f"load_id = '{self.load_id}' AND organisation_id = {self.organisation_id}"
        day = "oldest_due_on + 1" if self.postgres else "date(oldest_due_on, '+1 day')"
        self.db.execute(
            text(
                f"INSERT INTO debt_case (debt_id, opened_on, overdue_minor) SELECT id, {day}, overdue_minor FROM debt WHERE "
                f"{changed} "
                "AND state = 'open' AND overdue_minor > 0 AND oldest_due_on IS NOT NULL AND NOT EXISTS "
                "(SELECT 1 FROM debt_case c WHERE c.debt_id = debt.id AND c.closed_on IS NULL) AND NOT EXISTS "
                "(SELECT 1 FROM entry e WHERE e.debt_id = debt.id)"
            )
        )
        self.db.execute(
            text(
                "UPDATE debt_case SET closed_on = :today, closed_as = (SELECT CASE WHEN d.balance_minor = 0 THEN 'paid' WHEN "
                "d.state = "
                "'charged_off' THEN 'charged_off' ELSE 'cured' END FROM debt d WHERE d.id = debt_case.debt_id) WHERE "
                "closed_on IS NULL AND debt_id IN "
                f"(SELECT id FROM debt WHERE {changed} AND (overdue_minor = 0 OR state <> 'open') AND NOT EXISTS "
                "(SELECT 1 FROM entry e WHERE e.debt_id = debt.id))"
            ),
            {"today": self.now[:10]},
        )

    def _points(self) -> None:
        self.con.execute(
            "CREATE OR REPLACE TABLE reach AS SELECT row_number() OVER (ORDER BY person_id, kind, value) AS n, * FROM ("
            "SELECT t.person_id, p.kind, p.value, any_value(p.mobile) AS mobile, bool_and(p.at_work) AS at_work "
            "FROM point p JOIN touched t ON t.r = p.r GROUP BY ALL)".replace(
                "GROUP BY ALL", "GROUP BY t.person_id, p.kind, p.value"
            )
        )
        self._numbers("contact_point", self._count("SELECT 1 FROM reach"))
        known = "person_id IN (SELECT id FROM was_person)"
        for clause, unless in ((f"NOT ({known})", ""), (known, "ON CONFLICT DO NOTHING")):
            wanted = (
                f"SELECT ids.id, person_id, kind, value, mobile, at_work, 'unverified', 'load', '{self.now}' FROM reach JOIN "
                f"ids USING (n) "
                f"WHERE {clause} ORDER BY n"
            )
            if unless and not self._count(f"SELECT 1 FROM reach WHERE {clause}"):
                continue
            self._insert("contact_point", _POINTS, wanted, unless)
