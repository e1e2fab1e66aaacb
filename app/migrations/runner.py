"""Bring a database to the newest migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from app.db import Database

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
        command.upgrade(config, "head")
        connection.commit()
