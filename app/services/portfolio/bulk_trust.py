"""Many rows put in without looking their parents up one by one: the parents are held as a whole first, which is the same promise.

Postgres looks up and locks every parent of every row, a query of its own each time: more than half the time of a large load. The
role that loads may leave that out where it may set `session_replication_role` (a superuser; from Postgres 15 on also a role with
GRANT SET ON PARAMETER); where it may not, nothing changes but the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

_SETTING = "session_replication_role"
_MAY = (
    "SELECT current_setting('is_superuser') = 'on' OR CASE WHEN current_setting('server_version_num')::int >= 150000 "
    f"THEN has_parameter_privilege('{_SETTING}', 'SET') ELSE false END"
)


def may_trust(db: Connection) -> bool:
    """Whether this role may leave the look-ups out."""
    return db.dialect.name == "postgresql" and bool(db.exec_driver_sql(_MAY).scalar_one())


@contextmanager
def unasked(db: Connection, trusted: bool) -> Iterator[None]:
    """Where `trusted`, no foreign key is looked up inside: the caller holds every parent (`hold`) or made it in this transaction.

    What fails inside ends the transaction, and with it the setting.
    """
    if not trusted:
        yield
        return
    db.exec_driver_sql(f"SET LOCAL {_SETTING} = replica")
    yield
    db.exec_driver_sql(f"SET LOCAL {_SETTING} = origin")


def hold(db: Connection, table: str, which: str) -> int:
    """Lock the parents as a foreign key would: nobody removes them before this transaction ends. How many there are."""
    found = db.exec_driver_sql(f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {which} FOR KEY SHARE) AS held")
    return int(found.scalar_one())
