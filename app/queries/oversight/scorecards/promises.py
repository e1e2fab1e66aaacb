"""Promises made to a vendor, or to the client's own desk: whether they were paid, and whether it let go meanwhile."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, cast, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.ledger import Payment, Plan, Promise
from app.models.tables import BigId
from app.models.vendor_return import VendorPromise
from app.queries.oversight.scorecards.fact import fact
from app.queries.oversight.scorecards.span import Span, day_of, later

GRACE_DAYS = 2
_NOBODY = cast(literal(None), BigId)
_REMINDER_DAYS = 1


def promises_kept(span: Span) -> Select[Any]:
    """Promises due in the period whose grace is over: paid in full by then, by the client's own books; replaced ones left out."""
    return select(union_all(_told_by_vendors(span), _made_at_the_desk(span)).subquery())


def _told_by_vendors(span: Span) -> Select[Any]:
    dialect = span.books.dialect
    paid = (
        select(func.coalesce(func.sum(Payment.amount_minor), 0))
        .where(Payment.debt_id == VendorPromise.debt_id, Payment.reversed_by.is_(None))
        .where(Payment.paid_on >= day_of(VendorPromise.made_at, dialect))
        .where(Payment.paid_on <= later(VendorPromise.due_on, dialect, GRACE_DAYS))
        .correlate(VendorPromise)
        .scalar_subquery()
    )
    kept = case((paid >= VendorPromise.amount_minor, 1.0), else_=0.0)
    return _of_vendors(span, kept).where(VendorPromise.due_on < _over(span))


def _of_vendors(span: Span, x: ColumnElement[Any]) -> Select[Any]:
    other = aliased(VendorPromise)
    replaced = exists().where(
        other.debt_id == VendorPromise.debt_id,
        other.vendor_id == VendorPromise.vendor_id,
        or_(other.made_at > VendorPromise.made_at, and_(other.made_at == VendorPromise.made_at, other.id > VendorPromise.id)),
        day_of(other.made_at, span.books.dialect) <= VendorPromise.due_on,
    )
    made = fact(
        "promise",
        VendorPromise.id,
        VendorPromise.vendor_id,
        VendorPromise.person_id,
        x,
        person=VendorPromise.person_id,
        debt=VendorPromise.debt_id,
        at=VendorPromise.made_at,
    )
    made = made.where(VendorPromise.organisation_id == span.books.organisation_id, ~replaced)
    return made.where(VendorPromise.due_on >= span.first, VendorPromise.due_on <= span.last)


def _made_at_the_desk(span: Span) -> Select[Any]:
    return _of_the_desk(span, case((Promise.state == "kept", 1.0), else_=0.0)).where(Promise.state.in_(("kept", "broken")))


def _of_the_desk(span: Span, x: ColumnElement[Any]) -> Select[Any]:
    made = fact("promise", Promise.id, _NOBODY, Debt.person_id, x, person=Debt.person_id, debt=Debt.id, at=Plan.made_at)
    made = made.join(Plan, Plan.id == Promise.plan_id).join(Debt, Debt.id == Promise.debt_id)
    made = made.where(Debt.organisation_id == span.books.organisation_id)
    return made.where(Promise.due_on >= span.first, Promise.due_on <= span.last)


def _over(span: Span) -> Any:
    """The first day whose promises are still in their grace."""
    return span.books.now.date() - timedelta(days=GRACE_DAYS)


def word_kept(span: Span) -> Select[Any]:
    """Agreements due in the period during which the person was not pressed, but for a reminder on the day before."""
    return select(union_all(_left_alone_by_vendors(span), _left_alone_by_the_desk(span)).subquery())


def _left_alone_by_vendors(span: Span) -> Select[Any]:
    pressed = _pressed(span, VendorPromise.person_id, VendorPromise.made_at, VendorPromise.due_on)
    pressed = pressed.where(Interaction.vendor_id == VendorPromise.vendor_id)
    x = case((pressed.correlate(VendorPromise).exists(), 0.0), else_=1.0)
    return _of_vendors(span, x).where(VendorPromise.due_on <= span.books.now.date())


def _left_alone_by_the_desk(span: Span) -> Select[Any]:
    pressed = _pressed(span, Debt.person_id, Plan.made_at, Promise.due_on).where(Interaction.vendor_id.is_(None))
    x = case((pressed.where(Interaction.purpose == "collect").correlate(Debt, Plan, Promise).exists(), 0.0), else_=1.0)
    return _of_the_desk(span, x).where(Promise.state.in_(("kept", "broken", "open")), Promise.due_on <= span.books.now.date())


def _pressed(span: Span, person: Any, made_at: Any, due_on: Any) -> Select[Any]:
    """Contacts between the agreement and the day before its day; the one it was made in does not count."""
    day = day_of(Interaction.at, span.books.dialect)
    went = and_(Interaction.direction == "outbound", Interaction.state.not_in(("refused", "cleared", "failed")))
    before = day < later(due_on, span.books.dialect, -_REMINDER_DAYS)
    early = datetime.combine(span.first - timedelta(days=400), time.min, UTC)
    return select(Interaction.id).where(
        Interaction.person_id == person, went, before, Interaction.at > made_at, Interaction.at > early
    )
