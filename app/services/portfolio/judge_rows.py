"""The rows judged: `good` is what is taken, `issue` is every reason for a row refused or a cell left out."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb

from app.operations.cleaning import one_name
from app.operations.cleaning_reasons import ACCEPTED, Reason
from app.operations.columns import Column
from app.operations.columns_reads import Reads
from app.services.portfolio.cells import EMAILS, columns_like, read_as
from app.services.portfolio.maps import amount_sql, mail_sql, make_maps
from app.services.portfolio.plain_numbers import bare, identity_sql

_FORMULA = "left({0}, 1) IN ('=', '+', '@')"
_LENGTHS = (("number", 80), ("name", 300), ("product", 80), ("city", 120))
_OVER = ("paid", "closed")


def judge(con: duckdb.DuckDBPyConnection, folder: Path, reads: Reads, today: date) -> None:
    """Fill `good`, `issue` and `point` from `cell`."""
    make_maps(con, folder, reads)
    con.execute(f"CREATE TABLE judged AS {_judged(con, reads, today)}")
    con.execute("CREATE TABLE issue (r BIGINT, field VARCHAR, why VARCHAR, value VARCHAR)")
    for part in _issues():
        con.execute(f"INSERT INTO issue {part}")
    _twice(con)
    refused = ", ".join(f"'{reason}'" for reason in Reason if reason not in ACCEPTED)
    names = [str(row[0]) for row in con.execute("DESCRIBE judged").fetchall()]
    kept = ", ".join(name for name in names if not name.endswith("_text") and not name.startswith(("why_", "too_")))
    con.execute(
        f"CREATE TABLE good AS SELECT {kept} FROM judged WHERE r NOT IN "
        f"(SELECT r FROM issue WHERE why IN ({refused}) OR why = '{Reason.SAME_ROW}')"
    )
    con.execute("DROP TABLE judged")
    _keep_apart(con, folder)
    _points(con)


def _judged(con: duckdb.DuckDBPyConnection, reads: Reads, today: date) -> str:
    day = f"DATE '{today.isoformat()}'"
    states = ", ".join(f"'{s}'" for s in _OVER)
    cells = ", ".join(f"p.{name}" for name in _texts(con))
    salt = sha256(json.dumps(reads.as_json(), sort_keys=True).encode()).hexdigest()[:8]
    told = Column.OVERDUE in reads.ours().values()
    return f"""
    WITH read AS NOT MATERIALIZED (SELECT p.*,
        coalesce({amount_sql("p.balance", reads.decimal)}, b.value) AS balance_minor, b.why AS why_balance,
        coalesce({amount_sql("p.overdue", reads.decimal)}, o.value) AS overdue_said, o.why AS why_overdue_cell,
        d.value AS due_day, d.why AS why_due, w.value AS opened_day, w.why AS why_opened, n.value AS days_said, n.why AS why_days,
        k.value AS risk_value, k.why AS why_risk, s.value AS state_value, s.why AS why_state,
        coalesce({identity_sql(bare("p.identity"), "p.place")}, i.value) AS document, i.why AS why_identity,
        g.subdivision, g.zone, g.language AS usual_language, g.why AS why_region,
        left(md5(concat_ws(chr(31), '{salt}', {cells})), 16) AS fingerprint
        FROM placed p
        LEFT JOIN m_amount b ON b.raw = p.balance AND b.money = p.money
        LEFT JOIN m_amount o ON o.raw = p.overdue AND o.money = p.money
        LEFT JOIN m_day d ON d.raw = p.due_on LEFT JOIN m_day w ON w.raw = p.opened_on LEFT JOIN m_days n ON n.raw = p.days
        LEFT JOIN m_risk k ON k.raw = p.risk LEFT JOIN m_state s ON s.raw = p.state
        LEFT JOIN m_identity i ON i.raw = p.identity AND i.place = p.place
        LEFT JOIN m_place g ON g.place = p.place AND g.region = p.region AND g.city = p.city),
    dated AS NOT MATERIALIZED (SELECT *, coalesce(due_day, {day} - days_said::INTEGER) AS due FROM read),
    owed AS NOT MATERIALIZED (SELECT *, coalesce(overdue_said, CASE WHEN {str(not told).lower()} AND due < {day}
        AND coalesce(state_value, 'open') NOT IN ({states}) THEN balance_minor ELSE 0 END) AS overdue_minor FROM dated)
    SELECT r, number, CASE WHEN contains(name, '  ') THEN regexp_replace(name, '\\s+', ' ', 'g') ELSE name END AS name,
        place AS country, document AS identity, money AS currency, nullif(product, '') AS product, opened_day, balance_minor,
        overdue_minor, CASE WHEN overdue_minor > 0 THEN due END AS due, risk_value AS risk,
        CASE WHEN balance_minor = 0 AND coalesce(state_value, 'open') = 'open' THEN 'paid' ELSE coalesce(state_value, 'open') END
            AS state, nullif(city, '') AS city, subdivision, zone,
        CASE WHEN lower(left(language, 2)) IN ('es', 'en', 'pt') THEN lower(left(language,
        2)) ELSE usual_language END AS language,
        nullif(left(since, 10), '') AS since, extra, fingerprint, balance AS balance_text, overdue AS overdue_text,
        due_on AS due_text,
        days AS days_text, opened_on AS opened_text, risk AS risk_text, state AS state_text, identity AS identity_text,
        region AS region_text, p_country AS country_text, currency_text,
        {_whys(day)}
    FROM (SELECT *, country AS p_country, currency AS currency_text FROM owed)"""


def _texts(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'cell' ORDER BY column_index").fetchall()
    return [str(row[0]) for row in rows]


def _whys(day: str) -> str:
    long = " ".join(f"WHEN length({name}) > {most} THEN '{name}'" for name, most in _LENGTHS)
    number, name = _FORMULA.format("number"), _FORMULA.format("name")
    return f"""
        CASE WHEN number = '' THEN '{Reason.NO_NUMBER}' WHEN {number} THEN '{Reason.FORMULA}' END AS why_number,
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
    cells = {
        "number": "number",
        "name": "name",
        "country": "country_text",
        "currency": "currency_text",
        "balance": "balance_text",
        "overdue": "overdue_text",
        "opened": "opened_text",
        "risk": "risk_text",
        "state": "state_text",
        "identity": "identity_text",
        "region": "region_text",
    }
    ours = {"opened": "opened_on"}
    found = [
        f"SELECT r, '{ours.get(field, field)}', why_{field}, left({text}, 200) FROM judged WHERE why_{field} IS NOT NULL"
        for field, text in cells.items()
    ]
    found.append(
        "SELECT r, 'due_on', why_due, left(CASE WHEN due_text <> '' THEN due_text ELSE days_text END, 200) FROM judged WHERE "
        "why_due IS NOT NULL"
    )
    found.append(f"SELECT r, too_long, '{Reason.TOO_LONG}', left(number, 60) FROM judged WHERE too_long IS NOT NULL")
    return found


def _twice(con: duckdb.DuckDBPyConnection) -> None:
    """The same account on several rows: alike, the first stands; different, none does, as nobody can say which is right."""
    refused = ", ".join(f"'{reason}'" for reason in Reason if reason not in ACCEPTED)
    standing = f"SELECT r, number, fingerprint FROM judged WHERE r NOT IN (SELECT r FROM issue WHERE why IN ({refused}))"
    con.execute(
        f"INSERT INTO issue WITH standing AS ({standing}), twice AS (SELECT number, count(DISTINCT fingerprint) AS kinds, "
        f"min(r) AS first "
        "FROM standing GROUP BY number HAVING count(*) > 1) "
        f"SELECT r, 'number', CASE WHEN kinds > 1 THEN '{Reason.TWO_NUMBERS}' ELSE '{Reason.SAME_ROW}' END, number "
        "FROM standing JOIN twice USING (number) WHERE kinds > 1 OR r <> first"
    )


def _keep_apart(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """One document under names that share no word is not one person: only the first name keeps it, and it is told."""
    plain = "strip_accents(lower(name))"
    con.execute(
        "CREATE TABLE naming AS SELECT country, identity, arg_min(name, r) AS first FROM good WHERE identity IS NOT NULL "
        f"GROUP BY country, identity HAVING count(DISTINCT {plain}) > 1"
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
        con.execute(f"UPDATE good SET identity = NULL WHERE r IN (SELECT r FROM issue WHERE why = '{Reason.OTHER_NAME}')")


def _points(con: duckdb.DuckDBPyConnection) -> None:
    """Ways to reach people: a row of `point` each, and the cells that are none told in `issue`."""
    con.execute("CREATE TABLE point (r BIGINT, kind VARCHAR, value VARCHAR, mobile BOOLEAN, at_work BOOLEAN)")
    mobile = "CASE {0} WHEN 'm' THEN true WHEN 'f' THEN false END"
    ours = "phone JOIN good ON good.r = phone.r"
    other = f"{ours} JOIN m_phone m ON m.raw = phone.raw AND m.place = phone.place WHERE got IS NULL"
    con.execute(
        f"INSERT INTO point SELECT phone.r, 'phone', got[1], {mobile.format('got[2]')}, at_work FROM {ours} "
        f"WHERE got IS NOT NULL UNION ALL SELECT phone.r, 'phone', m.value, {mobile.format('m.kind')}, at_work FROM {other} "
        f"AND m.value IS NOT NULL"
    )
    con.execute(
        "INSERT INTO issue SELECT phone.r, CASE WHEN at_work THEN 'work_phone' ELSE 'phone' END, m.why, left(phone.raw, 200) "
        f"FROM {other} AND m.why IS NOT NULL"
    )
    con.execute("DROP TABLE phone")
    for column in columns_like(con, EMAILS):
        con.execute(
            f"INSERT INTO point SELECT good.r, 'email', coalesce({mail_sql('c.' + column)}, m.value), NULL, false FROM good "
            f"JOIN cell c ON c.rowid = good.r LEFT JOIN m_mail m ON m.raw = c.{column} "
            f"WHERE c.{column} <> '' AND coalesce({mail_sql('c.' + column)}, m.value) IS NOT NULL"
        )
        con.execute(
            f"INSERT INTO issue SELECT good.r, 'email', m.why, left(c.{column}, 200) FROM good JOIN cell c ON c.rowid = good.r "
            f"JOIN m_mail m ON m.raw = c.{column} WHERE m.why IS NOT NULL"
        )
    con.execute(
        "INSERT INTO point SELECT good.r, 'address', left(regexp_replace(concat_ws(', ', nullif(c.address, ''), good.city), "
        "'\\s+', ' ', "
        "'g'), 300), NULL, false FROM good JOIN cell c ON c.rowid = good.r WHERE c.address <> '' AND length(c.address) < 280"
    )
