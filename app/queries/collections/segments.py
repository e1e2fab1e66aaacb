"""Segments with how many debts each holds, what a rule would pick while it is written, and accounts by filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, or_, select, true
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.debt import Debt
from app.models.person import Person
from app.models.portfolio import Segment
from app.operations.segments_parser import parse
from app.operations.segments_said import said
from app.operations.segments_tokens import RuleError
from app.queries.collections.house_time import at_house
from app.queries.collections.segments_sql import condition
from app.queries.rows import Problem

LIVE = Debt.state.not_in(("paid", "closed"))
_SAMPLE, _PAGE = 5, 50


@dataclass(frozen=True, slots=True)
class SegmentCard:
    """A segment. `count` debts are in it, `overlap` of those its rule picks are taken by earlier ones (None: not counted)."""

    id: int
    name: str
    rule: str
    said: str
    position: int
    active: bool
    version: int
    count: int
    past: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What a rule would pick: `picked` debts, of which `earlier` are taken by segments before it; or where it is wrong."""

    rule: str
    said: str = ""
    picked: int = 0
    earlier: int = 0
    of: int = 0
    money: tuple[tuple[str, int, int], ...] = ()
    sample: tuple[tuple[str, str, str, int, str], ...] = ()
    error: str = ""
    at: int = -1
    length: int = 0
    allowed: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """What is the segment's own."""
        return self.picked - self.earlier


@dataclass(frozen=True, slots=True)
class SegmentsPage:
    """Every segment in order, and what is in none."""

    cards: tuple[SegmentCard, ...]
    nowhere: int
    total: int
    stages: tuple[tuple[str, int], ...]
    products: tuple[str, ...]
    editing: SegmentCard | None = None
    tried: Tried | None = None
    name: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One debt of the list."""

    id: int
    number: str
    person_id: int
    person: str
    product: str | None
    currency: str
    balance_minor: int
    overdue_minor: int
    days: int
    stage: str | None
    segment: str | None
    state: str


@dataclass(frozen=True, slots=True)
class AccountsQuery:
    """What is looked for: words of number, name or document; a stage, a segment (0: none), a product, a rule."""

    q: str = ""
    stage: str = ""
    segment: str = ""
    product: str = ""
    rule: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """A page of accounts."""

    rows: tuple[AccountRow, ...]
    query: AccountsQuery
    found: int
    pages: int
    segments: tuple[tuple[int, str], ...]
    products: tuple[str, ...]
    problem: str = ""


def segment_rows(session: Session, actor: Actor) -> list[Segment]:
    """The client's segments in order."""
    wanted = select(Segment).where(Segment.organisation_id == actor.organisation_id)
    return list(session.scalars(wanted.order_by(Segment.position, Segment.id)))


def segments_page(
    session: Session,
    actor: Actor,
    lang: str,
    editing: int | None = None,
    tried: Tried | None = None,
    name: str = "",
    problems: tuple[Problem, ...] = (),
) -> SegmentsPage:
    """Everything of the page. Raises NotFound for a segment that is not there."""
    ours = and_(Debt.organisation_id == actor.organisation_id, LIVE)
    counts = {
        row[0]: row[1] for row in session.execute(select(Debt.segment_id, func.count()).where(ours).group_by(Debt.segment_id))
    }
    stages = session.execute(select(Debt.stage, func.count()).where(ours, Debt.stage.is_not(None)).group_by(Debt.stage)).all()
    cards = tuple(_card(row, counts.get(row.id, 0), lang) for row in segment_rows(session, actor))
    found = next((card for card in cards if card.id == editing), None)
    if editing is not None and found is None:
        raise NotFound("no hay tal segmento", "there is no such segment")
    return SegmentsPage(
        cards=cards,
        nowhere=counts.get(None, 0),
        total=sum(counts.values()),
        stages=tuple((str(row[0]), int(row[1])) for row in stages),
        products=products(session, actor),
        editing=found,
        tried=tried,
        name=name or (found.name if found else ""),
        problems=problems,
    )


def _card(row: Segment, count: int, lang: str) -> SegmentCard:
    return SegmentCard(
        row.id, row.name, row.rule, said(parse(row.rule), lang), row.position, row.active, row.version, count, tuple(row.past)
    )


def products(session: Session, actor: Actor) -> tuple[str, ...]:
    """The products there are."""
    wanted = select(Debt.product).where(Debt.organisation_id == actor.organisation_id, Debt.product.is_not(None)).distinct()
    return tuple(sorted(str(p) for p in session.scalars(wanted.limit(200))))


def try_rule(session: Session, actor: Actor, rule: str, before: int | None, lang: str, now: datetime) -> Tried:
    """What the rule would pick now. `before`: its position (None: after all others). Wrong words are told, not raised."""
    try:
        tree, now = parse(rule), at_house(session, actor.organisation_id, now)
    except RuleError as wrong:
        text = wrong.en if lang.startswith("en") else wrong.es
        return Tried(rule=rule, error=text, at=wrong.at, length=wrong.length, allowed=wrong.allowed[:12])
    earlier = _earlier(session, actor, before, now)
    ours = and_(Debt.organisation_id == actor.organisation_id, LIVE)
    mine = condition(tree, now)
    counts = select(Debt.currency, func.count(), func.sum(case((earlier, 1), else_=0)), func.sum(Debt.balance_minor))
    rows = session.execute(counts.join(Person).where(ours, mine).group_by(Debt.currency)).all()
    total = session.scalar(select(func.count()).select_from(Debt).where(ours)) or 0
    sample = select(Debt.number, Person.name, Debt.currency, Debt.balance_minor, Debt.stage).join(Person)
    shown = session.execute(sample.where(ours, mine, not_(earlier)).order_by(Debt.overdue_minor.desc()).limit(_SAMPLE)).all()
    return Tried(
        rule=rule,
        said=said(tree, "en" if lang.startswith("en") else "es"),
        picked=sum(int(row[1]) for row in rows),
        earlier=sum(int(row[2] or 0) for row in rows),
        of=total,
        money=tuple((str(row[0]), int(row[1]), int(row[3] or 0)) for row in sorted(rows, key=lambda r: -r[1])),
        sample=tuple((r[0], r[1], r[2], int(r[3]), str(r[4] or "")) for r in shown),
    )


def _earlier(session: Session, actor: Actor, before: int | None, now: datetime) -> ColumnElement[bool]:
    rows = [row for row in segment_rows(session, actor) if row.active and (before is None or row.position < before)]
    return or_(literal(False), *(condition(parse(row.rule), now) for row in rows)) if rows else literal(False)


def accounts_page(
    session: Session, actor: Actor, query: AccountsQuery, lang: str, now: datetime, today_days: Any
) -> AccountsPage:
    """Accounts by filter, the largest overdue amount first."""
    now = at_house(session, actor.organisation_id, now)
    found: Sequence[ColumnElement[bool]] = [Debt.organisation_id == actor.organisation_id]
    problem = ""
    try:
        found = [*found, *_filters(query, now)]
    except RuleError as wrong:
        problem = wrong.en if lang.startswith("en") else wrong.es
        found = [*found, literal(False)]
    count = session.scalar(select(func.count()).select_from(Debt).join(Person).where(*found)) or 0
    pages = max(1, -(-count // _PAGE))
    at = min(query.page, pages)
    wanted = select(Debt, Person.name, Segment.name).join(Person).outerjoin(Segment, Segment.id == Debt.segment_id).where(*found)
    rows = session.execute(wanted.order_by(Debt.overdue_minor.desc(), Debt.id).offset((at - 1) * _PAGE).limit(_PAGE)).tuples()
    return AccountsPage(
        rows=tuple(_account(debt, name, segment, today_days) for debt, name, segment in rows),
        query=query,
        found=count,
        pages=pages,
        segments=tuple((row.id, row.name) for row in segment_rows(session, actor)),
        products=products(session, actor),
        problem=problem,
    )


def _account(debt: Debt, name: str, segment: str | None, days: Any) -> AccountRow:
    return AccountRow(
        *(debt.id, debt.number, debt.person_id, name, debt.product, debt.currency, debt.balance_minor, debt.overdue_minor),
        *(days(debt.oldest_due_on), debt.stage, segment, debt.state),
    )


def _filters(query: AccountsQuery, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.q:
        like = "%" + query.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        bare = "".join(c for c in query.q.upper() if c.isalnum())
        found.append(or_(Debt.number == query.q, Person.name.ilike(like, escape="\\"), Person.identity == bare))
    if query.stage:
        found.append(Debt.stage == query.stage)
    if query.segment.isascii() and query.segment.isdecimal():
        found.append(Debt.segment_id == int(query.segment) if query.segment != "0" else and_(Debt.segment_id.is_(None), LIVE))
    if query.product:
        found.append(Debt.product == query.product)
    if query.rule.strip():
        found.append(condition(parse(query.rule), now))
    return found or [true()]
