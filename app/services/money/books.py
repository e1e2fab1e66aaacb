"""A debt's books as the database keeps them: locked, read into the pure ledger, booked on, written back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models.debt import Debt, DebtCase, Instalment
from app.models.ledger import Entry as EntryRow
from app.models.ledger import Posting as PostingRow
from app.models.person import Person
from app.operations.ledger import Ledger
from app.operations.ledger_booking import opening_parts, surplus_event
from app.operations.ledger_entries import REST, Due, Entry
from app.operations.ledger_events import Happening, Opened
from app.operations.ledger_terms import Terms, terms
from app.queries.collections.desk_clock import clock_of
from app.queries.collections.money_entries import entries_of
from app.services.money.cases import follow_case

OPENING = "opening"
_LONGEST_REFERENCE = 120


@dataclass(slots=True)
class Books:
    """One debt under lock: its rows and its ledger. `rows` stand beside `ledger.entries`, place by place."""

    debt: Debt
    terms: Terms
    today: date
    ledger: Ledger
    rows: list[EntryRow]
    instalments: dict[int, Instalment]
    case: DebtCase | None
    fresh: list[tuple[EntryRow, Entry]] = field(default_factory=list)

    def book(self, event: Happening, who: str, now: datetime, memo: str | None = None) -> EntryRow:
        """Apply the event, opening the ledger first where this is its first; the row of its own entry. Nothing is written yet."""
        if not isinstance(event, Opened):
            self.begin(who, now)
        before = self.ledger
        self.ledger = before.apply(event)
        for entry in self.ledger.entries[len(before.entries) :]:
            row = EntryRow(
                debt_id=self.debt.id,
                kind=entry.kind.value,
                booked_on=entry.booked_on,
                reference=entry.reference[:_LONGEST_REFERENCE],
                memo=memo,
                at=now,
                who=who,
            )
            self.rows.append(row)
            self.fresh.append((row, entry))
        return self.rows[self.ledger.references[event.reference]]

    def begin(self, who: str, now: datetime) -> None:
        """Book the opening entry where there is none yet."""
        if not self.ledger.entries:
            self.book(self._opening(), who, now)

    def settle_surplus(self, event: Happening, who: str, now: datetime) -> None:
        """Unapplied money pays what the event left to be paid."""
        more = surplus_event(self.ledger, event, self.terms.rule)
        if more is not None:
            self.book(more, who, now)

    def _opening(self) -> Opened:
        """What the file gave: its instalments, and what they do not explain as overdue (a day of its own) or as the rest."""
        owed = {n: row.open_minor for n, row in self.instalments.items()}
        balance = max(0, self.debt.balance_minor)
        for row in sorted(self.instalments.values(), key=lambda r: (r.due_on, r.n), reverse=True):
            owed[row.n] = max(0, owed[row.n] - max(0, sum(owed.values()) - balance))
        dues = [Due(r.n, r.due_on, r.amount_minor) for r in self.instalments.values()]
        overdue = sum(owed[d.n] for d in dues if d.due_on and d.due_on < self.today)
        unexplained = min(self.debt.overdue_minor - overdue, balance - sum(owed.values()))
        if unexplained > 0 and self.debt.oldest_due_on:
            n = max(self.instalments, default=0) + 1
            dues.append(Due(n, self.debt.oldest_due_on, unexplained))
            owed[n] = unexplained
        owed[REST] = balance - sum(owed.values())
        dues.append(Due(REST, None, owed[REST]))
        extra = self.debt.extra or {}
        fees, interest = (int(extra.get(name) or 0) for name in ("fees_minor", "interest_minor"))
        return Opened(self.today, OPENING, tuple(dues), opening_parts(tuple(dues), owed, fees, interest))


def take_books(session: Session, organisation_id: int, debt_ids: Iterable[int], now: datetime) -> dict[int, Books]:
    """The books of these debts, locked until the commit, in order of id so that two at once do not wait for each other."""
    wanted = select(Debt).where(Debt.id.in_(set(debt_ids)), Debt.organisation_id == organisation_id).order_by(Debt.id)
    debts = session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()
    ids = [d.id for d in debts]
    instalments: dict[int, dict[int, Instalment]] = {id: {} for id in ids}
    for row in session.scalars(select(Instalment).where(Instalment.debt_id.in_(ids)).execution_options(populate_existing=True)):
        instalments[row.debt_id][row.n] = row
    entries = entries_of(session, ids)
    whose = select(Person.id, Person.zone, Person.country).where(Person.id.in_({d.person_id for d in debts}))
    days = {id: now.astimezone(clock_of(zone, country)).date() for id, zone, country in session.execute(whose).tuples()}
    cases: dict[int, DebtCase] = {}
    for case in session.scalars(select(DebtCase).where(DebtCase.debt_id.in_(ids)).order_by(DebtCase.opened_on, DebtCase.id)):
        cases[case.debt_id] = case
    for debt in debts:
        if debt.id not in cases and debt.overdue_minor > 0:
            begun = follow_case(session, debt, None, now.date())
            cases |= {debt.id: begun} if begun is not None else {}
    return {d.id: _books(d, instalments[d.id], entries[d.id], cases.get(d.id), days[d.person_id]) for d in debts}


def take_one(session: Session, organisation_id: int, debt_id: int, now: datetime) -> Books:
    """The books of one debt. Raises NotFound for one that is not the client's."""
    found = take_books(session, organisation_id, [debt_id], now).get(debt_id)
    if found is None:
        raise NotFound(f"no hay deuda {debt_id}", f"there is no debt {debt_id}")
    return found


def _books(
    debt: Debt, instalments: dict[int, Instalment], entries: list[tuple[EntryRow, Entry]], case: DebtCase | None, today: date
) -> Books:
    dues = [Due(r.n, r.due_on, r.amount_minor) for r in instalments.values()]
    ledger = Ledger.of(dues, (entry for _, entry in entries))
    contract = (debt.extra or {}).get("contract")
    return Books(debt, terms(contract), today, ledger, [row for row, _ in entries], instalments, case)


def write(session: Session, every: Iterable[Books], now: datetime) -> None:
    """Write what was booked, and bring balance, overdue, instalments, state and case to what the ledger says. Flushes."""
    held = list(every)
    session.add_all([row for books in held for row, _ in books.fresh])
    session.flush()
    for books in held:
        for row, entry in books.fresh:
            if entry.reverses is not None:
                row.reverses_id = books.rows[entry.reverses].id
            session.add_all(
                PostingRow(entry_id=row.id, book=p.book.value, instalment_n=p.instalment, amount_minor=p.amount_minor)
                for p in entry.postings
            )
        on = max((entry.booked_on for _, entry in books.fresh), default=books.today)
        books.fresh.clear()
        write_beside(session, books, min(on, books.today), now)
    session.flush()


def write_beside(session: Session, books: Books, on: date, now: datetime) -> None:
    """What is kept beside the ledger for reading, as the ledger says on `books.today`."""
    debt, ledger = books.debt, books.ledger
    for due in ledger.dues.values():
        if due.n == REST or due.due_on is None:
            continue
        row = books.instalments.get(due.n)
        if row is None:
            row = books.instalments[due.n] = Instalment(debt_id=debt.id, n=due.n, due_on=due.due_on, amount_minor=0, open_minor=0)
            session.add(row)
        row.due_on, row.amount_minor, row.open_minor = due.due_on, due.amount_minor, ledger.open_of(due.n)
    debt.balance_minor = ledger.receivable_minor
    debt.overdue_minor = ledger.overdue_minor(books.today)
    debt.oldest_due_on = ledger.oldest_due_on(books.today)
    debt.updated_at = now
    books.case = follow_case(session, debt, books.case, on)
