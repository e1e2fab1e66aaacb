"""Tasks of the desk: wrap-ups that nobody took back, and accounts that an agent left behind."""

from celery import shared_task
from sqlalchemy import select

from app.models.organisation import Organisation
from app.services.desk.confirm import close_old
from app.services.desk.take import wake
from app.tasks.workshop import AuditTask
from app.worker import DESK_SWEEP, SEND


@shared_task(base=AuditTask, bind=True, name=DESK_SWEEP)  # type: ignore[untyped-decorator]
def sweep(self: AuditTask) -> None:
    """Send the agreements whose undo is over; make ready what waited long enough."""
    shop = self.workshop
    with shop.database.writing() as session:
        cleared = close_old(session, shop.clock())
        clients = list(session.scalars(select(Organisation.id)))
        session.commit()
        for client in clients:
            wake(session, client, shop.clock())
    for interaction_id in cleared:
        self.app.send_task(SEND, args=[str(interaction_id)])
