"""Write what a file changes, all of it or nothing: one transaction, rows streamed from DuckDB through `row_sink`."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from sqlalchemy import Connection

from app.services.portfolio.cells import quoted
from app.services.portfolio.differ import copy_out
from app.services.portfolio.row_sink import Sink
from app.services.portfolio.write_cases import begin_cases, move_cases
from app.services.portfolio.write_people import change_people, people

_POINTS = ("id", "person_id", "kind", "value", "mobile", "at_work", "standing", "source", "learned_at")
_DEBTS = (
    *("id", "organisation_id", "person_id", "number", "product", "currency", "opened_on"),
    *("balance_minor", "overdue_minor", "oldest_due_on"),
    *("risk", "state", "load_id", "fingerprint", "extra", "updated_at"),
)
_CHANGES = ("person_id", "product", "currency", "opened_on", "risk", "load_id", "fingerprint", "extra", "updated_at")
_MONEY = ("balance_minor", "overdue_minor", "oldest_due_on", "state")


class Writer:
    """What `touched` says into the tables of the database, in the caller's transaction."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, db: Connection, folder: Path, organisation_id: int, load_id: str, now: datetime
    ) -> None:
        self.con, self.db, self.folder = con, db, folder
        self.organisation_id, self.load_id = organisation_id, load_id
        self.postgres = db.dialect.name == "postgresql"
        self.now = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") + ("+00" if self.postgres else "")

    def write(self, tell: Callable[[int], None]) -> None:
        """Everything that `touched` says. `tell` gets how much is written, 0 to 100. The caller commits."""
        parents = (
            ("organisation", f"SELECT {self.organisation_id} AS id"),
            ("portfolio_load", f"SELECT '{quoted(self.load_id)}' AS id"),
            ("person", "SELECT DISTINCT person_id AS id FROM touched WHERE person_id IS NOT NULL"),
        )
        with Sink(self.con, self.db, self.folder) as sink:
            with sink.trusted(parents):
                people(sink, self.organisation_id, self.now)
                tell(20)
                self._new_debts(sink)
                begin_cases(sink)
                tell(50)
                self._points(sink)
            tell(80)
            change_people(sink, self.now)
            self._changed_debts(sink)
            sink.wait()
            move_cases(self.db, self.organisation_id, self.load_id, self.now)
        tell(100)

    def _new_debts(self, sink: Sink) -> None:
        """`opened`: the new debts by number, each with its id."""
        con = self.con
        con.execute(
            "CREATE OR REPLACE TABLE numbered AS SELECT row_number() OVER () AS n, r, person_id FROM (SELECT t.r, t.person_id "
            "FROM touched t JOIN cell c ON c.rowid = t.r WHERE t.how = 'new' ORDER BY c.number)"
        )
        made = sink.ids("debt", counted(con, "SELECT 1 FROM numbered"))
        con.execute(f"CREATE OR REPLACE TABLE opened AS SELECT n, {made} AS id, r, person_id FROM numbered")
        wanted = (
            f"SELECT o.id, {self.organisation_id}, o.person_id, number, product, currency, {day('opened_day')}, "
            f"balance_minor, overdue_minor, {day('due')}, risk, state, '{self.load_id}', fingerprint, extra, '{self.now}' "
            "FROM opened o JOIN good ON good.r = o.r ORDER BY o.n"
        )
        sink.insert("debt", _DEBTS, wanted)

    def _changed_debts(self, sink: Sink) -> None:
        """Facts of every changed account; amounts only where no ledger has begun: the caller books the others' differences.

        What the file says is closed is so, ledger or not; what was closed and comes back is owed again.
        """
        changed = "FROM touched t JOIN good ON good.r = t.r WHERE t.how = 'changed'"
        facts = (
            f"SELECT t.person_id, product, currency, {day('opened_day')}, risk, '{self.load_id}', fingerprint, extra, "
            f"'{self.now}', t.debt_id {changed}"
        )
        sink.update("debt", _CHANGES, facts)
        sink.wait()
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
            f"SELECT balance_minor, overdue_minor, {day('due')}, state, t.debt_id {changed} "
            "AND t.debt_id NOT IN (SELECT id FROM begun)"
        )
        sink.update("debt", _MONEY, money)
        sink.wait()
        closed = (
            f"SELECT CASE WHEN state = 'closed' THEN 'closed' ELSE 'open' END, t.debt_id {changed} AND t.debt_id IN "
            "(SELECT id FROM begun) AND (state = 'closed' OR t.debt_id IN (SELECT id FROM was_closed))"
        )
        sink.update("debt", ("state",), closed)

    def restated(self) -> list[tuple[int, int, int, date | None]]:
        """(debt, balance, overdue, oldest due day) of changed accounts whose ledger has begun."""
        return self.con.execute(
            "SELECT t.debt_id, balance_minor, overdue_minor, due FROM touched t JOIN good ON good.r = t.r "
            "WHERE t.how = 'changed' AND t.debt_id IN (SELECT id FROM begun)"
        ).fetchall()

    def _points(self, sink: Sink) -> None:
        """Ways to reach the people of new and changed rows, each once a person."""
        con = self.con
        con.execute(
            "CREATE OR REPLACE TABLE reach AS SELECT row_number() OVER () AS n, * FROM (SELECT t.person_id, p.kind, p.value, "
            "any_value(p.mobile) AS mobile, bool_and(p.at_work) AS at_work FROM point p JOIN touched t ON t.r = p.r "
            "GROUP BY t.person_id, p.kind, p.value ORDER BY t.person_id, p.kind, p.value)"
        )
        made = sink.ids("contact_point", counted(con, "SELECT 1 FROM reach"))
        known = "person_id IN (SELECT id FROM was_person)"
        for clause, unless in ((f"NOT ({known})", ""), (known, "ON CONFLICT DO NOTHING")):
            if not counted(con, f"SELECT 1 FROM reach WHERE {clause}"):
                continue
            wanted = (
                f"SELECT {made}, person_id, kind, value, mobile, at_work, 'unverified', 'load', '{self.now}' FROM reach "
                f"WHERE {clause} ORDER BY n"
            )
            sink.insert("contact_point", _POINTS, wanted, unless)


def counted(con: duckdb.DuckDBPyConnection, wanted: str) -> int:
    """How many rows a query of DuckDB has."""
    found = con.execute(f"SELECT count(*) FROM ({wanted})").fetchone()
    return int(found[0]) if found else 0


def day(column: str) -> str:
    """A day as the database takes it."""
    return f"strftime({column}, '%Y-%m-%d')"
