"""Tasks: an id in, one service call."""

from datetime import UTC, datetime

from celery import shared_task

from app.services.audit_recording import Ended, audit_recording
from app.services.jobs import expired
from app.services.seal_run import seal_run
from app.tasks.workshop import AuditTask
from app.worker import AUDIT, REQUEUE, SEAL


@shared_task(base=AuditTask, bind=True, name=AUDIT)  # type: ignore[untyped-decorator]
def audit(self: AuditTask, recording_id: str) -> None:
    """Audit one recording."""
    ended = audit_recording(self.workshop, recording_id, self.owner)
    if ended.run_over:
        self.app.send_task(SEAL, args=[ended.run_over])
    if ended.how is Ended.RETRY:
        raise self.again()


@shared_task(base=AuditTask, bind=True, name=SEAL)  # type: ignore[untyped-decorator]
def seal(self: AuditTask, run_id: str) -> None:
    """Seal a run that is over."""
    with self.workshop.database.writing() as session:
        seal_run(session, self.app.conf["trasluz_settings"], run_id, self.workshop.clock())


@shared_task(base=AuditTask, bind=True, name=REQUEUE)  # type: ignore[untyped-decorator]
def requeue(self: AuditTask) -> None:
    """Send recordings whose worker died once more."""
    for recording_id in expired(self.workshop.database, datetime.now(UTC)):
        self.app.send_task(AUDIT, args=[recording_id])
