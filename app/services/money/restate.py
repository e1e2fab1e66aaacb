"""A newer file says what is owed: the differences are booked, nothing is rewritten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.ledger import Entry
from app.operations.allocation import allocate
from app.operations.ledger_entries import REST, Book, Cell, Due, Part
from app.operations.ledger_events import Restated
from app.services.money.books import Books, take_books, write

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewBalance:
    """What a file says of a debt now. `instalments` are (n, day, amount, open); empty where the file has none."""

    debt_id: int
    balance_minor: int
    overdue_minor: int
    oldest_due_on: date | None
    instalments: tuple[tuple[int, date, int, int], ...] = ()


def with_ledger(session: Session, debt_ids: Iterable[int]) -> set[int]:
    """Those of the debts whose ledger has begun: their balances may only be changed by `restate`."""
    ids, found = list(debt_ids), set()
    for first in range(0, len(ids), _AT_ONCE):
        wanted = select(Entry.debt_id).where(Entry.debt_id.in_(ids[first : first + _AT_ONCE])).distinct()
        found |= set(session.scalars(wanted))
    return found


def restate(session: Session, organisation_id: int, news: Iterable[NewBalance], reference: str, who: str, now: datetime) -> int:
    """Book the difference of each debt whose ledger has begun to what the file says; how many differed. The caller commits.

    `reference` names the load: told twice, it is booked once. Debts without a ledger are left as they are: write their rows.
    """
    every, differed = list(news), 0
    for first in range(0, len(every), _AT_ONCE):
        some = {new.debt_id: new for new in every[first : first + _AT_ONCE]}
        held = take_books(session, organisation_id, with_ledger(session, some), now)
        changed = [books for id, books in held.items() if _restated(books, some[id], reference, who, now)]
        write(session, changed, now)
        differed += len(changed)
    return differed


def _restated(books: Books, new: NewBalance, reference: str, who: str, now: datetime) -> bool:
    name = f"load:{reference}"
    if name in books.ledger.references:
        return False
    dues, wanted = _by_instalment(books, new) if new.instalments else _by_balance(books, new)
    parts = tuple(Part(n, book, amount) for (n, book), amount in wanted.items() if amount)
    same = {cell: v for cell, v in books.ledger.open.items() if v} == {(p.instalment, p.book): p.amount_minor for p in parts}
    if same and all(books.ledger.dues.get(d.n) == d for d in dues):
        return False
    event = Restated(books.today, name, dues, parts)
    books.book(event, who, now)
    books.settle_surplus(event, who, now)
    return True


def _by_instalment(books: Books, new: NewBalance) -> tuple[tuple[Due, ...], dict[Cell, int]]:
    """Each instalment as the file has it; of one that is less open, charges are taken to be paid before principal."""
    dues = tuple(Due(n, day, amount) for n, day, amount, _ in new.instalments)
    listed = {n: owed for n, _, _, owed in new.instalments}
    listed[REST] = listed.get(REST, 0) + max(0, new.balance_minor - sum(listed.values()))
    wanted: dict[Cell, int] = {}
    for n, owed in listed.items():
        wanted |= _shrunk(books.ledger.open, n, owed)
    return dues, wanted


def _shrunk(open_: Mapping[Cell, int], n: int, owed: int) -> dict[Cell, int]:
    mine = {book: open_.get((n, book), 0) for book in (Book.PRINCIPAL, Book.INTEREST, Book.FEES)}
    out: dict[Cell, int] = {}
    for book, standing in mine.items():
        part = min(owed, standing)
        out[n, book] = part
        owed -= part
    out[n, Book.PRINCIPAL] += owed
    return out


def _by_balance(books: Books, new: NewBalance) -> tuple[tuple[Due, ...], dict[Cell, int]]:
    """Only totals: less is taken as a payment would be; more is overdue on a day of its own as far as more is overdue."""
    ledger, wanted = books.ledger, dict(books.ledger.open)
    more = new.balance_minor - ledger.receivable_minor
    if more <= 0:
        parts, _ = allocate(-more, ledger.open, ledger.dues, books.terms.rule)
        for p in parts:
            wanted[p.instalment, p.book] -= p.amount_minor
        return (), wanted
    late = min(more, max(0, new.overdue_minor - ledger.overdue_minor(books.today)))
    dues: tuple[Due, ...] = ()
    if late and new.oldest_due_on is not None:
        n = max(ledger.dues) + 1
        dues, wanted[n, Book.PRINCIPAL] = (Due(n, new.oldest_due_on, late),), late
        more -= late
    wanted[REST, Book.PRINCIPAL] = wanted.get((REST, Book.PRINCIPAL), 0) + more
    return dues, wanted


def owed_by_number(session: Session, organisation_id: int, numbers: Iterable[str]) -> dict[str, int]:
    """Ids of the client's debts by their number."""
    wanted, found = list(numbers), {}
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        rows = select(Debt.number, Debt.id).where(Debt.organisation_id == organisation_id, Debt.number.in_(some))
        found.update(dict(session.execute(rows).tuples().all()))
    return found
