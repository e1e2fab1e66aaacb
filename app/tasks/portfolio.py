"""Tasks of a portfolio: a load or its try, and segments and worklist after a change."""

from celery import shared_task

from app.services.portfolio.run_load import run_load, settle
from app.tasks.workshop import AuditTask
from app.worker import LOAD, SETTLE


@shared_task(base=AuditTask, bind=True, name=LOAD)  # type: ignore[untyped-decorator]
def load(self: AuditTask, load_id: str) -> None:
    """Do what was asked of a load."""
    run_load(self.workshop.database, self.workshop.store, load_id, self.workshop.clock)


@shared_task(base=AuditTask, bind=True, name=SETTLE)  # type: ignore[untyped-decorator]
def settle_all(self: AuditTask, organisation_id: str) -> None:
    """Segments and worklist of a client anew."""
    settle(self.workshop.database, int(organisation_id), self.workshop.clock)
