"""The rows behind a figure of a vendor: calls with the second, contacts with the rule, accounts, people, surveys. Those about
ghosts are rows of ghosts alone, and no other row is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Debt, Finding, Interaction, Recording, Verdict
from app.models.ghost import Ghost
from app.models.wave_finding import WaveFinding
from app.queries.collections.kpis import zone_of
from app.queries.oversight.scorecards.facts import HORIZON_DAYS, check_period, may_compare
from app.queries.oversight.scorecards.families import FACTS
from app.queries.oversight.scorecards.ghosts import entries, of_period
from app.queries.oversight.scorecards.law import RuleLine, law_of, rule_lines
from app.queries.oversight.scorecards.span import OWN, Span, books_of, instants, span_of, vendor_is
from app.queries.oversight.vendor_verdicts import CONFIRMED
from audit.contacts.ruled import Reading
from reports.scorecards.facts import Period

PER_PAGE = 100
LAW = "contacts_against_law"
GHOSTS = ("critical_ghosts", "attempts_real", "contacts_logged", "promises_as_made")


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One row. `kind` call, contact, account, person, promise, survey, complaint, request or ghost, with its `id`.

    `x` and `y` are what it adds above and below the line. A call has the `second` of its first critical breach, a contact the
    `rule` and `reading` it breaks.
    """

    kind: str
    id: str
    at: datetime | None
    person_id: int | None
    debt_id: int | None
    number: str | None
    recording_id: str | None
    code: str | None
    second: float | None
    rule: str | None
    reading: str | None
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class BehindRows:
    """A page of rows, those above the line first; `found` counts all."""

    rows: tuple[BehindRow, ...]
    found: int
    page: int
    pages: int


def rows_of(
    session: Session, actor: Actor, measure: str, vendor: str, period: Period, page: int = 1, now: datetime | None = None
) -> BehindRows:
    """What lies behind a vendor's figure; `vendor` is its key, "own" the client's desk.

    Raises Forbidden, BadInput, NotFound for a measure without rows or a vendor that is not the client's.
    """
    span = span_for(session, actor, vendor, period, now)
    if measure == LAW:
        return _page_of(_against_law(span, vendor), page)
    if measure == "critical_ghosts":
        return _page_of(_ghosts(span, vendor), page)
    if measure in GHOSTS:
        return _page_of(_entries(span, vendor), page)
    if measure not in FACTS:
        raise NotFound(f"la medida {measure[:40]} no tiene filas", f"measure {measure[:40]} has no rows")
    return _facts(span, measure, vendor, page)


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


def _page_of(rows: list[BehindRow], page: int) -> BehindRows:
    pages = max(1, -(-len(rows) // PER_PAGE))
    at = min(max(1, page), pages)
    return BehindRows(tuple(rows[(at - 1) * PER_PAGE : at * PER_PAGE]), len(rows), at, pages)


def _facts(span: Span, measure: str, vendor: str, page: int) -> BehindRows:
    f = FACTS[measure](span).subquery().c
    mine = vendor_is(f.vendor, vendor)
    found = span.session.scalar(select(func.count()).select_from(f.x.table).where(mine)) or 0
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
    rows = tuple(_behind(row) for row in span.session.execute(wanted).all())
    return BehindRows(rows, found, at, pages)


def _behind(told: Any) -> BehindRow:
    kind, id, at, person, debt, number, recording, code, second, x, y = told
    return BehindRow(kind, id, at, person, debt, number, recording, code, second, None, None, x, y)


def _against_law(span: Span, vendor: str) -> list[BehindRow]:
    """Contacts that break a rule, each rule a row; strict readings first."""
    told = law_of(span).broken.get(vendor, [])
    broken = [(id, rule, reading) for some, rule, reading in told for id in some.tolist()]
    ids = sorted({id for id, _, _ in broken})
    contacts: dict[int, Any] = {}
    for start in range(0, len(ids), 500):
        some = Interaction.id.in_(ids[start : start + 500])
        wanted = select(Interaction, Debt.number).outerjoin(Debt, Debt.id == Interaction.debt_id).where(some)
        contacts |= {row.id: (row, number) for row, number in span.session.execute(wanted).tuples()}
    rows = []
    for id, rule, reading in sorted(broken, key=lambda b: (b[2] is not Reading.STRICT, contacts[b[0]][0].at, b[1])):
        row, number = contacts[id]
        strict = float(reading is Reading.STRICT)
        place = (row.at, row.person_id, row.debt_id, number, row.recording_id)
        rows.append(BehindRow("contact", str(id), *place, None, None, rule, reading.value, strict, 1.0))
    return rows


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
        BehindRow(
            "ghost", g.id, g.retired_at, None, None, g.number, None, g.code, None, bad.get(g.id), None, float(g.id in bad), 1.0
        )
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
            rows.append(BehindRow("ghost", entry.ghost_id, *place, entry.outcome, None, good, 1.0))
    return sorted(rows, key=lambda row: row.x)
