"""Bring a database to the newest migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

from app.db import Database
from app.errors import SettingsError

FOLDER = Path(__file__).parent
_LOCK = 7_245_001


def upgrade(database: Database) -> None:
    """Run every migration that is missing. Two processes that start together do it one after the other."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with database.engine.execution_options(trasluz_writes=True).connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as cause:
            raise _newer(connection) from cause
        connection.commit()


def _newer(connection: Connection) -> SettingsError:
    """What is said where the database is at a migration that this program does not have."""
    at = ", ".join(MigrationContext.configure(connection).get_current_heads()) or "?"
    return SettingsError(
        f"la base de datos es de una versión más nueva de trasluz (está en «{at[:40]}», que esta versión no conoce): "
        "actualice el programa o indique otra base en TRASLUZ_DATABASE_URL",
        f"the database is of a newer version of trasluz (it is at “{at[:40]}”, which this version does not know): "
        "update the program or name another database in TRASLUZ_DATABASE_URL",
    )
