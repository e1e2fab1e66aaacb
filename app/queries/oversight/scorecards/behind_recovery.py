"""The accounts behind a vendor's adjusted recovery: what came of each, against what the average vendor would have had of it."""

from dataclasses import fields
from typing import Any

import numpy as np
from sqlalchemy import select

from app.models import Debt, Placement
from app.models.debt import DebtCase
from app.queries.oversight.scorecards.accounts import Numbers, accounts_with_ids
from app.queries.oversight.scorecards.behind_row import PER_PAGE, AccountRow, BehindGroup, BehindRow, BehindRows
from app.queries.oversight.scorecards.kept_fits import KeptFits
from app.queries.oversight.scorecards.span import OWN, Span, instants
from reports.scorecards.adjusted import Expected
from reports.scorecards.facts import Accounts, Floats, Ints

_FITS = KeptFits()


def accounts_behind(span: Span, vendor: str, segment: str, page: int) -> BehindRows:
    """Every account of the vendor, those that count for most first; what came times its weight stands above the line, what was
    expected times the same weight below: their sums are the adjusted recovery."""
    numbers = Numbers({}, {})
    accounts, ids = accounts_with_ids(span, numbers)
    if segment:
        inside = np.flatnonzero(accounts.segment == numbers.segments.get(segment, -1))
        accounts, ids = _some(accounts, inside), ids[inside]
    expected = _FITS.expected(accounts, len(span.books.vendors))
    mine = np.flatnonzero(accounts.vendor == span.books.places[vendor])
    held, due = _some(accounts, mine), Expected(expected.amount[mine], expected.weight[mine])
    above, below = np.nan_to_num(held.recovered * due.weight), np.nan_to_num(due.amount * due.weight)
    order = np.lexsort((ids[mine], -held.recovered, -below))
    pages = max(1, -(-len(order) // PER_PAGE))
    at = min(max(1, page), pages)
    shown = order[(at - 1) * PER_PAGE : at * PER_PAGE]
    told = _told(span, vendor == OWN, ids[mine][shown])
    rows = [_row(told[int(ids[mine][n])], held, due, int(n), float(above[n]), float(below[n])) for n in shown]
    groups = _groups(held, due, above, below, list(numbers.segments))
    return BehindRows(tuple(rows), len(order), at, pages, float(above.sum()), float(below.sum()), groups)


def _row(told: Any, held: Accounts, due: Expected, n: int, above: float, below: float) -> BehindRow:
    id, at, person, debt, number = told
    known = bool(np.isfinite(due.amount[n]))
    money = AccountRow(
        float(held.balance[n]),
        float(held.recovered[n]),
        float(due.amount[n]) if known else None,
        float(due.weight[n]) if known else None,
    )
    return BehindRow("account", str(id), at, person, debt, number, None, None, None, above, below, money=money)


def _groups(held: Accounts, due: Expected, above: Floats, below: Floats, names: list[str]) -> tuple[BehindGroup, ...]:
    """By segment, of the accounts that compare; the largest expectation first."""
    known = np.isfinite(due.amount)
    made = []
    for number, name in enumerate(names):
        some = known & (held.segment == number)
        if some.any():
            over = float(below[some].sum())
            ratio = float(above[some].sum()) / over if over > 0 else None
            sums = (float(held.recovered[some].sum()), float(due.amount[some].sum()))
            made.append(BehindGroup(name, int(some.sum()), *sums, ratio))
    return tuple(sorted(made, key=lambda g: (-g.expected, g.name)))


def _told(span: Span, own: bool, ids: Ints) -> dict[int, Any]:
    """Of each placement, or cycle of the client's own desk: its id, when it began, whose it is and the debt."""
    some = [int(id) for id in ids]
    if not own:
        wanted = select(Placement.id, Placement.placed_at, Debt.person_id, Debt.id, Debt.number)
        wanted = wanted.join(Debt, Debt.id == Placement.debt_id).where(Placement.id.in_(some))
        return {row[0]: row for row in span.session.execute(wanted).tuples()}
    cases = select(DebtCase.id, DebtCase.opened_on, Debt.person_id, Debt.id, Debt.number)
    cases = cases.join(Debt, Debt.id == DebtCase.debt_id).where(DebtCase.id.in_(some))
    found = span.session.execute(cases).tuples()
    return {id: (id, instants(span.books.zone, day, day)[0], *rest) for id, day, *rest in found}


def _some(accounts: Accounts, which: Ints) -> Accounts:
    return Accounts(**{f.name: getattr(accounts, f.name)[which] for f in fields(Accounts)})
