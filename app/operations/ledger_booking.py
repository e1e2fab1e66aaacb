"""The entries an event makes: payments allocated by rule, reversals that leave nothing below zero."""

from collections.abc import Mapping
from typing import Protocol

from app.errors import BadInput, Conflict, NotFound
from app.operations.allocation import Rule, allocate
from app.operations.ledger_entries import (
    RECEIVABLES,
    REST,
    Book,
    Cell,
    Due,
    Entry,
    Kind,
    Part,
    Posting,
    merged,
    net_charged,
)
from app.operations.ledger_events import (
    Applied,
    Charged,
    Credited,
    Happening,
    Opened,
    Paid,
    Refunded,
    Restated,
    Reversed,
    Waived,
)


class State(Protocol):
    """What is read of a ledger to book on it."""

    @property
    def dues(self) -> Mapping[int, Due]:
        """The contract's instalments by number."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All there is, in order."""

    @property
    def books(self) -> Mapping[Book, int]:
        """What stands on each."""

    @property
    def open(self) -> Mapping[Cell, int]:
        """What is open of each receivable of each instalment."""

    @property
    def references(self) -> Mapping[str, int]:
        """Places of entries by reference."""

    @property
    def reversed_at(self) -> frozenset[int]:
        """Places of entries that were taken back."""


def kind_of(event: Happening) -> Kind:
    """The kind of the entry that an event makes."""
    if isinstance(event, Reversed):
        return Kind.REVERSAL
    found: Kind = _MAKERS[type(event)][1](event)
    return found


def entries_of(state: State, event: Happening) -> list[Entry]:
    """The entries of an event, one but for reversals that must first undo what rested on the money."""
    if isinstance(event, Reversed):
        return _reversal(state, event)
    make, _ = _MAKERS[type(event)]
    return [Entry(kind_of(event), event.booked_on, event.reference, merged(make(state, event)))]


def _positive(amount: int, most: int | None = None) -> int:
    if amount <= 0:
        raise BadInput(f"el monto {amount} debe ser mayor que cero", f"amount {amount} must be above zero", "amount")
    if most is not None and amount > most:
        raise BadInput(f"el monto {amount} pasa de {most}", f"amount {amount} is over {most}", "amount")
    return amount


def _opening(state: State, event: Opened) -> list[Posting]:
    for part in event.parts:
        _positive(part.amount_minor)
    owed = [Posting(p.book, p.amount_minor, p.instalment) for p in event.parts]
    return [*owed, Posting(Book.OPENING, -sum(p.amount_minor for p in event.parts))]


def _known(state: State, n: int) -> int:
    if n not in state.dues:
        raise BadInput(f"la deuda no tiene cuota {n}", f"the debt has no instalment {n}", "instalment")
    return n


def _charge(state: State, event: Charged) -> list[Posting]:
    if event.book not in (Book.INTEREST, Book.FEES):
        raise BadInput(
            "solo se cargan intereses y gastos; el capital lo dice el archivo de la cartera",
            "only interest and fees are charged; principal comes with the portfolio's file",
            "book",
        )
    amount = _positive(event.amount_minor)
    n = _known(state, event.instalment)
    return [Posting(event.book, amount, n), Posting(Book.INCOME, -amount, n)]


def _credit(state: State, event: Credited) -> list[Posting]:
    n = _known(state, event.instalment)
    amount = _positive(event.amount_minor, net_charged(state.entries, event.book, n))
    owed = min(amount, state.open.get((n, event.book), 0))
    return [
        Posting(Book.INCOME, amount, n),
        Posting(event.book, -owed, n),
        Posting(Book.UNAPPLIED, owed - amount),
    ]


def _against(state: State, amount: int, rule: Rule) -> tuple[list[Posting], int]:
    parts, left = allocate(amount, state.open, state.dues, rule)
    return [Posting(p.book, -p.amount_minor, p.instalment) for p in parts], left


def _payment(state: State, event: Paid) -> list[Posting]:
    paid, left = _against(state, _positive(event.amount_minor), event.rule)
    return [Posting(Book.CASH, event.amount_minor), *paid, Posting(Book.UNAPPLIED, -left)]


def _application(state: State, event: Applied) -> list[Posting]:
    surplus = -state.books[Book.UNAPPLIED]
    paid, left = _against(state, surplus, event.rule)
    if surplus == left:
        raise Conflict("no hay dinero sin aplicar, o nada que pagar", "there is no unapplied money, or nothing to pay")
    return [Posting(Book.UNAPPLIED, surplus - left), *paid]


def _refund(state: State, event: Refunded) -> list[Posting]:
    amount = _positive(event.amount_minor, -state.books[Book.UNAPPLIED])
    return [Posting(Book.UNAPPLIED, amount), Posting(Book.CASH, -amount)]


def _waiver(state: State, event: Waived) -> list[Posting]:
    amount = _positive(event.amount_minor, sum(state.books[b] for b in RECEIVABLES))
    forgiven, _ = _against(state, amount, event.rule)
    return [Posting(Book.WAIVED, amount), *forgiven]


def _restatement(state: State, event: Restated) -> list[Posting]:
    wanted: dict[Cell, int] = {}
    for part in event.parts:
        cell = (_known(state, part.instalment), part.book)
        wanted[cell] = wanted.get(cell, 0) + _positive(part.amount_minor)
    cells = {**dict.fromkeys(state.open, 0), **wanted}
    moved = [Posting(book, to - state.open.get((n, book), 0), n) for (n, book), to in cells.items()]
    return [*moved, Posting(Book.OPENING, -sum(p.amount_minor for p in moved))]


def _charged_as(event: Charged) -> Kind:
    return Kind.INTEREST if event.book is Book.INTEREST else Kind.FEE


def _credited_as(event: Credited) -> Kind:
    return Kind.INTEREST_CREDIT if event.book is Book.INTEREST else Kind.FEE_CREDIT


_MAKERS: Mapping[type, tuple] = {  # type: ignore[type-arg]
    Opened: (_opening, lambda _: Kind.OPENING),
    Charged: (_charge, _charged_as),
    Credited: (_credit, _credited_as),
    Paid: (_payment, lambda _: Kind.PAYMENT),
    Applied: (_application, lambda _: Kind.APPLICATION),
    Refunded: (_refund, lambda _: Kind.REFUND),
    Waived: (_waiver, lambda _: Kind.WAIVER),
    Restated: (_restatement, lambda _: Kind.RESTATEMENT),
}


def _reversal(state: State, event: Reversed) -> list[Entry]:
    place = state.references.get(event.of)
    if place is None:
        raise NotFound(f"no hay asiento {event.of[:60]}", f"there is no entry {event.of[:60]}")
    target = state.entries[place]
    if target.kind in (Kind.OPENING, Kind.REVERSAL):
        raise Conflict(
            f"un asiento de {target.kind} no se revierte; registre otro", f"a {target.kind} is not reversed; book another entry"
        )
    if place in state.reversed_at:
        raise Conflict(f"el asiento {event.of[:60]} ya está revertido", f"entry {event.of[:60]} is reversed already")
    if target.kind in (Kind.INTEREST, Kind.FEE):
        _still_charged(state, target)
    open_, surplus = dict(state.open), -state.books[Book.UNAPPLIED]
    made: list[Entry] = []
    for at in _rests_on(state, target, surplus):
        reference = f"{event.reference}/{len(made) + 1}"
        undone = Entry(Kind.REVERSAL, event.booked_on, reference, _mirror(state.entries[at], open_, surplus), at)
        made.append(undone)
        surplus -= undone.total(Book.UNAPPLIED)
        for p in undone.postings:
            if p.book in RECEIVABLES and p.instalment is not None:
                open_[p.instalment, p.book] = open_.get((p.instalment, p.book), 0) + p.amount_minor
    made.append(Entry(Kind.REVERSAL, event.booked_on, event.reference, _mirror(target, open_, surplus), place))
    return made


def _still_charged(state: State, target: Entry) -> None:
    book = Book.INTEREST if target.kind is Kind.INTEREST else Book.FEES
    posting = next(p for p in target.postings if p.book is Book.INCOME)
    left = net_charged(state.entries, book, posting.instalment)
    if left < -posting.amount_minor:
        raise Conflict(
            f"de ese cargo solo quedan {left}: lo demás ya se devolvió; abone esa parte",
            f"only {left} is left of that charge, the rest was given back already; credit that part",
        )


def _rests_on(state: State, target: Entry, surplus: int) -> list[int]:
    """Applications of unapplied money to undo first, newest first, so that the target's own share of it is there again."""
    need, found = -target.total(Book.UNAPPLIED), []
    for at in range(len(state.entries) - 1, -1, -1):
        if surplus >= need:
            break
        entry = state.entries[at]
        if entry.kind is Kind.APPLICATION and at not in state.reversed_at and entry is not target:
            found.append(at)
            surplus += entry.total(Book.UNAPPLIED)
    return found


def _mirror(target: Entry, open_: Mapping[Cell, int], surplus: int) -> tuple[Posting, ...]:
    """The target's postings the other way round. Where that would leave less than nothing open, the person has paid more than is
    owed: it becomes unapplied. Where its surplus was refunded meanwhile, the person owes that again."""
    out: list[Posting] = []
    for p in target.postings:
        back = -p.amount_minor
        if p.book in RECEIVABLES and p.instalment is not None:
            kept = max(back, -open_.get((p.instalment, p.book), 0))
            out += [Posting(p.book, kept, p.instalment), Posting(Book.UNAPPLIED, back - kept)]
        elif p.book is Book.UNAPPLIED and back > surplus:
            out += [Posting(Book.UNAPPLIED, surplus), Posting(Book.PRINCIPAL, back - surplus, REST)]
        else:
            out.append(Posting(p.book, back, p.instalment))
    return merged(out)


def surplus_event(state: State, event: Happening, rule: Rule) -> Applied | None:
    """Where the event left both unapplied money and something to pay: the event that sets one against the other."""
    owed = sum(state.books[b] for b in RECEIVABLES)
    return Applied(event.booked_on, f"{event.reference}/surplus", rule) if owed and state.books[Book.UNAPPLIED] else None


def opening_parts(dues: tuple[Due, ...], open_minor: Mapping[int, int], fees_minor: int, interest_minor: int) -> tuple[Part, ...]:
    """What is open of each instalment as fees, interest and principal: charges lie on the oldest instalments."""
    left = {Book.FEES: fees_minor, Book.INTEREST: interest_minor}
    parts = []
    for due in sorted(dues, key=lambda d: (d.due_on is None, d.due_on, d.n)):
        owed = open_minor.get(due.n, 0)
        for book in (Book.FEES, Book.INTEREST):
            part = min(owed, left[book])
            parts.append(Part(due.n, book, part))
            owed, left[book] = owed - part, left[book] - part
        parts.append(Part(due.n, Book.PRINCIPAL, owed))
    return tuple(p for p in parts if p.amount_minor)
