"""The rules of money, case by case: allocation, reversal, interest, fees, offers, commissions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput, Conflict
from app.operations.allocation import First, Rule, allocate, rules
from app.operations.commission import Band, Contract, Earned, commission_minor, invoice
from app.operations.interest import DayCount, Rate, accrued, to_charge
from app.operations.ledger import Ledger
from app.operations.ledger_entries import REST, Book, Due, Entry, Kind, Part, Posting
from app.operations.ledger_events import Applied, Charged, Credited, Opened, Paid, Refunded, Reversed
from app.operations.ledger_fees import fee_cap
from app.operations.ledger_terms import contracts, terms
from app.operations.offers import Kept, Owing, offers_for, policy, schedule
from app.operations.plans import check_plan
from app.operations.promises import Promised, PromiseState, Received, counts, plan_state, settled
from audit.rule_params import Bracket, Fees

DAY = date(2026, 5, 1)
DUES = (Due(REST, None, 0), Due(1, date(2026, 4, 1), 100), Due(2, date(2026, 5, 1), 100))
PARTS = (
    Part(1, Book.FEES, 10),
    Part(1, Book.INTEREST, 5),
    Part(1, Book.PRINCIPAL, 85),
    Part(2, Book.PRINCIPAL, 100),
    Part(REST, Book.PRINCIPAL, 50),
)
BEGUN = Ledger.empty().apply(Opened(DAY, "opening", DUES, PARTS))


def paid(ledger: Ledger, amount: int, rule: str = "oldest_instalment", reference: str = "p") -> Ledger:
    return ledger.apply(Paid(DAY, reference, amount, rules()[rule]))


@pytest.mark.parametrize(
    ("rule", "open_"),
    [
        ("oldest_instalment", {(1, Book.FEES): 0, (1, Book.INTEREST): 0, (1, Book.PRINCIPAL): 45, (2, Book.PRINCIPAL): 100}),
        ("books_first", {(1, Book.FEES): 0, (1, Book.INTEREST): 0, (1, Book.PRINCIPAL): 45, (2, Book.PRINCIPAL): 100}),
        ("principal_first", {(1, Book.FEES): 10, (1, Book.INTEREST): 5, (1, Book.PRINCIPAL): 30, (2, Book.PRINCIPAL): 100}),
        ("all_principal_first", {(1, Book.FEES): 10, (1, Book.INTEREST): 5, (1, Book.PRINCIPAL): 30, (2, Book.PRINCIPAL): 100}),
        ("newest_instalment", {(1, Book.FEES): 10, (1, Book.INTEREST): 5, (1, Book.PRINCIPAL): 85, (2, Book.PRINCIPAL): 45}),
    ],
)
def test_a_payment_of_55_by_each_rule(rule: str, open_: dict[tuple[int, Book], int]) -> None:
    after = paid(BEGUN, 55, rule)
    assert {cell: after.open[cell] for cell in open_} == open_
    assert after.open[REST, Book.PRINCIPAL] == 50, "what has no day is paid last"


def test_all_principal_first_leaves_charges_to_the_end() -> None:
    after = paid(BEGUN, 240, "all_principal_first")
    assert (after.open[1, Book.FEES], after.open[1, Book.INTEREST]) == (10, 0)


def test_a_rule_names_each_receivable_once() -> None:
    with pytest.raises(ValueError, match="once each"):
        Rule("half", First.BOOK, (Book.FEES, Book.INTEREST))


@given(amount=st.integers(0, 10**12), owed=st.lists(st.integers(0, 10**10), min_size=6, max_size=6))
def test_no_unit_is_lost_or_made(amount: int, owed: list[int]) -> None:
    cells = [(n, b) for n in (1, 2) for b in (Book.FEES, Book.INTEREST, Book.PRINCIPAL)]
    open_ = dict(zip(cells, owed, strict=True))
    for rule in rules().values():
        parts, left = allocate(amount, open_, {d.n: d for d in DUES}, rule)
        assert sum(p.amount_minor for p in parts) + left == amount
        assert all(0 < p.amount_minor <= open_[p.instalment, p.book] for p in parts)
        assert left == max(0, amount - sum(owed))


def test_a_bounced_payment_takes_back_the_surplus_that_paid_a_later_fee() -> None:
    ledger = paid(BEGUN, 300)
    assert (ledger.receivable_minor, ledger.surplus_minor) == (0, 50)
    ledger = ledger.apply(Charged(DAY, "fee", Book.FEES, 30, 1)).apply(Applied(DAY, "a"))
    assert (ledger.receivable_minor, ledger.surplus_minor) == (0, 20)
    after = ledger.apply(Reversed(DAY, "back", "p"))
    assert (after.receivable_minor, after.surplus_minor) == (280, 0)
    assert (after.open[1, Book.FEES], after.open[1, Book.PRINCIPAL]) == (40, 85)
    assert [e.kind for e in after.entries[-2:]] == [Kind.REVERSAL, Kind.REVERSAL]
    for again in ("p", "a", "back", "opening"):
        with pytest.raises(Conflict):
            after.apply(Reversed(DAY, "once more", again))


def test_a_payment_that_bounces_after_its_surplus_was_given_back_is_owed_again() -> None:
    ledger = paid(BEGUN, 300).apply(Refunded(DAY, "r", 50)).apply(Reversed(DAY, "back", "p"))
    assert (ledger.receivable_minor, ledger.surplus_minor) == (300, 0)


def test_a_paid_charge_that_was_wrong_becomes_the_persons_money() -> None:
    ledger = BEGUN.apply(Charged(DAY, "fee", Book.FEES, 30, 2))
    ledger = paid(ledger, 280).apply(Reversed(DAY, "back", "fee"))
    assert (ledger.receivable_minor, ledger.surplus_minor) == (0, 30)
    credited = paid(BEGUN.apply(Charged(DAY, "fee", Book.FEES, 30, 2)), 280).apply(Credited(DAY, "c", Book.FEES, 12, 2))
    assert credited.surplus_minor == 12
    with pytest.raises(Conflict, match="given back already"):
        credited.apply(Reversed(DAY, "back", "fee"))
    with pytest.raises(BadInput):
        credited.apply(Credited(DAY, "c2", Book.FEES, 19, 2))


def test_an_entry_that_does_not_balance_is_never_booked() -> None:
    crooked = Entry(Kind.PAYMENT, DAY, "x", (Posting(Book.CASH, 5), Posting(Book.PRINCIPAL, -4, 1)))
    with pytest.raises(Conflict, match="sum to zero"):
        BEGUN.booked(crooked)
    too_much = Entry(Kind.PAYMENT, DAY, "x", (Posting(Book.CASH, 101), Posting(Book.PRINCIPAL, -101, 2)))
    with pytest.raises(Conflict, match="would leave -1"):
        BEGUN.booked(too_much)


def test_the_ledger_opens_once_and_first() -> None:
    with pytest.raises(Conflict):
        Ledger.empty().apply(Paid(DAY, "p", 5))
    with pytest.raises(Conflict):
        BEGUN.apply(Opened(DAY, "another", DUES, PARTS))
    assert BEGUN.apply(Opened(DAY, "opening", DUES, PARTS)) is BEGUN


@pytest.mark.parametrize(
    ("count", "compounds", "expected"),
    [
        (DayCount.ACT_365, False, Fraction(85 * 31 + 100 * 30, 1) * 36 / 100 / 365),
        (DayCount.ACT_360, False, Fraction(85 * 31 + 100 * 30, 1) * 36 / 100 / 360),
        (DayCount.ACT_360, True, Fraction(90 * 31 + 100 * 30, 1) * 36 / 100 / 360),
    ],
)
def test_interest_is_exact_by_day_on_what_is_overdue(count: DayCount, compounds: bool, expected: Fraction) -> None:
    """From 2 May: instalment 1 for 31 days; instalment 2, due on 1 May, from the day after, 31 as well but for none before."""
    begun = Ledger.empty().apply(Opened(DAY, "opening", (*DUES[:2], Due(2, date(2026, 5, 2), 100)), PARTS))
    assert accrued(begun, Rate(Decimal(36), count, compounds), date(2026, 6, 1)) == expected


def test_interest_stops_with_the_payment_and_never_charges_twice() -> None:
    rate = Rate(Decimal(365), DayCount.ACT_365)
    late = BEGUN.apply(Paid(date(2026, 5, 11), "p", 300))
    assert accrued(late, rate, date(2026, 8, 1)) == Fraction(185 * 9, 100)
    through = date(2026, 5, 10)
    amount = to_charge(BEGUN, rate, through)
    ledger = BEGUN.apply(Charged(through, "interest:1", Book.INTEREST, amount, 1))
    assert to_charge(ledger, rate, through) == 0
    told_late = ledger.apply(Paid(date(2026, 5, 6), "p", 200))
    assert to_charge(told_late, rate, through) < 0


@given(
    percent=st.decimals(0, 400, places=3),
    days=st.integers(1, 60),
    cuts=st.sets(st.integers(1, 60), max_size=8),
    owed=st.integers(1, 10**9),
)
def test_however_often_it_is_charged_the_total_is_the_same(percent: Decimal, days: int, cuts: set[int], owed: int) -> None:
    begun = Ledger.empty().apply(Opened(DAY, "opening", DUES, (Part(1, Book.PRINCIPAL, owed),)))
    rate, ledger = Rate(percent), begun
    for cut in sorted({*(c for c in cuts if c <= days), days}):
        through = DAY + timedelta(days=cut)
        amount = to_charge(ledger, rate, through)
        if amount:
            ledger = ledger.apply(Charged(through, f"i{cut}", Book.INTEREST, amount, 1))
    assert ledger.books[Book.INTEREST] == round(Fraction(owed) * days * Fraction(percent) / 100 / 365)


CHILE = Fees("UF", 20, (Bracket(9.0, 10.0), Bracket(6.0, 50.0), Bracket(3.0, None)))


@pytest.mark.parametrize(
    ("overdue", "days", "worth", "contract", "most", "why"),
    [
        (40, 21, 1, "100", 2, "law"),  # the rulebook's own example, 2.7 of 40, rounded down
        (4000, 21, 100, "100", 270, "law"),
        (10_000, 21, 100, "100", 90 + 240 + 150, "law"),
        (10_000, 20, 100, "100", 0, "too_early"),
        (10_000, 21, None, "100", 0, "unit_unknown"),
        (10_000, 21, 100, "1", 100, "contract"),
        (10_000, 21, 100, None, 0, "contract"),
    ],
)
def test_fees_by_the_lesser_of_law_and_contract(
    overdue: int, days: int, worth: int | None, contract: str | None, most: int, why: str
) -> None:
    cap = fee_cap(
        overdue, days, CHILE, None if worth is None else Decimal(worth), None if contract is None else Decimal(contract)
    )
    assert (cap.most_minor, cap.why) == (most, why)
    assert fee_cap(overdue, 0, None, None, Decimal(5)).most_minor == overdue * 5 // 100


def test_every_contract_of_the_file_is_read_and_an_unknown_one_refused() -> None:
    assert terms(None).rate.percent_yearly == 0
    assert {t.rate.day_count for t in contracts().values()} == set(DayCount)
    with pytest.raises(BadInput, match="no contract"):
        terms("gold")


OWING = Owing("CLP", 369_450, 246_300, date(2026, 4, 8), "early")
TODAY = date(2026, 5, 16)


def test_every_offer_is_within_its_own_policy() -> None:
    for stage in (None, "early", "late", "charged_off", "legal"):
        for since in (None, date(2026, 4, 8), date(2025, 4, 8)):
            owing = replace(OWING, stage=stage, oldest_due_on=since)
            for offer in offers_for(owing, policy(), TODAY):
                assert check_plan(policy(), owing, offer.key, offer.slices, TODAY) is None, offer
                assert offer.total_minor + offer.waives_minor == 246_300
    assert offers_for(replace(OWING, balance_minor=0, overdue_minor=0), policy(), TODAY) == ()


def test_offers_tell_what_became_of_plans_alike_or_that_nobody_knows() -> None:
    told = Kept(212, 123, 0.58, 0.51, 0.65)
    offers = offers_for(OWING, policy(), TODAY, lambda form, n: told if (form, n) == ("in_parts", 2) else None)
    assert [(o.key, len(o.slices)) for o in offers if o.history == told] == [("in_parts", 2)]


def test_months_end_where_the_month_ends() -> None:
    form = next(f for f in policy().forms if f.key == "monthly")
    days = [s.due_on for s in schedule(replace(form, first_within_days=0), 100, 6, date(2026, 10, 31))]
    assert days == [
        date(2026, 10, 31),
        date(2026, 11, 30),
        date(2026, 12, 31),
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
    ]


NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
PROMISE = Promised(1, 100, DAY + timedelta(days=5), DAY, NOON, share_percent=90, grace_days=2)


@pytest.mark.parametrize(
    ("on", "amount", "today", "state"),
    [
        (7, 90, 7, PromiseState.KEPT),
        (7, 89, 7, PromiseState.OPEN),
        (7, 89, 8, PromiseState.BROKEN),
        (8, 100, 8, PromiseState.BROKEN),
        (-1, 100, 1, PromiseState.OPEN),
    ],
)
def test_share_and_grace_decide(on: int, amount: int, today: int, state: PromiseState) -> None:
    payment = Received(1, amount, DAY + timedelta(days=on), NOON + timedelta(days=9))
    assert settled([PROMISE], [payment], DAY + timedelta(days=today))[1].state is state


def test_the_oldest_promise_is_paid_first_and_what_came_before_counts_for_none() -> None:
    later = replace(PROMISE, id=2, n=2, due_on=DAY + timedelta(days=6))
    one = Received(7, 130, DAY + timedelta(days=2), NOON + timedelta(days=2))
    told = settled([later, PROMISE], [one], DAY + timedelta(days=3))
    assert (told[1].payments, told[2].payments) == (((7, 100),), ((7, 30),))
    assert not counts(Received(8, 5, DAY, NOON), PROMISE)
    assert counts(Received(8, 5, DAY, NOON + timedelta(minutes=1)), PROMISE)
    assert plan_state([told[1].state, told[2].state]) is PromiseState.OPEN


@given(amounts=st.lists(st.integers(1, 10**9), max_size=12), percent=st.decimals(0, 100, places=2), cap=st.integers(0, 10**9))
def test_lines_add_up_whatever_the_cap(amounts: list[int], percent: Decimal, cap: int) -> None:
    contract = Contract("CLP", (Band(percent),), None, cap)
    earned = [Earned(n, "D", a, DAY, None, 0, percent) for n, a in enumerate(amounts)]
    made = invoice(contract, earned)
    exact = [Fraction(a) * Fraction(percent) / 100 for a in amounts]
    whole = sum(commission_minor(a, percent) for a in amounts)
    assert made.total_minor == min(cap, whole)
    assert abs(whole - sum(exact)) * 2 <= len(amounts)
    bounced = [replace(e, reversal=True) for e in earned]
    assert sum(line.amount_minor for line in invoice(replace(contract, cap_minor=None), [*earned, *bounced]).lines) == 0


def test_commission_is_rounded_half_to_even() -> None:
    assert [commission_minor(a, Decimal("50")) for a in (1, 3, 5, 7)] == [0, 2, 2, 4]
