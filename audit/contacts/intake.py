"""A log of any length read, checked and sorted by DuckDB, outside memory where it does not fit."""

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from audit.contacts.clocks import zones
from audit.contacts.days_off import places
from audit.contacts.errors import BadContacts
from audit.contacts.log_file import LogFile
from audit.contacts.rows import FIRST_YEAR, LAST_YEAR
from audit.contacts.ruled import CHANNELS
from audit.contacts.timeline import ANSWERED
from audit.rulebooks import ALIASES, countries

MEMORY = "320MB"
NO_COUNTRY = 255
CHECKED = ("contact_id", "debtor_id", "channel", "direction", "at", "timezone", "answered_by")
REPEATED = len(CHECKED) + 1
_BLANK = " \t\r\n\u00a0\ufeff"
_AT = (
    r"^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)? ?"
    r"(Z|[+-](0\d|1[0-8])(:?[0-5]\d)?)$"
)


def connected(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database of its own in `folder`, that spills there and fetches nothing from anywhere."""
    con = duckdb.connect(str(folder / "log.duckdb"))
    for setting in (
        f"threads={min(os.cpu_count() or 1, 4)}",
        f"memory_limit='{MEMORY}'",
        f"temp_directory='{_quoted(str(folder / 'spill'))}'",
        "preserve_insertion_order=true",
        "autoinstall_known_extensions=false",
        "autoload_known_extensions=false",
        "enable_progress_bar=false",
        "TimeZone='UTC'",
    ):
        con.execute(f"SET {setting}")
    _numbered(con, "zones", (zone.lower() for zone in zones()))
    _numbered(con, "places", (place.upper() for place in places()))
    _numbered(con, "channels", CHANNELS)
    _numbered(con, "answers", ANSWERED)
    _numbered(con, "countries", countries())
    return con


def read(con: duckdb.DuckDBPyConnection, log: LogFile, country: str | None, more: Sequence[str] = ()) -> None:
    """Fill `line`: a row a contact, sorted by country, debtor, instant and place in the file; `problem` numbers a bad cell.

    Cells of the columns in `more` go as they are written to `told`, with `r` of the line ("" where there is no such column).

    What is no row at all goes to DuckDB's `reject_errors`. Raises BadContacts where DuckDB cannot make sense of the file.
    """
    for strict in (True, False):
        try:
            con.execute(f"CREATE OR REPLACE TABLE cell AS {_cells(log, strict, more)}")
            break
        except duckdb.InvalidInputException as cause:
            if not strict:
                line = " ".join(str(cause).split())[:200]
                raise BadContacts(f"no se puede leer como CSV: {line}", f"cannot be read as CSV: {line}") from cause
    con.execute(f"CREATE TABLE line AS {_sorted(country)}")
    if more:
        names = ", ".join(f"{name}_ AS {name}" for name in more)
        con.execute(f"CREATE TABLE told AS SELECT rowid + 1 AS r, {names} FROM cell")
    con.execute("DROP TABLE cell")
    _mark_repeated(con)


def _cells(log: LogFile, strict: bool, more: Sequence[str]) -> str:
    """The cells that matter, in the file's order, which a plain scan keeps and a join would not."""
    names = ", ".join(f"'{name}': 'VARCHAR'" for name in log.columns)
    cells = ", ".join(
        f"{_cell(log, name)} AS {name}_" for name in dict.fromkeys((*CHECKED, "country", "subdivision", "account_id", *more))
    )
    return (
        f"SELECT {cells} FROM "
        f"read_csv('{_quoted(glob.escape(str(log.path)))}', auto_detect=false, header=true, skip={log.lines_above}, "
        f"delim='{log.separator}', quote='\"', escape='\"', columns={{{names}}}, strict_mode={str(strict).lower()}, "
        "ignore_errors=true, store_rejects=true, rejects_limit=0)"
    )


def _sorted(country: str | None) -> str:
    """The rows numbered as in the file, their cells as numbers, sorted; what is wrong with a row in `problem` and `bad`."""
    renamed = "".join(f"WHEN '{old}' THEN '{new}' " for old, new in ALIASES.items())
    home = "coalesce(nullif(upper(country_), ''), " + (f"'{_quoted(country)}'" if country else "''") + ")"
    return f"""
        WITH named AS NOT MATERIALIZED (SELECT *, rowid + 1 AS r, upper(at_) AS stamp,
            CASE {home} {renamed} ELSE {home} END AS home, nullif(upper(subdivision_), '') AS part FROM cell),
        coded AS NOT MATERIALIZED (SELECT named.*, channels.number AS channel, zones.number AS zone,
            CASE WHEN starts_with(places.name, home || '-') THEN places.number END AS place,
            answers.number AS answered, coalesce(countries.number, {NO_COUNTRY}) AS country,
            CASE lower(direction_) WHEN 'outbound' THEN false WHEN 'inbound' THEN true END AS inbound,
            CASE WHEN regexp_full_match(stamp, '{_AT}')
                THEN epoch_us(try_cast(left(stamp, 10) || 'T' || replace(stamp[12:], ' ', '') AS TIMESTAMPTZ)) END AS at_us
            FROM named LEFT JOIN countries ON countries.name = home LEFT JOIN channels ON channels.name = lower(channel_)
            LEFT JOIN zones ON zones.name = lower(timezone_)
            LEFT JOIN answers ON answers.name = coalesce(nullif(lower(answered_by_), ''), 'none')
            LEFT JOIN places ON places.name = CASE WHEN contains(part, '-') THEN part ELSE home || '-' || part END),
        judged AS NOT MATERIALIZED (SELECT *, CASE
            WHEN contact_id_ = '' THEN 1 WHEN debtor_id_ = '' THEN 2 WHEN channel IS NULL THEN 3 WHEN inbound IS NULL THEN 4
            WHEN at_us IS NULL OR year(make_timestamp(at_us)) NOT BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN 5
            WHEN zone IS NULL AND timezone_ <> '' THEN 6 WHEN answered IS NULL THEN 7 ELSE 0 END::UTINYINT AS problem
            FROM coded)
        SELECT r, contact_id_ AS contact_id, debtor_id_ AS debtor_id, home, hash(debtor_id_) AS debtor,
            hash(account_id_) AS account, country, at_us, coalesce(zone, -1) AS zone, coalesce(place, -1) AS place,
            coalesce(channel, 0) AS channel, coalesce(inbound, false) AS inbound, coalesce(answered, 0) AS answered, problem,
            CASE problem {"".join(f"WHEN {n} THEN {name}_ " for n, name in enumerate(CHECKED, 1))} END AS bad
        FROM judged ORDER BY country, debtor_id, at_us, r"""


def _cell(log: LogFile, name: str) -> str:
    """The cell without blanks around it, looked for at its ends because trimming every cell would cost more than sorting."""
    if name not in log.columns:
        return "''"
    ends = f"contains('{_BLANK}', left(\"{name}\", 1)) OR contains('{_BLANK}', right(\"{name}\", 1))"
    return f'CASE WHEN "{name}" IS NULL THEN \'\' WHEN {ends} THEN trim("{name}", \'{_BLANK}\') ELSE "{name}" END'


def _mark_repeated(con: duckdb.DuckDBPyConnection) -> None:
    """Of contacts with the same id the first in the file stands; the others are bad rows."""
    twice = "SELECT contact_id FROM line WHERE problem = 0 GROUP BY contact_id HAVING count(*) > 1"
    if con.execute(f"SELECT 1 FROM ({twice}) LIMIT 1").fetchone():
        con.execute(
            f"UPDATE line SET problem = {REPEATED}, bad = contact_id WHERE r IN (SELECT r FROM (SELECT r, "
            "row_number() OVER (PARTITION BY contact_id ORDER BY r) AS n FROM line "
            f"WHERE problem = 0 AND contact_id IN ({twice})) WHERE n > 1)"
        )


def _numbered(con: duckdb.DuckDBPyConnection, name: str, values: Iterable[str]) -> None:
    """A table of names and their places in the list: a failed cast to an enum costs DuckDB far more than a failed join."""
    rows = ", ".join(f"('{_quoted(str(value))}', {number}::SMALLINT)" for number, value in enumerate(values))
    con.execute(f"CREATE TABLE {name} AS SELECT * FROM (VALUES {rows}) AS listed(name, number)")


def _quoted(text: str) -> str:
    return text.replace("'", "''")
