"""An operation worked by its services: its days turned, its rounds made, its messages going no further than this machine."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.actors import Actor
from app.channels.registry import Outbox
from app.db import Database
from app.models import Debt, Interaction, Segment
from app.queries.collections.money import DebtMoney, debt_money
from app.services.money.books import take_one
from app.services.money.turn_day import turn_day
from app.services.outreach.remind_promises import remind_promises
from app.services.outreach.send import Ended, send_cleared
from app.services.portfolio.begin_day import begin_day
from app.services.strategies.do_steps import Done, do_steps
from app.store import Store
from tests.journeys.portfolio_world import File

SECRET = "x" * 32


@dataclass(frozen=True, slots=True)
class Operation:
    """A client with a manager and an agent, whose messages go no further than this machine."""

    database: Database
    store: Store
    outbox: Outbox
    manager: Actor
    agent: Actor
    file: File

    @property
    def client(self) -> int:
        return self.manager.organisation_id

    @property
    def debt(self) -> int:
        with self.database.reading() as db:
            return db.scalars(select(Debt.id).where(Debt.number == self.file.number)).one()

    def money(self, now: datetime) -> DebtMoney:
        """What the page of her debt says; the ledger behind it holds."""
        with self.database.writing() as db:
            ledger = take_one(db, self.client, self.debt, now).ledger
            page = debt_money(db, self.manager, self.debt, now)
        assert sum(ledger.books.values()) == 0 and min(ledger.open.values(), default=0) >= 0
        if page.opened:
            assert (ledger.receivable_minor, ledger.overdue_minor(page.today)) == (page.balance_minor, page.overdue_minor)
        return page

    def outgoing(self) -> list[Interaction]:
        """Every contact with her that was asked for, in order."""
        with self.database.reading() as db:
            mine = select(Interaction).where(Interaction.debt_id == self.debt, Interaction.direction == "outbound")
            return list(db.scalars(mine.order_by(Interaction.id)))

    def segment(self) -> str | None:
        with self.database.reading() as db:
            wanted = select(Segment.name).join(Debt, Debt.segment_id == Segment.id)
            return db.scalar(wanted.where(Debt.id == self.debt))

    def day(self, now: datetime) -> None:
        """What the night does."""
        with self.database.writing() as db:
            turn_day(db, self.client, now)
        with self.database.writing() as db:
            begin_day(db, self.client, now)

    def round(self, now: datetime) -> Done:
        """What the strategies ask now; what is cleared leaves."""
        with self.database.writing() as db:
            done = do_steps(db, self.client, now)
        assert {self.send(id, now) for id in done.cleared} <= {Ended.SENT}
        return done

    def remind(self, now: datetime) -> list[int]:
        """What is to be written about promises now; what is cleared leaves."""
        with self.database.writing() as db:
            cleared = remind_promises(db, self.client, now).cleared
        assert {self.send(id, now) for id in cleared} <= {Ended.SENT}
        return cleared

    def send(self, id: int, now: datetime) -> Ended:
        return send_cleared(self.database, self.outbox, SECRET, id, now)

    def told(self) -> list[str]:
        """What reached her phone's provider."""
        assert self.outbox.local and self.outbox.provider is not None
        return [kept.text for kept in self.outbox.provider.kept if kept.to == self.file.phone]
