"""The search kept ready: vectors of new calls, then the searches that go on by themselves."""

from celery import shared_task

from app.channels.registry import outbox_of
from app.meaning import embed, encoder_version
from app.services.search.meaning import AT_ONCE, make_vectors
from app.services.search.monitors import look_through
from app.services.search.tell import mail_what_was_found
from app.tasks.workshop import AuditTask
from app.worker import SEARCH


@shared_task(base=AuditTask, bind=True, name=SEARCH)  # type: ignore[untyped-decorator]
def round_of_search(self: AuditTask) -> None:
    """A few calls at a time, so that other work comes between."""
    shop, settings = self.workshop, self.app.conf["trasluz_settings"]
    now = shop.clock()
    if make_vectors(shop.database, embed, encoder_version(), now) == AT_ONCE:
        self.app.send_task(SEARCH)
    look_through(shop.database, embed, encoder_version(), now)
    outbox = outbox_of(settings.outreach, settings.home)
    mail_what_was_found(shop.database, outbox.staff, settings.outreach.public_url, now)
