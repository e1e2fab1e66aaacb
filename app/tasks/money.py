"""The turn of the day in every client's books and portfolio."""

from celery import shared_task

from app.services.money.turn_day import turn_every_day
from app.services.portfolio.begin_day import begin_every_day
from app.tasks.workshop import AuditTask
from app.worker import MONEY_DAY


@shared_task(base=AuditTask, bind=True, name=MONEY_DAY)  # type: ignore[untyped-decorator]
def turn(self: AuditTask) -> None:
    """Instalments fall due, interest runs, promises are settled; once a day segments, photograph and worklist are made anew."""
    with self.workshop.database.writing() as session:
        turn_every_day(session, self.workshop.clock())
        begin_every_day(session, self.workshop.clock())
