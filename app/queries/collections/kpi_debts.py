"""Measures of debts, promises and money: rows are debts, promises or cases of the client's own desk."""

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.models.debt import Debt, DebtCase
from app.models.debt_day import DebtDay
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Payment, Plan, Promise
from app.models.portfolio import Segment
from app.models.user import User
from app.queries.collections.kpi_asked import BUCKETS, EACH, OUT, OWN, SPOKE, Asked, days, one


def _debts(a: Asked, x: ColumnElement[Any], y: ColumnElement[Any] = EACH) -> Select[Any]:
    """Debts overdue in the photograph that the period begins with."""
    return (
        select(
            DebtDay.debt_id.label("id"),
            DebtDay.person_id.label("person"),
            DebtDay.debt_id.label("debt_id"),
            Debt.currency.label("currency"),
            Segment.name.label("segment"),
            Debt.product.label("product"),
            bucket(DebtDay.days_overdue).label("bucket"),
            x.label("x"),
            y.label("y"),
        )
        .join(Debt, Debt.id == DebtDay.debt_id)
        .outerjoin(Segment, Segment.id == DebtDay.segment_id)
        .where(DebtDay.organisation_id == a.organisation_id, DebtDay.on_day == a.photo)
        .where(DebtDay.days_overdue > 0, DebtDay.aside.is_(False))
    )


def bucket(days: Any) -> ColumnElement[str]:
    """The bucket of days past due."""
    return case(*((days <= most, name) for most, name in BUCKETS), else_="90+")


def _attempts_of(a: Asked, debt_id: Any, *where: ColumnElement[bool]) -> ColumnElement[Any]:
    return (
        select(func.count())
        .where(Interaction.debt_id == debt_id, Interaction.at >= a.start, Interaction.at < a.end, OUT, *where)
        .correlate(DebtDay, Debt)
        .scalar_subquery()
    )


def coverage(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return _debts(a, one(_attempts_of(a, DebtDay.debt_id) > 0))


def intensity(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return _debts(a, cast(_attempts_of(a, DebtDay.debt_id), Float))


def _paid_of(a: Asked, debt_id: Any) -> ColumnElement[Any]:
    return (
        select(func.coalesce(func.sum(Payment.amount_minor), 0))
        .where(Payment.debt_id == debt_id, Payment.paid_on >= a.first, Payment.paid_on <= a.last, Payment.reversed_by.is_(None))
        .correlate(DebtDay, Debt)
        .scalar_subquery()
    )


def recovery_rate(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return _debts(a, cast(_paid_of(a, DebtDay.debt_id), Float), cast(DebtDay.overdue_minor, Float))


def _at_end(a: Asked, column: str, live: Any) -> Any:
    """What a debt was when the period ended: in its photograph, or now where the period still runs. Gone is up to date."""
    if a.after is None:
        return live
    end = aliased(DebtDay)
    found = (
        select(getattr(end, column))
        .where(end.debt_id == DebtDay.debt_id, end.on_day == a.after)
        .correlate(DebtDay)
        .scalar_subquery()
    )
    return func.coalesce(found, 0)


def cure_rate(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return _debts(a, one(_at_end(a, "overdue_minor", Debt.overdue_minor) == 0))


def roll_rate(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    today = literal(a.last)
    live = case((Debt.oldest_due_on.is_(None), 0), else_=days(today, Debt.oldest_due_on, a.dialect))
    after = _at_end(a, "days_overdue", live)
    rank = [case(*((d <= most, n) for n, (most, _) in enumerate(BUCKETS)), else_=9) for d in (DebtDay.days_overdue, after)]
    return _debts(a, one(rank[1] > rank[0]))


def _of_debt(kind: Any, x: ColumnElement[Any], y: ColumnElement[Any] = EACH) -> Select[Any]:
    """Rows of a table that names a debt, or debts themselves."""
    wanted = select(
        kind.id.label("id"),
        Debt.person_id.label("person"),
        Debt.id.label("debt_id"),
        Debt.currency.label("currency"),
        Segment.name.label("segment"),
        Debt.product.label("product"),
        x.label("x"),
        y.label("y"),
    ).select_from(kind)
    if kind is not Debt:
        wanted = wanted.join(Debt, Debt.id == kind.debt_id)
    return wanted.outerjoin(Segment, Segment.id == Debt.segment_id)


def _promises(a: Asked, x: ColumnElement[Any], y: ColumnElement[Any]) -> Select[Any]:
    return (
        _of_debt(Promise, x, y)
        .join(Plan, Plan.id == Promise.plan_id)
        .outerjoin(Interaction, Interaction.id == Plan.interaction_id)
        .outerjoin(User, User.id == Interaction.agent_id)
        .add_columns(User.name.label("agent"), Plan.offer.label("offer"))
        .where(Debt.organisation_id == a.organisation_id, Promise.state.in_(("kept", "broken")))
        .where(Promise.due_on >= a.first, Promise.due_on <= a.last)
    )


def kept_rate(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return _promises(a, one(Promise.state == "kept"), EACH)


def kept_amount(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    paid = case((Promise.paid_minor < Promise.amount_minor, Promise.paid_minor), else_=Promise.amount_minor)
    return _promises(a, cast(paid, Float), cast(Promise.amount_minor, Float))


def days_to_cure(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return (
        _of_debt(DebtCase, days(DebtCase.closed_on, DebtCase.opened_on, a.dialect))
        .where(Debt.organisation_id == a.organisation_id, DebtCase.closed_as.in_(("cured", "paid")))
        .where(DebtCase.closed_on >= a.first, DebtCase.closed_on <= a.last)
    )


def _cost_of(a: Asked) -> ColumnElement[Any]:
    return (
        select(func.coalesce(func.sum(Interaction.cost_micros), 0))
        .where(Interaction.debt_id == Debt.id, Interaction.at >= a.start, Interaction.at < a.end, OWN)
        .correlate(Debt)
        .scalar_subquery()
    )


def cost_to_collect(a: Asked) -> Select[Any]:
    """Costs are micros of the unit, payments minor units: the page divides by what one is of the other."""
    cost, paid = _cost_of(a), _paid_of(a, Debt.id)
    return (
        _of_debt(Debt, cast(cost, Float), cast(paid, Float))
        .where(Debt.organisation_id == a.organisation_id, Debt.placed_with.is_(None))
        .where(or_(cost > 0, paid > 0))
    )


def complaints(a: Asked) -> Select[Any]:
    """A complaint about no account in particular counts once, with the first account the person was contacted about."""
    first = (
        select(func.min(Interaction.debt_id))
        .where(Interaction.person_id == Debt.person_id, Interaction.at >= a.start, Interaction.at < a.end, OUT)
        .correlate(Debt)
        .scalar_subquery()
    )
    of_person = Grievance.debt_id.is_(None) & (Grievance.person_id == Debt.person_id) & (Debt.id == first)
    made = (
        select(func.count())
        .where(Grievance.kind == "complaint", or_(Grievance.debt_id == Debt.id, of_person))
        .where(Grievance.opened_at >= a.start, Grievance.opened_at < a.end)
        .correlate(Debt)
        .scalar_subquery()
    )
    return _of_debt(Debt, cast(made, Float)).where(Debt.organisation_id == a.organisation_id, _attempts_of(a, Debt.id) > 0)


def contact_rate_accounts(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    talked = _attempts_of(a, Debt.id, SPOKE) > 0
    return _of_debt(Debt, one(talked)).where(Debt.organisation_id == a.organisation_id, _attempts_of(a, Debt.id) > 0)
