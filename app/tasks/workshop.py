"""What a worker process works with, built once and after the fork; the one place where retrying is said."""

import os
import socket
from datetime import UTC, datetime
from functools import cache
from typing import Any

from celery import Task
from celery.signals import worker_process_init

from app.db import Database
from app.engines import build_tools
from app.services.audit_recording import Workshop
from app.settings import Settings
from app.store import Store


@cache
def workshop_of(settings: Settings, process: int) -> Workshop:
    """The workshop of this process; engines are built when first used."""
    return Workshop(
        database=Database(settings.database_url, settings.database_pool),
        store=Store(settings.recordings),
        tools=lambda: build_tools(settings),
        clock=lambda: datetime.now(UTC),
        lease_s=settings.lease_s,
    )


class AuditTask(Task):  # type: ignore[misc]
    """Base of every task: late acknowledgement, three tries with growing pauses, then the job's own record speaks."""

    abstract = True
    acks_late = True
    reject_on_worker_lost = True
    max_retries = 3
    default_retry_delay = 5

    @property
    def workshop(self) -> Workshop:
        """What this process works with."""
        return workshop_of(self.app.conf["trasluz_settings"], os.getpid())

    @property
    def owner(self) -> str:
        """A name for whoever holds a lease: machine, process, message."""
        return f"{socket.gethostname()[:20]}:{os.getpid()}:{(self.request.id or 'direct')[:32]}"

    def again(self) -> Any:
        """Ask for another try later; the pause doubles."""
        return self.retry(countdown=self.default_retry_delay * 2**self.request.retries)


@worker_process_init.connect  # type: ignore[untyped-decorator]
def forget_parents_connections(**_given: Any) -> None:
    """A forked worker must not share its parent's database sockets or models."""
    workshop_of.cache_clear()
