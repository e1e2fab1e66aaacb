"""What a cleaned file changes: its rows held against the accounts and people already there."""

import csv
from pathlib import Path

import duckdb
from sqlalchemy import Connection

from app.operations.cleaning import one_name
from app.operations.cleaning_reasons import Reason
from app.services.portfolio.cells import quoted, read_as

_BATCH = 20_000
_DEBTS = "SELECT id, number, person_id, fingerprint FROM debt WHERE organisation_id = {0}"
_PEOPLE = "SELECT id, country, identity, name FROM person WHERE organisation_id = {0}"
_CLOSED = "SELECT id, number FROM debt WHERE organisation_id = {0} AND state = 'closed'"
_MISSING = """SELECT d.id, d.number FROM debt d JOIN portfolio_load l ON l.id = d.load_id
    WHERE d.organisation_id = {0} AND d.state <> 'closed' AND d.state <> 'paid' AND l.country = '{1}' AND {2}"""


def hold_against(
    con: duckdb.DuckDBPyConnection, db: Connection, folder: Path, organisation_id: int, country: str, mapping_id: int | None
) -> dict[str, int]:
    """Fill `touched` (rows that are new or changed, each with its person where there is one), `fresh` (the new people), `gone`.

    The counts.

    `gone` are accounts still owed that an earlier file of the same kind had and this one has not: they are told, not closed.
    """
    _pull(
        con,
        db,
        folder,
        "was_debt",
        _DEBTS.format(organisation_id),
        "id BIGINT, number VARCHAR, person_id BIGINT, fingerprint VARCHAR",
    )
    people = "id BIGINT, country VARCHAR, identity VARCHAR, name VARCHAR"
    _pull(con, db, folder, "was_person", _PEOPLE.format(organisation_id), people)
    same_kind = "l.mapping_id IS NULL" if mapping_id is None else f"l.mapping_id = {mapping_id}"
    missing = _MISSING.format(organisation_id, quoted(country), same_kind)
    _pull(con, db, folder, "was_here", missing, "id BIGINT, number VARCHAR")
    _pull(con, db, folder, "was_closed", _CLOSED.format(organisation_id), "id BIGINT, number VARCHAR")
    _compare(con)
    _keep_names_apart(con, folder)
    counts = dict(con.execute("SELECT how, count(*) FROM compared GROUP BY how").fetchall())
    _find_people(con)
    con.execute("CREATE OR REPLACE TABLE gone AS SELECT * FROM was_here ANTI JOIN cell USING (number)")
    gone = con.execute("SELECT count(*) FROM gone").fetchone()
    return {**{how: int(counts.get(how, 0)) for how in ("new", "changed", "same")}, "missing": int(gone[0]) if gone else 0}


def _pull(con: duckdb.DuckDBPyConnection, db: Connection, folder: Path, table: str, wanted: str, columns: str) -> None:
    con.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
    path = folder / f"{table}.csv"
    count = copy_out(db, wanted, path)
    if count:
        declared = ", ".join(f"'{c.split()[0]}': '{c.split()[1]}'" for c in columns.split(", "))
        how = "auto_detect=false, header=false, delim=',', quote='\"', escape='\"', nullstr=''"
        held = f"'{quoted(str(path))}', {how}, columns={{{declared}}}"
        con.execute(f"INSERT INTO {table} SELECT * FROM read_csv({held})")
    path.unlink()


def copy_out(db: Connection, wanted: str, path: Path) -> int:
    """The rows of a query as CSV, streamed; how many bytes."""
    if db.dialect.name == "postgresql":
        with path.open("wb") as out, db.connection.cursor().copy(f"COPY ({wanted}) TO STDOUT (FORMAT csv)") as rows:
            for piece in rows:
                out.write(piece)
    else:
        cursor = db.connection.cursor()
        cursor.execute(wanted)
        with path.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            while batch := cursor.fetchmany(_BATCH):
                writer.writerows(batch)
        cursor.close()
    return path.stat().st_size


def _compare(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        """CREATE OR REPLACE TABLE compared AS SELECT good.r, good.country, good.identity, d.id AS debt_id,
        d.person_id AS old_person, p.id AS by_identity,
        CASE WHEN d.id IS NULL THEN 'new' WHEN d.fingerprint IS NOT DISTINCT FROM good.fingerprint
        THEN 'same' ELSE 'changed' END AS how
        FROM good LEFT JOIN was_debt d ON d.number = good.number
        LEFT JOIN was_person p ON p.country = good.country AND p.identity = good.identity"""
    )


def _keep_names_apart(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """A document that somebody of quite another name has already is not taken to be theirs."""
    named = (
        "(SELECT c.r, c.by_identity, c.identity, p.name AS known_name, good.name FROM compared c JOIN was_person p "
        "ON p.id = c.by_identity JOIN good ON good.r = c.r WHERE c.how <> 'same')"
    )
    differs = "strip_accents(lower(name)) <> strip_accents(lower(known_name))"
    wanted = f"SELECT DISTINCT by_identity, known_name, name FROM {named} WHERE {differs}"

    def other(_id: int, known: str, name: str) -> tuple[tuple[()], ...]:
        return () if one_name(known, name) else ((),)

    if read_as(con, folder, "strangers", wanted, "id BIGINT, known VARCHAR, name VARCHAR", other):
        con.execute(
            f"CREATE OR REPLACE TABLE strange AS SELECT n.r, n.identity FROM {named} n JOIN strangers s ON s.id = n.by_identity "
            "AND s.name = n.name"
        )
        con.execute(f"INSERT INTO issue SELECT r, 'identity', '{Reason.OTHER_NAME}', identity FROM strange")
        con.execute("UPDATE compared SET identity = NULL, by_identity = NULL WHERE r IN (SELECT r FROM strange)")


def _find_people(con: duckdb.DuckDBPyConnection) -> None:
    """The person of each row: by document; else the account's own; a person without a document may be given theirs, once.

    `touched` has `lone` rows, whose new person is theirs alone; the others' new person is that of their country and document.
    """
    con.execute(
        """CREATE OR REPLACE TABLE claim AS SELECT min(id) AS id, country, identity FROM (
        SELECT p.id, min(c.country) AS country, arg_min(c.identity, c.r) AS identity
        FROM compared c JOIN was_person p ON p.id = c.old_person
        WHERE c.how = 'changed' AND p.identity IS NULL AND c.identity IS NOT NULL AND c.by_identity IS NULL
        AND p.country = c.country
        GROUP BY p.id) GROUP BY country, identity"""
    )
    con.execute(
        """CREATE OR REPLACE TABLE touched AS SELECT c.r, c.country, c.identity, c.debt_id, c.how, c.identity IS NULL AS lone,
        coalesce(c.by_identity, CASE WHEN c.identity IS NULL THEN c.old_person ELSE claim.id END) AS person_id
        FROM compared c LEFT JOIN claim ON claim.country = c.country AND claim.identity = c.identity
        WHERE c.how <> 'same'"""
    )
    con.execute("DROP TABLE compared")
    con.execute(
        """CREATE OR REPLACE TABLE fresh AS SELECT row_number() OVER (ORDER BY country, identity, number) AS n,
        f.* EXCLUDE (number) FROM (
        SELECT t.r, t.country, t.identity, 1 AS rows, c.number FROM touched t JOIN cell c ON c.rowid = t.r
        WHERE t.person_id IS NULL AND t.lone
        UNION ALL SELECT min(r), country, identity, count(*), NULL FROM touched
        WHERE person_id IS NULL AND NOT lone GROUP BY country, identity) f"""
    )
