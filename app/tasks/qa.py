"""Tasks of the quality desk: hold the machine to the floor."""

from celery import shared_task

from app.services.qa.hold_to_floor import hold_all
from app.tasks.workshop import AuditTask
from app.worker import FLOOR


@shared_task(base=AuditTask, bind=True, name=FLOOR)  # type: ignore[untyped-decorator]
def hold(self: AuditTask) -> None:
    """Every client's criteria, by the blind sheets there are."""
    hold_all(self.workshop.database, self.workshop.clock())
