"""The rows behind a figure of a vendor: calls with the second, contacts with the rules, accounts, people, surveys. Those about
ghosts are rows of ghosts alone, and no other row is."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Debt, Finding, Recording, Verdict
from app.models.ghost import Ghost
from app.models.wave_finding import WaveFinding
from app.queries.collections.kpis import zone_of
from app.queries.oversight.scorecards.accounts import homes
from app.queries.oversight.scorecards.behind_law import contacts_against
from app.queries.oversight.scorecards.behind_recovery import accounts_behind
from app.queries.oversight.scorecards.behind_row import PER_PAGE, BehindRow, BehindRows, BrokenRule, page_of
from app.queries.oversight.scorecards.calls import FLAGGED, TRUTH
from app.queries.oversight.scorecards.facts import HORIZON_DAYS, check_period, may_compare
from app.queries.oversight.scorecards.families import FACTS, OF_PEOPLE
from app.queries.oversight.scorecards.ghosts import entries, of_period
from app.queries.oversight.scorecards.law import RuleLine, law_of, rule_lines
from app.queries.oversight.scorecards.span import OWN, Span, books_of, instants, span_of, vendor_is
from app.queries.oversight.vendor_verdicts import CONFIRMED
from reports.scorecards.facts import Period

LAW, RECOVERY, CALLS = "contacts_against_law", "recovery_adjusted", "critical_calls"
GHOSTS = ("critical_ghosts", "attempts_real", "contacts_logged", "promises_as_made")
LISTED = (LAW, RECOVERY, *GHOSTS, *FACTS)
"""Measures whose rows can be listed."""
__all__ = ["LISTED", "PER_PAGE", "BehindRow", "BehindRows", "BrokenRule", "law_lines", "rows_of", "span_for"]


def rows_of(
    session: Session,
    actor: Actor,
    measure: str,
    vendor: str,
    period: Period,
    page: int = 1,
    now: datetime | None = None,
    segment: str = "",
) -> BehindRows:
    """What lies behind a vendor's figure; `vendor` is its key, "own" the client's desk. `now` is when the books are read.

    `segment` leaves what people owe elsewhere out; calls are of no one segment. Raises Forbidden, BadInput, NotFound for a
    measure without rows or a vendor that is not the client's.
    """
    span = span_for(session, actor, vendor, period, now)
    if measure == LAW:
        return contacts_against(span, vendor, segment, page)
    if measure == RECOVERY:
        return accounts_behind(span, vendor, segment, page)
    if measure == "critical_ghosts":
        return page_of(_ghosts(span, vendor), page)
    if measure in GHOSTS:
        return page_of(_entries(span, vendor), page)
    if measure not in FACTS:
        raise NotFound(f"la medida {measure[:40]} no tiene filas", f"measure {measure[:40]} has no rows")
    return _facts(span, measure, vendor, segment, page)


def law_lines(session: Session, actor: Actor, vendor: str, period: Period, now: datetime | None = None) -> tuple[RuleLine, ...]:
    """Each rule a vendor broke in the period, by both readings. Raises as `rows_of`."""
    span = span_for(session, actor, vendor, period, now)
    return tuple(rule_lines(law_of(span), vendor))


def span_for(session: Session, actor: Actor, vendor: str, period: Period, now: datetime | None) -> Span:
    """The period of the client's books."""
    may_compare(actor)
    check_period(period)
    books = books_of(session, actor, HORIZON_DAYS, now or instants(zone_of(session, actor), period.first, period.last)[1])
    if vendor not in books.places:
        raise NotFound(f"no hay proveedor {vendor[:40]}", f"there is no vendor {vendor[:40]}")
    return span_of(books, period.first, period.last)


def _facts(span: Span, measure: str, vendor: str, segment: str, page: int) -> BehindRows:
    f = FACTS[measure](span).subquery().c
    mine = vendor_is(f.vendor, vendor)
    if segment and measure in OF_PEOPLE:
        mine = mine & _at_home(span, f, vendor, segment)
    sums = select(func.count(), func.coalesce(func.sum(f.x), 0.0), func.coalesce(func.sum(f.y), 0.0))
    found, above, below = span.session.execute(sums.select_from(f.x.table).where(mine)).tuples().one()
    pages = max(1, -(-found // PER_PAGE))
    at = min(max(1, page), pages)
    second = (
        select(func.min(Finding.start_s))
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .where(
            Verdict.recording_id == f.recording, Finding.severity == "critical", Finding.standing.in_(("asserted", "happened"))
        )
        .correlate(f.x.table)
        .scalar_subquery()
    )
    wanted = (
        select(f.kind, f.id, f.at, f.person, f.debt, Debt.number, f.recording, Recording.code, second, f.x, f.y)
        .select_from(f.x.table)
        .outerjoin(Debt, Debt.id == f.debt)
        .outerjoin(Recording, Recording.id == f.recording)
        .where(mine)
        .order_by(f.x.desc(), f.at.desc(), f.id)
        .offset((at - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    rows = [BehindRow(*row) for row in span.session.execute(wanted).tuples()]
    rows = _judged(span, rows) if measure == CALLS else rows
    return BehindRows(tuple(rows), found, at, pages, above, below)


def _at_home(span: Span, f: Any, vendor: str, segment: str) -> ColumnElement[bool]:
    """Rows of people whose debts at the vendor are of the segment."""
    if vendor == OWN:
        return false()
    home = homes(span).subquery().c
    return exists().where(home.person == f.person, home.vendor == int(vendor), home.segment == segment)


def _judged(span: Span, rows: list[BehindRow]) -> list[BehindRow]:
    """Calls with what the machine marked and what people decided: the figure is corrected for both."""
    wanted = select(Recording.id, FLAGGED, TRUTH).join(Verdict, Verdict.recording_id == Recording.id)
    wanted = wanted.where(Recording.id.in_([row.id for row in rows]))  # TRUTH speaks of the Recording of its row
    told = {id: (bool(marked), None if truth < 0 else truth == 1) for id, marked, truth in span.session.execute(wanted).tuples()}
    return [replace(row, marked=told[row.id][0], decided=told[row.id][1]) for row in rows]


def _ghosts(span: Span, vendor: str) -> list[BehindRow]:
    """Ghosts handed over, those with a confirmed critical breach first."""
    if vendor == OWN:
        return []
    ghosts = span.session.scalars(of_period(span).where(Ghost.vendor_id == int(vendor)).order_by(Ghost.code)).all()
    hit = select(WaveFinding.ghost_id, func.min(WaveFinding.rule_id)).where(
        WaveFinding.severity == "critical", WaveFinding.standing.in_(CONFIRMED), WaveFinding.ghost_id.in_([g.id for g in ghosts])
    )
    bad = dict(span.session.execute(hit.group_by(WaveFinding.ghost_id)).tuples().all())
    rows = [
        BehindRow("ghost", g.id, g.retired_at, None, None, g.number, None, g.code, None, float(g.id in bad), 1.0, bad.get(g.id))
        for g in ghosts
    ]
    return sorted(rows, key=lambda row: -row.x)


def _entries(span: Span, vendor: str) -> list[BehindRow]:
    """Lines of the log held against ghosts' lives, what disagrees first."""
    if vendor == OWN:
        return []
    codes: dict[str, tuple[str, str]] = {
        id: (code, number) for id, code, number in span.session.execute(select(Ghost.id, Ghost.code, Ghost.number)).tuples()
    }
    rows = []
    for entry, vendor_id in span.session.execute(entries(span)).tuples():
        if str(vendor_id) == vendor and entry.ghost_id in codes:
            code, number = codes[entry.ghost_id]
            good = float(entry.outcome == "match")
            place = (entry.at, None, None, number, None, code, None)
            rows.append(BehindRow("ghost", entry.ghost_id, *place, good, 1.0, entry.outcome))
    return sorted(rows, key=lambda row: row.x)
