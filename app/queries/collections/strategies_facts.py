"""What stands of many debts at once: what would stop a strategy, what was done, and when something is due."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.debt import Debt, Instalment
from app.models.interaction import Grievance
from app.models.ledger import Promise
from app.models.person import Consent, Person
from app.models.strategy import StepTaken
from app.operations.strategy import Stop

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Facts:
    """By debt: `stops` that hold now, the day it is reckoned from (None: nothing due), and the steps done in that cycle."""

    stops: frozenset[Stop]
    due_on: date | None
    taken: tuple[tuple[str, str, date], ...]
    """(strategy's name, step, day)"""


def debts_of(session: Session, segment_id: int, after: int = 0) -> Iterator[Sequence[tuple[Debt, Person]]]:
    """Open debts of a segment with their people, some hundreds at a time, by id."""
    while True:
        wanted = (
            select(Debt, Person)
            .join(Person, Person.id == Debt.person_id)
            .where(Debt.segment_id == segment_id, Debt.state == "open", Debt.id > after)
            .order_by(Debt.id)
            .limit(CHUNK)
        )
        rows = session.execute(wanted).tuples().all()
        if not rows:
            return
        after = rows[-1][0].id
        yield rows


def facts_of(session: Session, rows: Sequence[tuple[Debt, Person]]) -> dict[int, Facts]:
    """By debt id, as things stand now."""
    debts = [debt.id for debt, _ in rows]
    people = [person.id for _, person in rows]
    promised = set(session.scalars(select(Promise.debt_id).where(Promise.debt_id.in_(debts), Promise.state == "open")))
    of_debt, of_person = _disputes(session, people)
    ceased = _ceased(session, people)
    next_due = _next_due(session, [debt.id for debt, _ in rows if debt.oldest_due_on is None])
    taken = _taken(session, debts)
    out = {}
    for debt, person in rows:
        stops = set()
        due_on = debt.oldest_due_on or next_due.get(debt.id)
        if debt.balance_minor <= 0 or (debt.overdue_minor <= 0 and due_on is None):
            stops.add(Stop.PAID)
        if debt.id in promised:
            stops.add(Stop.PROMISED)
        if debt.id in of_debt or person.id in of_person:
            stops.add(Stop.DISPUTED)
        if person.vulnerable:
            stops.add(Stop.HARDSHIP)
        if person.id in ceased:
            stops.add(Stop.CEASE)
        if debt.placed_with is not None:
            stops.add(Stop.PLACED)
        cycle = due_on or date.min
        done = tuple((name, step, on) for cycle_on, name, step, on in taken[debt.id] if cycle_on == cycle)
        out[debt.id] = Facts(frozenset(stops), due_on, done)
    return out


def _disputes(session: Session, people: Sequence[int]) -> tuple[set[int], set[int]]:
    """Debts with an open dispute of their own, and people who dispute everything."""
    wanted = select(Grievance.person_id, Grievance.debt_id).where(
        Grievance.person_id.in_(people), Grievance.kind == "dispute", Grievance.state == "open"
    )
    rows = session.execute(wanted).tuples().all()
    return {debt for _, debt in rows if debt is not None}, {person for person, debt in rows if debt is None}


def _ceased(session: Session, people: Sequence[int]) -> set[int]:
    """People whose newest word on every channel is no."""
    said: dict[int, tuple[datetime, int, bool]] = {}
    wanted = select(Consent).where(Consent.person_id.in_(people), Consent.channel == "all")
    for row in session.scalars(wanted):
        said[row.person_id] = max(said.get(row.person_id, (row.at, -1, True)), (row.at, row.id, row.granted))
    return {person for person, (_, _, granted) in said.items() if not granted}


def _next_due(session: Session, debts: Iterable[int]) -> dict[int, date]:
    wanted = (
        select(Instalment.debt_id, func.min(Instalment.due_on))
        .where(Instalment.debt_id.in_(list(debts)), Instalment.open_minor > 0)
        .group_by(Instalment.debt_id)
    )
    return dict(session.execute(wanted).tuples().all())


def _taken(session: Session, debts: Sequence[int]) -> dict[int, list[tuple[date, str, str, date]]]:
    found: dict[int, list[tuple[date, str, str, date]]] = defaultdict(list)
    for row in session.scalars(select(StepTaken).where(StepTaken.debt_id.in_(debts)).order_by(StepTaken.id)):
        found[row.debt_id].append((row.cycle_on, row.strategy_name, row.step, row.on))
    return found
