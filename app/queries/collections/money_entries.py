"""The entries of debts as rows and as the pure ledger reads them, place by place."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.ledger import Entry as EntryRow
from app.models.ledger import Posting as PostingRow
from app.operations.ledger_entries import Book, Entry, Kind, Posting


def entries_of(session: Session, debt_ids: Sequence[int]) -> dict[int, list[tuple[EntryRow, Entry]]]:
    """Every debt's entries in the order they were booked."""
    mine = EntryRow.debt_id.in_(debt_ids)
    rows = session.scalars(select(EntryRow).where(mine).order_by(EntryRow.id)).all()
    sides: dict[int, list[Posting]] = {r.id: [] for r in rows}
    postings = select(PostingRow).join(EntryRow, EntryRow.id == PostingRow.entry_id).where(mine).order_by(PostingRow.id)
    for p in session.scalars(postings):
        sides[p.entry_id].append(Posting(Book(p.book), p.amount_minor, p.instalment_n))
    found: dict[int, list[tuple[EntryRow, Entry]]] = {id: [] for id in debt_ids}
    places: dict[int, int] = {}
    for row in rows:
        held = found[row.debt_id]
        places[row.id] = len(held)
        back = None if row.reverses_id is None else places[row.reverses_id]
        held.append((row, Entry(Kind(row.kind), row.booked_on, row.reference or str(row.id), tuple(sides[row.id]), back)))
    return found
