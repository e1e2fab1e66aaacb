"""The worklist: every debt of the client's own desk that is worth a call, in order, with its reasons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.operations import priority as say
from app.operations.cost import MICROS, cost_of
from app.operations.money import exponent
from app.operations.priority import Cell, Chance, Lived, bucket_of, chances, desk_of, level_of
from app.operations.stages import OVER, days_past_due, today_of
from app.queries.collections import segments_history as history
from app.queries.collections.house_time import at_house
from app.services.portfolio.bulk_trust import hold, may_trust, unasked
from app.services.portfolio.put_rows import Rows, put_rows
from app.services.portfolio.worklist_plain import Plain, compact, plain_rows
from audit.contacts.contact import Channel

_BATCH = 20_000
_FEW = 500
_PROMISE_HOUR = time(10, 0)
_COLUMNS = (
    "debt_id",
    "organisation_id",
    "desk",
    "level",
    "skill",
    "priority",
    "expected_minor",
    "reasons",
    "stands",
    "appointment",
    "ready_at",
    "built_at",
)
_KEPT = """ON CONFLICT (debt_id) DO UPDATE SET desk = excluded.desk, level = excluded.level, priority = excluded.priority,
    expected_minor = excluded.expected_minor, reasons = excluded.reasons, built_at = excluded.built_at,
    stands = CASE WHEN work_item.stands IN ('held', 'waits') THEN work_item.stands
        WHEN work_item.stands = 'done' AND work_item.ready_at > {since} THEN 'done' ELSE excluded.stands END,
    appointment = CASE WHEN work_item.stands IN ('held', 'waits') THEN work_item.appointment ELSE excluded.appointment END,
    ready_at = CASE WHEN work_item.stands IN ('held', 'waits', 'done') THEN work_item.ready_at ELSE excluded.ready_at END"""
_DONE_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the whole worklist is built from."""

    cells: dict[Cell, Chance]
    settled: dict[int, Lived]
    promised: dict[int, date]
    paid: set[int]
    reached: set[int]
    tried: set[int]
    hours: dict[int, tuple[int, int, int, int]]
    usual: dict[str, float]
    costs: dict[tuple[str, str], float]
    today: date
    now: datetime


def prioritise(session: Session, organisation_id: int, now: datetime, debt_ids: Collection[int] | None = None) -> int:
    """Build the worklist anew (of `debt_ids` only where given); how many debts are on it. The caller commits.

    What an agent holds stays theirs, and what waits for its time keeps it; what is over, placed or disputed leaves the list.
    """
    session.flush()
    known = _known(session, organisation_id, now)
    db = session.connection()
    since = f"'{_stamp(db, now - _DONE_FOR)}'"
    trusted = may_trust(db)
    if trusted:
        hold(db, "organisation", f"id = {organisation_id}")
        hold(db, "debt d", _owed(organisation_id, debt_ids))
    with unasked(db, trusted):
        plain = 0 if debt_ids is not None else _plain(db, organisation_id, known, since)
        rows = _items(db, organisation_id, known, debt_ids)
        count = put_rows(db, "work_item", _COLUMNS, rows, _KEPT.format(since=since))
    gone = f"DELETE FROM work_item WHERE organisation_id = {organisation_id} AND stands <> 'held'"
    gone += f" AND built_at <> '{_stamp(db, now)}'"
    if debt_ids is not None:
        gone += f" AND debt_id IN ({_listed(debt_ids)})"
    db.exec_driver_sql(gone)
    session.expire_all()
    return plain + count


def _listed(ids: Collection[int]) -> str:
    return ", ".join(str(int(i)) for i in ids) or "NULL"


def _stamp(db: Connection, at: datetime) -> str:
    text = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return text + "+00" if db.dialect.name == "postgresql" else text


def _known(session: Session, organisation_id: int, now: datetime) -> _Known:
    today = today_of(at_house(session, organisation_id, now))
    reached, tried = history.met_lately(session, organisation_id, now)
    usual = select(Debt.currency, func.avg(Debt.overdue_minor)).where(
        Debt.organisation_id == organisation_id, Debt.overdue_minor > 0
    )
    return _Known(
        chances(history.counted_cells(session, organisation_id, today)),
        history.promises_settled(session, organisation_id),
        history.promises_open(session, organisation_id),
        history.paid_lately(session, organisation_id, today),
        reached,
        tried,
        history.answering_hours(session, organisation_id, now),
        {currency: float(mean) for currency, mean in session.execute(usual.group_by(Debt.currency)).tuples()},
        {},
        today,
        now,
    )


_BASE = """SELECT d.id, d.person_id, d.currency, d.overdue_minor, d.oldest_due_on, d.stage,
    p.country, p.vulnerable, p.paid_on_day, p.zone
    FROM debt d JOIN person p ON p.id = d.person_id
    WHERE {0} AND (d.overdue_minor > 0 OR d.id IN (SELECT debt_id FROM promise WHERE state = 'open'))
    AND NOT EXISTS (SELECT 1 FROM grievance g WHERE g.person_id = d.person_id AND g.kind = 'dispute' AND g.state = 'open'
        AND (g.debt_id IS NULL OR g.debt_id = d.id))"""
_STORIED = "(d.id IN (SELECT id FROM lived_debt) OR d.person_id IN (SELECT id FROM lived_person) OR p.paid_on_day IS NOT NULL)"


def _owed(organisation_id: int, debt_ids: Collection[int] | None) -> str:
    some = "" if debt_ids is None else f" AND d.id IN ({_listed(debt_ids)})"
    over = ", ".join(f"'{s}'" for s in sorted(OVER))
    return f"d.organisation_id = {organisation_id} AND d.placed_with IS NULL AND d.state NOT IN ({over}){some}"


def _plain(db: Connection, organisation_id: int, known: _Known, since: str) -> int:
    """The debts that nothing was lived with, all at once; how many. What is left has its ids in `lived_debt`, `lived_person`."""
    _remember(db, "lived_debt", {*known.settled, *known.promised, *known.paid})
    _remember(db, "lived_person", {*known.reached, *known.tried, *known.hours})
    driver: Any = db.connection
    cursor = driver.cursor()
    cursor.execute(f"SELECT DISTINCT country FROM person WHERE organisation_id = {organisation_id}")
    countries = [row[0] for row in cursor.fetchall()]
    costs = {(country, code): _cost(known, country, code) for country in countries for code in known.usual}
    postgres = db.dialect.name == "postgresql"
    said = Plain(known.cells, known.usual, costs, known.today, _stamp(db, known.now), postgres)
    base = f"{_BASE.format(_owed(organisation_id, None))} AND NOT {_STORIED}"
    rows = plain_rows(said, organisation_id, base) + (" " if postgres else " WHERE true ")  # else SQLite reads ON as of a join
    cursor.execute(f"INSERT INTO work_item ({', '.join(_COLUMNS)}) {rows}{_KEPT.format(since=since)}")
    count = int(cursor.rowcount)
    cursor.close()
    return count


def _remember(db: Connection, table: str, ids: Collection[int]) -> None:
    db.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    db.exec_driver_sql(f"CREATE TEMP TABLE {table} (id bigint PRIMARY KEY)")
    put_rows(db, table, ("id",), ((i,) for i in ids), "")


def _items(db: Connection, organisation_id: int, known: _Known, debt_ids: Collection[int] | None) -> Rows:
    wanted = _BASE.format(_owed(organisation_id, debt_ids))
    if debt_ids is None:
        wanted += f" AND {_STORIED}"
    stamp, texts = _stamp(db, known.now), _Texts(known)
    cursor = db.connection.cursor() if db.dialect.name != "postgresql" else db.connection.cursor(name="worklist")
    cursor.execute(wanted)
    while batch := cursor.fetchmany(_BATCH):
        yield from (_item(row, organisation_id, known, texts, stamp, db) for row in batch)
    cursor.close()


class _Texts:
    """Reasons as JSON, each said once: most debts share theirs."""

    def __init__(self, known: _Known) -> None:
        self._chances = {cell: compact(say.chance_reason(chance)) for cell, chance in known.cells.items()}
        self._lived = {lived: compact(say.lived_reason(lived)) for lived in Lived}
        self._late: dict[int, str] = {}
        self._hours = {person: compact(say.answers_reason(*best)) for person, best in known.hours.items()}
        self._days = [compact(say.pays_reason(day)) for day in range(32)]
        self._today, self._costs = compact(say.PROMISE_TODAY), compact(say.COSTS_MORE)

    def of(self, cell: Cell, days: int, person: int, paid_on_day: int | None, today: bool, costs_more: bool) -> str:
        """The reasons of one debt, the weightiest first."""
        late = self._late.get(days)
        if late is None:
            late = self._late[days] = compact(say.late_reason(days))
        parts = [self._today] if today else []
        parts.append(self._lived[cell[1]])
        if person in self._hours:
            parts.append(self._hours[person])
        if paid_on_day is not None and 0 < paid_on_day < 32:
            parts.append(self._days[paid_on_day])
        parts += [late, self._chances[cell]]
        if costs_more:
            parts.append(self._costs)
        return f"[{','.join(parts)}]"


def _item(row: Any, organisation_id: int, known: _Known, texts: _Texts, stamp: str, db: Connection) -> tuple[Any, ...]:
    debt, person, currency, overdue, due, stage, country, vulnerable, paid_on_day, zone = row
    oldest = date.fromisoformat(due) if isinstance(due, str) else due
    days = days_past_due(oldest, known.today)
    lived = _lived(known, debt, person)
    cell = (bucket_of(days), lived)
    cost = _cost(known, country, currency)
    expected = say.expected_minor(overdue, known.cells[cell].value, cost)
    usual = known.usual.get(currency) or 1.0
    promised = known.promised.get(debt)
    stands, appointment, ready = "ready", None, stamp
    if promised is not None:
        stands, appointment = "waits", "promise"
        ready = stamp if promised <= known.today else _stamp(db, _morning(promised, zone))
    reasons = texts.of(cell, days, person, paid_on_day, promised == known.today, expected <= 0)
    return (
        *(debt, organisation_id, desk_of(stage), level_of(stage, lived, overdue / usual, bool(vulnerable)), ""),
        *(max(0.0, expected / usual), expected, reasons, stands, appointment, ready, stamp),
    )


def _morning(day: date, zone: str | None) -> datetime:
    return datetime.combine(day, _PROMISE_HOUR, ZoneInfo(zone) if zone else UTC)


def _lived(known: _Known, debt: int, person: int) -> Lived:
    settled = known.settled.get(debt)
    if settled is not None:
        return settled
    if debt in known.paid:
        return Lived.PAID
    if person in known.reached:
        return Lived.REACHED
    return Lived.UNREACHED if person in known.tried else Lived.UNTRIED


def _cost(known: _Known, country: str, currency: str) -> float:
    """A call of the usual length in minor units of the debt's currency; nothing where nobody wrote down what it costs."""
    found = known.costs.get((country, currency))
    if found is None:
        cost = cost_of(Channel.VOICE, country)
        same = cost is not None and cost.currency == currency
        found = cost.micros / MICROS * say.CALL_MINUTES * 10 ** exponent(currency) if cost is not None and same else 0.0
        known.costs[country, currency] = found
    return found
