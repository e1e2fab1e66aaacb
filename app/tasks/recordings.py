"""Tasks: an id in, one service call."""

from datetime import UTC, datetime

from celery import shared_task

from app.services.audit_recording import Ended, audit_recording
from app.services.jobs import expired
from app.tasks.workshop import AuditTask
from app.worker import AUDIT, REQUEUE


@shared_task(base=AuditTask, bind=True, name=AUDIT)
def audit(self: AuditTask, recording_id: str) -> None:
    """Audit one recording."""
    if audit_recording(self.workshop, recording_id, self.owner) is Ended.RETRY:
        raise self.again()


@shared_task(base=AuditTask, bind=True, name=REQUEUE)
def requeue(self: AuditTask) -> None:
    """Send recordings whose worker died once more."""
    for recording_id in expired(self.workshop.database, datetime.now(UTC)):
        self.app.send_task(AUDIT, args=[recording_id])
