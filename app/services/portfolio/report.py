"""What is told of a load: counts, and the list of every refused row and every cell left out."""

import csv
import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from app.operations.cleaning_reasons import ACCEPTED, Reason, what, what_to_do
from app.operations.columns_reads import Format, Reads
from app.store import Store
from audit.spreadsheet import TableWriter

_HEAD = {
    "es": ("fila", "columna", "valor", "qué pasó", "motivo", "qué hacer"),
    "en": ("row", "column", "value", "what happened", "reason", "what to do"),
}
_MOST_BYTES = 2 * 1024**3


def counted(con: duckdb.DuckDBPyConnection, against: dict[str, int]) -> dict[str, Any]:
    """Rows, what became of them, and how often each reason."""
    cells = _one(con, "SELECT count(*) FROM cell")
    broken = _one(con, "SELECT count(DISTINCT line) FROM reject_errors")
    good = _one(con, "SELECT count(*) FROM good")
    same_rows = _one(con, f"SELECT count(*) FROM issue WHERE why = '{Reason.SAME_ROW}'")
    refused = ", ".join(f"'{reason}'" for reason in ACCEPTED)
    told = _one(con, f"SELECT count(DISTINCT issue.r) FROM issue WHERE why IN ({refused}) AND r IN (SELECT r FROM good)")
    reasons = dict(con.execute("SELECT why, count(DISTINCT r) FROM issue GROUP BY why ORDER BY 2 DESC, 1").fetchall())
    if broken:
        reasons[str(Reason.BROKEN_ROW)] = broken
    people = _one(con, "SELECT count(*) FROM (SELECT DISTINCT country, coalesce(identity, number) FROM good)")
    sums = con.execute(
        "SELECT currency, count(*), sum(balance_minor)::BIGINT, sum(overdue_minor)::BIGINT FROM good GROUP BY 1 ORDER BY 2 DESC"
    )
    return {
        "rows": cells + broken,
        "accepted": good,
        "repeated": same_rows,
        "rejected": cells + broken - good - same_rows,
        "told": told,
        "people": people,
        "reasons": reasons,
        "sums": [list(row) for row in sums.fetchall()],
        **against,
    }


def _one(con: duckdb.DuckDBPyConnection, wanted: str) -> int:
    found = con.execute(wanted).fetchone()
    return int(found[0]) if found else 0


def keep_issues(con: duckdb.DuckDBPyConnection, store: Store, reads: Reads, folder: Path) -> str:
    """The list into the store, by codes: row, column, reason, value; written in either language when it is asked for."""
    path = folder / "issues.csv"
    above = reads.lines_above if reads.format is Format.FIXED else reads.lines_above + 1
    copied = reads.lines_above if reads.format is not Format.CSV or reads.encoding != "utf-8" else 0
    broken = con.execute("SELECT line, any_value(csv_line) FROM reject_errors GROUP BY line ORDER BY line").fetchall()
    lines = [int(line) + copied for line, _ in broken]
    thresholds = [line - above - 1 - at for at, line in enumerate(lines)]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for line, (_, cells) in zip(lines, broken, strict=True):
            writer.writerow((line, "", str(Reason.BROKEN_ROW), str(cells or "")[:200]))
        rows = con.execute("SELECT r, field, why, value FROM issue ORDER BY r")
        while batch := rows.fetchmany(10_000):
            writer.writerows((r + above + 1 + bisect_right(thresholds, r), field, why, value) for r, field, why, value in batch)
    with path.open("rb") as stream:
        return store.put(stream, ".csv", _MOST_BYTES, path.name).key


def keep_gone(con: duckdb.DuckDBPyConnection, store: Store, folder: Path) -> str | None:
    """The ids of the accounts missing from the file into the store; None where none is."""
    path = folder / "gone.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = con.execute("SELECT id FROM gone ORDER BY id")
        while batch := rows.fetchmany(50_000):
            out.writelines(f"{id}\n" for (id,) in batch)
    if not path.stat().st_size:
        return None
    with path.open("rb") as stream:
        return store.put(stream, ".csv", _MOST_BYTES, path.name).key


def gone_in(path: Path) -> list[int]:
    """The ids of a kept list."""
    with path.open(encoding="utf-8") as text:
        return [int(line) for line in text]


def issues_in(path: Path, most: int | None = None) -> Iterator[tuple[int, str, str, str]]:
    """(row, our column, reason, value) of a kept list."""
    with path.open(encoding="utf-8", newline="") as text:
        for at, (row, field, why, value) in enumerate(csv.reader(text)):
            if most is not None and at >= most:
                return
            yield int(row), field, why, value


def written(path: Path, reads: Reads, lang: str) -> Iterator[str]:
    """The list as a CSV for people and spreadsheets, in `es` or `en`; a cell that begins like a formula is made harmless."""
    yield "\ufeff" + _line(_HEAD["en" if lang.startswith("en") else "es"])
    for row, field, why, value in issues_in(path):
        taken = why in ACCEPTED
        happened = ("se tomó" if taken else "rechazada") if not lang.startswith("en") else ("taken" if taken else "rejected")
        column = ", ".join(reads.headers_of(field)) if field else ""  # type: ignore[arg-type]
        yield _line((row, column or field, value, happened, what(why, lang), what_to_do(why, lang)))


def _line(cells: Iterable[Any]) -> str:
    line = io.StringIO(newline="")
    TableWriter(line).writerow(cells)
    return line.getvalue()
