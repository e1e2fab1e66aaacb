"""A file's cells in a DuckDB table of their own, on disk: one row a record, our columns by name, everything still text."""

import glob
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from app.errors import BadInput
from app.operations.columns import IGNORED, Column
from app.operations.columns_reads import Reads

MEMORY = "700MB"
THREADS = 2
_BLANK = " \t\r\n\u00a0\ufeff"
_WIDE = ("\u00a0", "\ufeff")
PHONES, WORK_PHONES, EMAILS = "phone_", "work_phone_", "email_"
_MANY = {Column.PHONE: PHONES, Column.WORK_PHONE: WORK_PHONES, Column.EMAIL: EMAILS}
_PLAIN = tuple(
    c for c in Column if c not in _MANY and c not in (Column.GIVEN, Column.SURNAME, Column.SURNAME2, Column.CHECK_DIGIT)
)


def connected(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills into `folder`, fetches nothing, and keeps to two threads and its memory."""
    con = duckdb.connect(":memory:")
    for setting in (
        f"threads={THREADS}",
        f"memory_limit='{MEMORY}'",
        f"temp_directory='{quoted(str(folder / 'spill'))}'",
        "preserve_insertion_order=true",
        "autoinstall_known_extensions=false",
        "autoload_known_extensions=false",
        "enable_progress_bar=false",
        "TimeZone='UTC'",
    ):
        con.execute(f"SET {setting}")
    return con


def quoted(text: str) -> str:
    """For a string in SQL."""
    return text.replace("'", "''")


def named(header: str) -> str:
    """For a name in SQL."""
    return '"' + header.replace('"', '""') + '"'


def read_cells(con: duckdb.DuckDBPyConnection, path: Path, reads: Reads, headers: Sequence[str], name: str) -> None:
    """Fill `cell`; its rowid is the record's place below the header. No records go to `reject_errors`. Raises BadInput."""
    copied = path.name == "rows.csv"
    separator, above = (",", 0) if copied else (reads.separator, reads.lines_above)
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(headers)))
    source = (
        f"read_csv('{quoted(glob.escape(str(path)))}', auto_detect=false, header=true, skip={above}, "
        f"delim='{quoted(separator)}', quote='\"', escape='\"', columns={{{columns}}}, strict_mode=%s, ignore_errors=true, "
        "store_rejects=true, rejects_limit=0, max_line_size=4000000)"
    )
    wanted = ", ".join(_expressions(reads, headers))
    for strict in ("true", "false"):
        try:
            con.execute(f"CREATE OR REPLACE TABLE cell AS SELECT {wanted} FROM {source % strict}")
            return
        except duckdb.Error as cause:
            if strict == "false":
                line = " ".join(str(cause).split())[:200]
                raise BadInput(f"{name}: no se puede leer: {line}", f"{name}: cannot be read: {line}", "file") from cause


def trimmed(text: str) -> str:
    """A cell without blanks around it, "" for none. DuckDB's `trim` is slow: only cells that begin or end with one go there."""
    ends = " OR ".join([*(f"suffix({text}, '{b}')" for b in _BLANK), *(f"prefix({text}, '{b}')" for b in _WIDE)])
    return f"CASE WHEN {text} IS NULL THEN '' WHEN {text} < '!' OR {ends} THEN trim({text}, '{_BLANK}') ELSE {text} END"


def _expressions(reads: Reads, headers: Sequence[str]) -> list[str]:
    place = {header: f"c{at}" for at, header in enumerate(headers)}

    def cell(header: str) -> str:
        return trimmed(place[header])

    def of(column: Column) -> list[str]:
        return [cell(header) for header in reads.headers_of(column) if header in place]

    found = []
    for column in _PLAIN:
        texts = of(column)
        if column is Column.NAME and not texts:
            parts = [*of(Column.GIVEN), *of(Column.SURNAME), *of(Column.SURNAME2)]
            texts = ["trim(concat_ws(' ', " + ", ".join(parts) + "))"] if parts else []
        if column is Column.IDENTITY and texts and of(Column.CHECK_DIGIT):
            texts = [f"CASE WHEN {texts[0]} = '' THEN '' ELSE {texts[0]} || '-' || {of(Column.CHECK_DIGIT)[0]} END"]
        found.append(f"{texts[0] if texts else chr(39) * 2} AS {column.value}")
    for many, stem in _MANY.items():
        found += [f"{text} AS {stem}{at}" for at, text in enumerate(of(many))]
    kept = [h for h in headers if reads.columns.get(h) is None and reads.columns.get(h) != IGNORED]
    pairs = ", ".join(f"'{quoted(h)}', nullif({cell(h)}, '')" for h in kept)
    found.append(f"json_object({pairs})::VARCHAR AS extra" if kept else "'{}' AS extra")
    return found


def columns_like(con: duckdb.DuckDBPyConnection, stem: str) -> list[str]:
    """The columns of `cell` that begin so."""
    names = [row[0] for row in con.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'cell'").fetchall()]
    return [name for name in names if name.startswith(stem) and name[len(stem) :].isdecimal()]


def read_as(
    con: duckdb.DuckDBPyConnection, folder: Path, table: str, wanted: str, columns: str, read: Callable[..., Iterable[Any]]
) -> int:
    """Fill `table` with what `read` makes of each row of `wanted` (distinct cells): for each the row and its values, as text.

    `columns` declares the table's columns. How many rows were read.
    """
    path, count = folder / f"{table}.jsonl", 0
    names = [part.split()[0] for part in columns.split(",")]
    rows = con.execute(wanted)
    with path.open("w", encoding="utf-8") as out:
        while batch := rows.fetchmany(20_000):
            count += len(batch)
            for row in batch:
                for values in read(*row):
                    out.write(json.dumps(dict(zip(names, (*row, *values), strict=True)), ensure_ascii=False, default=str) + "\n")
    con.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
    if path.stat().st_size:
        declared = ", ".join(f"{part.split()[0]}: '{part.split()[1]}'" for part in columns.split(","))
        held = f"'{quoted(glob.escape(str(path)))}', format='newline_delimited', maximum_object_size=8000000"
        source = f"read_json({held}, columns={{{declared}}})"
        con.execute(f"INSERT INTO {table} SELECT {', '.join(names)} FROM {source}")
    path.unlink()
    return count
