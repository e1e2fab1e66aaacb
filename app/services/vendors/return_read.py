"""A vendor's file of contacts read outside memory and held against the accounts it was given; nothing here knows a ghost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path

import duckdb
import numpy as np

from app.errors import BadInput
from app.services.vendors.return_cells import CELLS, EPOCH, ReturnRow, micros, promised, row_of
from audit.contacts.errors import BadContacts
from audit.contacts.intake import connected, read
from audit.contacts.log_file import opened
from audit.contacts.rejected import Rejected, keep, rejected
from audit.data_file import Words

MORE = ("account_id", "outcome", "duration_s", "promise_amount", "promise_date", "cost")
AHEAD = timedelta(days=1)
LONGEST_ID = 90
SHOWN = 20
_AT_ONCE = 5_000
_UNKNOWN, _LONG, _AHEAD, _TOLD = 1, 2, 3, 4
_SENTENCES = {
    _UNKNOWN: (
        "account_id",
        Words(
            "no es una cuenta que se le haya asignado; revise el número de cuenta o el documento",
            "is no account it was given; check the account number or the document",
        ),
    ),
    _LONG: (
        "contact_id",
        Words(f"pasa de {LONGEST_ID} letras; acórtelo", f"is over {LONGEST_ID} letters; shorten it"),
    ),
    _AHEAD: ("at", Words("aún no llega; revise la fecha y el desfase", "has not come yet; check the date and the offset")),
    _TOLD: (
        "contact_id",
        Words(
            "ya vino en un archivo anterior; ese vale y esta fila no; envíe cada contacto una vez",
            "came in an earlier file; that one stands and this row does not; send each contact once",
        ),
    ),
}


@dataclass(slots=True)
class Read:
    """A file being read: its connection, its folder, and how many rows were not taken."""

    con: duckdb.DuckDBPyConnection
    folder: Path
    bad: list[tuple[int, str, str, str, Words]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows of the file, broken ones too."""
        (lines,) = self.con.execute("SELECT count(*) FROM line").fetchone() or (0,)
        return int(lines) + len(self._torn())

    def _torn(self) -> list[int]:
        last = "(SELECT max(scan_id) FROM reject_scans)"
        found = self.con.execute(f"SELECT DISTINCT line FROM reject_errors WHERE scan_id = {last} ORDER BY line").fetchall()
        return [row[0] for row in found]

    def days(self) -> tuple[date, date] | None:
        """The first and last day (UTC) of what was taken."""
        told = self.con.execute("SELECT min(at_us), max(at_us) FROM held WHERE reason = 0").fetchone()
        if told is None or told[0] is None:
            return None
        first, last = (EPOCH + timedelta(microseconds=int(us)) for us in told)
        return first.date(), last.date()

    def accepted(self) -> int:
        """Rows taken."""
        (n,) = self.con.execute("SELECT count(*) FROM held WHERE reason = 0").fetchone() or (0,)
        return int(n)

    def told_ids(self) -> Path:
        """Their contact ids, in a file of their own."""
        path = self.folder / "ids.parquet"
        self.con.execute(f"COPY (SELECT contact_id FROM held WHERE reason = 0 ORDER BY r) TO '{path}' (FORMAT parquet)")
        return path

    def keep_rejected(self, lang: str) -> tuple[Path, int, list[Rejected]]:
        """Every row that was not taken, with one sentence each, in a CSV; how many, and the first of them."""
        path = self.folder / "rejected.csv"
        count, first = keep(chain(rejected(self.con), self._refused()), path, lang, SHOWN)
        return path, count, first

    def _refused(self) -> Iterator[Rejected]:
        above, passed = self._torn(), 0
        said = {r: (column, value, words) for r, column, value, _, words in self.bad}
        cells = "contact_id, account_id, debtor_id, at_us"
        found = self.con.cursor().execute(f"SELECT r, reason, {cells} FROM held WHERE reason > 0 ORDER BY r")
        while rows := found.fetchmany(_AT_ONCE):
            for r, reason, contact_id, account, debtor, at_us in rows:
                while passed < len(above) and above[passed] <= r + 1 + passed:
                    passed += 1
                if r in said:
                    column, value, words = said[r]
                else:
                    column, words = _SENTENCES[reason]
                    at = (EPOCH + timedelta(microseconds=int(at_us))).isoformat()
                    value = {"account_id": account or debtor, "contact_id": contact_id, "at": at}[column]
                yield Rejected(r + 1 + passed, contact_id, column, value, words)


@dataclass(frozen=True, slots=True)
class Given:
    """An account the vendor was given, with the client's own debt behind it where there is one."""

    number: str
    debtor_id: str
    currency: str
    debt_id: int | None
    person_id: int | None


def read_return(
    path: Path,
    folder: Path,
    country: str | None,
    given: Iterator[Sequence[Given]],
    earlier: Sequence[Path],
    now: datetime,
    name: str = "",
) -> Read:
    """The file in tables of DuckDB, each row held against the accounts and the ids told before; `name` as its sender called it.

    Raises BadInput for a file that is no log of contacts."""
    con = connected(folder)
    try:
        read(con, opened(path, folder, country, MORE, name), country, MORE)
    except BadContacts as cause:
        con.close()
        es, en = (said.replace(str(path), name) for said in (cause.words.es, cause.words.en))
        raise BadInput(es, en, "file") from cause
    except duckdb.Error as cause:
        con.close()
        said = " ".join(str(cause).replace(str(path), name).split())[:200]
        raise BadInput(f"no se pudo leer como CSV ({said})", f"could not be read as CSV ({said})", "file") from cause
    _accounts(con, given)
    _ids(con, earlier)
    _hold(con, now)
    return Read(con, folder)


def _accounts(con: duckdb.DuckDBPyConnection, given: Iterator[Sequence[Given]]) -> None:
    con.execute("CREATE TABLE given (number VARCHAR, debtor VARCHAR, currency VARCHAR, debt BIGINT, person BIGINT)")
    for some in given:
        chunk = {
            "number": np.array([one.number for one in some], dtype=object),
            "debtor": np.array([one.debtor_id for one in some], dtype=object),
            "currency": np.array([one.currency for one in some], dtype=object),
            "debt": np.array([one.debt_id or 0 for one in some], dtype=np.int64),
            "person": np.array([one.person_id or 0 for one in some], dtype=np.int64),
        }
        con.register("chunk", chunk)
        con.execute("INSERT INTO given SELECT number, debtor, currency, debt, person FROM chunk")
        con.unregister("chunk")


def _ids(con: duckdb.DuckDBPyConnection, earlier: Sequence[Path]) -> None:
    con.execute("CREATE TABLE before (contact_id VARCHAR)")
    for path in earlier:
        con.execute("INSERT INTO before SELECT contact_id FROM read_parquet(?)", [str(path)])


def _hold(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """`held`: every row whose cells are sound, the account it is about, and why it is not taken (0: it is)."""
    latest = (now + AHEAD - EPOCH) // timedelta(microseconds=1)
    con.execute(
        f"""CREATE TABLE held AS
        WITH of_debtor AS (SELECT debtor, min(number) AS number FROM given GROUP BY debtor),
        named AS (SELECT l.r, l.contact_id, l.debtor_id, l.at_us, l.channel, l.inbound, l.answered, t.*,
            coalesce(a.number, d.number) AS number
            FROM line l JOIN told t ON t.r = l.r LEFT JOIN given a ON a.number = t.account_id
            LEFT JOIN of_debtor d ON d.debtor = l.debtor_id WHERE l.problem = 0)
        SELECT n.* EXCLUDE (r_1), g.currency, g.debt, g.person, CASE WHEN length(n.contact_id) > {LONGEST_ID} THEN {_LONG}
            WHEN n.at_us > {latest} THEN {_AHEAD} WHEN n.number IS NULL THEN {_UNKNOWN}
            WHEN b.contact_id IS NOT NULL THEN {_TOLD} ELSE 0 END AS reason
        FROM named n LEFT JOIN given g ON g.number = n.number
        LEFT JOIN (SELECT DISTINCT contact_id FROM before) b ON b.contact_id = n.contact_id"""
    )


def judge_promises(told: Read) -> None:
    """Rows whose promise or cost makes no sense are not taken: what was promised is money."""
    wanted = (
        "SELECT r, contact_id, promise_amount, promise_date, cost, currency FROM held "
        "WHERE reason = 0 AND (promise_amount <> '' OR promise_date <> '' OR cost <> '') ORDER BY r"
    )
    found = told.con.cursor().execute(wanted)
    while rows := found.fetchmany(_AT_ONCE):
        for r, contact_id, amount, due, cost, currency in rows:
            try:
                promised(amount, due, currency)
                micros(cost)
            except BadInput as cause:
                value = {"promise_amount": amount, "promise_date": due, "cost": cost}[cause.field]
                told.bad.append((r, cause.field, value, contact_id, Words(cause.text.es, cause.text.en)))
    if told.bad:
        told.con.register("bad", {"r": np.array([one[0] for one in told.bad], dtype=np.int64)})
        told.con.execute("UPDATE held SET reason = 9 WHERE r IN (SELECT r FROM bad)")
        told.con.unregister("bad")


def taken_rows(told: Read) -> Iterator[list[ReturnRow]]:
    """What was taken, some at a time, in the order of the file."""
    found = told.con.cursor().execute(f"SELECT {CELLS} FROM held WHERE reason = 0 ORDER BY r")
    while rows := found.fetchmany(_AT_ONCE):
        yield [row_of(row) for row in rows]
