"""Many rows made in Python put into a table, in the caller's transaction: COPY on Postgres, executemany on SQLite."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection

_BATCH = 10_000
Rows = Iterator[tuple[Any, ...]]


def put_rows(db: Connection, table: str, columns: Sequence[str], rows: Rows, on_conflict: str) -> int:
    """INSERT with the given ON CONFLICT clause; how many rows were put."""
    names = ", ".join(columns)
    if db.dialect.name != "postgresql":
        marks = ", ".join("?" * len(columns))
        cursor, count = db.connection.cursor(), 0
        while batch := list(islice(rows, _BATCH)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}) {on_conflict}", batch)
            count += len(batch)
        cursor.close()
        return count
    db.exec_driver_sql(f"CREATE TEMP TABLE coming ON COMMIT DROP AS SELECT {names} FROM {table} WHERE false")
    count = 0
    driver: Any = db.connection
    with driver.cursor() as cursor:
        while batch := list(islice(rows, _BATCH)):
            with cursor.copy(f"COPY coming ({names}) FROM STDIN") as into:
                for row in batch:
                    into.write_row(row)
            count += len(batch)
    db.exec_driver_sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM coming {on_conflict}")
    db.exec_driver_sql("DROP TABLE coming")
    return count
