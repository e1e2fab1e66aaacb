"""What the books are asked: whose, of which vendors, from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Integer, and_, cast, func, not_, or_, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.organisation import Organisation, Vendor
from app.models.placement import Placement
from app.models.portfolio import Segment
from app.operations.money import exponent
from app.queries.collections.kpis import zone_of
from reports.kpis.clustered import Sums
from reports.scorecards.facts import OWN_KEY, VendorName

OWN = OWN_KEY
_NOT_SENT = func.coalesce(Interaction.outcome, "") == "not_sent"
HELD = or_(Interaction.state.in_(("refused", "cleared")), and_(Interaction.state == "failed", _NOT_SENT))
"""What never left, or was withdrawn with its return."""
WENT_OUT = and_(Interaction.direction == "outbound", not_(HELD))


@dataclass(frozen=True, slots=True)
class Books:
    """A client's books at `now`: its vendors in their order, its clock, and the currency that is compared."""

    session: Session
    organisation_id: int
    vendors: tuple[VendorName, ...]
    now: datetime
    zone: str
    currency: str
    exponent: int
    horizon_days: int
    segmented: bool = False
    """The client names segments: the stages of debts stand for them only where it names none."""

    @property
    def dialect(self) -> str:
        """sqlite or postgresql."""
        return self.session.get_bind().dialect.name

    @property
    def places(self) -> Mapping[str, int]:
        """Where each vendor stands, by key."""
        return {vendor.key: place for place, vendor in enumerate(self.vendors)}


@dataclass(frozen=True, slots=True)
class Span:
    """Days `first` to `last` of the books, as instants [`start`, `end`)."""

    books: Books
    first: date
    last: date
    start: datetime
    end: datetime

    @property
    def session(self) -> Session:
        """The session of the books."""
        return self.books.session


@dataclass(frozen=True, slots=True)
class Taken:
    """One measure: sums by vendor key; where there are none, why ({es, en}), by vendor key or for all ("")."""

    sums: Mapping[str, Sums]
    causes: Mapping[str, Mapping[str, str]]


def books_of(session: Session, actor: Actor, horizon_days: int, now: datetime) -> Books:
    """The client's vendors by name, its own desk last where it worked; money in the currency most was placed in."""
    mine = Vendor.organisation_id == actor.organisation_id
    vendors = [VendorName(str(id), name) for id, name in session.execute(select(Vendor.id, Vendor.name).where(mine)).tuples()]
    vendors.sort(key=lambda v: (v.name.casefold(), v.key))
    if _own_desk(session, actor):
        name = session.scalar(select(Organisation.name).where(Organisation.id == actor.organisation_id))
        vendors.append(VendorName(OWN, name or OWN, own=True))
    currency = _currency(session, actor)
    return Books(
        session,
        actor.organisation_id,
        tuple(vendors),
        now,
        zone_of(session, actor),
        currency,
        exponent(currency) if currency else 0,
        horizon_days,
        _segmented(session, actor),
    )


def span_of(books: Books, first: date, last: date) -> Span:
    """The days on the clock most of the client's debtors live by."""
    return Span(books, first, last, *instants(books.zone, first, last))


def instants(zone: str, first: date, last: date) -> tuple[datetime, datetime]:
    """When the first day begins on that clock, and when the last one ends."""
    begin, after = (datetime.combine(day, time.min, ZoneInfo(zone)) for day in (first, last + timedelta(days=1)))
    return begin.astimezone(UTC), after.astimezone(UTC)


def month_before(first: date) -> tuple[date, date]:
    """The calendar month before a day's."""
    last = first.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def key_of(vendor_id: Any) -> str:
    """A vendor's key; nobody is the client's own desk."""
    return OWN if vendor_id is None else str(vendor_id)


def vendor_is(column: Any, key: str) -> ColumnElement[bool]:
    """A row's vendor by key."""
    found: ColumnElement[bool] = column.is_(None) if key == OWN else column == int(key)
    return found


def day_of(column: Any, dialect: str, plus_days: int = 0) -> ColumnElement[Any]:
    """The UTC day of a time of the database, some days later."""
    if dialect == "sqlite":
        return func.date(column, f"{plus_days:+d} days")
    return cast(func.timezone("UTC", column), Date) + plus_days


def later(column: Any, dialect: str, plus_days: int) -> ColumnElement[Any]:
    """A date of the database some days on."""
    return func.date(column, f"{plus_days:+d} days") if dialect == "sqlite" else column + plus_days


def whole(number: ColumnElement[Any], dialect: str) -> ColumnElement[int]:
    """Without its fraction; numbers here are not negative."""
    return cast(number if dialect == "sqlite" else func.floor(number), Integer)


def _own_desk(session: Session, actor: Actor) -> bool:
    worked = select(Interaction.id).where(Interaction.organisation_id == actor.organisation_id, Interaction.vendor_id.is_(None))
    return session.scalar(worked.where(WENT_OUT).limit(1)) is not None


def _segmented(session: Session, actor: Actor) -> bool:
    mine = (Segment.organisation_id == actor.organisation_id, Placement.organisation_id == actor.organisation_id)
    named = select(Segment.id).where(mine[0]), select(Placement.id).where(mine[1], Placement.segment.is_not(None))
    return any(session.scalar(wanted.limit(1)) is not None for wanted in named)


def _currency(session: Session, actor: Actor) -> str:
    mine = Debt.organisation_id == actor.organisation_id
    placed = select(Debt.currency).join(Placement, Placement.debt_id == Debt.id).where(mine).group_by(Debt.currency)
    any_debt = select(Debt.currency).where(mine).group_by(Debt.currency)
    order = (func.count().desc(), Debt.currency)
    return session.scalar(placed.order_by(*order).limit(1)) or session.scalar(any_debt.order_by(*order).limit(1)) or ""
