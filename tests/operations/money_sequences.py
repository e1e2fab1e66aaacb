"""Random lives of one debt: charges, payments, reversals, waivers, refunds, files and plans in any order, and what must hold.

`python -m tests.operations.money_sequences 100000` tries that many and says how long it took; the suite tries fewer.
"""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.errors import BadInput, Conflict
from app.operations.allocation import in_order, rules
from app.operations.ledger import Ledger
from app.operations.ledger_booking import opening_parts
from app.operations.ledger_entries import RECEIVABLES, REST, Book, Due, Kind, Part
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
from app.operations.promises import Promised, PromiseState, Received, Standing, settled

DAY = date(2026, 5, 1)
AMOUNT = st.integers(1, 400)
RULES = tuple(rules().values())
TRIED: Counter[str] = Counter()


class Money(RuleBasedStateMachine):
    """A debt of three instalments and a rest, and a person who does what people do."""

    @initialize(owed=st.lists(st.integers(0, 300), min_size=4, max_size=4), fees=st.integers(0, 50), interest=st.integers(0, 50))
    def opened(self, owed: list[int], fees: int, interest: int) -> None:
        TRIED["sequences"] += 1
        dues = (Due(REST, None, 0), *(Due(n, DAY + timedelta(days=30 * (n - 2)), 300) for n in (1, 2, 3)))
        parts = opening_parts(dues, dict(enumerate(owed)), fees, interest)
        assert sum(p.amount_minor for p in parts) == sum(owed)
        self.today, self.count = DAY, 0
        self.events: list[Happening] = []
        self.ledger = Ledger.empty()
        self.net, self.moved = 0, {}  # type: int, dict[str, int]
        self.promises: list[Promised] = []
        self.known: dict[str, datetime] = {}
        self.do(Opened(self.today, "opening", dues, parts), sum(owed))

    def do(self, event: Happening, moved: int) -> None:
        """Book it; by `moved` the person owes more, whatever it is allocated to."""
        before = self.ledger
        self.ledger = before.apply(event)
        self.events.append(event)
        self.net += moved
        self.moved[event.reference] = moved
        self.known[event.reference] = self.clock()
        TRIED[type(event).__name__] += 1

    def refused(self, event: Happening) -> None:
        before = self.ledger
        try:
            before.apply(event)
        except (BadInput, Conflict):
            TRIED["refused"] += 1
            assert self.ledger is before
        else:
            raise AssertionError(f"{event} should have been refused")

    def next(self) -> str:
        self.count += 1
        return f"e{self.count}"

    def clock(self) -> datetime:
        return datetime.combine(self.today, time(10), UTC) + timedelta(seconds=self.count)

    @rule(amount=AMOUNT, book=st.sampled_from((Book.FEES, Book.INTEREST)), n=st.integers(0, 3))
    def charge(self, amount: int, book: Book, n: int) -> None:
        self.do(Charged(self.today, self.next(), book, amount, n), amount)

    @rule(amount=AMOUNT, book=st.sampled_from((Book.FEES, Book.INTEREST)), n=st.integers(0, 3))
    def credit(self, amount: int, book: Book, n: int) -> None:
        kinds = {Book.FEES: ("fee", "fee_credit"), Book.INTEREST: ("interest", "interest_credit")}[book]
        charged = 0
        for e in self.ledger.entries:
            kind = self.ledger.entries[e.reverses].kind if e.reverses is not None else e.kind
            charged -= sum(p.amount_minor for p in e.postings if p.book is Book.INCOME and p.instalment == n and kind in kinds)
        amount = min(amount, charged) if charged > 0 and amount % 8 else amount
        event = Credited(self.today, self.next(), book, amount, n)
        if amount > charged:
            self.refused(event)
        else:
            self.do(event, -amount)

    @rule(amount=st.integers(1, 900), by=st.sampled_from(RULES))
    def pay(self, amount: int, by: Any) -> None:
        self._pay(amount, by)

    def _pay(self, amount: int, by: Any) -> None:
        before = self.ledger
        self.do(Paid(self.today, self.next(), amount, by), -amount)
        places = in_order(before.open, before.dues, by)
        touched = [c for c in places if self.ledger.open[c] != before.open[c]]
        if touched:
            last = places.index(touched[-1])
            assert all(self.ledger.open[c] == 0 for c in places[:last]), "something older stayed open"
        surplus = self.ledger.surplus_minor - before.surplus_minor
        assert surplus == max(0, amount - before.receivable_minor)

    @rule(spare=st.integers(-60, 60), by=st.sampled_from(RULES))
    def pay_about_all(self, spare: int, by: Any) -> None:
        amount = self.ledger.receivable_minor + spare
        if amount > 0:
            self._pay(amount, by)
        else:
            self.refused(Paid(self.today, self.next(), amount, by))

    @rule()
    def apply(self) -> None:
        event = Applied(self.today, self.next())
        if self.ledger.surplus_minor and self.ledger.receivable_minor:
            self.do(event, 0)
            assert not (self.ledger.surplus_minor and self.ledger.receivable_minor)
        else:
            self.refused(event)

    @rule(amount=AMOUNT)
    def refund(self, amount: int) -> None:
        surplus = self.ledger.surplus_minor
        amount = min(amount, surplus) if surplus and amount % 8 else amount
        event = Refunded(self.today, self.next(), amount)
        if amount > surplus:
            self.refused(event)
        else:
            self.do(event, amount)

    @rule(amount=AMOUNT)
    def waive(self, amount: int) -> None:
        owed = self.ledger.receivable_minor
        amount = min(amount, owed) if owed and amount % 8 else amount
        event = Waived(self.today, self.next(), amount)
        if amount > owed:
            self.refused(event)
        else:
            self.do(event, -amount)

    @rule(owed=st.lists(st.integers(0, 300), min_size=5, max_size=5))
    def restate(self, owed: list[int]) -> None:
        dues = (Due(4, DAY + timedelta(days=90), 300),)
        parts = tuple(Part(n, Book.PRINCIPAL, amount) for n, amount in enumerate(owed) if amount)
        self.do(Restated(self.today, self.next(), dues, parts), sum(owed) - self.ledger.receivable_minor)
        assert self.ledger.receivable_minor == sum(owed)

    @rule(pick=st.integers(0, 30))
    def reverse(self, pick: int) -> None:
        place = len(self.ledger.entries) - 1 - pick % len(self.ledger.entries)
        target = self.ledger.entries[place]
        event = Reversed(self.today, self.next(), target.reference)
        taken = any(e.reverses == place for e in self.ledger.entries)
        if taken or target.kind in (Kind.OPENING, Kind.REVERSAL):
            self.refused(event)
            return
        try:
            self.ledger.apply(event)
        except Conflict:
            assert target.kind in (Kind.INTEREST, Kind.FEE), "only a charge that was given back may be refused"
            return
        self.do(event, -self.moved[target.reference])

    @rule(pick=st.integers(0, 30))
    def tell_again(self, pick: int) -> None:
        before, known = self.ledger, self.events[pick % len(self.events)]
        assert before.apply(known) is before
        if isinstance(known, Paid):
            self.refused(Paid(known.booked_on, known.reference, known.amount_minor + 1))

    @rule(amounts=st.lists(AMOUNT, min_size=1, max_size=3), share=st.sampled_from((100, 90, 50)), grace=st.integers(0, 3))
    def plan(self, amounts: list[int], share: int, grace: int) -> None:
        now = self.clock()
        self.count += 1
        standing = self.standing()
        self.promises = [self._until(p, now) if standing[p.id].state is PromiseState.OPEN else p for p in self.promises]
        for n, amount in enumerate(amounts):
            due = self.today + timedelta(days=4 * (n + 1))
            self.promises.append(Promised(len(self.promises), amount, due, self.today, now, n, share, grace))
        TRIED["plan"] += 1

    @staticmethod
    def _until(p: Promised, now: datetime) -> Promised:
        return Promised(p.id, p.amount_minor, p.due_on, p.made_on, p.made_at, p.n, p.share_percent, p.grace_days, now)

    @rule(days=st.integers(1, 6))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    def received(self) -> list[Received]:
        found = []
        for at, entry in enumerate(self.ledger.entries):
            if entry.kind is Kind.PAYMENT and at not in self.ledger.reversed_at:
                found.append(Received(at, entry.total(Book.CASH), entry.booked_on, self.known[entry.reference]))
        return found

    def standing(self) -> dict[int, Standing]:
        return settled(self.promises, self.received(), self.today)

    @invariant()
    def books_balance(self) -> None:
        ledger = self.ledger
        assert all(sum(p.amount_minor for p in e.postings) == 0 for e in ledger.entries)
        assert sum(ledger.books.values()) == 0
        assert ledger.receivable_minor - ledger.surplus_minor == self.net
        for book in RECEIVABLES:
            assert ledger.books[book] == sum(v for (_, b), v in ledger.open.items() if b is book)
        assert sum(ledger.open_of(n) for n in ledger.dues) == ledger.receivable_minor
        late = [n for n, d in ledger.dues.items() if d.due_on and d.due_on < self.today]
        assert ledger.overdue_minor(self.today) == sum(ledger.open_of(n) for n in late) <= ledger.receivable_minor
        assert (ledger.oldest_due_on(self.today) is None) == (ledger.overdue_minor(self.today) == 0)

    @invariant()
    def nothing_is_below_zero(self) -> None:
        ledger = self.ledger
        assert min(ledger.open.values(), default=0) >= 0
        assert ledger.surplus_minor >= 0
        assert ledger.books[Book.WAIVED] >= 0
        assert ledger.books[Book.INCOME] <= 0

    @invariant()
    def each_is_reversed_once(self) -> None:
        taken = [e.reverses for e in self.ledger.entries if e.reverses is not None]
        assert len(taken) == len(set(taken)) and set(taken) == self.ledger.reversed_at
        assert all(self.ledger.entries[at].kind is not Kind.REVERSAL for at in taken)

    @invariant()
    def promises_follow_payments(self) -> None:
        standing, payments = self.standing(), {r.id: r for r in self.received()}
        spent: Counter[int] = Counter()
        for p in self.promises:
            stands = standing[p.id]
            assert stands.paid_minor == sum(a for _, a in stands.payments) <= p.amount_minor
            for id, amount in stands.payments:
                spent[id] += amount
                assert p.made_on <= payments[id].paid_on <= p.last_day and payments[id].at > p.made_at
            kept = stands.paid_minor * 100 >= p.amount_minor * p.share_percent
            assert (stands.state is PromiseState.KEPT) == kept
            if stands.state is PromiseState.BROKEN:
                assert self.today > p.last_day and stands.settled_on == p.last_day + timedelta(days=1)
            if stands.state is PromiseState.OPEN:
                assert self.today <= p.last_day
        assert all(spent[id] <= r.amount_minor for id, r in payments.items())

    def teardown(self) -> None:
        """From scratch: the events once more, and the entries alone, make the same state."""
        if not getattr(self, "events", None):
            return
        again = Ledger.empty()
        for event in self.events:
            again = again.apply(event)
        assert again == self.ledger
        folded = Ledger.of(self.ledger.dues.values(), self.ledger.entries)
        assert (folded.books, folded.open, folded.reversed_at) == (self.ledger.books, self.ledger.open, self.ledger.reversed_at)


def try_sequences(count: int) -> None:
    """Run so many; raises what a failing one raises, with the shortest sequence that fails."""
    how = settings(
        max_examples=count,
        stateful_step_count=12,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        phases=(Phase.generate, Phase.shrink),
    )
    machine: Callable[[], Money] = Money
    run_state_machine_as_test(machine, settings=how)


if __name__ == "__main__":
    wanted, began = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, perf_counter()
    try_sequences(wanted)
    sys.stdout.write(f"{TRIED['sequences']} sequences in {perf_counter() - began:.0f} s; {dict(TRIED)}\n")
