"""What a process opens at its start and closes at its end: the database, and the worker thread of the embedded mode."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy.exc import OperationalError

from app.db import Database
from app.errors import SettingsError
from app.services.jobs import expired, orphans
from app.services.waves.close_days import close_days
from app.settings import Settings
from app.worker import COMPARED, DESK_SWEEP, FLOOR, MONEY_DAY, OUTREACH_SWEEP, REMINDERS, SEARCH, STRATEGIES_ROUND, ThreadWorker


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database of the settings, reached once to be sure. Raises SettingsError when it does not answer."""
    database = Database(settings.database_url, settings.database_pool)
    shown = database.engine.url.render_as_string(hide_password=True)
    try:
        with database.engine.connect():
            pass
    except OperationalError as cause:
        raise SettingsError(
            f"la base de datos {shown} no responde; revise TRASLUZ_DATABASE_URL y que esté en marcha",
            f"the database {shown} does not answer; check TRASLUZ_DATABASE_URL and that it runs",
        ) from cause
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def embedded_worker(app: Flask, settings: Settings, database: Database) -> Iterator[None]:
    """The worker thread, where there is no broker; what an earlier process left unfinished is sent first."""
    if not settings.embedded or not settings.embedded_worker:
        yield
        return
    parts = app.extensions["trasluz"]
    turned: list[datetime] = []

    def sweep() -> None:
        for recording_id in expired(database, datetime.now(UTC)):
            parts.enqueue(recording_id)
        parts.celery.send_task(OUTREACH_SWEEP)
        parts.celery.send_task(DESK_SWEEP)
        parts.celery.send_task(SEARCH)
        close_days(database, settings, datetime.now(UTC))
        hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        if hour not in turned:
            turned[:] = [hour]
            parts.celery.send_task(MONEY_DAY)
            parts.celery.send_task(STRATEGIES_ROUND)
            parts.celery.send_task(REMINDERS)
            parts.celery.send_task(COMPARED)
            parts.celery.send_task(FLOOR)

    worker = ThreadWorker(parts.celery, sweep, settings.lease_s / 2)
    worker.start()
    for recording_id in orphans(database, datetime.now(UTC)):
        parts.enqueue(recording_id)
    try:
        yield
    finally:
        worker.stop()
