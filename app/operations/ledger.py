"""A debt's double-entry ledger: a frozen state that events are applied to. Integers only; every entry sums to zero."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.errors import BadInput, Conflict
from app.operations.ledger_booking import entries_of, kind_of
from app.operations.ledger_entries import RECEIVABLES, REST, Book, Cell, Due, Entry
from app.operations.ledger_events import Happening, Opened, Restated


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is open by instalment and book, what stands on every book, and the entries that made it so.

    `reversed_at` are the places of entries that were taken back. Nothing here is changed in place.
    """

    dues: Mapping[int, Due]
    entries: tuple[Entry, ...]
    books: Mapping[Book, int]
    open: Mapping[Cell, int]
    references: Mapping[str, int]
    reversed_at: frozenset[int]

    @staticmethod
    def empty() -> "Ledger":
        """Before the opening entry."""
        return Ledger({REST: Due(REST, None, 0)}, (), dict.fromkeys(Book, 0), {}, {}, frozenset())

    @staticmethod
    def of(dues: Iterable[Due], entries: Iterable[Entry]) -> "Ledger":
        """The state that these entries, in order, make. Raises Conflict for one that does not sum to zero or goes below it."""
        start = Ledger.empty()
        found = replace(start, dues={**start.dues, **{d.n: d for d in dues}})
        for entry in entries:
            found = found.booked(entry)
        return found

    def apply(self, event: Happening) -> "Ledger":
        """The state after the event; the same reference told again changes nothing.

        Raises Conflict (another event under that reference, something reversed twice), BadInput (an amount that cannot be).
        """
        if not event.reference:
            raise BadInput("falta la referencia", "the reference is missing", "reference")
        known = self.references.get(event.reference)
        if known is not None:
            self._same(self.entries[known], event)
            return self
        if bool(self.entries) is isinstance(event, Opened):
            raise Conflict(
                "el libro de esta deuda se abre una sola vez, con su primer asiento",
                "this debt's ledger is opened once, by its first entry",
            )
        state = self
        if isinstance(event, Opened | Restated):
            state = replace(self, dues={**self.dues, **{d.n: d for d in event.dues}})
        for entry in entries_of(state, event):
            state = state.booked(entry)
        return state

    def booked(self, entry: Entry) -> "Ledger":
        """The state after one entry."""
        if sum(p.amount_minor for p in entry.postings) != 0:
            raise Conflict(
                f"el asiento {entry.reference} no suma cero", f"entry {entry.reference} does not sum to zero", "reference"
            )
        books, open_ = dict(self.books), dict(self.open)
        for p in entry.postings:
            books[p.book] += p.amount_minor
            if p.book in RECEIVABLES:
                cell = (p.instalment if p.instalment is not None else -1, p.book)
                open_[cell] = open_.get(cell, 0) + p.amount_minor
                if open_[cell] < 0 or cell[0] not in self.dues:
                    raise Conflict(
                        f"el asiento {entry.reference} dejaría {open_[cell]} en {p.book} de la cuota {p.instalment}",
                        f"entry {entry.reference} would leave {open_[cell]} on {p.book} of instalment {p.instalment}",
                    )
        taken = self.reversed_at if entry.reverses is None else self.reversed_at | {entry.reverses}
        known = {**self.references, entry.reference: len(self.entries)}
        return Ledger(self.dues, (*self.entries, entry), books, open_, known, taken)

    def _same(self, entry: Entry, event: Happening) -> None:
        kind = kind_of(event)
        amount = getattr(event, "amount_minor", entry.gross_minor)
        of = self.references.get(getattr(event, "of", ""), entry.reverses)
        if (entry.kind, entry.booked_on, entry.gross_minor, entry.reverses) != (kind, event.booked_on, amount, of):
            raise Conflict(
                f"la referencia {event.reference} ya es de otro asiento: {entry.gross_minor} del {entry.booked_on}",
                f"reference {event.reference} is already another entry's: {entry.gross_minor} of {entry.booked_on}",
                "reference",
            )

    @property
    def receivable_minor(self) -> int:
        """All that is owed."""
        return sum(self.books[b] for b in RECEIVABLES)

    @property
    def surplus_minor(self) -> int:
        """Money received that pays nothing yet."""
        return -self.books[Book.UNAPPLIED]

    def open_of(self, n: int) -> int:
        """What is open of an instalment."""
        return sum(self.open.get((n, book), 0) for book in RECEIVABLES)

    def overdue_minor(self, today: date) -> int:
        """What is open of instalments whose day has passed."""
        return sum(self.open_of(d.n) for d in self.dues.values() if d.due_on is not None and d.due_on < today)

    def oldest_due_on(self, today: date) -> date | None:
        """The day of the oldest instalment that is overdue; None where nothing is."""
        return min((d.due_on for d in self.dues.values() if d.due_on and d.due_on < today and self.open_of(d.n)), default=None)
