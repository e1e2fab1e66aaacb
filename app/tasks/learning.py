"""Tasks of learning: one training."""

from celery import shared_task

from app.services.learning.train import run_training
from app.tasks.workshop import AuditTask
from app.worker import LEARN
from audit.judges.local import LocalJudge


@shared_task(base=AuditTask, bind=True, name=LEARN)  # type: ignore[untyped-decorator]
def learn(self: AuditTask, training_id: str) -> None:
    """Train a version of the heads."""
    run_training(self.workshop.database, self.workshop.store, training_id, LocalJudge(), self.workshop.clock)
