"""The operation's measures over a period: each with its n and interval, split, week by week, and down to its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.debt import Debt
from app.models.debt_day import DebtDay
from app.models.person import Person
from app.operations.home_clocks import zone_of_country
from app.operations.money import exponent
from app.queries.collections.kpi_asked import Asked
from app.queries.collections.kpi_facts import ENDS, FACTS, PHOTO
from reports.changed import changed
from reports.intervals import Estimate
from reports.kpis.clustered import Sums, estimate
from reports.kpis.measure import Kind, Measure, measures

PHOTO_DAYS = 7
PER_PAGE = 50
_MICROS = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of a group. `cause` says why there is none; `differs` whether it does from the period before."""

    measure: Measure
    label: str | None
    currency: str | None
    found: Estimate
    people: int
    cause: str | None = None
    before: Estimate | None = None
    differs: bool | None = None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row behind a measure, with what it adds above and below the line."""

    id: int
    person_id: int
    person: str
    debt_id: int | None
    number: str | None
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows."""

    rows: tuple[FactRow, ...]
    found: int
    page: int
    pages: int


def asked(session: Session, actor: Actor, first: date, last: date, now: datetime) -> Asked:
    """The period in the clock that most of the client's debtors live by; its photographs, where there are any."""
    zone = ZoneInfo(zone_of(session, actor))
    start = datetime.combine(first, time.min, zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(UTC)
    running = now < end
    return Asked(
        actor.organisation_id,
        first,
        last,
        start,
        end,
        now,
        session.get_bind().dialect.name,
        _photo(session, actor, first - timedelta(days=PHOTO_DAYS), first),
        None if running else _photo(session, actor, last + timedelta(days=1), last + timedelta(days=PHOTO_DAYS)),
    )


def zone_of(session: Session, actor: Actor) -> str:
    """The zone of most people of the client; where none is known, that of the country of most; UTC where there is nobody."""
    wanted = (
        select(Person.zone)
        .where(Person.organisation_id == actor.organisation_id, Person.zone.is_not(None))
        .group_by(Person.zone)
        .order_by(func.count().desc(), Person.zone)
        .limit(1)
    )
    return session.scalar(wanted) or zone_of_country(_country_of_most(session, actor))


def _country_of_most(session: Session, actor: Actor) -> str:
    wanted = select(Person.country).where(Person.organisation_id == actor.organisation_id).group_by(Person.country)
    return session.scalar(wanted.order_by(func.count().desc(), Person.country).limit(1)) or ""


def _photo(session: Session, actor: Actor, low: date, high: date) -> date | None:
    """The photograph nearest to the period, within a week."""
    days = DebtDay.on_day.desc() if high <= low + timedelta(days=PHOTO_DAYS) else DebtDay.on_day
    wanted = select(DebtDay.on_day).where(DebtDay.organisation_id == actor.organisation_id, DebtDay.on_day.between(low, high))
    return session.scalar(wanted.order_by(days).limit(1))


def board(session: Session, ask: Asked, before: Asked | None = None) -> tuple[Measured, ...]:
    """Every measure, with the period before beside it; money once for each currency."""
    found = []
    for measure in measures().values():
        earlier = {(m.currency): m.found for m in split(session, ask=before, kpi=measure.id)} if before else {}
        for one in split(session, ask, measure.id):
            found.append(replace(one, before=earlier.get(one.currency)))
    told = changed([(one.found, one.before) for one in found])
    return tuple(replace(one, differs=differs) for one, differs in zip(found, told, strict=True))


def split(session: Session, ask: Asked, kpi: str, by: str | None = None) -> tuple[Measured, ...]:
    """The measure as a whole, or for each value of `by`, largest first. Raises NotFound for what there is not."""
    measure = measures().get(kpi)
    if measure is None or (by is not None and by not in measure.by):
        raise NotFound("no hay tal medida", "there is no such measure")
    if cause := _missing(ask, kpi):
        return (Measured(measure, None, None, Estimate(None, None, None, 0), 0, cause),)
    facts = FACTS[kpi](ask).subquery()
    money = measure.money or measure.kind is Kind.RATIO
    label = facts.c[by] if by else literal(None)
    currency = facts.c.currency if money else literal(None)
    x, y = func.sum(facts.c.x), func.sum(facts.c.y)
    of_person = (
        select(label.label("label"), currency.label("currency"), func.count().label("rows"), x.label("x"), y.label("y"))
        .select_from(facts)
        .group_by(facts.c.person, *([facts.c[by]] if by else []), *([facts.c.currency] if money else []))
        .subquery()
    )
    c = of_person.c
    squares = (func.sum(c.x * c.x), func.sum(c.x * c.y), func.sum(c.y * c.y))
    sums = (func.count(), func.sum(c.rows), func.sum(c.x), func.sum(c.y), *squares)
    wanted = select(c.label, c.currency, *sums).group_by(c.label, c.currency).order_by(func.sum(c.rows).desc(), c.label)
    rows = session.execute(wanted).all()
    out = tuple(_measured(measure, row[0], row[1], _sums(row[2:])) for row in rows)
    return out or (Measured(measure, None, None, Estimate(None, None, None, 0), 0, "nothing"),)


def _sums(row: Sequence[Any]) -> Sums:
    clusters, rows, *rest = (value or 0 for value in row)
    x, y, xx, xy, yy = map(float, rest)
    return Sums(int(clusters), int(rows), x, y, xx, xy, yy)


def _missing(ask: Asked, kpi: str) -> str | None:
    if kpi in PHOTO and ask.photo is None:
        return "no_photo"
    if kpi in ENDS and ask.after is None and ask.now >= ask.end:
        return "no_end_photo"
    return None


def _measured(measure: Measure, label: Any, currency: str | None, sums: Sums) -> Measured:
    found = estimate(sums, measure.kind, measure.counts)
    if measure.id == "cost_to_collect" and currency:
        found = _scaled(found, 10.0 ** (exponent(currency) - _MICROS))
    found = _scaled(found, measure.scale)
    cause = "nothing_below" if found.value is None else None
    if measure.id == "cost_to_collect" and sums.x == 0:
        found, cause = Estimate(None, None, None, sums.rows), "no_cost"
    return Measured(measure, None if label is None else str(label), currency, found, sums.clusters, cause)


def _scaled(found: Estimate, by: float) -> Estimate:
    value, low, high = (None if v is None else v * by for v in (found.value, found.low, found.high))
    return Estimate(value, low, high, found.n)


def weeks(session: Session, actor: Actor, ask: Asked, kpi: str, most: int = 13) -> tuple[tuple[date, Measured], ...]:
    """The measure week by week (Monday to Sunday), the newest last; money of the commonest currency."""
    monday = ask.last - timedelta(days=ask.last.weekday())
    found = []
    for n in reversed(range(most)):
        first = monday - timedelta(weeks=n)
        one = split(session, asked(session, actor, first, first + timedelta(days=6), ask.now), kpi)
        found.append((first, one[0]))
    return tuple(found)


def fact_rows(session: Session, ask: Asked, kpi: str, by: str | None, value: str | None, page: int) -> Rows:
    """The rows behind a figure, those above the line first."""
    if kpi not in FACTS or (by is not None and by not in measures()[kpi].by):
        raise NotFound("no hay tal medida", "there is no such measure")
    if _missing(ask, kpi):
        return Rows((), 0, 1, 1)
    facts = FACTS[kpi](ask).subquery()
    where = [] if by is None else [facts.c[by].is_(None) if value is None else facts.c[by] == value]
    found = session.scalar(select(func.count()).select_from(facts).where(*where)) or 0
    pages = max(1, -(-found // PER_PAGE))
    page = min(max(1, page), pages)
    wanted = (
        select(facts.c.id, facts.c.person, Person.name, facts.c.debt_id, Debt.number, facts.c.x, facts.c.y)
        .join(Person, Person.id == facts.c.person)
        .outerjoin(Debt, Debt.id == facts.c.debt_id)
        .where(*where)
        .order_by(facts.c.x.desc(), facts.c.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    rows: Sequence[Any] = session.execute(wanted).all()
    return Rows(tuple(FactRow(*row) for row in rows), found, page, pages)
