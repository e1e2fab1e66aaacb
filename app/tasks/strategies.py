"""The rounds of strategies and of promises: what is due goes to the gate, what it lets out to its channel, calls to the desk."""

from celery import shared_task
from sqlalchemy import select

from app.models.organisation import Organisation
from app.models.strategy import Experiment
from app.services.outreach.remind_promises import remind_promises
from app.services.strategies.add_house_texts import run_house_texts
from app.services.strategies.do_steps import do_steps
from app.tasks.workshop import AuditTask
from app.text_judge import judge_text
from app.worker import HOUSE_TEXTS, REMINDERS, SEND, STRATEGIES_ROUND


@shared_task(base=AuditTask, bind=True, name=STRATEGIES_ROUND)  # type: ignore[untyped-decorator]
def run(self: AuditTask) -> None:
    """Every client with something live, one after the other."""
    shop = self.workshop
    with shop.database.reading() as session:
        clients = list(session.scalars(select(Experiment.organisation_id).where(Experiment.live_to.is_(None)).distinct()))
    for client in clients:
        with shop.database.writing() as session:
            do_steps(session, client, shop.clock(), lambda id: self.app.send_task(SEND, args=[str(id)]))


@shared_task(base=AuditTask, bind=True, name=REMINDERS)  # type: ignore[untyped-decorator]
def remind(self: AuditTask) -> None:
    """Remind of promises before and on their day, and ask what happened where one was missed."""
    shop = self.workshop
    with shop.database.reading() as session:
        clients = list(session.scalars(select(Organisation.id).order_by(Organisation.id)))
    for client in clients:
        with shop.database.writing() as session:
            remind_promises(session, client, shop.clock(), lambda id: self.app.send_task(SEND, args=[str(id)]))


@shared_task(base=AuditTask, bind=True, name=HOUSE_TEXTS)  # type: ignore[untyped-decorator]
def house_texts(self: AuditTask, organisation_id: str) -> None:
    """Look at the house's own texts and add them."""
    run_house_texts(self.workshop.database, judge_text, int(organisation_id), self.workshop.clock)
