"""Accounts as they were handed over in the period, and what came back of each within the horizon."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Float, Select, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.models.debt import Debt, DebtCase
from app.models.debt_day import DebtDay
from app.models.interaction import Interaction
from app.models.ledger import Payment
from app.models.placement import Placement
from app.models.portfolio import Segment
from app.models.tables import BigId
from app.queries.collections.kpi_asked import days
from app.queries.oversight.scorecards.fact import fact
from app.queries.oversight.scorecards.span import OWN, Books, Span, day_of, key_of, later
from reports.scorecards.facts import Accounts, Floats, Ints
from reports.scorecards.segment_names import NO_SEGMENT

_PIECE = 20_000
_NOTHING = float("nan")


@dataclass(slots=True)
class Numbers:
    """Segments and products by number, the same in every month of a comparison."""

    segments: dict[str, int]
    products: dict[str, int]


def stays(span: Span) -> tuple[ColumnElement[bool], ...]:
    """Debts placed with a vendor in the period, in the currency that is compared."""
    mine = Placement.organisation_id == span.books.organisation_id
    return (
        mine,
        Debt.currency == span.books.currency,
        Placement.placed_at >= span.start,
        Placement.placed_at < span.end,
    )


def _recovered(span: Span) -> ColumnElement[Any]:
    """What was paid on the debt from the day it went until the horizon ends, or it was taken back."""
    dialect = span.books.dialect
    until = day_of(Placement.placed_at, dialect, span.books.horizon_days)
    back = or_(Placement.recalled_at.is_(None), Payment.paid_on <= day_of(Placement.recalled_at, dialect))
    return (
        select(func.coalesce(func.sum(Payment.amount_minor), 0))
        .where(Payment.debt_id == Placement.debt_id, Payment.reversed_by.is_(None), back)
        .where(Payment.paid_on >= day_of(Placement.placed_at, dialect), Payment.paid_on <= until)
        .correlate(Placement)
        .scalar_subquery()
    )


def _recovered_own(span: Span) -> ColumnElement[Any]:
    until = later(DebtCase.opened_on, span.books.dialect, span.books.horizon_days)
    return (
        select(func.coalesce(func.sum(Payment.amount_minor), 0))
        .where(Payment.debt_id == DebtCase.debt_id, Payment.reversed_by.is_(None), Payment.vendor_id.is_(None))
        .where(Payment.paid_on >= DebtCase.opened_on, Payment.paid_on <= until)
        .correlate(DebtCase)
        .scalar_subquery()
    )


def accounts_of(span: Span, numbers: Numbers) -> Accounts:
    """The columns. The client's own desk's are delinquency cycles that began in the period while no vendor had the debt.

    An age, a risk or the age of a contract that nobody knows is NaN. `days_left` is the share of the horizon in which the account
    was with the vendor and that had passed when the books were read.
    """
    return accounts_with_ids(span, numbers)[0]


def accounts_with_ids(span: Span, numbers: Numbers) -> tuple[Accounts, Ints]:
    """The same, and of each the id of its placement, or of its cycle where the client's own desk had it."""
    columns: list[list[float]] = [[] for _ in range(11)]
    places = span.books.places
    for wanted in (_placed(span), *([_cases(span)] if OWN in places else [])):
        result = span.session.execute(wanted.execution_options(yield_per=_PIECE))
        for id, vendor, person, segment, product, late, balance, months, risk, gone, recovered in result:
            if key_of(vendor) not in places:
                continue
            row = (
                places[key_of(vendor)],
                person,
                numbers.segments.setdefault(segment or NO_SEGMENT, len(numbers.segments)),
                numbers.products.setdefault(product or "", len(numbers.products)),
                late,
                balance,
                _NOTHING if months is None else max(0.0, months),
                _NOTHING if risk is None else risk,
                min(1.0, max(0.0, gone)),
                recovered,
                id,
            )
            for column, value in zip(columns, row, strict=True):
                column.append(float(value))
    told = [np.array(column, dtype=np.float64) for column in columns]
    return _columns(told[:-1]), told[-1].astype(np.int64)


def _columns(told: list[Floats]) -> Accounts:
    vendor, person, segment, product, late, balance, months, risk, gone, recovered = told
    return Accounts(
        vendor=vendor.astype(np.int64),
        person=person.astype(np.int64),
        segment=segment.astype(np.int64),
        product=product.astype(np.int64),
        days_overdue=late,
        balance=balance,
        months_open=months,
        risk=risk,
        age=np.full(vendor.size, _NOTHING),
        days_left=gone,
        recovered=recovered,
    )


def _placed(span: Span) -> Any:
    dialect, now = span.books.dialect, literal(span.books.now, Placement.placed_at.type)
    end = func.coalesce(Placement.recalled_at, now)
    return (
        select(
            Placement.id,
            Placement.vendor_id,
            Debt.person_id,
            placed_in(span.books),
            Debt.product,
            Placement.days_overdue,
            Placement.balance_minor,
            days(day_of(Placement.placed_at, dialect), Debt.opened_on, dialect) / 30.44,
            Debt.risk,
            days(end, Placement.placed_at, dialect) / span.books.horizon_days,
            _recovered(span),
        )
        .join(Debt, Debt.id == Placement.debt_id)
        .where(*stays(span))
        .order_by(Placement.id)
    )


def _cases(span: Span) -> Any:
    dialect = span.books.dialect
    today = literal(span.books.now.date(), DebtCase.opened_on.type)
    return (
        select(
            DebtCase.id,
            cast(literal(None), BigId),
            Debt.person_id,
            _case_in(span.books),
            Debt.product,
            literal(0),
            DebtCase.overdue_minor,
            days(DebtCase.opened_on, Debt.opened_on, dialect) / 30.44,
            Debt.risk,
            days(today, DebtCase.opened_on, dialect) / span.books.horizon_days,
            _recovered_own(span),
        )
        .join(Debt, Debt.id == DebtCase.debt_id)
        .where(Debt.organisation_id == span.books.organisation_id, Debt.currency == span.books.currency, ~_with_vendor(dialect))
        .where(DebtCase.opened_on >= span.first, DebtCase.opened_on <= span.last)
        .order_by(DebtCase.id)
    )


def placed_in(books: Books) -> ColumnElement[Any]:
    """The segment a debt was placed in, by the name the client gave it; its stage where the client names no segments."""
    return Placement.segment.expression if books.segmented else Placement.stage.expression


def _case_in(books: Books) -> ColumnElement[Any]:
    """The segment of a debt of the own desk when its cycle began, by the same names: as photographed then, else as it is now."""
    if not books.segmented:
        return Debt.stage.expression

    def photographed(plus_days: int) -> ColumnElement[Any]:
        that_day = (DebtDay.debt_id == DebtCase.debt_id, DebtDay.on_day == later(DebtCase.opened_on, books.dialect, plus_days))
        named = select(Segment.name).join(DebtDay, DebtDay.segment_id == Segment.id).where(*that_day)
        return named.correlate(DebtCase).scalar_subquery()

    now = select(Segment.name).where(Segment.id == Debt.segment_id).correlate(Debt).scalar_subquery()
    return func.coalesce(photographed(0), photographed(1), now)


def own_accounts(span: Span) -> int:
    """Cycles that began in the period with the client's own desk, in the currency that is compared."""
    return span.session.scalar(select(func.count()).select_from(_cases(span).order_by(None).subquery())) or 0


def _with_vendor(dialect: str) -> ColumnElement[bool]:
    begun = day_of(Placement.placed_at, dialect) <= DebtCase.opened_on
    still = or_(Placement.recalled_at.is_(None), day_of(Placement.recalled_at, dialect) >= DebtCase.opened_on)
    return exists().where(Placement.debt_id == DebtCase.debt_id, begun, still)


def first_contact_days(span: Span) -> Select[Any]:
    """Days from the placement to the vendor's first contact with the person; accounts not contacted yet are left out."""
    touched = aliased(Interaction)
    first = (
        select(func.min(touched.at))
        .where(touched.person_id == Debt.person_id, touched.vendor_id == Placement.vendor_id)
        .where(touched.at >= Placement.placed_at, touched.direction == "outbound", touched.state != "failed")
        .where(or_(Placement.recalled_at.is_(None), touched.at <= Placement.recalled_at))
        .correlate(Placement, Debt)
        .scalar_subquery()
    )
    waited = cast(days(first, Placement.placed_at, span.books.dialect), Float)
    made = fact(
        "account",
        Placement.id,
        Placement.vendor_id,
        Debt.person_id,
        waited,
        person=Debt.person_id,
        debt=Debt.id,
        at=Placement.placed_at,
    )
    made = made.join(Debt, Debt.id == Placement.debt_id).where(Placement.organisation_id == span.books.organisation_id)
    return made.where(Placement.placed_at >= span.start, Placement.placed_at < span.end, first.is_not(None))


def homes(span: Span) -> Any:
    """The segment of each person's debts at each vendor in the period (of several the last by name)."""
    segment = func.max(placed_in(span.books))
    there = and_(Placement.placed_at < span.end, or_(Placement.recalled_at.is_(None), Placement.recalled_at >= span.start))
    wanted = select(Placement.vendor_id.label("vendor"), Debt.person_id.label("person"), segment.label("segment"))
    wanted = wanted.join(Debt, Debt.id == Placement.debt_id).where(Placement.organisation_id == span.books.organisation_id, there)
    return wanted.group_by(Placement.vendor_id, Debt.person_id).having(segment.is_not(None))


def in_hand(span: Span) -> dict[str, int]:
    """Accounts each vendor had at some moment of the period; of the own desk, those that fell overdue with it."""
    there = and_(Placement.placed_at < span.end, or_(Placement.recalled_at.is_(None), Placement.recalled_at >= span.start))
    mine = Placement.organisation_id == span.books.organisation_id
    counted = select(Placement.vendor_id, func.count(Placement.debt_id.distinct())).where(mine, there)
    found = {key_of(v): n for v, n in span.session.execute(counted.group_by(Placement.vendor_id)).tuples()}
    return {**found, OWN: own_accounts(span)} if OWN in span.books.places else found
