"""Where the client's own operation stands: what is owed by segment, what waits for somebody, and four measures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.actors import Actor
from app.models.debt import Debt
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Promise
from app.models.portfolio import Segment
from app.queries.collections.kpis import Measured, asked, split, zone_of

WEEK, MONTH = timedelta(days=7), timedelta(days=27)
FIGURES = ("right_party_rate", "kept_rate", "recovery_rate", "complaints")


@dataclass(frozen=True, slots=True)
class Owed:
    """What a segment owes in one currency, in minor units; `segment` None is in no segment."""

    segment: str | None
    currency: str
    debts: int
    people: int
    balance_minor: int
    overdue_minor: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a person: how many of a kind."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The operation's first page."""

    owed: tuple[Owed, ...]
    waiting: tuple[Waiting, ...]
    figures: tuple[Measured, ...]
    first: date
    last: date

    def most(self, currency: str) -> int:
        """The largest overdue of a segment in a currency: the end of its bars."""
        return max((o.overdue_minor for o in self.owed if o.currency == currency), default=0) or 1


def overview(session: Session, actor: Actor, now: datetime) -> Overview:
    """Open debts by segment and currency, what waits, the last four weeks' measures."""
    today = now.astimezone(ZoneInfo(zone_of(session, actor))).date()
    ask = asked(session, actor, today - MONTH, today, now)
    owed = tuple(Owed(*row) for row in session.execute(_owed(actor)).all())
    figures = tuple(split(session, ask, kpi)[0] for kpi in FIGURES) if owed else ()
    return Overview(owed, _waiting(session, actor, today, now), figures, ask.first, ask.last)


def _owed(actor: Actor) -> Select[str, str, int, int, int, int]:
    return (
        select(
            Segment.name,
            Debt.currency,
            func.count(),
            func.count(Debt.person_id.distinct()),
            func.sum(Debt.balance_minor),
            func.sum(Debt.overdue_minor),
        )
        .outerjoin(Segment, Segment.id == Debt.segment_id)
        .where(Debt.organisation_id == actor.organisation_id, Debt.state == "open")
        .group_by(Debt.currency, Segment.id, Segment.name, Segment.position)
        .order_by(Debt.currency, case((Segment.position.is_(None), 1), else_=0), Segment.position)
    )


def _waiting(session: Session, actor: Actor, today: date, now: datetime) -> tuple[Waiting, ...]:
    """In order of harm to a person, then of money; what there is none of is left out."""
    mine = Grievance.organisation_id == actor.organisation_id
    due = (Debt.organisation_id == actor.organisation_id, Promise.debt_id == Debt.id)
    own = (
        Interaction.organisation_id == actor.organisation_id,
        Interaction.direction == "outbound",
        Interaction.vendor_id.is_(None),
    )
    counts = (
        ("complaint", _count(session, Grievance.id, mine, Grievance.kind == "complaint", Grievance.state == "open")),
        ("dispute", _count(session, Grievance.id, mine, Grievance.kind == "dispute", Grievance.state == "open")),
        ("unknown", _count(session, Interaction.id, *own, Interaction.outcome == "unknown", Interaction.at > now - WEEK)),
        ("due_today", _count(session, Promise.id, *due, Promise.state == "open", Promise.due_on == today)),
        ("broken", _count(session, Promise.id, *due, Promise.state == "broken", Promise.due_on > today - WEEK)),
        ("held_back", _count(session, Interaction.id, *own, Interaction.state == "refused", Interaction.at > now - WEEK)),
    )
    return tuple(Waiting(kind, count) for kind, count in counts if count)


def _count(session: Session, id: InstrumentedAttribute[int], *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(id)).where(*where)) or 0
