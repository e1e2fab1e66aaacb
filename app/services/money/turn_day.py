"""What a new day changes by itself: instalments fall due, cycles begin, interest runs, promises are settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Date, Select, Text, cast, exists, func, insert, select, text, type_coerce
from sqlalchemy.orm import Session

from app.models.debt import Debt, DebtCase, Instalment
from app.models.ledger import Entry
from app.models.organisation import Organisation
from app.operations.ledger_terms import contracts
from app.services.money.books import Books, take_books, write, write_beside
from app.services.money.cases import follow_case
from app.services.money.charge import charge_interest
from app.services.money.settle_promises import WHO, settle_debts, settle_promises
from app.services.portfolio.segment import resegment

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Turned:
    """What the day changed: debts with more overdue, with interest booked, promises settled."""

    overdue: int
    interest: int
    promises: int


def turn_day(session: Session, organisation_id: int, now: datetime) -> Turned:
    """Bring one client to the day of `now`. Told again the same day it changes nothing. Commits in portions."""
    today = now.astimezone(UTC).date()
    _begin_cycles(session, organisation_id)
    overdue = sum(_aged(session, organisation_id, some, now) for some in _portions(session, _due_since(organisation_id, today)))
    interest = sum(_charged(session, organisation_id, some, now) for some in _portions(session, _bearing(organisation_id)))
    return Turned(overdue, interest, settle_promises(session, organisation_id, None, now))


def turn_every_day(session: Session, now: datetime) -> int:
    """Every client; how many there are."""
    clients = list(session.scalars(select(Organisation.id).order_by(Organisation.id)))
    session.rollback()
    for client in clients:
        turn_day(session, client, now)
    return len(clients)


def _portions(session: Session, wanted: Select[int]) -> list[Sequence[int]]:
    ids = list(session.scalars(wanted))
    session.rollback()
    return [ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE)]


def _due_since(organisation_id: int, today: date) -> Select[int]:
    """Debts of which more has fallen due than is kept beside them, or whose cycle is not what they owe."""
    due = (
        select(func.coalesce(func.sum(Instalment.open_minor), 0))
        .where(Instalment.debt_id == Debt.id, Instalment.due_on <= today)
        .scalar_subquery()
    )
    going = exists().where(DebtCase.debt_id == Debt.id, DebtCase.closed_on.is_(None))
    mine = (Debt.organisation_id == organisation_id, Debt.state == "open")
    astray = ((Debt.overdue_minor > 0) & ~going) | ((Debt.overdue_minor == 0) & going)
    return select(Debt.id).where(*mine, (due > Debt.overdue_minor) | astray).order_by(Debt.id)


def _begin_cycles(session: Session, organisation_id: int) -> None:
    """The first cycle of every debt that came overdue, in one statement: a portfolio may bring a million."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    following = func.date(Debt.oldest_due_on, "+1 day") if sqlite else cast(Debt.oldest_due_on + text("1"), Date)
    fresh = select(Debt.id, following, Debt.overdue_minor).where(
        Debt.organisation_id == organisation_id,
        Debt.state == "open",
        Debt.overdue_minor > 0,
        Debt.oldest_due_on.is_not(None),
        ~exists().where(DebtCase.debt_id == Debt.id),
    )
    session.execute(insert(DebtCase).from_select(["debt_id", "opened_on", "overdue_minor"], fresh))
    session.commit()


def _aged(session: Session, organisation_id: int, ids: Sequence[int], now: datetime) -> int:
    changed = 0
    for books in take_books(session, organisation_id, ids, now).values():
        before = (books.debt.overdue_minor, books.debt.oldest_due_on)
        if books.ledger.entries:
            write_beside(session, books, books.today, now)
        else:
            _without_ledger(books, now)
            follow_case(session, books.debt, books.case, books.today)
        changed += before != (books.debt.overdue_minor, books.debt.oldest_due_on)
    resegment(session, ids, now)
    session.commit()
    return changed


def _without_ledger(books: Books, now: datetime) -> None:
    """Only what the file gave: its instalments fall due all the same. Its cycle began with the lock."""
    late = [r for r in books.instalments.values() if r.due_on < books.today and r.open_minor > 0]
    due = sum(r.open_minor for r in late)
    if due > books.debt.overdue_minor:
        first = min(r.due_on for r in late)
        known = books.debt.oldest_due_on
        books.debt.overdue_minor, books.debt.oldest_due_on = due, min(first, known) if known else first
        books.debt.updated_at = now


def _bearing(organisation_id: int) -> Select[int]:
    """Debts with a ledger whose contract bears interest."""
    names = [key for key, found in contracts().items() if found.rate.percent_yearly]
    begun = exists().where(Entry.debt_id == Debt.id)
    wanted = select(Debt.id).where(Debt.organisation_id == organisation_id, Debt.overdue_minor > 0, begun)
    if "default" not in names:
        wanted = wanted.where(type_coerce(Debt.extra, Text).contains('"contract"'))
    return wanted.order_by(Debt.id)


def _charged(session: Session, organisation_id: int, ids: Sequence[int], now: datetime) -> int:
    held = take_books(session, organisation_id, ids, now)
    changed = [books for books in held.values() if charge_interest(books, WHO, now)]
    write(session, changed, now)
    touched = [books.debt.id for books in changed]
    settle_debts(session, WHO, touched, now)
    resegment(session, touched, now)
    session.commit()
    return len(changed)
