"""Which objects of the database the models answer for, and what differs between the two."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

import app.models.known_call  # tables the package leaves out on purpose
import app.models.oversight  # noqa: F401  # so are these
from app.models import Table

POSTGRES_ONLY = frozenset({"ix_heard_folded_trigrams"})


def ours(_object: Any, name: str | None, _kind: str, _reflected: bool, _compared: Any) -> bool:
    """Everything but the indexes that only Postgres has."""
    return name not in POSTGRES_ONLY


def differences(connection: Connection) -> list[Any]:
    """What a migration would still have to change; empty when models and database agree."""
    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
    return list(compare_metadata(context, Table.metadata))
