"""Contacts of a month one by one, with the payments that followed: what a cap on contacts would have left out."""

from collections import defaultdict

import numpy as np
from sqlalchemy import select

from app.models.debt import Debt
from app.models.ledger import Payment
from app.queries.oversight.scorecards.accounts import Numbers, homes
from app.queries.oversight.scorecards.law import Judged, Law
from app.queries.oversight.scorecards.span import Span, key_of
from reports.scorecards.facts import Ints, Touches
from reports.scorecards.segment_names import NO_SEGMENT

PAID_DAYS = 7
_EPOCH = np.datetime64("1970-01-01", "D")


def touches_of(span: Span, law: Law, numbers: Numbers) -> Touches:
    """Contacts that went out in countries with a rulebook.

    A payment stands with the contact of the highest place in its week among those of its vendor and person in the seven days
    before it, the latest of equals.
    """
    places = span.books.places
    parts = [part for part in law.parts if part.key in places]
    names = {(key_of(vendor), person): name for vendor, person, name in span.session.execute(homes(span)).tuples()}
    orders = [_order(part) for part in parts]
    none = numbers.segments.setdefault(NO_SEGMENT, len(numbers.segments)) if _homeless(parts, names) else 0
    segments = [
        np.array([numbers.segments.get(names.get((part.key, int(d)), ""), none) for d in part.debtor], dtype=np.int64)
        for part in parts
    ]
    return Touches(
        vendor=_joined([np.full(part.debtor.size, places[part.key], dtype=np.int64) for part in parts]),
        person=_joined([part.debtor for part in parts]),
        segment=_joined(segments),
        week=_joined([part.week for part in parts]),
        order=_joined(orders),
        paid=_paid(span, parts, orders),
        against=_joined([part.strict.astype(np.int64) for part in parts]).astype(np.bool_),
    )


def _homeless(parts: list[Judged], names: dict[tuple[str, int], str]) -> bool:
    return any((part.key, int(debtor)) not in names for part in parts for debtor in np.unique(part.debtor))


def _joined(columns: list[Ints]) -> Ints:
    return np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)


def _order(part: Judged) -> Ints:
    """The place of each contact among its person's of the week; contacts stand in the order of time."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    found = np.zeros(part.debtor.size, dtype=np.int64)
    for n, at in enumerate(zip(part.debtor.tolist(), part.week.tolist(), strict=True)):
        counts[at] += 1
        found[n] = counts[at]
    return found


def _paid(span: Span, parts: list[Judged], orders: list[Ints]) -> np.ndarray:
    rows: dict[tuple[str, int], list[tuple[int, int, int]]] = defaultdict(list)
    at = 0
    for part, order in zip(parts, orders, strict=True):
        for debtor, day, place in zip(part.debtor.tolist(), part.day.tolist(), order.tolist(), strict=True):
            rows[part.key, debtor].append((place, day, at))
            at += 1
    paid = np.zeros(at)
    wanted = (
        select(Payment.vendor_id, Debt.person_id, Payment.paid_on, Payment.amount_minor)
        .join(Debt, Debt.id == Payment.debt_id)
        .where(Payment.organisation_id == span.books.organisation_id, Debt.currency == span.books.currency)
        .where(Payment.reversed_by.is_(None), Payment.paid_on >= span.first)
    )
    for vendor, person, on, amount in span.session.execute(wanted).tuples():
        day = int((np.datetime64(on, "D") - _EPOCH).astype(int))
        before = [row for row in rows.get((key_of(vendor), person), ()) if row[1] <= day <= row[1] + PAID_DAYS]
        if before:
            paid[max(before)[2]] += amount
    return paid
