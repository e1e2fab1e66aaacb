"""Tasks of vendors compared."""

from celery import shared_task

from app.services.vendors.compare_vendors import keep_compared
from app.services.vendors.make_comparison import make_comparison
from app.tasks.workshop import AuditTask
from app.worker import COMPARE, COMPARED, enqueuer


@shared_task(base=AuditTask, bind=True, name=COMPARE)  # type: ignore[untyped-decorator]
def make(self: AuditTask, comparison_id: str) -> None:
    """One comparison and those of its segments."""
    make_comparison(self.workshop.database, comparison_id, self.workshop.clock)


@shared_task(base=AuditTask, bind=True, name=COMPARED)  # type: ignore[untyped-decorator]
def keep(self: AuditTask) -> None:
    """Last month and this one, where the books changed."""
    keep_compared(self.workshop.database, self.workshop.clock(), enqueuer(self.app, COMPARE))
