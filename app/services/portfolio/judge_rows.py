"""The rows judged: `good` is what is taken, `issue` every reason for a row refused or a cell left out, `point` ways to people.

`judged` holds what was worked out of each row and nothing that `cell` has already; `good` and `point` are views over the two, so
that a file's text is kept once.
"""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb

from app.operations.cleaning import one_name
from app.operations.cleaning_reasons import ACCEPTED, Reason
from app.operations.columns import Column
from app.operations.columns_reads import Reads
from app.services.portfolio.cells import read_as
from app.services.portfolio.maps import make_maps
from audit.total_rows import TOTAL

_FORMULA = "left({0}, 1) IN ('=', '+', '@')"
_LENGTHS = (("number", 80), ("name", 300), ("product", 80), ("city", 120))
_OVER = ("paid", "closed")
_KEPT = (
    *("r", "judged.country", "judged.identity", "judged.currency", "opened_day", "balance_minor", "overdue_minor", "due"),
    *("judged.risk", "judged.state", "subdivision", "zone", "judged.language", "fingerprint"),
)


def judge(con: duckdb.DuckDBPyConnection, folder: Path, reads: Reads, today: date) -> None:
    """Fill `good`, `issue` and `point` from `cell`."""
    make_maps(con, folder, reads)
    con.execute(f"CREATE OR REPLACE TABLE judged AS {_judged(con, reads, today)}")
    con.execute("CREATE OR REPLACE TABLE issue (r BIGINT, field VARCHAR, why VARCHAR, value VARCHAR)")
    for part in _issues():
        con.execute(f"INSERT INTO issue {part}")
    _twice(con)
    con.execute(f"DELETE FROM judged WHERE r IN (SELECT r FROM issue WHERE why IN ({_refused()}) OR why = '{Reason.SAME_ROW}')")
    con.execute(
        f"CREATE OR REPLACE VIEW good AS SELECT {', '.join(_KEPT)}, c.number, "
        "CASE WHEN contains(c.name, '  ') THEN regexp_replace(c.name, '\\s+', ' ', 'g') ELSE c.name END AS name, "
        "nullif(c.product, '') AS product, nullif(c.city, '') AS city, nullif(left(c.since, 10), '') AS since, c.extra "
        "FROM judged JOIN cell c ON c.rowid = judged.r"
    )
    _keep_apart(con, folder)
    _points(con)


def _refused() -> str:
    return ", ".join(f"'{reason}'" for reason in Reason if reason not in ACCEPTED)


def _judged(con: duckdb.DuckDBPyConnection, reads: Reads, today: date) -> str:
    day = f"DATE '{today.isoformat()}'"
    states = ", ".join(f"'{s}'" for s in _OVER)
    cells = ", ".join(f"c.{name}" for name in _texts(con))
    salt = sha256(json.dumps(reads.as_json(), sort_keys=True).encode()).hexdigest()[:8]
    told = Column.OVERDUE in reads.ours().values()
    return f"""
    WITH read AS NOT MATERIALIZED (SELECT p.*, c.*, coalesce(p.balance_plain, b.value) AS balance_minor, b.why AS why_balance,
        coalesce(p.overdue_plain, o.value) AS overdue_said, o.why AS why_overdue_cell,
        d.value AS due_day, d.why AS why_due, w.value AS opened_day, w.why AS why_opened, n.value AS days_said, n.why AS why_days,
        k.value AS risk_value, k.why AS why_risk, s.value AS state_value, s.why AS why_state,
        coalesce(p.document_plain, i.value) AS document, i.why AS why_identity,
        g.subdivision, g.zone, g.language AS usual_language, g.why AS why_region,
        left(md5(concat_ws(chr(31), '{salt}', {cells})), 16) AS fingerprint
        FROM plain p JOIN cell c ON c.rowid = p.r
        LEFT JOIN m_amount b ON p.balance_plain IS NULL AND b.raw = c.balance AND b.money = p.money
        LEFT JOIN m_amount o ON p.overdue_plain IS NULL AND o.raw = c.overdue AND o.money = p.money
        LEFT JOIN m_day d ON d.raw = c.due_on LEFT JOIN m_day w ON w.raw = c.opened_on LEFT JOIN m_days n ON n.raw = c.days
        LEFT JOIN m_risk k ON k.raw = c.risk LEFT JOIN m_state s ON s.raw = c.state
        LEFT JOIN m_identity i ON p.document_plain IS NULL AND i.raw = c.identity AND i.place = p.place
        LEFT JOIN m_place g ON g.place = p.place AND g.region = c.region AND g.city = c.city),
    dated AS NOT MATERIALIZED (SELECT *, coalesce(due_day, {day} - days_said::INTEGER) AS due FROM read),
    owed AS NOT MATERIALIZED (SELECT *, coalesce(overdue_said, CASE WHEN {str(not told).lower()} AND due < {day}
        AND coalesce(state_value, 'open') NOT IN ({states}) THEN balance_minor ELSE 0 END) AS overdue_minor FROM dated)
    SELECT r, place AS country, document AS identity, money AS currency, opened_day, balance_minor, overdue_minor,
        CASE WHEN overdue_minor > 0 THEN due END AS due, risk_value AS risk,
        CASE WHEN balance_minor = 0 AND coalesce(state_value, 'open') = 'open' THEN 'paid' ELSE coalesce(state_value, 'open') END
            AS state, subdivision, zone,
        CASE WHEN lower(left(language, 2)) IN ('es', 'en', 'pt') THEN lower(left(language, 2)) ELSE usual_language END
            AS language, fingerprint, {_whys(day)}
    FROM owed"""


def _texts(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'cell' ORDER BY column_index").fetchall()
    return [str(row[0]) for row in rows]


_TOTAL = f"regexp_full_match(lower(trim(number)), '{TOTAL}')"


def _whys(day: str) -> str:
    long = " ".join(f"WHEN length({name}) > {most} THEN '{name}'" for name, most in _LENGTHS)
    number, name = _FORMULA.format("number"), _FORMULA.format("name")
    return f"""
        CASE WHEN number = '' THEN '{Reason.NO_NUMBER}' WHEN {_TOTAL} THEN '{Reason.TOTAL_ROW}'
            WHEN {number} THEN '{Reason.FORMULA}' END AS why_number,
        CASE WHEN name = '' THEN '{Reason.NO_NAME}' WHEN {name} THEN '{Reason.FORMULA}' END AS why_name,
        CASE {long} END AS too_long, why_country, why_currency, why_identity, why_region, why_risk, why_state, why_opened,
        CASE WHEN balance = '' THEN '{Reason.NO_AMOUNT}' ELSE why_balance END AS why_balance,
        CASE WHEN why_overdue_cell IS NOT NULL THEN why_overdue_cell WHEN overdue_minor > balance_minor
        THEN '{Reason.OVER_BALANCE}'
            WHEN overdue_minor > 0 AND due IS NULL AND why_due IS NULL AND why_days IS NULL THEN '{Reason.OVERDUE_UNDATED}'
            WHEN overdue_minor > 0 AND due > {day} THEN '{Reason.OVERDUE_LATER}'
            WHEN overdue_said = 0 AND due < {day} AND coalesce(state_value, 'open') NOT IN ('paid', 'closed')
            AND balance_minor > 0
            THEN '{Reason.NOT_OVERDUE}' END AS why_overdue,
        coalesce(why_due, why_days) AS why_due"""


def _issues() -> list[str]:
    """Each reason with the cell it is about."""
    ours = {"opened": "opened_on", "due": "due_on"}
    cells = {
        **{field: field for field in ("number", "name", "country", "currency", "balance", "overdue")},
        "opened": "opened_on",
        "risk": "risk",
        "state": "state",
        "identity": "identity",
        "region": "region",
        "due": "CASE WHEN c.due_on <> '' THEN c.due_on ELSE c.days END",
    }
    told = "FROM judged j JOIN cell c ON c.rowid = j.r WHERE"
    found = [
        f"SELECT r, '{ours.get(field, field)}', why_{field}, left({text if ' ' in text else 'c.' + text}, 200) {told} "
        f"why_{field} IS NOT NULL"
        for field, text in cells.items()
    ]
    found.append(f"SELECT r, too_long, '{Reason.TOO_LONG}', left(c.number, 60) {told} too_long IS NOT NULL")
    return found


def _twice(con: duckdb.DuckDBPyConnection) -> None:
    """The same account on several rows: alike, the first stands; different, none does, as nobody can say which is right."""
    standing = (
        "SELECT r, c.number, fingerprint FROM judged JOIN cell c ON c.rowid = r JOIN more ON more.number = c.number "
        f"WHERE r NOT IN (SELECT r FROM issue WHERE why IN ({_refused()}))"
    )
    con.execute(
        "INSERT INTO issue WITH more AS (SELECT number FROM cell GROUP BY number HAVING count(*) > 1), "
        f"standing AS ({standing}), twice AS (SELECT number, count(DISTINCT fingerprint) AS kinds, min(r) AS first "
        "FROM standing GROUP BY number HAVING count(*) > 1) "
        f"SELECT r, 'number', CASE WHEN kinds > 1 THEN '{Reason.TWO_NUMBERS}' ELSE '{Reason.SAME_ROW}' END, number "
        "FROM standing JOIN twice USING (number) WHERE kinds > 1 OR r <> first"
    )


def _keep_apart(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """One document under names that share no word is not one person: only the first name keeps it, and it is told."""
    con.execute(
        "CREATE OR REPLACE TABLE naming AS WITH several AS (SELECT country, identity FROM judged WHERE identity IS NOT NULL "
        "GROUP BY country, identity HAVING count(*) > 1) SELECT country, identity, arg_min(name, r) AS first FROM good "
        "SEMI JOIN several USING (country, identity) GROUP BY country, identity "
        "HAVING count(DISTINCT strip_accents(lower(name))) > 1"
    )
    wanted = (
        "SELECT DISTINCT good.country, good.identity, naming.first, good.name FROM good JOIN naming USING (country, identity)"
    )

    def other(_country: str, _identity: str, first: str, name: str):  # type: ignore[no-untyped-def]
        return () if one_name(first, name) else ((),)

    read_as(con, folder, "others", wanted, "country VARCHAR, identity VARCHAR, first VARCHAR, name VARCHAR", other)
    con.execute(
        f"INSERT INTO issue SELECT r, 'identity', '{Reason.OTHER_NAME}', identity FROM good JOIN others USING (country, "
        f"identity, name)"
    )
    if con.execute("SELECT 1 FROM others LIMIT 1").fetchone():
        con.execute(f"UPDATE judged SET identity = NULL WHERE r IN (SELECT r FROM issue WHERE why = '{Reason.OTHER_NAME}')")


def _points(con: duckdb.DuckDBPyConnection) -> None:
    """Ways to reach people, and the cells that are none told in `issue`."""
    kind = "CASE {0} WHEN 'm' THEN true WHEN 'f' THEN false END"
    other = "phone p JOIN m_phone m ON m.raw = p.raw AND m.place = p.place"
    street = "concat_ws(', ', nullif(c.address, ''), nullif(c.city, ''))"
    blanks = " OR ".join(f"contains(street, {blank})" for blank in ("'  '", "chr(9)", "chr(10)", "chr(11)", "chr(12)", "chr(13)"))
    parts = (
        f"SELECT r, 'phone' AS kind, got[1] AS value, {kind.format('got[2]')} AS mobile, at_work FROM phone "
        "WHERE got IS NOT NULL",
        f"SELECT p.r, 'phone', m.value, {kind.format('m.kind')}, at_work FROM {other} WHERE m.value IS NOT NULL",
        "SELECT r, 'email', got, NULL, false FROM mail WHERE got IS NOT NULL",
        "SELECT r, 'email', m.value, NULL, false FROM mail JOIN m_mail m ON m.raw = mail.raw WHERE m.value IS NOT NULL",
        f"SELECT r, 'address', left(CASE WHEN {blanks} THEN regexp_replace(street, '\\s+', ' ', 'g') ELSE street END, 300), "
        f"NULL, false FROM (SELECT c.rowid AS r, {street} AS street FROM cell c "
        "WHERE c.address <> '' AND length(c.address) < 280)",
    )
    con.execute(f"CREATE OR REPLACE VIEW point AS {' UNION ALL '.join(parts)}")
    taken = "SEMI JOIN judged ON judged.r = p.r WHERE m.why IS NOT NULL"
    con.execute(
        "INSERT INTO issue SELECT p.r, CASE WHEN at_work THEN 'work_phone' ELSE 'phone' END, m.why, left(p.raw, 200) "
        f"FROM {other} {taken}"
    )
    con.execute(
        f"INSERT INTO issue SELECT p.r, 'email', m.why, left(p.raw, 200) FROM mail p JOIN m_mail m ON m.raw = p.raw {taken}"
    )
