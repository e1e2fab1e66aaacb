"""Tasks of what goes out: one message, one person of a campaign, the campaign's next; a mailbox; what was left waiting."""

from celery import shared_task

from app.channels.registry import Outbox, outbox_of
from app.services.outreach.campaign import feed_campaign, running_campaigns
from app.services.outreach.campaign_go import go
from app.services.outreach.mailbox import read_mailbox
from app.services.outreach.send import Ended, forgotten, send_cleared
from app.tasks.workshop import AuditTask
from app.worker import CAMPAIGN, CAMPAIGN_PERSON, OUTREACH_SWEEP, SEND


def _outbox(task: AuditTask) -> tuple[Outbox, str]:
    settings = task.app.conf["trasluz_settings"]
    return outbox_of(settings.outreach, settings.home), settings.secret_key


@shared_task(base=AuditTask, bind=True, name=SEND)  # type: ignore[untyped-decorator]
def send(self: AuditTask, interaction_id: str) -> None:
    """Hand over one cleared message."""
    shop, (outbox, secret) = self.workshop, _outbox(self)
    if send_cleared(shop.database, outbox, secret, int(interaction_id), shop.clock()) is Ended.LATER:
        raise self.again()


@shared_task(base=AuditTask, bind=True, name=CAMPAIGN_PERSON)  # type: ignore[untyped-decorator]
def person(self: AuditTask, target_id: str) -> None:
    """One person of a campaign."""
    shop, (outbox, secret) = self.workshop, _outbox(self)
    go(shop.database, outbox, secret, int(target_id), shop.clock())


@shared_task(base=AuditTask, bind=True, name=CAMPAIGN)  # type: ignore[untyped-decorator]
def campaign(self: AuditTask, campaign_id: str) -> None:
    """The campaign's next people."""
    with self.workshop.database.writing() as session:
        count = feed_campaign(
            session, int(campaign_id), self.workshop.clock(), lambda id: self.app.send_task(CAMPAIGN_PERSON, args=[id])
        )
    if count:
        self.app.send_task(CAMPAIGN, args=[campaign_id])


@shared_task(base=AuditTask, bind=True, name=OUTREACH_SWEEP)  # type: ignore[untyped-decorator]
def sweep(self: AuditTask) -> None:
    """Campaigns with somebody waiting, messages nobody handed over, and the mailbox."""
    shop, (outbox, _secret) = self.workshop, _outbox(self)
    with shop.database.reading() as session:
        running, left = running_campaigns(session), forgotten(session, shop.clock())
    for interaction in left:
        self.app.send_task(SEND, args=[str(interaction)])
    for id in running:
        self.app.send_task(CAMPAIGN, args=[str(id)])
    read_mailbox(shop.database, outbox, shop.clock())
