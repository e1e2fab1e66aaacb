"""The executive pack by e-mail, to whoever of the client's people asked for it."""

from celery import shared_task

from app.channels.registry import outbox_of
from app.services.vendors.mail_pack import send_due_packs
from app.services.vendors.make_comparison import comparison_of_month
from app.tasks.workshop import AuditTask
from app.worker import PACKS


@shared_task(base=AuditTask, bind=True, name=PACKS)  # type: ignore[untyped-decorator]
def send(self: AuditTask) -> None:
    """Every pack whose day has come."""
    shop, settings = self.workshop, self.app.conf["trasluz_settings"]
    now = shop.clock()
    outbox = outbox_of(settings.outreach, settings.home)
    send_due_packs(
        shop.database, outbox.staff, lambda session, actor, first: comparison_of_month(session, actor, first, now), now
    )
