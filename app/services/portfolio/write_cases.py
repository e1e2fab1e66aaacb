"""Delinquency cycles as a load begins and ends them: from the day after the oldest due day until nothing is overdue."""

from sqlalchemy import Connection, text

from app.services.portfolio.row_sink import Sink

_CASES = ("id", "debt_id", "opened_on", "overdue_minor")


def begin_cases(sink: Sink) -> None:
    """A cycle for every new debt (`opened`) that is overdue."""
    con = sink.con
    con.execute(
        "CREATE OR REPLACE TABLE cycle AS SELECT row_number() OVER () AS n, * FROM (SELECT o.id AS debt_id, j.due, "
        "j.overdue_minor FROM opened o JOIN judged j ON j.r = o.r "
        "WHERE j.state = 'open' AND j.overdue_minor > 0 AND j.due IS NOT NULL ORDER BY o.id)"
    )
    found = con.execute("SELECT count(*) FROM cycle").fetchone()
    made = sink.ids("debt_case", int(found[0]) if found else 0)
    sink.insert(
        "debt_case", _CASES, f"SELECT {made}, debt_id, strftime(due + 1, '%Y-%m-%d'), overdue_minor FROM cycle ORDER BY n"
    )


def move_cases(db: Connection, organisation_id: int, load_id: str, now: str) -> None:
    """Of the debts of this load that have no ledger: a cycle begins where one is overdue again, and ends where none is."""
    changed = f"load_id = '{load_id}' AND organisation_id = {organisation_id}"
    day = "oldest_due_on + 1" if db.dialect.name == "postgresql" else "date(oldest_due_on, '+1 day')"
    booked = "EXISTS (SELECT 1 FROM entry e WHERE e.debt_id = debt.id)"
    db.execute(
        text(
            f"INSERT INTO debt_case (debt_id, opened_on, overdue_minor) SELECT id, {day}, overdue_minor FROM debt WHERE "
            f"{changed} AND state = 'open' AND overdue_minor > 0 AND oldest_due_on IS NOT NULL AND NOT EXISTS "
            f"(SELECT 1 FROM debt_case c WHERE c.debt_id = debt.id AND c.closed_on IS NULL) AND NOT {booked}"
        )
    )
    db.execute(
        text(
            "UPDATE debt_case SET closed_on = :today, closed_as = (SELECT CASE WHEN d.balance_minor = 0 THEN 'paid' WHEN "
            "d.state = 'charged_off' THEN 'charged_off' ELSE 'cured' END FROM debt d WHERE d.id = debt_case.debt_id) "
            "WHERE closed_on IS NULL AND debt_id IN "
            f"(SELECT id FROM debt WHERE {changed} AND (overdue_minor = 0 OR state <> 'open') AND NOT {booked})"
        ),
        {"today": now[:10]},
    )
